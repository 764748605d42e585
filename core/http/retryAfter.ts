/**
 * Reads a `Retry-After` header.
 *
 * @param header the header's text: whole seconds or an HTTP date (RFC 9110, 10.2.3)
 * @param nowMs current time, Unix milliseconds
 * @returns milliseconds to wait, never negative; null for a missing or unreadable header
 */
export function parseRetryAfter(header: string | undefined, nowMs: number): number | null {
	const text = header?.trim() ?? '';
	if (/^\d+$/.test(text)) {
		const milliseconds = Number(text) * 1000;
		return Number.isSafeInteger(milliseconds) ? milliseconds : null;
	}
	// A date names its month. Without this check `Date.parse` takes "-5" and "1.5" for years.
	if (!/[a-z]{3}/i.test(text)) return null;
	const dateMs = Date.parse(text);
	return Number.isNaN(dateMs) ? null : Math.max(0, dateMs - nowMs);
}

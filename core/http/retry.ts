/** Bounds of a retry plan. All times in milliseconds. */
export interface RetryCaps {
	/** Tries in all, the first one included. */
	maxAttempts: number;
	/** Wait after the first try; it doubles with each further try. */
	baseMs: number;
	/** Longest single wait. */
	maxWaitMs: number;
	/** Longest sum of waits; left out = not bounded. */
	maxTotalMs?: number;
}

interface NextWaitInput {
	/** Number of the try that has just ended without success, from 1. */
	attempt: number;
	/** What the other side asked for ({@link parseRetryAfter}); null when it did not ask. */
	retryAfterMs: number | null;
	/** Random number in [0, 1), so that tests can fix it. */
	random: () => number;
	caps: RetryCaps;
	/** Sum of the waits so far; counts against `caps.maxTotalMs`. */
	waitedMs?: number;
}

/**
 * Plans the wait before the next try: what the other side asked for, otherwise exponential back-off with
 * jitter (between half and all of the step), so that many runs do not come back at the same moment.
 *
 * @returns milliseconds to wait, or null to give up: no tries left, or the wait goes past a cap. A request for
 * a wait longer than the cap gives up at once, because an earlier try would only be refused again.
 */
export function nextWait(input: NextWaitInput): number | null {
	const { attempt, retryAfterMs, random, caps, waitedMs = 0 } = input;
	if (attempt >= caps.maxAttempts) return null;
	if (retryAfterMs !== null && retryAfterMs > caps.maxWaitMs) return null;
	const step = Math.min(caps.maxWaitMs, caps.baseMs * 2 ** (attempt - 1));
	const wait = retryAfterMs ?? Math.round(step * (0.5 + random() / 2));
	if (caps.maxTotalMs !== undefined && waitedMs + wait > caps.maxTotalMs) return null;
	return wait;
}

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

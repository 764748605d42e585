/** Limits of a retry plan. All times are in milliseconds. */
export interface RetryCaps {
	/** Total number of tries, including the first. */
	maxAttempts: number;
	/** Wait after the first try; doubles with each further one. */
	baseMs: number;
	/** Longest single wait. */
	maxWaitMs: number;
	/** Longest total wait; left out = no limit. */
	maxTotalMs?: number;
}

interface NextWaitInput {
	/** Number of the try that has just ended without success, from 1. */
	attempt: number;
	/** The wait that the server asked for ({@link parseRetryAfter}); null when it did not ask. */
	retryAfterMs: number | null;
	/** Random number in [0, 1), passed in so that tests can fix it. */
	random: () => number;
	caps: RetryCaps;
	/** Sum of the waits so far; counts against `caps.maxTotalMs`. */
	waitedMs?: number;
}

/**
 * Plans the wait before the next try: what the server asked for, otherwise exponential back-off with jitter (between
 * half and all of the step), so that many runs do not return at the same moment.
 *
 * @returns milliseconds to wait, or null to give up: no tries left, or the wait exceeds a cap. A server that asks for
 * more than the cap makes it give up at once, because an earlier try would only be refused again.
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
	// A date contains the name of its month. Without this check `Date.parse` takes "-5" and "1.5" for years.
	if (!/[a-z]{3}/i.test(text)) return null;
	const dateMs = Date.parse(text);
	return Number.isNaN(dateMs) ? null : Math.max(0, dateMs - nowMs);
}

import type { RefusalCode } from '../codes';

/** Seconds a call's Date may lie in the future: clocks differ a little. The vendor's library has no limit at all. */
export const FUTURE_TOLERANCE_SECONDS = 30;

const httpDate =
	/^[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} (?:GMT|UTC|[+-]\d{4})$/;

/**
 * Checks the Date header (RFC 7231 form, or with a numeric zone as PHP writes it) against a clock.
 *
 * @param now milliseconds since the epoch
 * @returns null when recent, or the reason to refuse
 */
export function checkAge(header: string, now: number, maxAgeSeconds: number): RefusalCode | null {
	const sent = httpDate.test(header) ? Date.parse(header) : NaN;
	if (Number.isNaN(sent)) return 'DATE_UNREADABLE';
	if (now - sent > maxAgeSeconds * 1000) return 'DATE_STALE';
	return sent - now > FUTURE_TOLERANCE_SECONDS * 1000 ? 'DATE_IN_FUTURE' : null;
}

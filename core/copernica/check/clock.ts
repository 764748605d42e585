import { futureToleranceSeconds } from '../../callback/signature/verify';
import { checkResult, type CheckResult } from './codes';

/** An answer's `Date` header, and when its request left and the answer arrived, in milliseconds by our clock. */
export interface Timed {
	date: string | undefined;
	sentAt: number;
	receivedAt: number;
}

/** A date has whole seconds: it covers the second that follows it. */
const SECOND_MS = 1_000;

/**
 * How many milliseconds our clock is certainly ahead (+) or behind (-). An answer is written between its request and
 * its arrival, so a date within that time shows no difference.
 */
function difference({ sentAt, receivedAt }: Timed, written: number): number {
	if (written > receivedAt) return receivedAt - written;
	return Math.max(0, sentAt - (written + SECOND_MS));
}

/**
 * Judges whether the clocks differ enough to refuse signed calls.
 *
 * @param maxAgeSeconds the trigger's _Maximum Age_
 */
export function judgeClock(timed: Timed, maxAgeSeconds: number): CheckResult {
	const check = 'Clock';
	const written = Date.parse(timed.date ?? '');
	if (Number.isNaN(written)) return checkResult(check, 'CLOCK_UNKNOWN', {});
	const ahead = difference(timed, written);
	const seconds = Math.round(Math.abs(ahead) / SECOND_MS);
	const limit = ahead > 0 ? maxAgeSeconds : futureToleranceSeconds(maxAgeSeconds);
	if (seconds <= limit) return checkResult(check, 'CLOCK_RIGHT', { seconds });
	return checkResult(check, ahead > 0 ? 'CLOCK_AHEAD' : 'CLOCK_BEHIND', { seconds, limit });
}

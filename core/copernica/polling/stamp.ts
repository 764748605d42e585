/**
 * Times as Copernica writes them, `YYYY-MM-DD HH:MM:SS` in an undocumented time zone
 * (docs/vendors/copernica.md#35-data-types). They are only compared with each other, as texts, and never with our own
 * clock.
 */

const STAMP = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/;

/** Whether a text is such a time. */
export function isStamp(text: string | null): text is string {
	return text !== null && STAMP.test(text);
}

/**
 * How far back a look reads again, in seconds. A record can become visible after others with a later stamp: several
 * processes store changes, and reads come from copies.
 */
const OVERLAP = 10;
const HOUR = 3_600;

/** On the night when Europe's clocks go back, the hour from two to three comes twice. */
function isRepeatedHour(at: Date): boolean {
	const isLastSunday = at.getUTCMonth() === 9 && at.getUTCDay() === 0 && at.getUTCDate() > 24;
	return isLastSunday && at.getUTCHours() === 2;
}

/** A time some seconds before a stamp; the stamp itself if it is not a date, as in `0000-00-00 00:00:00`. */
function earlier(stamp: string, at: Date, seconds: number): string {
	if (Number.isNaN(at.getTime())) return stamp;
	return stampOf(new Date(at.getTime() - seconds * 1_000));
}

function dateOf(stamp: string): Date {
	return new Date(`${stamp.replace(' ', 'T')}Z`);
}

/** One second earlier, for a condition that leaves out the second it names. */
export function secondBefore(stamp: string): string {
	return earlier(stamp, dateOf(stamp), 1);
}

/** Where a look that continues from a stamp begins: a little before it, so that nothing late is missed. */
export function overlapBefore(stamp: string): string {
	const at = dateOf(stamp);
	return earlier(stamp, at, isRepeatedHour(at) ? HOUR + OVERLAP : OVERLAP);
}

/** A time in UTC, in Copernica's form. */
export function stampOf(at: Date): string {
	return at.toISOString().slice(0, 19).replace('T', ' ');
}

/** A moment of our own clock in a sentence: `2026-11-26 23:57:03 UTC`. @param at milliseconds */
export function utcText(at: number): string {
	return `${stampOf(new Date(at))} UTC`;
}

/** A time of Copernica in a sentence. Its zone is not documented, so the text names the clock instead. */
export function copernicaTimeText(stamp: string): string {
	return `${stamp} (Copernica's clock)`;
}

/** A sentence about the newest time of change, '' where it is not known. */
export function newestChangeText(stamp: string | null): string {
	return stamp === null ? '' : `Newest change in Copernica: ${copernicaTimeText(stamp)}.`;
}

/**
 * A date as a person or an expression enters it, in Copernica's form: the clock time counts, whatever zone follows.
 *
 * @returns null for a text that is not a date
 */
export function readStamp(entered: unknown): string | null {
	const [, day = '', time = '00:00:00'] =
		/^\s*(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?))?/.exec(String(entered ?? '')) ?? [];
	const stamp = `${day} ${time.length === 5 ? `${time}:00` : time}`;
	const at = dateOf(stamp);
	return isStamp(stamp) && !Number.isNaN(at.getTime()) && stampOf(at) === stamp ? stamp : null;
}

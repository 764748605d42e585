/**
 * Times as Copernica writes them, `YYYY-MM-DD HH:MM:SS` in a zone that nobody documents
 * (docs/vendors/copernica.md#35-data-types). They are only compared with each other, as texts: never with a clock of ours.
 */

const STAMP = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/;

/** Whether a text is such a time. */
export function isStamp(text: string | null): text is string {
	return text !== null && STAMP.test(text);
}

/**
 * How far back a look reads again, in seconds. A record can become visible after others that have a later stamp: changes
 * are stored by several processes, and read from copies.
 */
const OVERLAP = 10;
const HOUR = 3_600;

/** In the night in which the clocks of Europe go back, the hour from two to three comes twice. */
function isRepeatedHour(at: Date): boolean {
	const isLastSunday = at.getUTCMonth() === 9 && at.getUTCDay() === 0 && at.getUTCDate() > 24;
	return isLastSunday && at.getUTCHours() === 2;
}

/** A time some seconds before a stamp; the stamp itself where it is no date, as in `0000-00-00 00:00:00`. */
function earlier(stamp: string, at: Date, seconds: number): string {
	if (Number.isNaN(at.getTime())) return stamp;
	return stampOf(new Date(at.getTime() - seconds * 1_000));
}

function dateOf(stamp: string): Date {
	return new Date(`${stamp.replace(' ', 'T')}Z`);
}

/** One second earlier, where a condition leaves out the second that it names. */
export function secondBefore(stamp: string): string {
	return earlier(stamp, dateOf(stamp), 1);
}

/** Where a look begins that goes on from a stamp: a little before it, so that nothing that came late is left out. */
export function overlapBefore(stamp: string): string {
	const at = dateOf(stamp);
	return earlier(stamp, at, isRepeatedHour(at) ? HOUR + OVERLAP : OVERLAP);
}

/** A time in UTC, in Copernica's form. */
export function stampOf(at: Date): string {
	return at.toISOString().slice(0, 19).replace('T', ' ');
}

/**
 * A date as a person or an expression enters it, in Copernica's form: the time on the clock counts, whatever zone follows.
 *
 * @returns null for a text that is no date
 */
export function readStamp(entered: unknown): string | null {
	const [, day = '', time = '00:00:00'] =
		/^\s*(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?))?/.exec(String(entered ?? '')) ?? [];
	const stamp = `${day} ${time.length === 5 ? `${time}:00` : time}`;
	const at = dateOf(stamp);
	return isStamp(stamp) && !Number.isNaN(at.getTime()) && stampOf(at) === stamp ? stamp : null;
}

/** Above this a number is taken for milliseconds: as seconds it would lie beyond the year 5000. */
const LARGEST_SECONDS = 100_000_000_000;

/** A day that the calendar has; `Date.parse` makes 2 March of 30 February. */
function isCalendarDay(day: string): boolean {
	const midnight = Date.parse(`${day}T00:00:00Z`);
	return !Number.isNaN(midnight) && new Date(midnight).toISOString().slice(0, 10) === day;
}

const LOCAL_TIME = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?$/;

/**
 * Reads the time of an event.
 *
 * @param value ISO 8601 text, or Unix seconds (or milliseconds) as number or digits
 * @param timeZone IANA zone in which a text without offset is read, such as the workflow's own
 * @returns milliseconds since the epoch; null for anything else, impossible dates included
 */
export function toMilliseconds(value: string | number, timeZone: string): number | null {
	const text = String(value).trim();
	if (/^\d{9,13}$/.test(text)) {
		const number = Number(text);
		return number > LARGEST_SECONDS ? number : number * 1000;
	}
	if (/^\d{4}-/.test(text) && !isCalendarDay(text.slice(0, 10))) return null;
	const local = LOCAL_TIME.exec(text);
	if (local !== null) return localToMilliseconds(text, timeZone);
	if (!/^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:?\d{2})$/i.test(text)) return null;
	const milliseconds = Date.parse(text);
	return Number.isNaN(milliseconds) ? null : milliseconds;
}

/**
 * Event time in Unix seconds, the only form whose zone is beyond doubt
 * (docs/vendors/spotler-activate.md#5-dates-and-time-zones).
 */
export function toUnixSeconds(milliseconds: number): number {
	return Math.floor(milliseconds / 1000);
}

function localToMilliseconds(text: string, timeZone: string): number | null {
	const asUtc = Date.parse(`${text.length === 10 ? `${text}T00:00:00` : text.replace(' ', 'T')}Z`);
	if (Number.isNaN(asUtc)) return null;
	// Two rounds: the first guess may lie on the other side of a change to or from summer time.
	const first = asUtc - offsetAt(asUtc, timeZone);
	return asUtc - offsetAt(first, timeZone);
}

/** Milliseconds that the zone's clock is ahead of UTC at this instant. */
function offsetAt(instant: number, timeZone: string): number {
	const parts = new Intl.DateTimeFormat('en-US', {
		timeZone,
		hourCycle: 'h23',
		year: 'numeric',
		month: '2-digit',
		day: '2-digit',
		hour: '2-digit',
		minute: '2-digit',
		second: '2-digit',
	}).formatToParts(instant);
	const part = (type: string) => Number(parts.find((entry) => entry.type === type)?.value);
	const clock = Date.UTC(
		part('year'),
		part('month') - 1,
		part('day'),
		part('hour'),
		part('minute'),
		part('second'),
	);
	return clock - Math.floor(instant / 1000) * 1000;
}

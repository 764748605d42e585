/** The sandbox's time: milliseconds since 1970. Tests may pass their own. */
export type Clock = () => number;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(timeZone: string): Intl.DateTimeFormat {
	let format = formats.get(timeZone);
	if (format === undefined) {
		// The Swedish form is the ISO form.
		format = new Intl.DateTimeFormat('sv-SE', {
			timeZone,
			year: 'numeric',
			month: '2-digit',
			day: '2-digit',
			hour: '2-digit',
			minute: '2-digit',
			second: '2-digit',
		});
		formats.set(timeZone, format);
	}
	return format;
}

/**
 * `YYYY-MM-DD HH:MM:SS` without zone, as both vendors write it (docs/vendors/copernica.md#35-data-types,
 * docs/vendors/spotler-activate.md#5-dates-and-time-zones).
 */
export function dateTimeText(at: number, timeZone: string): string {
	return formatFor(timeZone).format(at);
}

/** Time of day in Amsterdam, which is what all pages show. @param at ISO 8601 */
export function timeText(at: string): string {
	return dateTimeText(Date.parse(at), 'Europe/Amsterdam').slice(11);
}

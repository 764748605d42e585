import { EMPTY, unusable, usable, type ValueNormaliser } from './outcome';

/** A time of day after the date is allowed and ignored. */
const TIME_PART = String.raw`(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?`;
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})([-/.]?)(\d{2})\2(\d{2})${TIME_PART}$`, 'i');
const DAY_FIRST = new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})${TIME_PART}$`, 'i');

const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** The date as YYYY-MM-DD, or null where the calendar has none. */
function calendarDate(year: number, month: number, day: number): string | null {
	const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
	const last = month === 2 && !leap ? 28 : DAYS_IN_MONTH[month - 1];
	if (year < 1 || last === undefined || day < 1 || day > last) return null;
	const pad = (part: number, width: number) => String(part).padStart(width, '0');
	return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

/**
 * What a text can stand for: YYYY-MM-DD (also with `/`, `.` or nothing between) and DD-MM-YYYY or DD.MM.YYYY. With
 * slashes the order is American or European, so there are two readings. `0000-00-00` is Copernica's empty date.
 */
function readingsOf(text: string): ReadonlyArray<string | null> | 'empty' {
	if (text === '') return 'empty';
	const year = YEAR_FIRST.exec(text);
	if (year !== null) {
		const [, y = '', , m = '', d = ''] = year;
		if (/^0+$/.test(y + m + d)) return 'empty';
		return [calendarDate(Number(y), Number(m), Number(d))];
	}
	const day = DAY_FIRST.exec(text);
	if (day === null) return [];
	const [, first = '', separator, second = '', y = ''] = day;
	if (/^0+$/.test(first + second + y)) return 'empty';
	const asDayFirst = calendarDate(Number(y), Number(second), Number(first));
	if (separator !== '/' || Number(first) === Number(second)) return [asDayFirst];
	return [asDayFirst, calendarDate(Number(y), Number(first), Number(second))];
}

const exists = (date: string | null): date is string => date !== null;

/** Every date that a text can stand for, as YYYY-MM-DD; none where it is no date, `empty` where it is a zero date. */
export function datesIn(text: string): readonly string[] | 'empty' {
	const readings = readingsOf(text.trim());
	return readings === 'empty' ? 'empty' : readings.filter(exists);
}

/** Any date, to YYYY-MM-DD; one with two readings only where just one of them exists. */
export const normaliseDate: ValueNormaliser = (text) => {
	const trimmed = text.trim();
	// A user-made item may say false, which is 0 in a Change.
	const readings = trimmed === '0' ? 'empty' : readingsOf(trimmed);
	if (readings === 'empty') return EMPTY;
	const [date, other] = readings.filter(exists);
	if (other !== undefined) return unusable('DATE_AMBIGUOUS');
	if (date !== undefined) return usable(date);
	return unusable(readings.length === 0 ? 'DATE_UNREADABLE' : 'DATE_IMPOSSIBLE');
};

/** It may already be tomorrow somewhere east of Greenwich. */
const EASTERNMOST_OFFSET_MS = 14 * 3_600_000;
const OLDEST_AGE_YEARS = 130;

/** The latest date that is no future date anywhere, as YYYY-MM-DD. */
export function latestDateAt(isoTime: string): string {
	return new Date(Date.parse(isoTime) + EASTERNMOST_OFFSET_MS).toISOString().slice(0, 10);
}

/** A date of birth: as a date, and neither in the future nor further back than a life can last. */
export const normaliseBirthdate: ValueNormaliser = (text, context) => {
	const outcome = normaliseDate(text, context);
	if (outcome.state !== 'value') return outcome;
	const latest = latestDateAt(context.receivedAt);
	const date = String(outcome.value);
	if (date > latest) return unusable('BIRTHDATE_FUTURE');
	if (Number(date.slice(0, 4)) < Number(latest.slice(0, 4)) - OLDEST_AGE_YEARS) {
		return unusable('BIRTHDATE_IMPOSSIBLE');
	}
	return outcome;
};

import type { NoteCode } from '../codes';
import { EMPTY, unusable, usable, type ValueNormaliser } from './outcome';

/** A time of day after the date is allowed and ignored. */
const timePart = String.raw`(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?`;
const yearFirst = new RegExp(String.raw`^(\d{4})([-/.]?)(\d{2})\2(\d{2})${timePart}$`, 'i');
const dayFirst = new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})${timePart}$`, 'i');

type CalendarDate = { readonly iso: string } | { readonly code: NoteCode };

const daysInMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function calendarDate(year: number, month: number, day: number): CalendarDate {
	const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
	const last = month === 2 && !leap ? 28 : daysInMonth[month - 1];
	if (year < 1 || last === undefined || day < 1 || day > last) return { code: 'DATE_IMPOSSIBLE' };
	const pad = (part: number, width: number) => String(part).padStart(width, '0');
	return { iso: `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}` };
}

/**
 * Reads YYYY-MM-DD (also with `/`, `.` or nothing between) and DD-MM-YYYY or DD.MM.YYYY. With slashes the order is
 * American or European: it is taken only where one reading exists. `0000-00-00` is Copernica's empty date
 * (copernica.md 3.5).
 */
function parseDate(text: string): CalendarDate | 'empty' {
	const year = yearFirst.exec(text);
	if (year !== null) {
		const [, y = '', , m = '', d = ''] = year;
		if (/^0+$/.test(y + m + d)) return 'empty';
		return calendarDate(Number(y), Number(m), Number(d));
	}
	const day = dayFirst.exec(text);
	if (day === null) return { code: 'DATE_UNREADABLE' };
	const [, first = '', separator, second = '', y = ''] = day;
	if (/^0+$/.test(first + second + y)) return 'empty';
	const asDayFirst = calendarDate(Number(y), Number(second), Number(first));
	if (separator !== '/' || first.padStart(2, '0') === second.padStart(2, '0')) return asDayFirst;
	const asMonthFirst = calendarDate(Number(y), Number(first), Number(second));
	if ('code' in asDayFirst) return 'iso' in asMonthFirst ? asMonthFirst : asDayFirst;
	return 'code' in asMonthFirst ? asDayFirst : { code: 'DATE_AMBIGUOUS' };
}

/** Any date, to YYYY-MM-DD (spotler-activate.md 12.14). */
export const normaliseDate: ValueNormaliser = (text) => {
	const trimmed = text.trim();
	if (trimmed === '') return EMPTY;
	const date = parseDate(trimmed);
	if (date === 'empty') return EMPTY;
	return 'iso' in date ? usable(date.iso) : unusable(date.code);
};

/** It may already be tomorrow somewhere east of Greenwich. */
const easternMostOffsetMs = 14 * 3_600_000;
const oldestAgeYears = 130;

/** A date of birth: as a date, and neither in the future nor further back than a life can last. */
export const normaliseBirthdate: ValueNormaliser = (text, context) => {
	const outcome = normaliseDate(text, context);
	if (outcome.state !== 'value') return outcome;
	const latest = new Date(Date.parse(context.receivedAt) + easternMostOffsetMs)
		.toISOString()
		.slice(0, 10);
	const date = String(outcome.value);
	if (date > latest) return unusable('BIRTHDATE_FUTURE');
	if (Number(date.slice(0, 4)) < Number(latest.slice(0, 4)) - oldestAgeYears) {
		return unusable('BIRTHDATE_IMPOSSIBLE');
	}
	return outcome;
};

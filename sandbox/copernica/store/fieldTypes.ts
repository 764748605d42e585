import { dateTimeText } from '../../clock';
import type { Field } from './model';

/**
 * Text of a value as PHP would make it: true is 1; false, null and lists are empty
 * (docs/vendors/copernica.md#35-data-types).
 */
function textOf(value: unknown): string {
	if (typeof value === 'string') return value;
	if (typeof value === 'number') return String(value);
	return value === true ? '1' : '';
}

function leadingNumber(text: string): number {
	const match = /^\s*[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?/i.exec(text);
	return match === null ? 0 : Number(match[0]);
}

/** As PHP's 64-bit integers hold it: exact, however many digits JavaScript would lose. */
function wholeNumber(text: string): string {
	const digits = /^\s*[+-]?\d+(?![\d.e])/i.exec(text)?.[0].trim();
	return digits === undefined
		? String(Math.trunc(leadingNumber(text)))
		: BigInt(digits.replace('+', '')).toString();
}

/** Reads a date with an optional time and zone; null where there is none. A bare Unix timestamp is none. */
function dateTimeOf(text: string, timeZone: string): string | null {
	const match =
		/^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2}))?(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/.exec(
			text.trim(),
		);
	if (match === null) return null;
	const [, date = '', time = '00:00', seconds = '00', zone] = match;
	const at = Date.parse(`${date}T${time}:${seconds}${zone ?? 'Z'}`);
	// 31 February parses in JavaScript, but not as itself.
	if (Number.isNaN(at) || (zone === undefined && new Date(at).toISOString().slice(0, 10) !== date))
		return null;
	return zone === undefined ? `${date} ${time}:${seconds}` : dateTimeText(at, timeZone);
}

/** The options of a select field and the one that is marked as default. */
export function selectOptions(field: Field): { options: string[]; preset: string } {
	const lines = field.value.split('\n').filter((line) => line !== '');
	const marked = lines.find((line) => line.startsWith('*'));
	return {
		options: lines.map((line) => line.replace(/^\*/, '')),
		preset: marked?.slice(1) ?? '',
	};
}

const emptyDates: Partial<Record<Field['type'], string>> = {
	date: '0000-00-00',
	datetime: '0000-00-00 00:00:00',
	empty_date: '',
	empty_datetime: '',
};

/**
 * What a field holds after a value was written to it. Writes never fail on type
 * (docs/vendors/copernica.md#35-data-types).
 *
 * @param timeZone zone to which dates with a zone are converted
 */
export function coerce(field: Field, value: unknown, timeZone: string): string {
	const text = textOf(value);
	switch (field.type) {
		case 'integer':
		case 'foreign_key':
			return wholeNumber(text);
		case 'float':
			return String(leadingNumber(text));
		case 'date':
		case 'empty_date':
			return dateTimeOf(text, timeZone)?.slice(0, 10) ?? emptyDates[field.type] ?? '';
		case 'datetime':
		case 'empty_datetime':
			return dateTimeOf(text, timeZone) ?? emptyDates[field.type] ?? '';
		case 'select':
			return selectOptions(field).options.includes(text) ? text : '';
		default:
			return text;
	}
}

/** What a field holds that was not given when the profile was made. */
export function presetOf(field: Field, timeZone: string): string {
	return field.type === 'select'
		? selectOptions(field).preset
		: coerce(field, field.value, timeZone);
}

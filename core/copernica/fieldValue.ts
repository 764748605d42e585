import { withoutInvisible } from '../invisible';
import { fill, refused, VALUE_RULES, type Refused } from './codes';
import type { Field } from './entities';

type ValueCheck = { ok: true; text: string } | Refused;

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const DATE_TIME = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?$/;
const WITH_ZONE = /^\d{4}-\d{2}-\d{2}T.*(?:Z|[+-]\d{2}:?\d{2})$/;

const EMPTY_DATE = '0000-00-00';
const EMPTY_DATE_TIME = '0000-00-00 00:00:00';

/** @param form of a valid date */
function misfit({ name }: Field, rule: keyof typeof VALUE_RULES, form = ''): Refused {
	return refused('VALUE_INVALID', { field: name, rule: fill(VALUE_RULES[rule], { form }) });
}

const fits = (text: string): ValueCheck => ({ ok: true, text });

/** True for an existing day, unlike 31 February. */
function isCalendarDay(text: string): boolean {
	const match = DATE.exec(text);
	if (match === null) return false;
	const [year, month, day] = match.slice(1).map(Number);
	const date = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day));
	// Years below 100 would be read as 19xx.
	return (year ?? 0) >= 100 && date.getUTCMonth() === (month ?? 0) - 1 && date.getUTCDate() === day;
}

function checkInteger(field: Field, text: string): ValueCheck {
	const trimmed = text.trim();
	if (trimmed === '') return misfit(field, 'emptyInteger');
	if (!/^[+-]?\d{1,18}$/.test(trimmed)) return misfit(field, 'integer');
	return fits(BigInt(trimmed.replace(/^\+/, '')).toString());
}

function checkFloat(field: Field, text: string): ValueCheck {
	const trimmed = text.trim();
	if (trimmed === '') return misfit(field, 'emptyFloat');
	if (!/^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(trimmed)) return misfit(field, 'float');
	return fits(trimmed.replace(/^\+/, ''));
}

interface DateRules {
	/** How an empty value is stored; null = cannot be empty. */
	empty: string | null;
	withTime: boolean;
}

const DATE_RULES: Record<string, DateRules> = {
	date: { empty: null, withTime: false },
	empty_date: { empty: '', withTime: false },
	datetime: { empty: null, withTime: true },
	empty_datetime: { empty: '', withTime: true },
};

function checkDate(field: Field, text: string, { empty, withTime }: DateRules): ValueCheck {
	const trimmed = text.trim();
	const form = withTime ? 'YYYY-MM-DD HH:MM:SS' : 'YYYY-MM-DD';
	if (trimmed === '' && empty === null) return misfit(field, 'emptyDate', form);
	if (trimmed === '') return fits('');
	if (trimmed === EMPTY_DATE || trimmed === EMPTY_DATE_TIME) {
		return fits(empty ?? (withTime ? EMPTY_DATE_TIME : EMPTY_DATE));
	}
	if (WITH_ZONE.test(trimmed)) return misfit(field, 'zone', form);
	const match = DATE_TIME.exec(trimmed);
	const [, day = '', hours = '00', minutes = '00', seconds = '00'] = match ?? [];
	const time = `${hours}:${minutes}:${seconds}`;
	if (match === null || !isCalendarDay(day) || hours > '23' || minutes > '59' || seconds > '59') {
		return misfit(field, 'date', form);
	}
	if (withTime) return fits(`${day} ${time}`);
	if (time !== '00:00:00') return misfit(field, 'time', form);
	return fits(day);
}

function checkSelect(field: Field, text: string): ValueCheck {
	if (text === '' || (field.options ?? []).includes(text)) return fits(text);
	const options = (field.options ?? []).join(', ') || 'it has none';
	return refused('OPTION_UNKNOWN', { field: field.name, options });
}

/** Types with a `length` that is the longest text they hold (REST v4, POST database fields). */
const LIMITED_TEXTS = ['text', 'email', 'phone', 'phone_fax', 'phone_gsm'];

/** Types that store true and false as 1 and 0. For a select it depends on the options. */
const COUNTING_TYPES = ['integer', 'float', 'foreign_key', 'select'];
/** Types that are never true or false: Copernica would store 1 for true, and empty the field for false. */
const NO_BOOLEANS = ['email', 'phone', 'phone_fax', 'phone_gsm', ...Object.keys(DATE_RULES)];

/**
 * The text of true or false in a field; null when it has no meaning there. In free texts it is what Copernica makes of
 * it.
 */
function textOfBoolean(value: boolean, type: string): string | null {
	if (NO_BOOLEANS.includes(type)) return null;
	if (value) return '1';
	return COUNTING_TYPES.includes(type) ? '0' : '';
}

/** The text that PHP would make of a value, which is what Copernica would store; null when there is none. */
function textOf(value: unknown, type: string): string | null {
	if (typeof value === 'string') return value;
	if (typeof value === 'bigint') return String(value);
	if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null;
	if (typeof value === 'boolean') return textOfBoolean(value, type);
	return null;
}

/** Types of addresses and numbers, where surrounding spaces and invisible characters do not belong. */
const IDENTIFIERS = ['email', 'phone', 'phone_fax', 'phone_gsm'];
const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** An address or number without surrounding spaces and invisible characters; null for other texts. */
function identifierIn(field: Field, text: string): string | null {
	const cleaned = withoutInvisible(text);
	return IDENTIFIERS.includes(field.type) || ADDRESS.test(cleaned) ? cleaned : null;
}

/** Whether a number was made from more digits than a number can hold, so that its last ones are unreliable. */
function hasLostDigits(value: unknown): boolean {
	return Number.isInteger(value) && !Number.isSafeInteger(value);
}

/**
 * Checks a value against its field before it is sent. Copernica accepts everything and changes it silently when it does
 * not fit: "2,5" becomes 2, an unreadable date becomes empty, an unknown option becomes empty. Unknown types count as
 * text. Addresses and phone numbers lose surrounding spaces and invisible characters: with them they would be somebody
 * else's.
 *
 * @param value text, number or boolean; `''` empties the field if its type can be empty
 * @returns the text exactly as Copernica will hold it, or why there is none; names the field, never the value
 */
export function checkValue(field: Field, value: unknown): ValueCheck {
	if (hasLostDigits(value)) return misfit(field, 'digits');
	const text = textOf(value, field.type);
	if (text === null) return misfit(field, typeof value === 'boolean' ? 'boolean' : 'single');
	if (field.type === 'integer' || field.type === 'foreign_key') return checkInteger(field, text);
	if (field.type === 'float') return checkFloat(field, text);
	if (field.type === 'select') return checkSelect(field, text);
	const rules = DATE_RULES[field.type];
	if (rules !== undefined) return checkDate(field, text, rules);
	const kept = identifierIn(field, text) ?? text;
	const limit = LIMITED_TEXTS.includes(field.type) ? field.length : null;
	if (limit !== null && limit > 0 && [...kept].length > limit) {
		return refused('VALUE_TOO_LONG', { field: field.name, limit });
	}
	return fits(kept);
}

/** One spelling for all spellings of a decimal number of any length; null for other texts. */
function canonicalDecimal(text: string): string | null {
	const match = /^([+-]?)0*(\d*)(?:\.(\d*?)0*)?$/.exec(text.trim());
	if (match === null || !/\d/.test(text)) return null;
	const [, sign = '', whole = '', decimals = ''] = match;
	const digits = `${whole === '' ? '0' : whole}${decimals === '' ? '' : `.${decimals}`}`;
	return digits === '0' || sign !== '-' ? digits : `-${digits}`;
}

/**
 * Whether a stored text and a checked one are the same value for this field, as "2.50" and "2.5" are for a float. Long
 * numbers are compared by their digits: as numbers, two that differ in the last digits would be equal.
 */
export function isSameValue(field: Field, stored: string, wanted: string): boolean {
	if (stored === wanted) return true;
	if (field.type !== 'float' || stored.trim() === '') return false;
	const canonical = canonicalDecimal(stored);
	if (canonical !== null) return canonical === canonicalDecimal(wanted);
	return Number(stored) === Number(wanted);
}

/** One text for all checked texts that are the same value for this field ({@link isSameValue}). */
export function sameValueKey(field: Field | undefined, text: string): string {
	return field?.type === 'float' ? (canonicalDecimal(text) ?? text) : text;
}

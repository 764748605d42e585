/**
 * What to do about a row: correct the item or settings, accept that Copernica does not do it, or check before sending
 * it again.
 */
export type RejectedStatus = 'invalid' | 'rejected' | 'unknown';

interface CodeEntry {
	status: RejectedStatus;
	/** What happened and what to do next. The names in braces are filled in by {@link refusal}. */
	reason: string;
}

/**
 * Every code on a row of the Copernica node, with its status and its sentence: the only list, from which
 * docs/guide/codes.md is generated. Codes are stable, because workflows branch on them. Sentences name fields and IDs,
 * never values.
 */
export const COPERNICA_CODES = {
	VALUE_NOT_TEXT: {
		status: 'invalid',
		reason:
			'"{field}" holds a list or an object, but must be a text. Put Edit Fields before this step to choose one value.',
	},
	NOT_A_CHANGE: {
		status: 'invalid',
		reason:
			'The item is not a change from Copernica: check "{field}". Connect the output of the Copernica Trigger, or build items with the keys that the documentation lists for a change.',
	},
	ID_INVALID: {
		status: 'invalid',
		reason:
			'The {setting} is missing or is not a whole number above 0. Check the expression in the node.',
	},
	PROFILE_GONE: {
		status: 'rejected',
		reason: 'The {record} does not exist in Copernica or was deleted.',
	},
	PROFILE_UNKNOWN: {
		status: 'rejected',
		reason: 'Nothing says which profile the {change} belongs to.',
	},
	DATABASE_UNKNOWN: {
		status: 'rejected',
		reason:
			'Nothing says which database the {record} belongs to, so other profiles with its address cannot be looked for. Choose the database in the Copernica Trigger.',
	},
	OTHERS_TOO_MANY: {
		status: 'rejected',
		reason:
			'So many profiles have the address of this change that not all of them can be looked at, so whether one of them is subscribed is not known.',
	},
	FIELD_UNKNOWN: {
		status: 'invalid',
		reason:
			'The field "{field}" does not exist in {where}. Choose it again in the node, or create it in Copernica.',
	},
	FIELD_TWICE: {
		status: 'invalid',
		reason: 'The field "{field}" is named more than once, in different case. Keep one of them.',
	},
	VALUE_INVALID: {
		status: 'invalid',
		reason: 'The value does not fit the field "{field}", which {rule}',
	},
	VALUE_TOO_LONG: {
		status: 'invalid',
		reason:
			'The field "{field}" holds at most {limit} characters, and Copernica would cut off the rest. Shorten the text, or make the field longer.',
	},
	OPTION_UNKNOWN: {
		status: 'invalid',
		reason:
			'The value is not among the options of the field "{field}", so Copernica would store it as empty. Send one of these, with the same capitals: {options}.',
	},
	INTEREST_UNKNOWN: {
		status: 'invalid',
		reason:
			'The interest "{field}" does not exist in the database. Create it in Copernica first, or leave it out.',
	},
	INTEREST_TWICE: {
		status: 'invalid',
		reason: 'The interest "{field}" is to be added and removed at once. Keep one of them.',
	},
	MATCH_MISSING: {
		status: 'invalid',
		reason:
			'The field "{field}" is matched on, but the item has no value for it. Fill it, or match on another field.',
	},
	MATCH_AMBIGUOUS: {
		status: 'rejected',
		reason:
			'More than one {record} matches (IDs {ids}), so nothing was written. Match on more fields, or keep only one of them in Copernica.',
	},
	MATCH_UNSAFE: {
		status: 'invalid',
		reason:
			'The condition on "{field}" is not safe: {risk} Nothing was written. Use another field or another condition.',
	},
	CALLBACK_GONE: {
		status: 'rejected',
		reason: 'The {callback} does not exist in Copernica or was deleted.',
	},
	SELECTION_GONE: {
		status: 'rejected',
		reason: 'The {selection} does not exist in Copernica or was deleted.',
	},
	MAILING_GONE: {
		status: 'rejected',
		reason: 'The {mailing} does not exist in Copernica or was deleted.',
	},
	SCHEDULE_INVALID: {
		status: 'invalid',
		reason:
			'The setting {setting} cannot be read, and Copernica might send the mailing at once. Write the start as YYYY-MM-DD HH:MM:SS, and the recurrence as an iCalendar rule such as FREQ=WEEKLY;COUNT=4.',
	},
	NOTHING_TO_WRITE: {
		status: 'invalid',
		reason: 'The item gives nothing to write. Check the mapping.',
	},
	UNSUBSCRIBE_NOT_SET_UP: {
		status: 'rejected',
		reason:
			'The {database} does nothing when a profile is unsubscribed. Set its unsubscribe behaviour in Copernica first.',
	},
	REFUSED_BY_COPERNICA: {
		status: 'rejected',
		reason: 'Copernica did not accept this row. {said}',
	},
	ACCESS_DENIED: {
		status: 'rejected',
		reason: 'The access token is not accepted, or lacks the right to do this. {said}',
	},
	COPERNICA_UNAVAILABLE: {
		status: 'rejected',
		reason: 'Copernica gave no usable answer. {said}',
	},
	OUTCOME_UNKNOWN: {
		status: 'unknown',
		reason:
			'The connection broke after sending, so the change may or may not have been made. {said}',
	},
	NOT_ATTEMPTED: {
		status: 'rejected',
		reason:
			'This item was not sent, because Copernica could not be used for an item before it. Run it again later.',
	},
	SETTING_INVALID: {
		status: 'invalid',
		reason: 'A setting of the node does not fit this item. {said}',
	},
} as const satisfies Record<string, CodeEntry>;

export type CopernicaCode = keyof typeof COPERNICA_CODES;

/** The end of the sentence of `VALUE_INVALID`, after "the field, which". */
export const VALUE_RULES = {
	emptyInteger: 'holds whole numbers and cannot be empty. Send 0, or leave it out.',
	integer: 'takes whole numbers only, in digits.',
	emptyFloat: 'holds numbers and cannot be empty. Send 0, or leave it out.',
	float: 'takes numbers only, with a point and not a comma for decimals.',
	emptyDate: 'cannot be empty. Send a date as {form}, or leave it out.',
	zone: 'takes dates without a time zone. Send it as {form}, in the time zone of your Copernica account.',
	date: 'takes dates that exist, as {form}.',
	time: 'holds a date without a time. Send it as {form}.',
	digits:
		'got a number with more digits than n8n can hold, so its last digits are lost. Send it as a text.',
	boolean: 'takes a text, not true or false.',
	single: 'takes a single text, number or true/false, not a list or an object.',
} as const;

/** Why a match is not safe, within the sentence of `MATCH_UNSAFE`. */
export const MATCH_RISKS = {
	misread:
		'Copernica would read it differently, because of a sign such as = or > at the start of the value or in the name.',
	otherValue: 'Copernica gave a record with another value than the one asked for.',
} as const;

/** Why a row cannot be done: stable code, and one sentence that names fields and IDs but never values. */
export interface CopernicaRefusal {
	code: CopernicaCode;
	reason: string;
	/** The name of the field or setting that it is about. */
	field?: string;
}

/** A refusal in place of the requested result. */
export interface Refused {
	ok: false;
	refusal: CopernicaRefusal;
}

type NamesIn<Sentence extends string> = Sentence extends `${string}{${infer Name}}${infer Rest}`
	? Name | NamesIn<Rest>
	: never;

type Details<Code extends CopernicaCode> = Readonly<
	Record<NamesIn<(typeof COPERNICA_CODES)[Code]['reason']>, string | number>
> & { readonly field?: string };

/** Fills the names in braces into a sentence. */
export function fill(sentence: string, details: object): string {
	const values = new Map<string, unknown>(Object.entries(details));
	return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(values.get(name) ?? '')).trim();
}

/**
 * The refusal of a code, with its sentence filled in.
 *
 * @param details every name in braces of the sentence; `field` even if the sentence does not name it
 */
export function refusal<Code extends CopernicaCode>(
	code: Code,
	details: Details<Code>,
): CopernicaRefusal {
	const { field } = details;
	return {
		code,
		...(field === undefined ? {} : { field }),
		reason: fill(COPERNICA_CODES[code].reason, details),
	};
}

/** {@link refusal} in place of the requested result. */
export function refused<Code extends CopernicaCode>(code: Code, details: Details<Code>): Refused {
	return { ok: false, refusal: refusal(code, details) };
}

/**
 * Every code that a row out of the Copernica node can carry, with its meaning. Codes are stable: workflows
 * branch on them. docs/guide/codes.md lists them.
 */
export const copernicaCodes = {
	NOT_A_CHANGE: 'The item is not a change from Copernica.',
	ID_INVALID: 'An ID is missing or is not a whole number above 0.',
	PROFILE_GONE: 'The profile, or the subprofile that leads to it, does not exist or was deleted.',
	PROFILE_UNKNOWN: 'Nothing says which profile the change belongs to.',
	DATABASE_UNKNOWN:
		'Nothing says which database the change belongs to, so other profiles cannot be looked for.',
	OTHERS_TOO_MANY: 'So many profiles have the address that not all of them can be looked at.',
	FIELD_UNKNOWN: 'A field does not exist in the database or collection.',
	FIELD_TWICE: 'One field is named twice, in different case.',
	VALUE_INVALID:
		'A value does not fit the type of its field; Copernica would change it in silence.',
	VALUE_TOO_LONG: 'A text is longer than its field; Copernica would cut it.',
	OPTION_UNKNOWN:
		'A value is not among the options of its field; Copernica would store it as empty.',
	INTEREST_UNKNOWN: 'An interest does not exist in the database.',
	INTEREST_TWICE: 'One interest is to be added and removed at once.',
	MATCH_MISSING: 'A field to match on has no value.',
	MATCH_AMBIGUOUS: 'More than one profile or subprofile matches.',
	MATCH_UNSAFE:
		'A match cannot be asked for safely, or Copernica gave one with other values than asked for.',
	CALLBACK_GONE: 'The callback does not exist (any more).',
	NOTHING_TO_WRITE: 'The item gives no field and no interest to write.',
	UNSUBSCRIBE_NOT_SET_UP: 'The database does nothing when a profile is unsubscribed.',
	REFUSED_BY_COPERNICA: 'Copernica refused the request for this row.',
	ACCESS_DENIED: 'The access token is not accepted, or lacks the right to do this.',
	COPERNICA_UNAVAILABLE: 'Copernica gave no usable answer after several tries.',
	OUTCOME_UNKNOWN: 'The connection broke after sending: the change may or may not have been made.',
	NOT_ATTEMPTED:
		'An earlier row showed that Copernica cannot be used now, so this one was not sent.',
	SETTING_INVALID: 'A setting of the node does not fit.',
} as const;

export type CopernicaCode = keyof typeof copernicaCodes;

/** Why a row cannot be done: stable code, and one sentence that names fields and ids but never values. */
export interface Refusal {
	code: CopernicaCode;
	reason: string;
	/** Name of the field that it is about. */
	field?: string;
}

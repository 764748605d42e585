/**
 * Every code that a row out of the Copernica node can carry, with its meaning. Codes are stable: workflows
 * branch on them. The README lists them.
 */
export const copernicaCodes = {
	NOT_A_CHANGE: 'The item is not a change from Copernica.',
	ID_INVALID: 'An ID is missing or is not a whole number above 0.',
	PROFILE_GONE: 'The profile, or the subprofile that leads to it, does not exist or was deleted.',
	PROFILE_UNKNOWN: 'Nothing says which profile the change belongs to.',
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

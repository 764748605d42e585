/** Codes of Filter, with the sentence each one carries. Values never appear in it. */
export const SKIP_CODES = {
	NOT_PREPARED:
		'The item is not a prepared profile. Connect the Prepared output of Spotler Activate → Profile → Normalise.',
	SETTINGS_INVALID:
		'A setting of this node does not work for this item. Check the setting named in the message.',
	SUPERSEDED:
		'This run has a newer change of the same profile, which includes everything in this one.',
	DELETED: 'The profile was deleted in Copernica and there is no consent to withdraw.',
	EXCLUDED_ADDRESS: 'The address is on the list of excluded addresses.',
	UNCHANGED: 'None of the mapped fields changed.',
	CONNECTOR_FIELDS_ONLY: 'Only fields that Activate itself writes to Copernica changed.',
	NO_CONSENT:
		'The contact has given none of the required consents, and no opt-out is lost by skipping the row.',
	CONSENT_UNKNOWN: 'It is unknown whether the contact has given any of the required consents.',
	SAME_AS_LAST_SENT: 'The same content was sent before.',
} as const;
export type SkipCode = keyof typeof SKIP_CODES;

/** The rules a user can switch. */
export const FILTER_RULES = [
	'CONNECTOR_FIELDS_ONLY',
	'CONSENT_UNKNOWN',
	'DELETED',
	'EXCLUDED_ADDRESS',
	'NO_CONSENT',
	'SAME_AS_LAST_SENT',
	'SUPERSEDED',
	'UNCHANGED',
] as const satisfies readonly SkipCode[];
export type FilterRule = (typeof FILTER_RULES)[number];

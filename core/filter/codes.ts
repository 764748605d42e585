/** Codes of Filter, with the sentence each one carries. Values never appear in it. */
export const SKIP_CODES = {
	NOT_PREPARED:
		'The item is not a prepared profile. Connect the Prepared output of Spotler Activate → Profile → Normalise.',
	SETTINGS_INVALID:
		'The settings of the node do not fit this item. Check the setting that the message names.',
	SUPERSEDED:
		'A newer change of the same profile is in this run and brings everything this one does.',
	DELETED: 'The profile was deleted in Copernica and withdraws no consent.',
	EXCLUDED_ADDRESS: 'The address is on the list of excluded addresses.',
	UNCHANGED: 'None of the mapped fields changed.',
	CONNECTOR_FIELDS_ONLY: 'Only fields that Activate itself writes to Copernica changed.',
	NO_CONSENT:
		'The contact gave none of the consents that are asked for, and no opt-out would be lost.',
	CONSENT_UNKNOWN:
		'It is not known whether the contact gave any of the consents that are asked for.',
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

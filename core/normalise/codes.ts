/**
 * Codes of Normalise, with the sentence each one carries. `{from}` is the Copernica field, `{field}` the Activate
 * key; values never appear, so that a reason can be logged without personal data.
 */

/** Why a change could not be prepared; such a row leaves by the *Invalid* output. */
export const INVALID_CODES = {
	NOT_A_CHANGE:
		'The item is not a change from Copernica: check "{field}". Connect the Copernica Trigger, or put Edit Fields before this node and give each value a field of its own, such as fields.Email.',
	VALUE_NOT_TEXT:
		'The value of "{field}" must be a text, a number, or true or false. It is a list or an object: put Edit Fields before this node and take the part that you need.',
	SETTINGS_INVALID:
		'A setting of this node does not work for this item. Check the setting named in the message.',
	EMAIL_MISSING:
		'There is no email address in "{from}". Set Map Fields to One by One and choose the field that holds it, or match on the user ID as well.',
	EMAIL_MISSING_ADD_PROFILE:
		'A subprofile has no email address of its own and the fields of its profile were not read. Insert Copernica → Change → Add Profile before this node.',
	EMAIL_INVALID:
		'The text in "{from}" is not an email address. Correct it where it comes from, for example in Copernica.',
	CONSENT_VALUE_UNKNOWN:
		'The text in "{from}" is not in any list for the consent "{field}". Add it to the right list.',
	NUMBER_NOT_EXACT:
		'The number in "{from}" has more digits than n8n can hold exactly. Give it as a text, in quotes.',
	DATE_UNREADABLE: 'The text in "{from}" is not a date. Use YYYY-MM-DD or DD-MM-YYYY.',
	DATE_AMBIGUOUS:
		'In the date in "{from}" the day could be the month. Use YYYY-MM-DD or DD-MM-YYYY.',
	DATE_IMPOSSIBLE:
		'The date in "{from}" does not exist in the calendar. Correct it where it comes from.',
	BIRTHDATE_IMPOSSIBLE:
		'The birth date in "{from}" is more than 130 years ago. Correct it where it comes from.',
	BIRTHDATE_FUTURE: 'The birth date in "{from}" is in the future. Correct it where it comes from.',
	DELETED:
		'The profile was deleted in Copernica. Set Deleted Profiles to Opt Out to withdraw its consents in Activate.',
	SUBPROFILE_DELETED:
		'A subprofile was deleted. Its profile still exists, so nothing changes for the contact in Activate.',
	DELETED_WITHOUT_CONSENT:
		'The profile was deleted and should be opted out, but no consent is mapped. Add consents under Consents.',
	DELETED_OTHER_PROFILE:
		'The profile was deleted, but another profile with its address says yes to each mapped consent. There is nothing to withdraw.',
} as const;
export type InvalidCode = keyof typeof INVALID_CODES;

/** Rows that are not prepared because nothing is to be sent: no fault of data or settings. */
export const NOTHING_TO_SEND: readonly string[] = [
	'DELETED',
	'SUBPROFILE_DELETED',
	'DELETED_OTHER_PROFILE',
] satisfies InvalidCode[];

/** What the user should know of a prepared row: fields that were left out or taken over in a special way. */
export const NOTE_CODES = {
	FIELD_MISSING: 'The item does not include "{from}", so "{field}" was left out.',
	FIELD_AMBIGUOUS:
		'More than one field fits "{field}"; "{from}" was used. Map the fields by hand to choose another.',
	FIELD_NAME_UNUSABLE:
		'Activate cannot have a field with the name of "{from}", so it was left out. Add it under Custom Fields.',
	CONSENT_FIELD_AMBIGUOUS:
		'More than one field fits the consent "{field}", so it was left out. Add it under Consents.',
	EMAIL_MISSING: 'There is no email address in "{from}"; the contact is matched on the user ID.',
	EMAIL_INVALID:
		'The text in "{from}" is not an email address and was left out; the contact is matched on the user ID.',
	CONSENT_VALUE_UNKNOWN:
		'The text in "{from}" is not in any list for the consent "{field}", so the consent was left out.',
	CONSENT_UNCHANGED: '"{from}" did not change, so the consent "{field}" was not sent again.',
	CONSENT_YES_NOT_SENT:
		'"{from}" says yes, but the consent "{field}" was not sent because Consents to Send is set to Withdrawals Only.',
	CONSENT_BECAME_UNKNOWN:
		'"{from}" no longer says yes or no. The option If Consent Becomes Unknown decides whether the consent "{field}" is left out or withdrawn.',
	CONSENT_DATE_FUTURE:
		'The date in "{from}" is in the future, so the consent "{field}" does not count yet and was left out.',
	OTHER_PROFILE_SUBSCRIBED:
		'Another profile with the address of the deleted one says yes to the consent "{field}", so it was not withdrawn.',
	OTHER_PROFILE_UNREADABLE:
		'What "{from}" of another profile with the address of the deleted one says cannot be read. The consent "{field}" was withdrawn.',
	NUMBER_NOT_EXACT:
		'The number in "{from}" has more digits than n8n can hold exactly, so "{field}" was left out. Give it as a text.',
	ADDRESS_LEFT_OUT:
		'The text in "{from}" contains an email address. Hash Email is on, so "{field}" was left out.',
	ADDRESS_IN_PLAIN:
		'The text in "{from}" contains an email address, and "{field}" sends it without hashing it. Remove the field from this node if Activate should not get the address.',
	ENTITIES_DECODED: 'HTML entities in "{from}" were decoded for "{field}".',
	GENDER_UNREADABLE: 'The text in "{from}" is not a gender, so "{field}" was left out.',
	DATE_UNREADABLE: 'The text in "{from}" is not a date, so "{field}" was left out.',
	DATE_AMBIGUOUS: 'In the date in "{from}" the day could be the month, so "{field}" was left out.',
	DATE_IMPOSSIBLE: 'The date in "{from}" does not exist, so "{field}" was left out.',
	BIRTHDATE_IMPOSSIBLE:
		'The birth date in "{from}" is more than 130 years ago, so "{field}" was left out.',
	BIRTHDATE_FUTURE: 'The birth date in "{from}" is in the future, so "{field}" was left out.',
	COUNTRY_UNKNOWN: 'The text in "{from}" is not a known country, so "{field}" was left out.',
	LANGUAGE_UNKNOWN: 'The text in "{from}" is not a known language, so "{field}" was left out.',
	LANGUAGE_REGION_ASSUMED:
		'"{from}" names a language without a country; the most common country of that language was added to "{field}".',
	CURRENCY_UNKNOWN: 'The text in "{from}" is not a currency code, so "{field}" was left out.',
	PHONE_AS_TEXT:
		'The number in "{from}" could not be converted to international format and was sent unchanged.',
	PHONE_WITHOUT_DIGITS: 'The text in "{from}" has no digits, so "{field}" was left out.',
	NUMBER_UNREADABLE: 'The text in "{from}" is not a number, so "{field}" was left out.',
	YES_NO_UNREADABLE: 'The text in "{from}" is neither yes nor no, so "{field}" was left out.',
} as const;
export type NoteCode = keyof typeof NOTE_CODES;

/** Fills the names into the sentence of a code. */
export function normaliseReason(sentence: string, field: string, from: string | null): string {
	return sentence.replace(/\{(from|field)\}/g, (_, which) =>
		which === 'field' ? field : (from ?? field),
	);
}

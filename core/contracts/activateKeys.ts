/**
 * Activate's profile fields (docs/vendors/spotler-activate.md#41-fields), in the order in which people fill them in.
 * Consents are not among them: they have their own rules (consent.ts).
 */

/** How the value of a key is put into Activate's form; see values/index.ts. */
export type ValueKind =
	| 'text'
	| 'identifier'
	| 'gender'
	| 'birthdate'
	| 'date'
	| 'phone'
	| 'country'
	| 'language'
	| 'currency'
	| 'number'
	| 'yesNo';

export interface ActivateKey {
	/** Key in the event, as Activate spells it. */
	readonly key: string;
	readonly label: string;
	readonly kind: ValueKind | 'email';
	/** Whether most accounts use it; the others are offered on request. */
	readonly common: boolean;
}

export const ACTIVATE_KEYS: readonly ActivateKey[] = [
	{ key: 'email', label: 'Email', kind: 'email', common: true },
	{ key: 'firstname', label: 'First Name', kind: 'text', common: true },
	{ key: 'lastname', label: 'Last Name', kind: 'text', common: true },
	{ key: 'gender', label: 'Gender', kind: 'gender', common: true },
	{ key: 'birthdate', label: 'Birth Date', kind: 'birthdate', common: true },
	{ key: 'phone', label: 'Phone', kind: 'phone', common: true },
	{ key: 'postcode', label: 'Postcode', kind: 'text', common: true },
	{ key: 'city', label: 'City', kind: 'text', common: true },
	{ key: 'country', label: 'Country', kind: 'country', common: true },
	{ key: 'language', label: 'Language', kind: 'language', common: true },
	{ key: 'currency', label: 'Currency', kind: 'currency', common: false },
	{ key: 'userid', label: 'User ID', kind: 'identifier', common: false },
	{ key: 'checkin_date', label: 'Check-In Date', kind: 'date', common: false },
	{ key: 'checkout_date', label: 'Check-Out Date', kind: 'date', common: false },
	{
		key: 'mobile_advertiser_ID',
		label: 'Mobile Advertiser ID',
		kind: 'identifier',
		common: false,
	},
];

const KINDS = new Map(ACTIVATE_KEYS.map(({ key, kind }) => [key, kind]));

/** The kind of value behind a key; custom keys are texts. */
export function valueKindOf(key: string): ValueKind {
	const kind = KINDS.get(key);
	return kind === undefined || kind === 'email' ? 'text' : kind;
}

const CUSTOM_KEY = /^custom_[A-Za-z0-9][\w-]*$/;

/** Whether a key has the form `custom_<field name>` under which Activate takes the account's own fields. */
export function isCustomKey(key: string): boolean {
	return CUSTOM_KEY.test(key);
}

/**
 * The key of a custom field named after a field of Copernica: spaces and punctuation become `_`, and accents are
 * dropped.
 *
 * @returns null when nothing is left of the name
 */
export function customKeyOf(fieldName: string): string | null {
	if (isCustomKey(fieldName)) return fieldName;
	const plain = fieldName.normalize('NFD').replace(/\p{M}+/gu, '');
	const key = `custom_${plain.replace(/[^\w-]+/g, '_').replace(/^[_-]+|_+$/g, '')}`;
	return isCustomKey(key) ? key : null;
}

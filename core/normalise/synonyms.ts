import { isCustomKey } from '../contracts/activateKeys';

/**
 * Names under which people keep a value in Copernica, for the automatic mapping and for the suggestions in the
 * mapper. Only exact matches count (case, blanks, `_` and `-` ignored); the first of several is preferred.
 * `userid` is left out on purpose: a wrong user ID ruins identities for good.
 * Of the consents only `newsletter` has names that can't mean anything else; see `consentsByName` in settings.ts.
 */
export const FIELD_SYNONYMS = {
	email: [
		'email',
		'emailadres',
		'emailaddress',
		'mailadres',
		'mail',
		'adresseemail',
		'emailadresse',
		'courriel',
	],
	firstname: ['firstname', 'voornaam', 'givenname', 'vorname', 'prénom', 'prenom', 'roepnaam'],
	lastname: [
		'lastname',
		'achternaam',
		'surname',
		'familyname',
		'nachname',
		'familienname',
		'familienaam',
		'nomdefamille',
	],
	gender: ['gender', 'geslacht', 'sex', 'geschlecht', 'sexe'],
	birthdate: [
		'birthdate',
		'geboortedatum',
		'dateofbirth',
		'birthday',
		'dob',
		'geburtsdatum',
		'datedenaissance',
	],
	phone: [
		'phone',
		'telefoon',
		'telefoonnummer',
		'phonenumber',
		'telephone',
		'telefon',
		'telefonnummer',
		'téléphone',
		'mobile',
		'mobiel',
		'mobielnummer',
		'mobilenumber',
		'mobilephone',
		'gsm',
		'gsmnummer',
		'handy',
	],
	postcode: ['postcode', 'postalcode', 'zipcode', 'zip', 'postleitzahl', 'plz', 'codepostal'],
	city: ['city', 'plaats', 'woonplaats', 'stad', 'town', 'ort', 'stadt', 'wohnort', 'ville'],
	country: ['country', 'land', 'countrycode', 'landcode', 'pays'],
	language: ['language', 'taal', 'languagecode', 'taalcode', 'sprache', 'langue', 'locale'],
	currency: ['currency', 'valuta', 'währung', 'devise'],
	checkin_date: ['checkindate', 'aankomstdatum'],
	checkout_date: ['checkoutdate', 'vertrekdatum'],
	newsletter: [
		'newsletter',
		'nieuwsbrief',
		'newsletteroptin',
		'nieuwsbriefoptin',
		'optinnewsletter',
		'optinnieuwsbrief',
	],
} as const satisfies Record<string, readonly string[]>;

const KEY_BY_SYNONYM = new Map<string, { key: string; rank: number }>();
for (const [key, names] of Object.entries(FIELD_SYNONYMS)) {
	names.forEach((name, rank) => KEY_BY_SYNONYM.set(name, { key, rank }));
}

/** A field name without what people forget first: case, blanks, `_` and `-`. */
export const foldFieldName = (name: string) => name.toLowerCase().replace(/[\s_-]+/g, '');

/** Names of what stands between first and last name in Dutch ("de" Vries), folded; the first of several is preferred. */
export const INFIX_NAMES: readonly string[] = [
	'tussenvoegsel',
	'tussenvoegsels',
	'voorvoegsel',
	'voorvoegsels',
	'infix',
];

/** Whether a field holds an infix, by its name. */
export const isInfix = (fieldName: string) => INFIX_NAMES.includes(foldFieldName(fieldName));

const CONSENT_NAMES = /^(?:service|marketing|e?mailings?)(?:mails?)?$/;
const CONSENT_WORDS = /nieuwsbrief|newsletter|opt(?:ed)?in|toestemming|consent|permission/;

/** Whether a field may hold a consent, by its name. Only for telling people about it: nothing is ever sent for it. */
export function looksLikeConsent(fieldName: string): boolean {
	const name = foldFieldName(fieldName);
	return CONSENT_NAMES.test(name) || CONSENT_WORDS.test(name);
}

/** A Copernica field name that fits an Activate key; a lower rank fits better. */
export interface Guess {
	readonly key: string;
	readonly rank: number;
}

/**
 * The Activate key that a Copernica field name stands for. A name that already is a `custom_…` key stands for
 * itself.
 *
 * @returns `null` for a name that is not an exact synonym
 */
export function guessKey(fieldName: string): Guess | null {
	if (isCustomKey(fieldName)) return { key: fieldName, rank: 0 };
	return KEY_BY_SYNONYM.get(foldFieldName(fieldName)) ?? null;
}

/**
 * Suggests one field for each Activate key.
 *
 * @param fieldNames names of the database or collection fields
 * @returns Activate key → field name, only for keys with a match
 */
export function suggestMapping(fieldNames: readonly string[]): Map<string, string> {
	const best = new Map<string, { name: string; rank: number }>();
	for (const name of fieldNames) {
		const guess = guessKey(name);
		if (guess === null) continue;
		const known = best.get(guess.key);
		if (known === undefined || guess.rank < known.rank) {
			best.set(guess.key, { name, rank: guess.rank });
		}
	}
	return new Map([...best].map(([key, { name }]) => [key, name]));
}

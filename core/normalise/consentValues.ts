import { CONSENT_PRESETS, compileConsent } from './consent';

/** A Copernica field that may hold a consent, as its definition tells it (docs/vendors/copernica.md#35-data-types). */
export interface ConsentField {
	readonly name: string;
	readonly type: string;
	/** Options of a field of type `select`. */
	readonly options?: readonly string[];
}

/** A value of the field, offered for a person to say what it means. */
export interface ConsentValue {
	/** As Copernica holds it. */
	readonly text: string;
	/** What the ready-made lists take it for; null for a text that is in none of them. */
	readonly usually: 'subscribed' | 'unsubscribed' | 'unknown' | null;
}

export type ConsentValuesResult =
	| { readonly ok: true; readonly values: readonly ConsentValue[] }
	| { readonly ok: false; readonly reason: string };

/**
 * Types whose values differ from person to person, so they are never read for this
 * (docs/vendors/copernica.md#35-data-types).
 */
const personalTypes: ReadonlySet<string> = new Set([
	'email',
	'phone',
	'phone_fax',
	'phone_gsm',
	'date',
	'empty_date',
	'datetime',
	'empty_datetime',
	'float',
	'big',
	'foreign_key',
]);

/** A consent says yes, no, and a few shades between; more values than this are something else. */
const MAX_VALUES = 12;
const MAX_LENGTH = 40;

const usual = compileConsent(CONSENT_PRESETS.dutchAndEnglish, 'unknown');
const MEANINGS = {
	yes: 'subscribed',
	no: 'unsubscribed',
	unknown: 'unknown',
	future: null,
	unlisted: null,
} as const;

/** The ready-made lists hold no dates, so "today" does not matter. */
const ANY_TIME = { receivedAt: new Date(0).toISOString(), isBoolean: false };

/** Whether it is any use to look for consents in a field of this kind. @returns null, or a sentence why not */
export function refuseConsentField({ name, type }: ConsentField): string | null {
	const dates = type.includes('date')
		? ', or set Texts to Any Date Means Yes if it holds the day of the opt-in'
		: '';
	return personalTypes.has(type)
		? `"${name}" is a field of the type ${type}, so it doesn't look like a consent. Choose another field${dates}.`
		: null;
}

/**
 * The values of a field that a person can give a meaning: the options of its definition, then what profiles hold
 * besides. Nothing that may be personal comes through: of free text only a text that two profiles share or that a
 * ready-made list knows, and none at all where the values are many or long.
 *
 * @param sampled values of the field in some profiles, one for each profile
 * @returns at most 12 values, each at most 40 characters, or a sentence why there are none; never throws
 */
export function consentValuesOf(
	field: ConsentField,
	sampled: readonly string[],
): ConsentValuesResult {
	const refusal = refuseConsentField(field);
	if (refusal !== null) return { ok: false, reason: refusal };
	const counts = new Map<string, number>();
	for (const option of field.options ?? []) counts.set(option.trim(), Infinity);
	for (const value of sampled) {
		const text = value.trim();
		counts.set(text, (counts.get(text) ?? 0) + 1);
	}
	counts.delete('');
	const texts = [...counts.keys()];
	if (texts.length > MAX_VALUES || texts.some((text) => text.length > MAX_LENGTH)) {
		return {
			ok: false,
			reason: `"${field.name}" holds many different texts, so it doesn't look like a consent. Choose another field, or set Texts to My Own Texts.`,
		};
	}
	const values = texts
		.map((text): ConsentValue => ({ text, usually: MEANINGS[usual(text, ANY_TIME)] }))
		.filter(({ text, usually }) => usually !== null || (counts.get(text) ?? 0) > 1);
	if (values.length === 0) {
		return {
			ok: false,
			reason: `No text in "${field.name}" was found often enough to show it. Set Texts to My Own Texts, and enter them.`,
		};
	}
	return { ok: true, values };
}

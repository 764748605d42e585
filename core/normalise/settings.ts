import { z } from 'zod';
import { CONSENT_KEYS } from '../contracts/preparedProfile';
import { ACTIVATE_KEYS, isCustomKey } from '../contracts/activateKeys';
import { CONSENT_PRESETS, contradictingText, foldConsentText, type ConsentTexts } from './consent';
import { normaliseFixedValue } from './fixedValues';
import { parseSettings, type ReadSettingsResult } from './settingFault';
import { isCompleteSource, parseSource } from './source';
import { splitTexts } from './textList';
import { planOfCountry } from './values/callingCodes';
import { countryCode } from './values/country';

const sourceSchema = z.string().trim().refine(isCompleteSource, 'names no Copernica field');

/** A list of texts, also as one text; see {@link splitTexts}. */
const textListSchema = z
	.union([z.array(z.string()), z.string().transform(splitTexts)])
	.transform((texts) => texts.map((text) => text.trim()).filter((text) => text !== ''));

const consentTextsSchema = z.discriminatedUnion('preset', [
	z.object({ preset: z.literal('dutch') }),
	z.object({ preset: z.literal('english') }),
	z.object({ preset: z.literal('dutchAndEnglish') }),
	z.object({ preset: z.literal('anyDate') }),
	z.object({
		preset: z.literal('own'),
		subscribed: textListSchema,
		unsubscribed: textListSchema,
		unknown: textListSchema,
	}),
]);

const consentSchema = z.object({
	consent: z.enum(CONSENT_KEYS),
	/** Copernica field, or `interest:Name`. */
	source: sourceSchema,
	texts: consentTextsSchema,
	/** What an empty field says. */
	emptyMeans: z.enum(['unknown', 'no']).default('unknown'),
});

const customKeySchema = z
	.string()
	.trim()
	.transform((name) => (name.startsWith('custom_') ? name : `custom_${name}`))
	.refine(isCustomKey, 'may hold letters, digits, _ and - only');

const customFieldSchema = z.object({
	/** Name of the field in Activate; `custom_` is put before it where it is missing. */
	key: customKeySchema,
	source: sourceSchema,
	kind: z.enum(['text', 'date', 'number', 'yesNo']).default('text'),
});

/** Fields that make one value together. */
const combinedFieldSchema = z.object({
	key: z.string().trim(),
	sources: z
		.union([z.array(z.string()), z.string().transform(splitTexts)])
		.pipe(
			z
				.array(
					sourceSchema.refine(
						(source) => parseSource(source).scope !== 'interest',
						'names an interest, which has no text',
					),
				)
				.refine((sources) => sources.length > 1, 'needs at least two fields'),
		),
	between: z.string().default(' '),
});

/** Fields whose texts a user may give a meaning, besides consents. */
const OWN_TEXT_KEYS = ['gender', 'country', 'language'] as const;

const ownTextSchema = z.object({
	key: z.enum(OWN_TEXT_KEYS),
	/** What the texts stand for, in any form that is understood: `F`, `NL`, `nl-NL`. */
	value: z.string().trim(),
	texts: textListSchema,
});

const mappedKeys: ReadonlySet<string> = new Set(ACTIVATE_KEYS.map(({ key }) => key));
/** Identity and consents are facts about one person: the same value for everybody is never true. */
const neverFixed: ReadonlySet<string> = new Set(['email', 'userid', ...CONSENT_KEYS]);

const fixedValueSchema = z.object({
	key: z
		.string()
		.trim()
		.refine((key) => !neverFixed.has(key), 'cannot be the same for every contact')
		.refine((key) => mappedKeys.has(key) || isCustomKey(key), 'is not a field of Activate'),
	value: z.string().trim(),
});

/** The settings of Normalise: the single definition for the node, the tests and the documentation. */
export const normaliseSettingsSchema = z
	.object({
		/**
		 * `manual` maps `fields` and `consents` and nothing else. `automatic` maps, besides those, the Copernica
		 * fields whose names are exact synonyms (synonyms.ts).
		 */
		mapping: z.enum(['automatic', 'manual']).default('automatic'),
		/** Whether sources name columns of rows: `profile.` and `interest:` then mean nothing. */
		ofRows: z.boolean().default(false),
		/** Activate key → Copernica field. */
		fields: z
			.record(z.string(), sourceSchema)
			.superRefine((fields, context) => {
				for (const key of Object.keys(fields)) {
					if (mappedKeys.has(key) || isCustomKey(key)) continue;
					context.addIssue({ code: 'custom', path: [key], message: 'is not a field of Activate' });
				}
			})
			.default({}),
		customFields: z.array(customFieldSchema).default([]),
		combinedFields: z.array(combinedFieldSchema).default([]),
		/** Whether the automatic mapping puts an infix (`tussenvoegsel`) before the last name. */
		infixByName: z.boolean().default(true),
		ownTexts: z.array(ownTextSchema).default([]),
		/**
		 * Fields of the changed record that nothing else uses: leave them out, or send each as a custom field of its name,
		 * as the native connector does (docs/vendors/spotler-activate.md#9-the-native-copernica-connector).
		 */
		otherFields: z.enum(['leaveOut', 'custom']).default('leaveOut'),
		fixedValues: z.array(fixedValueSchema).default([]),
		consents: z.array(consentSchema).default([]),
		/**
		 * Whether the automatic mapping takes the newsletter consent by its known name too, as version 1 of the node did.
		 * The other two have no such names, so a consent is better mapped than found for one and not for the others.
		 */
		consentsByName: z.boolean().default(false),
		/** Which of the known consents are sent: what is news, all of them, or every `no` and never a `yes`. */
		consentsToSend: z.enum(['changed', 'all', 'withdrawals']).default('changed'),
		/** A consent that said something before the change and says nothing now: send nothing, or withdraw it. */
		unknownConsent: z.enum(['leaveOut', 'sendNo']).default('leaveOut'),
		/** A text that is in none of a consent's lists: refuse the change, or leave the consent out with a note. */
		unlistedConsent: z.enum(['invalid', 'leaveOut']).default('invalid'),
		/** Send the SHA-256 hash in place of the address. */
		hashEmail: z.boolean().default(false),
		/** `emailOrUserId` lets a contact through that has a mapped user ID but no usable address. */
		matchOn: z.enum(['email', 'emailOrUserId']).default('email'),
		/** Texts that stand for "nothing" in a value, such as `n.v.t.`; compared without case. Never in a consent. */
		emptyTexts: textListSchema.default([]),
		/** Decode HTML entities in values (`Jansen &amp; Zn`), once. */
		decodeEntities: z.boolean().default(false),
		emptyValues: z.enum(['leaveOut', 'send']).default('leaveOut'),
		unusableDates: z.enum(['leaveOut', 'invalid']).default('leaveOut'),
		/** Deleted profiles: leave by *Invalid* with the code DELETED, or withdraw all mapped consents. */
		deletedProfiles: z.enum(['skip', 'optOut']).default('skip'),
		/** Country of phone numbers in national form where the contact's own country is not known. */
		phoneCountry: z
			.string()
			.trim()
			.transform((text, context) => {
				if (text === '') return null;
				const code = countryCode(text);
				if (code === null) {
					context.addIssue({ code: 'custom', message: 'is not a known country' });
				} else if (planOfCountry(code) === undefined) {
					context.addIssue({ code: 'custom', message: 'has no telephone numbers of its own' });
				}
				return code;
			})
			.nullable()
			.default(null),
	})
	.superRefine((settings, context) => {
		const fault = (path: Array<string | number>, message: string) =>
			context.addIssue({ code: 'custom', path, message });
		settings.consents.forEach(({ consent, texts }, index) => {
			const contradiction = contradictingText(consentTexts(texts));
			if (contradiction !== null) {
				const [first, second] = contradiction.lists;
				fault(
					['consents', index],
					`has the text "${contradiction.text}" in both ${first} and ${second} of ${consent}`,
				);
			}
			if (settings.consents.findIndex((other) => other.consent === consent) < index) {
				fault(['consents', index], `maps ${consent} twice`);
			}
		});
		const taken = new Set(Object.keys(settings.fields));
		settings.customFields.forEach(({ key }, index) => {
			if (taken.has(key)) fault(['customFields', index], `maps ${key} twice`);
			taken.add(key);
		});
		settings.combinedFields.forEach(({ key }, index) => {
			if (neverFixed.has(key)) {
				fault(['combinedFields', index], `gives ${key}, which cannot be put together`);
			} else if (!mappedKeys.has(key) && !isCustomKey(key)) {
				fault(['combinedFields', index], `gives "${key}", which is not a field of Activate`);
			}
			if (taken.has(key)) fault(['combinedFields', index], `gives ${key}, which is set already`);
			taken.add(key);
		});
		const meanings = new Map<string, string>();
		settings.ownTexts.forEach(({ key, value, texts }, index) => {
			const outcome = normaliseFixedValue(key, value, null);
			if (outcome.state !== 'value') {
				fault(['ownTexts', index], `has a value that ${key} cannot take`);
				return;
			}
			for (const text of texts) {
				const place = `${key} ${foldConsentText(text)}`;
				const other = meanings.get(place);
				if (other !== undefined && other !== String(outcome.value)) {
					fault(['ownTexts', index], `gives the text "${text}" of ${key} a second meaning`);
				}
				meanings.set(place, String(outcome.value));
			}
		});
		settings.fixedValues.forEach(({ key, value }, index) => {
			if (normaliseFixedValue(key, value, settings.phoneCountry).state !== 'value') {
				fault(['fixedValues', index], `has a value that ${key} cannot take`);
			}
			if (taken.has(key)) fault(['fixedValues', index], `gives ${key}, which is set already`);
			taken.add(key);
		});
		if (settings.matchOn === 'emailOrUserId' && settings.fields.userid === undefined) {
			fault(['fields', 'userid'], 'names no Copernica field, but contacts are to be matched on it');
		}
		if (settings.mapping === 'manual') {
			if (settings.matchOn === 'email' && settings.fields.email === undefined) {
				fault(['fields', 'email'], 'names no Copernica field; it identifies the contact');
			}
			if (settings.deletedProfiles === 'optOut' && settings.consents.length === 0) {
				fault(['consents'], 'maps no consent, but deleted profiles are to be opted out');
			}
		}
	});
export type NormaliseSettings = z.infer<typeof normaliseSettingsSchema>;
export type NormaliseSettingsInput = z.input<typeof normaliseSettingsSchema>;
export type ConsentSettings = NormaliseSettings['consents'][number];

/** The lists behind a choice of texts. */
export function consentTexts(texts: ConsentSettings['texts']): ConsentTexts {
	return texts.preset === 'own' ? texts : CONSENT_PRESETS[texts.preset];
}

/** How the form calls the settings. */
const NORMALISE_LABELS: Readonly<Record<keyof NormaliseSettings, string>> = {
	mapping: 'Map Fields',
	ofRows: 'Input',
	fields: 'Copernica Fields',
	customFields: 'Custom Fields',
	combinedFields: 'Combined Fields',
	infixByName: 'Map Fields',
	ownTexts: 'Own Texts for Values',
	otherFields: 'Other Fields',
	fixedValues: 'Fixed Values',
	consents: 'Consents',
	consentsByName: 'Consents',
	consentsToSend: 'Consents to Send',
	unknownConsent: 'If Consent Becomes Unknown',
	unlistedConsent: 'Unlisted Consent Texts',
	hashEmail: 'Hash Email',
	matchOn: 'Match On',
	emptyTexts: 'Texts That Mean Empty',
	decodeEntities: 'Decode HTML Entities',
	emptyValues: 'Empty Values',
	unusableDates: 'Unusable Dates',
	deletedProfiles: 'Deleted Profiles',
	phoneCountry: 'Phone Country',
};

/** Reads settings, naming the first one that does not fit; never throws. */
export function readNormaliseSettings(input: unknown): ReadSettingsResult<NormaliseSettings> {
	return parseSettings(normaliseSettingsSchema, input, NORMALISE_LABELS);
}

import { describe, expect, it } from '@jest/globals';
import { CONSENT_PRESETS, contradictingText } from '../../../core/profile/consent';
import type { NormaliseSettingsInput } from '../../../core/profile/settings';
import { changeOf, notesOn, prepare, refusal } from './support';

type Consent = NonNullable<NormaliseSettingsInput['consents']>[number];

function settingsOf(
	consent: Partial<Consent>,
	over: NormaliseSettingsInput = {},
): NormaliseSettingsInput {
	return {
		mapping: 'manual',
		fields: { email: 'Email' },
		consents: [
			{ consent: 'newsletter', source: 'Opt', texts: { preset: 'dutchAndEnglish' }, ...consent },
		],
		...over,
	};
}

const withOpt = (Opt: string) => changeOf({ Email: 'a@example.com', Opt });

/** The consent that is sent; undefined = the key is left out. */
const newsletter = (text: string, settings: NormaliseSettingsInput) =>
	prepare(withOpt(text), settings).profile.newsletter;

describe('ready-made lists', () => {
	it.each([
		['dutch', 'Ja', 'yes'],
		['dutch', ' A A N G E M E L D ', 'yes'],
		['dutch', '1', 'yes'],
		['dutch', 'NEE', 'no'],
		['dutch', 'Opt-out', 'no'],
		['dutch', '0', 'no'],
		['dutch', 'onbekend', undefined],
		['dutch', '', undefined],
		['dutch', '  ', undefined],
		['english', 'Yes', 'yes'],
		['english', 'subscribed', 'yes'],
		['english', 'Unsubscribed', 'no'],
		['english', 'N/A', undefined],
		['dutchAndEnglish', 'ja', 'yes'],
		['dutchAndEnglish', 'No', 'no'],
	] as const)('%s: %j means %j', (preset, text, expected) => {
		expect(newsletter(text, settingsOf({ texts: { preset } }))).toBe(expected);
	});

	it.each(Object.keys(CONSENT_PRESETS))('%s has one meaning for each text', (preset) => {
		const texts = Object.entries(CONSENT_PRESETS).find(([name]) => name === preset)?.[1];
		expect(texts && contradictingText(texts)).toBeNull();
	});
});

describe('own lists', () => {
	const own = settingsOf({
		texts: {
			preset: 'own',
			subscribed: 'Graag, akkoord\nprima',
			unsubscribed: ['liever niet'],
			unknown: 'later',
		},
	});

	it.each([
		['graag', 'yes'],
		['PRIMA', 'yes'],
		['Liever  Niet', 'no'],
		['later', undefined],
	])('%j means %j', (text, expected) => {
		expect(newsletter(text, own)).toBe(expected);
	});

	it('never falls back to a ready-made list', () => {
		expect(refusal(withOpt('ja'), own)).toMatchObject({ code: 'CONSENT_VALUE_UNKNOWN' });
		expect(refusal(withOpt('nee'), own)).toMatchObject({ code: 'CONSENT_VALUE_UNKNOWN' });
	});
});

describe('a text in none of the lists', () => {
	it('refuses the change, naming the field and not the text', () => {
		const invalid = refusal(withOpt('misschien'), settingsOf({}));
		expect(invalid).toMatchObject({ code: 'CONSENT_VALUE_UNKNOWN', field: 'Opt' });
		expect(invalid.reason).not.toContain('misschien');
	});

	it('is left out with a note by option', () => {
		const prepared = prepare(withOpt('misschien'), settingsOf({}, { unlistedConsent: 'leaveOut' }));
		expect(prepared.profile).toEqual({ email: 'a@example.com' });
		expect(notesOn(prepared, 'newsletter')).toEqual(['CONSENT_VALUE_UNKNOWN']);
	});
});

describe('an empty field', () => {
	it('may mean no, but only where the user says so', () => {
		expect(newsletter('', settingsOf({ emptyMeans: 'no' }))).toBe('no');
		expect(newsletter('', settingsOf({}))).toBeUndefined();
	});

	it('is not the same as a field that the change does not bring', () => {
		const prepared = prepare(
			changeOf({ Email: 'a@example.com' }),
			settingsOf({ emptyMeans: 'no' }),
		);
		expect(prepared.profile).toEqual({ email: 'a@example.com' });
		expect(notesOn(prepared, 'newsletter')).toEqual(['FIELD_MISSING']);
	});
});

describe('interests', () => {
	const settings = settingsOf({ source: 'interest:Nieuwsbrief' });

	const newsletterOf = (interests: string[] | null, interestsOff: string[] | null = null) =>
		prepare(changeOf({ Email: 'a@example.com' }, { interests, interestsOff }), settings).profile
			.newsletter;

	it('say yes or no where the change names them', () => {
		expect(newsletterOf(['nieuwsbrief'])).toBe('yes');
		expect(newsletterOf([], ['NIEUWSBRIEF'])).toBe('no');
		expect(newsletterOf(null, ['Nieuwsbrief'])).toBe('no');
	});

	it.each([
		['not told', null, null],
		['a list that does not name it, for it may have another name', ['Sport'], null],
		['an empty list', [], null],
		['another one that is off', [], ['Sport']],
	])('are unknown otherwise: %s', (_why, interests, interestsOff) => {
		expect(newsletterOf(interests, interestsOff)).toBeUndefined();
	});

	it('are no where somebody says both: a withdrawal is never given up', () => {
		expect(newsletterOf(['Nieuwsbrief'], ['nieuwsbrief'])).toBe('no');
	});
});

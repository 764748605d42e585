import { describe, expect, it } from '@jest/globals';
import { readChange } from '../../../core/contracts/change';
import {
	CONSENT_PRESETS,
	compileConsent,
	contradictingText,
} from '../../../core/normalise/consent';
import type { NormaliseSettingsInput } from '../../../core/normalise/settings';
import { changeOf, normaliserOf, notesOn, prepare, refusal, RECEIVED_AT } from './support';

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

describe('true and false of JSON', () => {
	const own = (subscribed: string, unsubscribed: string, unknown = '') =>
		settingsOf({ texts: { preset: 'own', subscribed, unsubscribed, unknown } });
	const given = (Opt: unknown, settings: NormaliseSettingsInput) => {
		return givenIn({ fields: { Opt } }, settings);
	};
	const givenIn = (change: object, settings: NormaliseSettingsInput) => {
		const withAddress = { fields: {}, ...change };
		const fields = { Email: 'a@example.com', ...withAddress.fields };
		const read = readChange({ ...change, fields }, RECEIVED_AT);
		if (!read.ok) throw new Error(read.code);
		const outcome = normaliserOf(settings)(read.change);
		return outcome.ok ? outcome.prepared.profile.newsletter : outcome.invalid.code;
	};

	it.each([
		['a ready-made list', settingsOf({})],
		['lists of words', own('graag', 'liever niet')],
		['dates', settingsOf({ texts: { preset: 'anyDate' } })],
	])('are a certain yes and no with %s', (_, settings) => {
		expect(given(true, settings)).toBe('yes');
		expect(given(false, settings)).toBe('no');
	});

	it.each(['1', '0', 1, 0, 'true', 'FALSE', ' 1'])(
		'are not what a text or a number says that no list names: %j',
		(value) => {
			for (const settings of [
				own('ja', 'nee'),
				settingsOf({ texts: { preset: 'anyDate' } }),
				own('2', '3'),
			]) {
				expect(given(value, settings)).toBe('CONSENT_VALUE_UNKNOWN');
			}
		},
	);

	it.each<[string, object]>([
		['a number elsewhere', { fields: { Opt: true }, previous: { Opt: 1 } }],
		['a text elsewhere', { fields: { Opt: true }, previous: { OPT: '0' } }],
	])('are numbers in a change with %s', (_, change) => {
		expect(givenIn(change, own('ja', 'nee'))).toBe('CONSENT_VALUE_UNKNOWN');
		expect(givenIn(change, own('1', '0'))).toBe('yes');
	});

	it('are told apart before and after, and stay so from step to step', () => {
		const first = readChange(
			{
				fields: { Email: 'a@example.com', Opt: false },
				previous: { opt: 'Ja' },
				changed: ['Opt'],
			},
			RECEIVED_AT,
		);
		if (!first.ok) throw new Error(first.code);
		const again = readChange(JSON.parse(JSON.stringify(first.change)), RECEIVED_AT);
		if (!again.ok) throw new Error(again.code);
		expect(again.change).toEqual(first.change);
		expect(prepare(again.change, own('ja', 'nee'))).toMatchObject({
			profile: { newsletter: 'no' },
			previous: { newsletter: 'yes' },
		});
	});

	it('of a subprofile are not those of its profile', () => {
		const ofProfile = { ...own('ja', 'nee') };
		ofProfile.consents = ofProfile.consents?.map((each) => ({ ...each, source: 'profile.Opt' }));
		const change = (opt: unknown) => ({
			entity: 'subprofile',
			fields: { Opt: true },
			profileFields: { Opt: opt },
		});
		expect(givenIn(change('1'), ofProfile)).toBe('CONSENT_VALUE_UNKNOWN');
		expect(givenIn(change(true), ofProfile)).toBe('yes');
		expect(givenIn(change('0'), own('ja', 'nee'))).toBe('yes');
	});

	it('of another profile with the address count as well', () => {
		const read = readChange(
			{
				change: 'delete',
				fields: { Email: 'a@example.com', Opt: 'Ja' },
				otherProfiles: [
					{ profileId: 2, fields: { Opt: '1' } },
					{ profileId: 3, fields: { Opt: true } },
				],
			},
			RECEIVED_AT,
		);
		if (!read.ok) throw new Error(read.code);
		const settings = { ...own('ja', 'nee'), deletedProfiles: 'optOut' as const };
		expect(refusal(read.change, settings).code).toBe('DELETED_OTHER_PROFILE');
	});

	it('mean what the own lists say of them', () => {
		expect(given(false, own('0', '1'))).toBe('yes');
		expect(given('true', own('', 'true'))).toBe('no');
		expect(given(true, own('ja', 'nee', '1'))).toBeUndefined();
	});

	it('do not give a meaning to numbers that the own lists leave out', () => {
		for (const number of ['1', '0']) {
			expect(refusal(withOpt(number), own('2', '3'))).toMatchObject({
				code: 'CONSENT_VALUE_UNKNOWN',
			});
		}
	});

	it('are yes and no of a custom field, and no ID of anybody', () => {
		const read = readChange(
			{ fields: { Email: 'a@example.com', Lid: false, Klant: false } },
			RECEIVED_AT,
		);
		if (!read.ok) throw new Error(read.code);
		const { profile } = prepare(read.change, {
			mapping: 'manual',
			fields: { email: 'Email', userid: 'Klant' },
			customFields: [{ key: 'lid', source: 'Lid', kind: 'yesNo' }],
		});
		expect(profile).toEqual({ email: 'a@example.com', custom_lid: 'no' });
	});
});

describe('a date', () => {
	const anyDate = settingsOf({ texts: { preset: 'anyDate' } });

	it.each([
		'2019-05-04 10:00:00',
		'2019-05-04T10:00:00Z',
		'2019-05-04',
		'04-05-2019',
		'01/02/2019',
		// It is tomorrow already somewhere, when the change arrives.
		'2026-03-02',
	])('means yes by choice: %s', (text) => {
		expect(newsletter(text, anyDate)).toBe('yes');
	});

	it.each(['0000-00-00', '0000-00-00 00:00:00', '00-00-0000', ' '])(
		'of zeros is an empty field, with every list: %j',
		(text) => {
			const withNo: Partial<Consent> = { emptyMeans: 'no' };
			for (const preset of ['anyDate', 'dutch', 'english', 'dutchAndEnglish'] as const) {
				expect(newsletter(text, settingsOf({ texts: { preset } }))).toBeUndefined();
				expect(newsletter(text, settingsOf({ texts: { preset }, ...withNo }))).toBe('no');
			}
			const own = { preset: 'own', subscribed: 'ja', unsubscribed: 'nee', unknown: '' } as const;
			expect(newsletter(text, settingsOf({ texts: own, ...withNo }))).toBe('no');
		},
	);

	it.each(['31-02-2019', 'gisteren', '0001-01-01', '1970-01-01 00:00:00', 'ja'])(
		'that is none, or that no consent can have, is never a yes: %s',
		(text) => {
			expect(refusal(withOpt(text), anyDate)).toMatchObject({ code: 'CONSENT_VALUE_UNKNOWN' });
		},
	);

	it.each(['2026-03-03', '9999-12-31 00:00:00', '12/01/2026'])(
		'to come is no consent yet, and says so: %s',
		(text) => {
			const prepared = prepare(withOpt(text), anyDate);
			expect(prepared.profile).toEqual({ email: 'a@example.com' });
			expect(prepared.consents).toEqual({});
			expect(notesOn(prepared, 'newsletter')).toEqual(['CONSENT_DATE_FUTURE']);
		},
	);

	it('means nothing with other lists', () => {
		expect(refusal(withOpt('2019-05-04'), settingsOf({}))).toMatchObject({
			code: 'CONSENT_VALUE_UNKNOWN',
		});
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

describe('opt-in and opt-out, however they are joined', () => {
	const read = compileConsent(CONSENT_PRESETS.dutchAndEnglish, 'unknown');
	const own = compileConsent(
		{ subscribed: ['Opt in'], unsubscribed: ['opt_out'], unknown: [] },
		'unknown',
	);
	const context = { receivedAt: '2026-03-01T12:00:00.000Z', isBoolean: false };
	it.each(['Opt in', 'optin', 'opt_in', 'OPT-IN', 'opt – in'])('%s is a yes', (text) => {
		expect([read(text, context), own(text, context)]).toEqual(['yes', 'yes']);
	});
	it.each(['Opt out', 'optout', 'opt_out', 'OPT-OUT'])('%s is a no', (text) => {
		expect([read(text, context), own(text, context)]).toEqual(['no', 'no']);
	});
	it.each(['opted-in', 'Opted in', 'opted_out'])('%s is known too', (text) => {
		expect(read(text, context)).toBe(text.endsWith('in') ? 'yes' : 'no');
	});
	it.each(['opt', 'in', 'opt-in-out', 'no opt-in'])('%s is neither', (text) => {
		expect([read(text, context), own(text, context)]).toEqual(['unlisted', 'unlisted']);
	});
});

import { describe, expect, it } from '@jest/globals';
import { CONSENT_KEYS } from '../../../core/contracts/preparedProfile';
import { ACTIVATE_KEYS } from '../../../core/contracts/activateKeys';
import { INVALID_CODES, NOTE_CODES } from '../../../core/normalise/codes';
import { readNormaliseSettings } from '../../../core/normalise/settings';
import { FIELD_SYNONYMS, guessKey, suggestMapping } from '../../../core/normalise/synonyms';

const consent = { consent: 'newsletter', source: 'Opt', texts: { preset: 'dutch' } };
const manual = { mapping: 'manual', fields: { email: 'Email' } };

describe('readNormaliseSettings', () => {
	it.each([
		[
			'a text in two lists',
			{
				consents: [
					{
						...consent,
						texts: {
							preset: 'own',
							subscribed: 'Ja, Prima',
							unsubscribed: 'nee, p r i m a',
							unknown: '',
						},
					},
				],
			},
			/"p r i m a" in both subscribed and unsubscribed of newsletter/,
		],
		[
			'a consent mapped twice',
			{ consents: [consent, consent] },
			/Consents, entry 2.*newsletter twice/,
		],
		[
			'a consent without a field',
			{ consents: [{ ...consent, source: ' ' }] },
			/Consents.*no Copernica field/,
		],
		[
			'an interest without a name',
			{ consents: [{ ...consent, source: 'interest: ' }] },
			/no Copernica field/,
		],
		['no address field', { mapping: 'manual', fields: {} }, /Copernica Fields, email.*identifies/],
		[
			'the user ID to match on but not mapped',
			{ ...manual, matchOn: 'emailOrUserId' },
			/Copernica Fields, userid/,
		],
		['opt-outs without consents', { ...manual, deletedProfiles: 'optOut' }, /Consents.*no consent/],
		[
			'a fixed consent',
			{ fixedValues: [{ key: 'newsletter', value: 'yes' }] },
			/Fixed Values.*same for every contact/,
		],
		[
			'a fixed address',
			{ fixedValues: [{ key: 'email', value: 'a@example.com' }] },
			/same for every contact/,
		],
		[
			'a fixed unknown country',
			{ fixedValues: [{ key: 'country', value: 'Atlantis' }] },
			/country cannot take/,
		],
		['an empty fixed value', { fixedValues: [{ key: 'city', value: '' }] }, /city cannot take/],
		[
			'a key that is fixed and mapped',
			{ fields: { email: 'E', city: 'C' }, fixedValues: [{ key: 'city', value: 'x' }] },
			/city, which is set already/,
		],
		[
			'a custom field twice',
			{
				customFields: [
					{ key: 'a', source: 'A' },
					{ key: 'custom_a', source: 'B' },
				],
			},
			/custom_a twice/,
		],
		[
			'a custom name with a blank',
			{ customFields: [{ key: 'a b', source: 'A' }] },
			/letters, digits/,
		],
		[
			'an unknown phone country',
			{ phoneCountry: 'Atlantis' },
			/Phone Country.*not a known country/,
		],
		[
			'a key Activate does not have',
			{ fields: { naam: 'Naam' } },
			/Copernica Fields, naam.*not a field of Activate/,
		],
		['a value of the wrong type', { hashEmail: 'ja' }, /Hash Email/],
		['something else', null, /settings/],
	])('names %s', (_, settings, reason) => {
		const read = readNormaliseSettings(settings);
		expect(read.ok).toBe(false);
		expect(read.ok ? '' : read.reason).toMatch(reason);
	});

	it('takes a country for phone numbers by name', () => {
		expect(readNormaliseSettings({ phoneCountry: 'nederland' })).toMatchObject({
			ok: true,
			settings: { phoneCountry: 'NL' },
		});
		expect(readNormaliseSettings({ phoneCountry: 'Kroatië' })).toMatchObject({
			settings: { phoneCountry: 'HR' },
		});
		expect(readNormaliseSettings({ phoneCountry: 'Antarctica' })).toMatchObject({
			ok: false,
			reason: expect.stringContaining('has no telephone numbers of its own'),
		});
	});
});

describe('guessKey', () => {
	it.each([
		['E-mailadres', 'email'],
		['E_MAIL', 'email'],
		['voor naam', 'firstname'],
		['Geboorte-datum', 'birthdate'],
		['Nieuwsbrief', 'newsletter'],
		['PLZ', 'postcode'],
		['Prénom', 'firstname'],
		['custom_merk', 'custom_merk'],
	])('%s stands for %s', (name, key) => {
		expect(guessKey(name)?.key).toBe(key);
	});

	it.each([
		'Naam',
		'EmailOptIn',
		'Voornaam2',
		'Service',
		'Marketing',
		'userid',
		'Klantnummer',
		'constructor',
		'',
	])('%j is not guessed', (name) => {
		expect(guessKey(name)).toBeNull();
	});

	it('knows each name once and only keys that Activate has', () => {
		const names = Object.values(FIELD_SYNONYMS).flat();
		expect(new Set(names).size).toBe(names.length);
		const known = [...ACTIVATE_KEYS.map(({ key }) => key), ...CONSENT_KEYS];
		expect(known).toEqual(expect.arrayContaining(Object.keys(FIELD_SYNONYMS)));
	});

	it('suggests the best field for each key', () => {
		expect([...suggestMapping(['Mobiel', 'Telefoon', 'Naam', 'Email'])]).toEqual([
			['phone', 'Telefoon'],
			['email', 'Email'],
		]);
	});
});

describe('sentences', () => {
	it.each([...Object.entries(INVALID_CODES), ...Object.entries(NOTE_CODES)])(
		'%s reads well and survives n8n',
		(_, sentence) => {
			expect(sentence).toMatch(/^["A-Z].*\.$/);
			expect(sentence).not.toMatch(/error|problem|failure|mistake/i);
			// n8n replaces messages that hold such a code (docs/vendors/n8n.md#42-nodeapierror).
			expect(sentence).not.toMatch(/EACCES|ENOENT|EPERM|ECONNRESET|ETIMEDOUT/i);
		},
	);
});

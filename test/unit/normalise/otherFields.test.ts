import { describe, expect, it } from '@jest/globals';
import { customKeyOf } from '../../../core/contracts/activateKeys';
import type { NormaliseSettingsInput } from '../../../core/normalise/settings';
import { changeOf, notesOn, prepare } from './support';

/** "Other Fields": Send as Custom Fields. */

const others: NormaliseSettingsInput = { otherFields: 'custom' };
const Email = 'a@example.com';
const sent = (
	fields: Record<string, string>,
	settings: NormaliseSettingsInput = {},
	over: Parameters<typeof changeOf>[1] = {},
) => prepare(changeOf({ Email, ...fields }, over), { ...others, ...settings }).profile;

describe('fields that nothing else uses', () => {
	it('are left out unless asked for', () =>
		expect(prepare(changeOf({ Email, Merk: 'X' })).profile).toEqual({ email: Email }));

	it('are sent under their names, those with a known name under theirs', () =>
		expect(
			sent({ Voornaam: 'Anne', Merk: 'X', 'Favoriete kleur': 'rood', custom_maat: 'M' }),
		).toEqual({
			email: Email,
			firstname: 'Anne',
			custom_Merk: 'X',
			custom_Favoriete_kleur: 'rood',
			custom_maat: 'M',
		}));

	it('are none of those that make a value together with another one', () => {
		const fields = { Tussenvoegsel: 'de', Achternaam: 'Vries', Straat: 'Dam', Nummer: '1' };
		const combined = [{ key: 'custom_address', sources: 'Straat, Nummer' }];
		expect(sent(fields, { combinedFields: combined })).toEqual({
			email: Email,
			lastname: 'de Vries',
			custom_address: 'Dam 1',
		});
	});

	it('are those that are not mapped, where fields are mapped one by one', () => {
		const settings: NormaliseSettingsInput = {
			mapping: 'manual',
			fields: { email: 'Email' },
			customFields: [{ key: 'brand', source: 'Merk' }],
		};
		expect(sent({ Merk: 'X', Maat: 'M' }, settings)).toEqual({
			email: Email,
			custom_brand: 'X',
			custom_Maat: 'M',
		});
	});

	it('are those of the subprofile that changed, not those of its profile', () => {
		const over = {
			entity: 'subprofile' as const,
			profileFields: { Email, Maat: 'L', Plaats: 'Delft' },
		};
		const { profile } = prepare(changeOf({ Maat: 'M', Plaats: 'Gouda' }, over), {
			...others,
			mapping: 'manual',
			fields: { email: 'profile.Email', city: 'profile.Plaats' },
		});
		expect(profile).toEqual({
			email: Email,
			city: 'Delft',
			custom_Maat: 'M',
			custom_Plaats: 'Gouda',
		});
	});

	it('count as changed under their key', () => {
		const { changed, previous } = prepare(
			changeOf({ Email, Merk: 'X' }, { changed: ['Merk'], previous: { Merk: 'Y' } }),
			others,
		);
		expect({ changed, previous }).toEqual({
			changed: ['custom_Merk'],
			previous: { custom_Merk: 'Y' },
		});
	});

	it('are empty as other values are', () => {
		expect(sent({ Merk: '' })).toEqual({ email: Email });
		expect(sent({ Merk: '' }, { emptyValues: 'send' })).toEqual({ email: Email, custom_Merk: '' });
	});
});

describe('what is never sent like that', () => {
	it.each(['Nieuwsbrief', 'newsletter', 'Service', 'MARKETING', 'SqueezelyCustomerId'])(
		'%s',
		(name) => expect(sent({ [name]: 'Ja' })).toEqual({ email: Email }),
	);

	it('what a mapped consent or a fixed value already says', () => {
		const settings: NormaliseSettingsInput = {
			consents: [{ consent: 'service', source: 'Mag_mailen', texts: { preset: 'dutch' } }],
			fixedValues: [{ key: 'custom_Bron', value: 'n8n' }],
		};
		expect(sent({ Mag_mailen: 'Ja', Bron: 'winkel' }, settings)).toEqual({
			email: Email,
			service: 'yes',
			custom_Bron: 'n8n',
		});
	});

	it('a second field with the same key, or one whose name leaves nothing: with a note', () => {
		const prepared = prepare(
			changeOf({ Email, 'A b': '1', 'A-b': '2', A_b: '3', 名: '4' }),
			others,
		);
		expect(prepared.profile).toEqual({ email: Email, custom_A_b: '1', 'custom_A-b': '2' });
		expect(notesOn(prepared, 'custom_A_b')).toEqual(['FIELD_AMBIGUOUS']);
		expect(notesOn(prepared, '名')).toEqual(['FIELD_NAME_UNUSABLE']);
	});
});

it.each([
	['Favoriet_merk', 'custom_Favoriet_merk'],
	['Café in de buurt?', 'custom_Cafe_in_de_buurt'],
	['_x', 'custom_x'],
	['custom_x', 'custom_x'],
	['***', null],
])('the key of %s', (name, key) => expect(customKeyOf(name)).toBe(key));

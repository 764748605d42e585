import { describe, expect, it } from '@jest/globals';
import { compileNormaliser } from '../../../core/normalise/normalise';
import {
	normaliseSettingsSchema,
	readNormaliseSettings,
	type NormaliseSettingsInput,
} from '../../../core/normalise/settings';
import { splitLines, splitTexts } from '../../../core/normalise/textList';
import { changeOf } from './support';

type Fields = Record<string, string>;

function prepare(
	fields: Fields,
	settings: NormaliseSettingsInput = {},
	more: Parameters<typeof changeOf>[1] = {},
) {
	const normalise = compileNormaliser(normaliseSettingsSchema.parse(settings));
	const outcome = normalise(changeOf({ Email: 'ann@example.com', ...fields }, more));
	if (!outcome.ok) throw new Error(outcome.invalid.reason);
	return outcome.prepared;
}

describe('an infix stands before the last name', () => {
	it.each<[string, Fields, string | undefined]>([
		['tussenvoegsel', { Tussenvoegsel: 'de', Achternaam: 'Vries' }, 'de Vries'],
		['voorvoegsel', { voorvoegsel: 'van der', achternaam: 'Berg' }, 'van der Berg'],
		['infix', { last_name: 'Vries', infix: ' de ' }, 'de Vries'],
		['none: no blank is left', { Tussenvoegsel: '', Achternaam: 'Jansen' }, 'Jansen'],
		['of blanks only', { Tussenvoegsel: '  ', Achternaam: ' Jansen ' }, 'Jansen'],
		['that the name has already', { Tussenvoegsel: 'de', Achternaam: 'De Vries' }, 'De Vries'],
		[
			'that only looks like the beginning',
			{ Tussenvoegsel: 'de', Achternaam: 'Dekker' },
			'de Dekker',
		],
		['without a name: nothing', { Tussenvoegsel: 'de', Achternaam: '' }, undefined],
		[
			'in a field of two',
			{ tussenvoegsel: 'de', voorvoegsel: 'van', Achternaam: 'Vries' },
			'de Vries',
		],
	])('%s', (_, fields, lastname) => {
		expect(prepare(fields).profile.lastname).toBe(lastname);
	});

	it('of the record that has the name', () => {
		const subprofile = {
			entity: 'subprofile' as const,
			profileFields: { Email: 'ann@example.com', Achternaam: 'Vries', Tussenvoegsel: 'de' },
		};
		expect(prepare({ Tussenvoegsel: 'van' }, {}, subprofile).profile.lastname).toBe('de Vries');
		expect(prepare({ Achternaam: 'Bos' }, {}, subprofile).profile.lastname).toBe('Bos');
	});

	it('a change of the infix alone is a change of the name', () => {
		const fields = { Tussenvoegsel: 'de', Achternaam: 'Vries' };
		const told = { changed: ['Tussenvoegsel'], previous: { Tussenvoegsel: '' } };
		expect(prepare(fields, {}, told)).toMatchObject({
			changed: ['lastname'],
			previous: { lastname: 'Vries' },
		});
		const other = { changed: ['Plaats'], previous: { Plaats: '' } };
		expect(prepare(fields, {}, other).changed).toEqual([]);
	});

	it('not in nodes that never did so', () => {
		const fields = { Tussenvoegsel: 'de', Achternaam: 'Vries' };
		expect(prepare(fields, { infixByName: false }).profile.lastname).toBe('Vries');
	});
});

describe('several fields that make one value', () => {
	const street = (between?: string): NormaliseSettingsInput => ({
		combinedFields: [
			{ key: 'custom_street', sources: ['Straat', 'Huisnummer', 'Toevoeging'], between },
		],
	});

	it.each<[string, Fields, string | undefined, string | undefined]>([
		['all', { Straat: 'Dam', Huisnummer: '1', Toevoeging: 'a' }, undefined, 'Dam 1 a'],
		[
			'an empty one leaves no gap',
			{ Straat: 'Dam', Huisnummer: '', Toevoeging: 'a' },
			' - ',
			'Dam - a',
		],
		['nothing between', { Straat: 'Dam', Huisnummer: '1', Toevoeging: 'a' }, '', 'Dam1a'],
		['all empty', { Straat: '', Huisnummer: '', Toevoeging: '' }, undefined, undefined],
		[
			'one that is not told: half a value is none',
			{ Straat: 'Dam', Huisnummer: '1' },
			undefined,
			undefined,
		],
	])('%s', (_, fields, between, expected) => {
		expect(prepare(fields, street(between)).profile.custom_street).toBe(expected);
	});

	it('says which fields are missing', () => {
		expect(prepare({ Straat: 'Dam' }, street()).notes).toMatchObject([
			{ field: 'custom_street', from: 'Straat + Huisnummer + Toevoeging', code: 'FIELD_MISSING' },
		]);
	});

	it('takes the names as one text, and counts for the mapping by names', () => {
		const settings = { combinedFields: [{ key: 'lastname', sources: 'Voorletters, Achternaam' }] };
		expect(prepare({ Voorletters: 'A.', Achternaam: 'Vries' }, settings).profile.lastname).toBe(
			'A. Vries',
		);
	});

	it.each<[unknown, RegExp]>([
		[{ key: 'email', sources: 'a, b' }, /Combined Fields, entry 1.*cannot be put together/],
		[{ key: 'newsletter', sources: 'a, b' }, /cannot be put together/],
		[{ key: 'straat', sources: 'a, b' }, /"straat", which is not a field of Activate/],
		[{ key: 'city', sources: 'a' }, /Combined Fields/],
		[{ key: 'city', sources: 'a, interest:b' }, /names an interest/],
	])('refuses %j', (field, reason) => {
		const read = readNormaliseSettings({ combinedFields: [field] });
		expect(read.ok ? '' : read.reason).toMatch(reason);
	});
});

describe('own texts for values', () => {
	const settings: NormaliseSettingsInput = {
		ownTexts: [
			{ key: 'gender', value: 'F', texts: 'Meisje, "Dame, ongehuwd"' },
			{ key: 'country', value: 'Nederland', texts: 'Holland-Noord' },
			{ key: 'language', value: 'nl-BE', texts: ['BE-N'] },
		],
		phoneCountry: 'DE',
	};

	it('count besides those that are recognised, and a country counts for the phone', () => {
		const fields = {
			Geslacht: 'meisje',
			Land: 'HOLLAND-NOORD',
			Taal: 'be-n',
			Telefoon: '0612345678',
		};
		expect(prepare(fields, settings).profile).toMatchObject({
			gender: 'F',
			country: 'NL',
			language: 'nl-BE',
			phone: '+31612345678',
		});
		expect(prepare({ Geslacht: 'dame,  ongehuwd' }, settings).profile.gender).toBe('F');
		expect(prepare({ Geslacht: 'Heer' }, settings).profile.gender).toBe('M');
		expect(prepare({ Geslacht: 'robot' }, settings).profile.gender).toBeUndefined();
	});

	it('come before what would be recognised', () => {
		const own = { ownTexts: [{ key: 'gender' as const, value: 'U', texts: 'x, m' }] };
		expect(prepare({ Geslacht: 'M' }, own).profile.gender).toBe('U');
	});

	it.each<[unknown[], RegExp]>([
		[
			[{ key: 'gender', value: 'robot', texts: 'x' }],
			/Own Texts for Values, entry 1.*gender cannot/,
		],
		[
			[
				{ key: 'gender', value: 'F', texts: 'x' },
				{ key: 'gender', value: 'M', texts: 'X' },
			],
			/entry 2.*second meaning/,
		],
	])('refuses %j', (ownTexts, reason) => {
		const read = readNormaliseSettings({ ownTexts });
		expect(read.ok ? '' : read.reason).toMatch(reason);
	});
});

describe('a list of texts as people write it', () => {
	it.each<[string, string[]]>([
		['ja, aangemeld', ['ja', 'aangemeld']],
		['"Ja, graag"', ['Ja, graag']],
		['"Ja, graag", ja', ['Ja, graag', 'ja']],
		['ja, “Ja, graag” ,j', ['ja', 'Ja, graag', 'j']],
		['Ja, graag\nJa', ['Ja, graag', 'Ja']],
		['Ja, graag\r\n\r\n Ja \n', ['Ja, graag', 'Ja']],
		['ja, j\n"Ja, graag", zeker', ['ja, j', 'Ja, graag', 'zeker']],
		['5" scherm, ja', ['5" scherm', 'ja']],
		['  ,, ', []],
		['', []],
	])('%j', (list, texts) => {
		expect(splitLines(list)).toEqual(texts);
	});

	it('where a text never has a comma, each line may have several', () => {
		expect(splitTexts('a, b\n"c, d", e\n')).toEqual(['a', 'b', 'c, d', 'e']);
	});
});

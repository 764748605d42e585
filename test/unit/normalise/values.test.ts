import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ValueKind } from '../../../core/contracts/activateKeys';
import { VALUE_NORMALISERS } from '../../../core/normalise/values';
import { buildLanguageTable } from '../../../core/normalise/values/displayNames';
import { COUNTRY_NAMES } from '../../../core/normalise/values/countryNames';
import { foldName } from '../../../core/normalise/values/fold';
import { RECEIVED_AT } from './support';

const context = { receivedAt: RECEIVED_AT, phoneCountry: 'NL' };

/** The value, `''` for empty, or the code of why there is none. */
function read(kind: ValueKind, text: string, phoneCountry: string | null = 'NL') {
	const outcome = VALUE_NORMALISERS[kind](text, { ...context, phoneCountry });
	if (outcome.state === 'empty') return '';
	return outcome.state === 'value' ? outcome.value : outcome.code;
}

describe('text', () => {
	it.each([
		['  Jan ', 'Jan'],
		["van 't Hof", "van 't Hof"],
		['1234 AB', '1234 AB'],
		['01234', '01234'],
		[' \u00a0 ', ''],
		['\ufeffJan\u200b', 'Jan'],
		['\u200e', ''],
		['Ja\u00adn', 'Jan'],
		['👩\u200d👧', '👩\u200d👧'],
		['می\u200cخواهم', 'می\u200cخواهم'],
	])('%j is kept without blanks around it', (text, expected) => {
		expect(read('text', text)).toBe(expected);
	});
});

describe('identifier', () => {
	it.each([
		['12\u200b3', '123'],
		['\ufeff0', ''],
		['A-7', 'A-7'],
	])('%j becomes %j', (text, expected) => {
		expect(read('identifier', text)).toBe(expected);
	});
});

describe('gender', () => {
	it.each([
		['M', 'M'],
		['man', 'M'],
		['Dhr.', 'M'],
		['De heer', 'M'],
		['male', 'M'],
		['Herr', 'M'],
		['V', 'F'],
		['Vrouw', 'F'],
		['mevr.', 'F'],
		['F', 'F'],
		['Female', 'F'],
		['Mme', 'F'],
		['weiblich', 'F'],
		['onbekend', 'U'],
		['Non-binair', 'U'],
		['U', 'U'],
		['', ''],
		['1', 'GENDER_UNREADABLE'],
		['fam.', 'GENDER_UNREADABLE'],
	])('%j becomes %j', (text, expected) => {
		expect(read('gender', text)).toBe(expected);
	});
});

describe('dates', () => {
	it.each([
		['2024-02-29', '2024-02-29'],
		['2024-02-29 00:00:00', '2024-02-29'],
		['2024-02-29T10:00:00.000Z', '2024-02-29'],
		['29-02-2024', '2024-02-29'],
		['1-2-2024', '2024-02-01'],
		['31.12.2023', '2023-12-31'],
		['2023/12/31', '2023-12-31'],
		['20231231', '2023-12-31'],
		['31/12/2023', '2023-12-31'],
		['12/31/2023', '2023-12-31'],
		['05/05/2023', '2023-05-05'],
		['04/05/2023', 'DATE_AMBIGUOUS'],
		['0000-00-00', ''],
		['0000-00-00 00:00:00', ''],
		['00-00-0000', ''],
		['', ''],
		['2023-02-29', 'DATE_IMPOSSIBLE'],
		['31-04-2023', 'DATE_IMPOSSIBLE'],
		['1980-00-00', 'DATE_IMPOSSIBLE'],
		['32/13/2023', 'DATE_IMPOSSIBLE'],
		['1900-02-29', 'DATE_IMPOSSIBLE'],
		['2000-02-29', '2000-02-29'],
		['morgen', 'DATE_UNREADABLE'],
		['12-31', 'DATE_UNREADABLE'],
		['1709164800', 'DATE_UNREADABLE'],
	])('%j becomes %j', (text, expected) => {
		expect(read('date', text)).toBe(expected);
	});

	it.each([
		['1980-05-17', '1980-05-17'],
		// It is already tomorrow east of Greenwich.
		['2026-03-02', '2026-03-02'],
		['2026-03-03', 'BIRTHDATE_FUTURE'],
		['2099-01-01', 'BIRTHDATE_FUTURE'],
		['1896-01-01', '1896-01-01'],
		['1895-12-31', 'BIRTHDATE_IMPOSSIBLE'],
		['0001-01-01', 'BIRTHDATE_IMPOSSIBLE'],
		['0000-00-00', ''],
	])('birth date %j becomes %j', (text, expected) => {
		expect(read('birthdate', text)).toBe(expected);
	});
});

describe('country', () => {
	it.each([
		['NL', 'NL'],
		['nl', 'NL'],
		['Nederland', 'NL'],
		['The Netherlands', 'NL'],
		['Netherlands', 'NL'],
		['Niederlande', 'NL'],
		['Pays-Bas', 'NL'],
		['Holland', 'NL'],
		['België', 'BE'],
		['BELGIE', 'BE'],
		['Belgique', 'BE'],
		['Duitsland', 'DE'],
		['Deutschland', 'DE'],
		['UK', 'GB'],
		['Verenigd Koninkrijk', 'GB'],
		['USA', 'US'],
		['Côte d’Ivoire', 'CI'],
		['Curaçao', 'CW'],
		['Turkey', 'TR'],
		['Türkiye', 'TR'],
		['TUR', 'TR'],
		['deu', 'DE'],
		['Großbritannien', 'GB'],
		['GROSSBRITANNIEN', 'GB'],
		['Oesterreich', 'AT'],
		['United Kingdom (UK)', 'GB'],
		['United States (US)', 'US'],
		['Belgium (NL)', 'COUNTRY_UNKNOWN'],
		['United States (US) Minor Outlying Islands', 'UM'],
		['Congo (Kinshasa)', 'CD'],
		['Congo', 'COUNTRY_UNKNOWN'],
		['Korea', 'COUNTRY_UNKNOWN'],
		['Korea, Republic of', 'KR'],
		['United Kingdom of Great Britain and Northern Ireland (the)', 'GB'],
		['Netherlands (Kingdom of the)', 'NL'],
		['Republic of Poland', 'PL'],
		['République de Pologne', 'PL'],
		['Republic of China (Taiwan)', 'COUNTRY_UNKNOWN'],
		['Republic of China', 'COUNTRY_UNKNOWN'],
		['De Verenigde Staten', 'US'],
		['L’Italie', 'IT'],
		['RU', 'RU'],
		['XK', 'COUNTRY_UNKNOWN'],
		['', ''],
		['EU', 'COUNTRY_UNKNOWN'],
		['Europese Unie', 'COUNTRY_UNKNOWN'],
		['ZZ', 'COUNTRY_UNKNOWN'],
		['DD', 'COUNTRY_UNKNOWN'],
		['Nederlandse', 'COUNTRY_UNKNOWN'],
		['constructor', 'COUNTRY_UNKNOWN'],
	])('%j becomes %j', (text, expected) => {
		expect(read('country', text)).toBe(expected);
	});

	it('gives each name to one country, and each country its codes and its names of four languages', () => {
		const owners = new Map<string, string>();
		for (const [code, names] of Object.entries(COUNTRY_NAMES)) {
			for (const name of [code, ...names.split('|')]) {
				expect(owners.get(foldName(name)) ?? code).toBe(code);
				owners.set(foldName(name), code);
				expect(read('country', name)).toBe(code);
			}
			expect(names).toMatch(/^[A-Z]{3}\|/);
		}
	});

	it('knows every country of ISO 3166-1 and nothing else', () => {
		const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
		const known = letters
			.flatMap((first) => letters.map((second) => first + second))
			.filter((code) => read('country', code) === code);
		expect(known).toHaveLength(249);
	});
});

describe('language', () => {
	it('does not choose between two codes with one name', () => {
		// Without the check for the current code, the withdrawn IW is there too, under the name of HE.
		const { byName } = buildLanguageTable((code) => code.toLowerCase());
		expect(byName.get('hebreeuws')).toBeUndefined();
		expect(byName.get('nederlands')).toBe('nl');
	});

	it.each([
		['nl-NL', 'nl-NL'],
		['nl_BE', 'nl-BE'],
		['NL-be', 'nl-BE'],
		['zh-Hans-CN', 'zh-CN'],
		['nl', 'nl-NL'],
		['NL', 'nl-NL'],
		['Nederlands', 'nl-NL'],
		['Dutch', 'nl-NL'],
		['Deutsch', 'de-DE'],
		['français', 'fr-FR'],
		['Nederlands (België)', 'nl-BE'],
		['Vlaams', 'nl-BE'],
		['', ''],
		['xx', 'LANGUAGE_UNKNOWN'],
		['nl-XX', 'LANGUAGE_UNKNOWN'],
		['klingon', 'LANGUAGE_UNKNOWN'],
	])('%j becomes %j', (text, expected) => {
		expect(read('language', text)).toBe(expected);
	});

	it('tells when the country was added', () => {
		expect(VALUE_NORMALISERS.language('nl', context)).toMatchObject({
			note: 'LANGUAGE_REGION_ASSUMED',
		});
		expect(VALUE_NORMALISERS.language('nl-NL', context)).not.toHaveProperty('note');
	});
});

describe('currency', () => {
	it.each([
		['eur', 'EUR'],
		['€', 'EUR'],
		['USD', 'USD'],
		['$', 'CURRENCY_UNKNOWN'],
		['ABC', 'CURRENCY_UNKNOWN'],
		['XXX', 'CURRENCY_UNKNOWN'],
		['', ''],
	])('%j becomes %j', (text, expected) => {
		expect(read('currency', text)).toBe(expected);
	});
});

describe('phone', () => {
	it.each([
		['NL', '06-12345678', '+31612345678'],
		['NL', '06 12 34 56 78', '+31612345678'],
		['NL', '(020) 123 45 67', '+31201234567'],
		['NL', '+31 (0)6 12345678', '+31612345678'],
		['NL', '0031612345678', '+31612345678'],
		['NL', '31612345678', '+31612345678'],
		['NL', '+316-12345678', '+31612345678'],
		['NL', '+49 30 123456', '+4930123456'],
		['BE', '0475 12 34 56', '+32475123456'],
		['BE', '02/123.45.67', '+3221234567'],
		['DE', '030 1234567', '+49301234567'],
		['FR', '06 12 34 56 78', '+33612345678'],
		['GB', '07700 900123', '+447700900123'],
		['IT', '06 1234567', '+39061234567'],
		['DK', '20 12 34 56', '+4520123456'],
		['HU', '06 20 123 4567', '+36201234567'],
		['US', '(212) 555-0123', '+12125550123'],
		['US', '1 212 555 0123', '+12125550123'],
		['US', '011 31 6 12345678', '+31612345678'],
		[null, '+31612345678', '+31612345678'],
		[null, '+597 8123456', '+5978123456'],
		['SR', '8123456', '+5978123456'],
		['HR', '091 123 4567', '+385911234567'],
		['HR', '+385 (0)91 123 4567', '+385911234567'],
		['RU', '8 912 345-67-89', '+79123456789'],
		['AU', '0412 345 678', '+61412345678'],
		['JP', '090-1234-5678', '+819012345678'],
		['DE', '491711234567.0', '+491711234567'],
		['DE', '491711234567,00', '+491711234567'],
		['NL', '0612345678.0', '+31612345678'],
		[null, '+385911234567.0', '+385911234567'],
		['AT', '+4312345678.0', '+4312345678'],
		['FI', '+35891234567.0', '+35891234567'],
		['IE', '+35314567890.0', '+35314567890'],
		['NL', '\u202a+31612345678\u202c', '+31612345678'],
		['NL', '\u200b0612345678', '+31612345678'],
		// A calling code without its sign, where no number of the country looks like that.
		['IT', '393331234567', '+393331234567'],
		['ES', '34612345678', '+34612345678'],
		['PL', '48601234567', '+48601234567'],
		['IT', '+39 (0)6 1234567', '+39061234567'],
		['LV', '+371 21234567', '+37121234567'],
		['BE', '0475/12.34.56', '+32475123456'],
		['FR', '01/23/45/67/89', '+33123456789'],
	])('in %s, %j becomes %j', (country, text, expected) => {
		expect(read('phone', text, country)).toBe(expected);
		expect(VALUE_NORMALISERS.phone(text, { ...context, phoneCountry: country })).not.toHaveProperty(
			'note',
		);
	});

	it.each([
		[null, '0612345678'],
		// A zero was lost in a spreadsheet, or is it a foreign number?
		['NL', '612345678'],
		['NL', '061234567'],
		['NL', '0612345678 of 020 1234567'],
		['NL', '+31 6 123'],
		// German subscriber numbers have any length, so this may be Berlin or a lost zero.
		['DE', '4930123456'],
		['DE', '491711234567.5'],
		['DE', '030 123456.0'],
		['AT', '+4312345678.25'],
		['DE', '4.91711234567E+11'],
		['AQ', '8123456'],
		['HR', '12345'],
		// Rome with its calling code, or a mobile number that begins with 390?
		['IT', '3906123456'],
		// Sofia calls abroad with 00, but has free numbers that begin with 00800.
		['BG', '008001234567'],
		// Two numbers that differ in their last digit.
		['DE', '030 1234567/8'],
		['DE', '030 12345 / 46'],
		['IT', '+39 (0)333 1234567'],
		['LV', '+371 (0)21234567'],
		['HU', '+36 (0)680242879'],
		['GA', '03 40 00 56'],
		['NL', '+0031612345678'],
	])('in %s, %j stays as it is, with a note', (country, text) => {
		expect(VALUE_NORMALISERS.phone(text, { ...context, phoneCountry: country })).toEqual({
			state: 'value',
			value: text,
			note: 'PHONE_AS_TEXT',
		});
	});

	it('leaves out what has no digits', () => {
		expect(read('phone', 'geen')).toBe('PHONE_WITHOUT_DIGITS');
		expect(read('phone', ' ')).toBe('');
	});
});

describe('number and yes or no', () => {
	it.each([
		['number', '12', 12],
		['number', '-3.50', -3.5],
		['number', '-0', 0],
		['number', '12,50', 'NUMBER_UNREADABLE'],
		['number', '1e3', 'NUMBER_UNREADABLE'],
		['number', '12345678901234567890', 'NUMBER_UNREADABLE'],
		['number', '900719925474099.15', 'NUMBER_UNREADABLE'],
		['number', '-90071992547409.15', 'NUMBER_UNREADABLE'],
		['number', '9007199254740991', 9007199254740991],
		['number', '9007199254740991.0', 9007199254740991],
		['number', '1234567890.55', 1234567890.55],
		['number', '0.30000000000000004', 0.30000000000000004],
		['number', '007', 7],
		['number', '12.50\u200b', 12.5],
		['number', '', ''],
		['yesNo', 'Ja', 'yes'],
		['yesNo', '0', 'no'],
		['yesNo', 'misschien', 'YES_NO_UNREADABLE'],
		['yesNo', '', ''],
	] as const)('%s: %j becomes %j', (kind, text, expected) => {
		expect(read(kind, text)).toBe(expected);
	});
});

describe('every kind', () => {
	const kinds = Object.keys(VALUE_NORMALISERS) as ValueKind[];
	const samples = fc.oneof(
		fc.string({ unit: 'binary' }),
		fc.constantFrom('Ja', '06-12345678', '31-12-1980', 'nl', 'België', 'mevr.', '12.5', '€', ' x '),
		fc.stringMatching(/^[+0-9 ()/.-]{0,18}$/),
		fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
	);

	it.each(kinds)('%s: a normalised value stays the same, nothing throws', (kind) => {
		fc.assert(
			fc.property(samples, fc.constantFrom(null, 'NL', 'DE', 'US', 'IT'), (text, phoneCountry) => {
				const settings = { ...context, phoneCountry };
				const once = VALUE_NORMALISERS[kind](text, settings);
				if (once.state !== 'value') return;
				const twice = VALUE_NORMALISERS[kind](String(once.value), settings);
				expect(twice).toMatchObject({ state: 'value', value: once.value });
			}),
			{ numRuns: 300 },
		);
	});
});

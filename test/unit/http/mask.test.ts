import { describe, expect, it } from '@jest/globals';
import { maskVendorText } from '../../../core/http/mask';
import { ownValueMask } from '../../../core/http/ownValues';

const mask = (text: string): string => maskVendorText(text, 300);

describe('maskVendorText', () => {
	it.each([
		['jane.doe@example.com', '[address]'],
		['<jane.doe@example.com> is known', '<[address]> is known'],
		['JAN@EXAMPLE', '[address]'],
		['jan%40example.com', '[address]'],
		['jan%2540example.com', '[address]'],
		['jan&#64;example.com', '[address]'],
		['jan&#64example.com', '[address]'],
		['jan&commat;example&period;com', '[address]'],
		['"jan\\u0040example.com"', '"[address]"'],
		['jan\\x40example.com', '[address]'],
		['jan\\u{40}example.com', '[address]'],
		['jan%u0040example.com', '[address]'],
		['jan＠example.com', '[address]'],
		['jan @ example.com is wrong', '[address] is wrong'],
		['jan\u200B@\u00ADexample.com', '[address]'],
		['jos\u00E9@example.com', '[address]'],
		['jose\u0301@example.com', '[address]'],
		['jos%E9@example.com', '[address]'],
		['jos%C3%A9%40example.com', '[address]'],
		['jos&eacute;@example.com', '[address]'],
		["o'brien@example.com is known", '[address] is known'],
		["'jan@example.com' is known", "'[address]' is known"],
		['"jan jansen"@example.com', '[address]'],
		['email=jan@example.com&x=1', 'email=[address]&x=1'],
	])('hides an e-mail address, however it is written: %j', (text, expected) => {
		expect(mask(text)).toBe(expected);
	});

	it.each([
		'0612345678',
		'+31 6 1234 5678',
		'(06) 12 34-56.78',
		'0031 (0)6-12345678',
		'06%2012%2034%2056%2078',
		'06+1234+5678',
		'06\u00A01234\u00A05678',
		'06\u20131234\u20135678',
		'06\u201112345678',
		'06\u200B1234\u200B5678',
		'０６１２３４５６７８',
		'٠٦١٢٣٤٥٦٧٨',
		'06&nbsp;1234&nbsp;5678',
		'12-03-1980',
	])('hides the number %j', (number) => {
		expect(mask(`phone ${number} is wrong`)).toBe('phone [number] is wrong');
	});

	it.each([
		'1234 AB',
		'1234AB',
		'1234 ab',
		'1234ab',
		'1234 Ab',
		'1234%20AB',
		'1234+AB',
		'1234-AB',
		'1234\u00A0AB',
		'1234  AB',
		'NL-1234 AB',
		'１２３４ ＡＢ',
		'1234 IS',
	])('hides the postcode %j', (postcode) => {
		expect(mask(`zip ${postcode}, street`)).toBe('zip [postcode], street');
	});

	it.each([
		'Copernica REST API Error 400: no entity 1234',
		'No profile with supplied ID',
		'field 1234 is unknown',
		'profile 1234 in database 5678 has no field Email',
		'events.3.email: custom_2024 must be text',
		'The field this_is_a_very_long_name_of_a_field_in_the_database is read-only',
		'at most 2000 characters',
	])('leaves %j as it is', (text) => {
		expect(mask(text)).toBe(text);
	});

	it('hides keys, tokens and hashes', () => {
		expect(mask('at /v1/x?access_token=abc&b=1')).toBe('at /v1/x?access_token=[key]&b=1');
		expect(mask('{"access_token":"abc"}')).toBe('{"access_token":"[key]"}');
		expect(mask(`with ${'a1'.repeat(30)} and sk_live_1234567890abcdef`)).toBe(
			'with [hash] and [key]',
		);
		expect(mask(`token ${'abcdEFGH'.repeat(4)}`)).toBe('token [key]');
	});

	it('gives one line of limited length', () => {
		expect(mask('line one\n\tline two')).toBe('line one line two');
		expect(mask('word '.repeat(100_000))).toHaveLength(300);
	});
});

describe('ownValueMask', () => {
	const maskOwn = ownValueMask(() => ({
		names: ['lastname', 'city'],
		values: ['Müller', 'Jose\u0301', 'Li', '100%25 Ja', 'yes', 'city'],
	}));

	it.each([
		['Müller', '[value]'],
		['Mu\u0308ller', '[value]'],
		['MÜLLER', '[value]'],
		['Muller', '[value]'],
		['M%FCller', '[value]'],
		['M%fcller', '[value]'],
		['M%C3%BCller', '[value]'],
		['M&uuml;ller', '[value]'],
		['M&#252;ller', '[value]'],
		['M\\u00fcller', '[value]'],
		['MÃ¼ller', '[value]'],
		['M\uFFFDller', '[value]'],
		['M?ller', '[value]'],
		['M\u00ADüller', '[value]'],
		['José', '[value]'],
		['Jos%E9', '[value]'],
		['Li is too short for the limit', '[value] is too short for the limit'],
		['100% Ja', '[value]'],
		['city must be yes', 'city must be yes'],
	])('%j', (text, expected) => {
		expect(maskVendorText(`lastname ${text}`, 300, maskOwn)).toBe(`lastname ${expected}`);
	});
});

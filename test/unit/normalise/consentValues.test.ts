import { describe, expect, it } from '@jest/globals';
import { consentValuesOf, type ConsentField } from '../../../core/normalise/consentValues';

const text: ConsentField = { name: 'Opt', type: 'text' };

function offered(field: ConsentField, sampled: string[]): Array<[string, string | null]> {
	const result = consentValuesOf(field, sampled);
	if (!result.ok) throw new Error(result.reason);
	return result.values.map((value) => [value.text, value.usually]);
}

function refused(field: ConsentField, sampled: string[]): string {
	const result = consentValuesOf(field, sampled);
	return result.ok ? '' : result.reason;
}

describe('the values that are offered for a consent', () => {
	it('are the options of the field first, then what profiles hold besides', () => {
		const field = { name: 'Opt', type: 'select', options: ['Ja', 'Nee'] };
		expect(offered(field, ['Nee', 'Graag', '', 'Graag', 'onbekend'])).toEqual([
			['Ja', 'subscribed'],
			['Nee', 'unsubscribed'],
			['Graag', null],
			['onbekend', 'unknown'],
		]);
	});

	it('keep the spelling, of which case and blanks around do not make two', () => {
		expect(offered(text, [' Ja', 'Ja ', 'JA'])).toEqual([
			['Ja', 'subscribed'],
			['JA', 'subscribed'],
		]);
	});

	it('leave the empty field to its own setting', () => {
		expect(offered({ ...text, type: 'select', options: ['', 'Ja'] }, ['', '  '])).toEqual([
			['Ja', 'subscribed'],
		]);
	});

	it('show a text of a single profile only where it is a usual one', () => {
		expect(offered(text, ['ja', 'nee', 'alleen van Anne'])).toEqual([
			['ja', 'subscribed'],
			['nee', 'unsubscribed'],
		]);
		expect(refused(text, ['Anne', 'Bram', 'Chloë'])).toContain('found often enough');
	});

	it('are none for an empty field', () => {
		expect(refused(text, ['', ''])).toContain('My Own Texts');
	});
});

describe('a field that is no consent', () => {
	it.each(['email', 'phone_gsm', 'phone', 'empty_date', 'big', 'foreign_key'])(
		'of the type %s shows nothing, whatever it holds',
		(type) => {
			expect(refused({ name: 'Opt', type }, ['ja', 'ja'])).toContain(`of the type ${type}`);
		},
	);

	it('of dates says how a date is read as a consent', () => {
		expect(refused({ name: 'Opt', type: 'datetime' }, [])).toContain('Any Date Means Yes');
		expect(refused({ name: 'Opt', type: 'phone' }, [])).not.toContain('Any Date');
	});

	it('with many texts shows none of them', () => {
		const many = Array.from({ length: 13 }, (_, number) => [`Stad ${number}`, `Stad ${number}`]);
		const reason = refused(text, [...many.flat(), 'ja', 'nee']);
		expect(reason).toContain("doesn't look like a consent");
		expect(reason).not.toContain('Stad');
		expect(offered(text, many.slice(0, 12).flat())).toHaveLength(12);
		const options = many.flat().map((name, index) => `${name} ${index}`);
		expect(refused({ name: 'Land', type: 'select', options }, [])).toContain('many different');
	});

	it('with long texts shows none of them', () => {
		const long = 'x'.repeat(41);
		expect(refused(text, ['ja', 'ja', long])).toContain("doesn't look like a consent");
	});
});

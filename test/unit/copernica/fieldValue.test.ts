import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { differingFields } from '../../../core/copernica/difference';
import type { Field } from '../../../core/copernica/entities';
import { readWantedFields } from '../../../core/copernica/fieldNames';
import { checkValue, isSameValue } from '../../../core/copernica/fieldValue';
import { coerce } from '../../../sandbox/copernica/store/fieldTypes';

const field = (type: string, extra: Partial<Field> = {}): Field => ({
	id: '1',
	name: 'Field',
	type,
	length: null,
	...extra,
});
const select = field('select', { options: ['Ja', 'Nee'] });

describe('checkValue', () => {
	it.each<[Field, unknown, string]>([
		[field('integer'), 42, '42'],
		[field('integer'), ' 007 ', '7'],
		[field('integer'), '-5', '-5'],
		[field('integer'), '+5', '5'],
		[field('foreign_key'), '12', '12'],
		[field('float'), '2.50', '2.50'],
		[field('float'), -1.5, '-1.5'],
		[field('date'), '2024-02-29', '2024-02-29'],
		[field('date'), '2024-02-29T00:00:00', '2024-02-29'],
		[field('date'), '0000-00-00', '0000-00-00'],
		[field('empty_date'), '', ''],
		[field('empty_date'), '0000-00-00', ''],
		[field('datetime'), '2024-02-29', '2024-02-29 00:00:00'],
		[field('datetime'), '2024-02-29T10:11', '2024-02-29 10:11:00'],
		[field('datetime'), '2024-02-29 10:11:12.345', '2024-02-29 10:11:12'],
		[field('empty_datetime'), '', ''],
		[select, 'Ja', 'Ja'],
		[select, '', ''],
		[field('text'), ' blanks stay ', ' blanks stay '],
		[field('email'), ' anne@example.com\u200b', 'anne@example.com'],
		[field('text'), '\ufeffanne@example.com ', 'anne@example.com'],
		[field('phone_gsm'), '\u202a0612345678\u202c', '0612345678'],
		[field('text'), true, '1'],
		[field('text'), false, ''],
		[field('integer'), true, '1'],
		[field('integer'), false, '0'],
		[field('foreign_key'), false, '0'],
		[field('float'), true, '1'],
		[field('float'), false, '0'],
		[field('select', { options: ['0', '1'] }), false, '0'],
		[field('select', { options: ['0', '1'] }), true, '1'],
		[field('integer'), '123456789012345678', '123456789012345678'],
		[field('integer'), Number.MAX_SAFE_INTEGER, '9007199254740991'],
		[field('text'), '12345678901234567890', '12345678901234567890'],
		[field('text'), 12345678901234567890n, '12345678901234567890'],
		[field('text'), 12, '12'],
		[field('text', { length: 5 }), 'ëëëëë', 'ëëëëë'],
		[field('big', { length: 5 }), 'longer than five', 'longer than five'],
		[field('something_new'), 'x', 'x'],
	])('takes %j: %j as %j', (of, value, text) => {
		expect(checkValue(of, value)).toEqual({ ok: true, text });
	});

	it.each<[Field, unknown, string]>([
		[field('integer'), '2.99', 'VALUE_INVALID'],
		[field('integer'), 2.99, 'VALUE_INVALID'],
		[field('integer'), 'twelve', 'VALUE_INVALID'],
		[field('integer'), '12 pieces', 'VALUE_INVALID'],
		[field('integer'), '', 'VALUE_INVALID'],
		[field('integer'), '1e3', 'VALUE_INVALID'],
		[field('float'), '2,5', 'VALUE_INVALID'],
		[field('float'), '1.000,50', 'VALUE_INVALID'],
		[field('float'), '', 'VALUE_INVALID'],
		[field('float'), NaN, 'VALUE_INVALID'],
		[field('date'), '', 'VALUE_INVALID'],
		[field('date'), '31-12-2024', 'VALUE_INVALID'],
		[field('date'), '2023-02-29', 'VALUE_INVALID'],
		[field('date'), '2024-13-01', 'VALUE_INVALID'],
		[field('date'), '2024-01-01T10:00:00', 'VALUE_INVALID'],
		[field('date'), '2024-01-01T00:00:00Z', 'VALUE_INVALID'],
		[field('date'), '1704067200', 'VALUE_INVALID'],
		[field('empty_date'), 'tomorrow', 'VALUE_INVALID'],
		[field('datetime'), '2024-01-01 25:00', 'VALUE_INVALID'],
		[field('datetime'), '2024-01-01T10:00:00+01:00', 'VALUE_INVALID'],
		[select, 'ja', 'OPTION_UNKNOWN'],
		[select, 'Misschien', 'OPTION_UNKNOWN'],
		[select, ' Ja', 'OPTION_UNKNOWN'],
		[select, true, 'OPTION_UNKNOWN'],
		[select, false, 'OPTION_UNKNOWN'],
		...['date', 'empty_date', 'datetime', 'empty_datetime', 'email', 'phone', 'phone_gsm'].flatMap(
			(type): Array<[Field, unknown, string]> => [
				[field(type), true, 'VALUE_INVALID'],
				[field(type), false, 'VALUE_INVALID'],
			],
		),
		// A number as large as this has lost its last digits already.
		...['integer', 'float', 'text', 'big', 'something_new'].map(
			(type): [Field, unknown, string] => [
				field(type),
				JSON.parse('12345678901234567890'),
				'VALUE_INVALID',
			],
		),
		[field('text', { length: 5 }), '123456', 'VALUE_TOO_LONG'],
		[field('text'), ['a'], 'VALUE_INVALID'],
		[field('text'), { a: 1 }, 'VALUE_INVALID'],
	])('refuses %j: %j with %s', (of, value, code) => {
		const check = checkValue(of, value);
		expect(check).toMatchObject({ ok: false, refusal: { code, field: 'Field' } });
	});

	it('says what is in the way of a date with a time zone', () => {
		const check = checkValue(field('datetime'), '2024-01-01T10:00:00.000+01:00');
		expect(check).toMatchObject({
			refusal: { reason: expect.stringContaining('without a time zone') },
		});
	});

	it('never names the value', () => {
		const check = checkValue(field('integer'), 'jane@example.com');
		expect(JSON.stringify(check)).not.toContain('jane');
	});

	const types = [
		'integer',
		'float',
		'date',
		'empty_date',
		'datetime',
		'empty_datetime',
		'text',
	] as const;

	it('what it takes is stored by Copernica exactly as foretold', () => {
		const values = fc.oneof(
			fc.string(),
			fc.integer(),
			fc.double({ noNaN: true }),
			fc.boolean(),
			fc
				.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
				.map((date) => date.toISOString().slice(0, 19).replace('T', ' ')),
			fc
				.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
				.map((date) => date.toISOString().slice(0, 10)),
		);
		fc.assert(
			fc.property(fc.constantFrom(...types), values, (type, value) => {
				const of = field(type);
				const check = checkValue(of, value);
				if (!check.ok) return;
				const stored = coerce({ id: 1, name: 'Field', type, value: '' }, check.text, 'UTC');
				expect(isSameValue(of, stored, check.text)).toBe(true);
			}),
			{ numRuns: 2_000 },
		);
	});

	it('taking twice is taking once', () => {
		fc.assert(
			fc.property(fc.constantFrom(...types), fc.string(), (type, value) => {
				const once = checkValue(field(type), value);
				if (once.ok) expect(checkValue(field(type), once.text)).toEqual(once);
			}),
		);
	});
});

describe('readWantedFields', () => {
	const fields = [field('email', { name: 'Email' }), field('integer', { name: 'Age' })];

	it('finds fields whatever their case, and leaves out what is null or missing', () => {
		const read = readWantedFields(fields, { EMAIL: 'a@example.com', age: null }, 'refuse');
		expect(read).toMatchObject({
			ok: true,
			wanted: [{ field: { name: 'Email' }, text: 'a@example.com' }],
		});
	});

	it('refuses twins that differ in case only', () => {
		expect(readWantedFields(fields, { Email: 'a', email: 'b' }, 'ignore')).toMatchObject({
			ok: false,
			refusal: { code: 'FIELD_TWICE', field: 'Email' },
		});
	});

	it('refuses unknown names when they were mapped by hand, and lists them otherwise', () => {
		const values = { Email: 'a@example.com', Emial: 'b' };
		expect(readWantedFields(fields, values, 'refuse')).toMatchObject({
			refusal: { code: 'FIELD_UNKNOWN', field: 'Emial' },
		});
		expect(readWantedFields(fields, values, 'ignore')).toMatchObject({
			ok: true,
			ignored: ['Emial'],
		});
	});
});

describe('differingFields', () => {
	const fields = [
		field('text', { name: 'City' }),
		field('float', { name: 'Points' }),
		field('empty_date', { name: 'Birthday' }),
	];
	const wantedOf = (values: Record<string, unknown>) => {
		const read = readWantedFields(fields, values, 'refuse');
		return read.ok ? read.wanted : [];
	};

	it('keeps only what differs, under the name of the field list', () => {
		const stored = { city: 'Utrecht', Points: '2.5', Birthday: '' };
		const wanted = wantedOf({ City: 'Utrecht', Points: '2.50', Birthday: '1990-01-02' });
		expect(differingFields(stored, wanted)).toEqual({ Birthday: '1990-01-02' });
	});

	it('sees a change of case and of blanks in a text', () => {
		expect(differingFields({ City: 'utrecht ' }, wantedOf({ City: 'Utrecht' }))).toEqual({
			City: 'Utrecht',
		});
	});

	it.each([
		['12345678901234567890', '12345678901234567891', false],
		['0.1234567890123456789', '0.1234567890123456788', false],
		['12345678901234567890.0', '12345678901234567890', true],
		['-2.50', '-2.5', true],
		['2.5', '-2.5', false],
		['-0', '0.0', true],
		['007', '7', true],
		['1.5E+3', '1500', true],
		['', '0', false],
	])('a float of %p and %p: the same is %p, to the last digit', (stored, wanted, same) => {
		expect(isSameValue(field('float'), stored, wanted)).toBe(same);
	});

	it('sends what Copernica does not show', () => {
		expect(differingFields({}, wantedOf({ City: 'x' }))).toEqual({ City: 'x' });
	});
});

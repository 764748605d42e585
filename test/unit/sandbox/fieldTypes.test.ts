import { describe, expect, it } from '@jest/globals';
import { coerce, presetOf } from '../../../sandbox/copernica/store/fieldTypes';
import type { Field, FieldType } from '../../../sandbox/copernica/store/model';

const field = (type: FieldType, value = ''): Field => ({ id: 1, name: 'f', type, value });
const zone = 'Europe/Amsterdam';

/** docs/vendors/copernica.md#35-data-types: writes never fail on type. */
describe('what a field holds after a write', () => {
	it.each<[FieldType, unknown, string]>([
		['text', '  kept  ', '  kept  '],
		['text', true, '1'],
		['text', false, ''],
		['text', null, ''],
		['text', [], ''],
		['text', 12, '12'],
		['integer', '2.99', '2'],
		['integer', 'twelve', '0'],
		['integer', '12 apples', '12'],
		['integer', null, '0'],
		['float', '2.5', '2.5'],
		['float', '', '0'],
		['email', 'not an address', 'not an address'],
		['empty_date', '1984-03-12', '1984-03-12'],
		['empty_date', 'yesterday', ''],
		['empty_date', '2023-02-31', ''],
		['empty_date', '1700000000', ''],
		['date', 'yesterday', '0000-00-00'],
		['date', null, '0000-00-00'],
		['datetime', '', '0000-00-00 00:00:00'],
		['empty_datetime', '', ''],
		['datetime', '2024-07-01 10:20:30', '2024-07-01 10:20:30'],
		['datetime', '2024-07-01T10:20:30Z', '2024-07-01 12:20:30'],
		['datetime', '2024-01-01T00:00:00+05:00', '2023-12-31 20:00:00'],
	])('%s <- %j is %j', (type, value, expected) => {
		expect(coerce(field(type), value, zone)).toBe(expected);
	});

	it('takes only an exact option in a select field', () => {
		const select = field('select', '*Onbekend\nJa\nNee');
		expect(coerce(select, 'Ja', zone)).toBe('Ja');
		expect(coerce(select, 'ja', zone)).toBe('');
		expect(presetOf(select, zone)).toBe('Onbekend');
	});
});

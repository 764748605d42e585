import { describe, expect, it } from '@jest/globals';
import { sha256Hex } from '../../../core/canonical';
import { scrubVendorText, vendorTextScrubber } from '../../../core/activate/scrub';
import { event } from './support';

const own = {
	...event('CRMUpdate', 1),
	firstname: 'Annabel',
	lastname: 'Li',
	custom_last: 'Müller',
	custom_city: 'Den Haag',
	custom_note: 'custom',
	custom_a: 'city',
	newsletter: 'yes',
	products: [{ id: 'SKU-77' }],
};

describe('scrubVendorText', () => {
	it.each([
		['firstname Annabel is not known', 'firstname [value] is not known'],
		['products[0].id SKU-77 unknown', 'products[0].id [value] unknown'],
		['zoe@example.org was refused', '[address] was refused'],
		[`hash ${sha256Hex('x')} unknown`, 'hash [hash] unknown'],
		['key sk_live_1234567890abcdef refused', 'key [key] refused'],
		['phone +31 612345678 is not valid', 'phone [number] is not valid'],
		['line one\n\tline two', 'line one line two'],
		[
			'custom_a city: newsletter must be yes or no',
			'custom_a [value]: newsletter must be yes or no',
		],
		['phone 0612345678 is wrong', 'phone [number] is wrong'],
		['phone (06) 12 34-56.78 is wrong', 'phone [number] is wrong'],
		['ANNABEL is wrong, annabel too', '[value] is wrong, [value] too'],
		['P1@EXAMPLE.COM is wrong', '[value] is wrong'],
		['zoe%40example.org is wrong', '[address] is wrong'],
		['zoe%2540example.org is wrong', '[address] is wrong'],
		['zoe&#64;example.org and zoe&#x40;example.org', '[address] and [address]'],
		['"zoe\\u0040example.org" is wrong', '"[address]" is wrong'],
		['Li is too short for the limit', '[value] is too short for the limit'],
		["LI's name, li-Li", "[value]'s name, [value]-[value]"],
		['M%C3%BCller, M&#252;ller, MÜLLER', '[value], [value], [value]'],
		['Den+Haag, Den%20Haag', '[value], [value]'],
		[
			'https://x.example.com/?q=Annabel&lastname=Li',
			'https://x.example.com/?q=[value]&lastname=[value]',
		],
		['the field custom_note is missing', 'the field custom_note is missing'],
	])('%j', (text, expected) => {
		expect(scrubVendorText(text, [own])).toBe(expected);
	});

	it('masks many texts about many events', () => {
		const events = Array.from({ length: 1000 }, (_, person) => ({
			...event('CRMUpdate', person),
			firstname: `Anna${person}`,
			birthdate: `1980-01-${person}`,
			custom_a: `value ${person}`,
		}));
		const scrub = vendorTextScrubber(events);
		for (const { firstname } of events) {
			expect(scrub(`events: the firstname ${firstname} is wrong`)).not.toContain('Anna');
		}
	});

	it('cuts long texts', () => {
		expect(scrubVendorText('word '.repeat(100_000), [own])).toHaveLength(200);
	});
});

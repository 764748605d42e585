import { describe, expect, it } from '@jest/globals';
import { sha256Hex } from '../../../core/canonical';
import { scrubVendorText } from '../../../core/sync/scrub';
import { event } from './support';

const own = {
	...event('CRMUpdate', 1),
	firstname: 'Annabel',
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
	])('%j', (text, expected) => {
		expect(scrubVendorText(text, [own])).toBe(expected);
	});

	it('cuts long texts', () => {
		expect(scrubVendorText('word '.repeat(100_000), [own])).toHaveLength(200);
	});
});

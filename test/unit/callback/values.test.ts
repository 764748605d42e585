import { describe, expect, it } from '@jest/globals';
import type { ReadBody } from '../../../core/callback/body/readBody';
import { parseCallback } from '../../../core/callback/payload/parse';
import { booleanNames, fieldText, readFields } from '../../../core/callback/payload/values';

describe('the text of a value', () => {
	it.each<[string, Parameters<typeof fieldText>[0], string]>([
		['an element with attributes', { '#text': 'Jan', lang: 'nl' }, 'Jan'],
		[
			'an element with something inside it',
			{ '#text': 'Jan', lang: 'nl', more: { a: 'b' } },
			'{"#text":"Jan","lang":"nl","more":{"a":"b"}}',
		],
		['attributes without a text', { lang: 'nl' }, '{"lang":"nl"}'],
		['a text that is none', { '#text': 7, lang: 'nl' }, '{"#text":7,"lang":"nl"}'],
		['a number', 7, '7'],
	])('%s', (_what, value, text) => expect(fieldText(value)).toBe(text));
});

describe('a map of values', () => {
	it.each([[[]], [''], [' \n']])('%j is an empty one', (tree) =>
		expect(readFields(tree)).toEqual({}),
	);
	it.each([[['x']], ['x'], [7], [null], [undefined]])('%j is none', (tree) =>
		expect(readFields(tree)).toBeNull(),
	);
});

describe('true and false of JSON', () => {
	it.each(['ja', '10', '21', '1x', 'x1', '', null])('are told, whatever else is %j', (other) =>
		expect(booleanNames({ a: true, b: { A: other }, c: { A: [other] } })).toEqual(['a']),
	);
	it.each(['0', '1', ' 1 ', 1])('are not where the same name is %j elsewhere', (other) => {
		expect(booleanNames({ a: true, b: { A: other } })).toEqual([]);
		expect(booleanNames({ a: true, b: ['x', { A: other }, 'y'] })).toEqual([]);
	});
	it('are told by names without the blanks around them', () =>
		expect(booleanNames([{ ' A ': true }, { Name: ' B ', Value: false }])).toEqual(
			expect.arrayContaining(['a', 'b']),
		));
	it('are told beside what holds no values', () =>
		expect(booleanNames([null, 'x', { a: true }])).toEqual(['a']));
	it('are not told by a name without a value', () =>
		expect(booleanNames({ name: 'a', b: true })).toEqual(['b']));
});

it('the name of a collection is read without the blanks around it', () => {
	const payload: ReadBody['payload'] = { subprofile: 30, collection: ' Bestellingen ' };
	const parsed = parseCallback({ carrier: 'json', root: null, payload });
	expect(parsed.ok && parsed.callback.collectionName).toBe('Bestellingen');
});

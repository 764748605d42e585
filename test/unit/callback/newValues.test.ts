import { describe, expect, it } from '@jest/globals';
import type { Tree } from '../../../core/callback/body/tree';
import { readUpdated } from '../../../core/callback/payload/updated';

const FIELDS = ['N', 'Stad', 'Data', 'Interests', 'E-mail (werk)'];
const read = (parameters?: Tree, updated?: Tree) =>
	readUpdated({ parameters, updated }, FIELDS, ['sport']);

describe('new values', () => {
	it.each<[string, Tree, Record<string, string>]>([
		['null, which empties a field', { N: null, Stad: 'B' }, { N: '', Stad: 'B' }],
		['a field that comes twice', { N: ['ja', 'nee'] }, { N: 'nee' }],
		['a field called data that comes twice', { Data: ['x', 'y'] }, { Data: 'y' }],
		['a name and its value, with blanks', { Name: ' N ', Value: 'nee' }, { N: 'nee' }],
		['the same value in two places', { N: 'nee', data: { N: 'nee' } }, { N: 'nee' }],
		['fields called name and value', { name: 7, value: 'x' }, { name: '7', value: 'x' }],
		['one record with a field called value', [{ value: 'x', N: 'nee' }], { value: 'x', N: 'nee' }],
	])('are read from %s', (_how, parameters, values) =>
		expect(read(parameters)).toMatchObject({ values, unread: null }),
	);

	it('are none without a map', () => {
		const none = { values: null, interests: null, unread: null, ofProfile: [] };
		expect(read()).toEqual(none);
		expect(read(null, '')).toEqual(none);
		expect(readUpdated({ parameters: null }, [''], [])).toEqual(none);
	});

	it('of updated replace those of parameters, however they are spelled', () =>
		expect(read({ n: 'ja', Stad: 'B' }, { N: 'nee' }).values).toEqual({ N: 'nee', Stad: 'B' }));

	it('never reach for the prototype', () =>
		expect(
			read([
				{ name: 'constructor', value: 'x' },
				{ name: 'N', value: 'nee' },
			]).values,
		).toEqual({ N: 'nee' }));

	it('of a profile are marked', () =>
		expect(read({ Stad: 'B', profile: { id: 7, fields: { N: 'nee' } } })).toMatchObject({
			values: { N: 'nee', Stad: 'B' },
			ofProfile: ['n'],
		}));
});

describe('new values that cannot be read', () => {
	it.each<[string, Tree, string[], Record<string, string> | null]>([
		['two spellings that differ', { N: 'ja', n: 'nee', Stad: 'B' }, ['n'], { Stad: 'B' }],
		['a list with a map in it', { N: ['x', { a: 'b' }], Stad: 'B' }, ['n'], { Stad: 'B' }],
		['pairs and something else', [{ name: 'N', value: 'nee' }, 'x'], ['n'], null],
		['a name that is no text', [{ name: 7, value: 'x' }], [], null],
		['a map of other names', { meta: { by: 'api' } }, [], null],
		['records of other names', [{ X: '1' }, { Y: '2' }], [], null],
		['a list under another name', { X: ['a', 'b'] }, [], null],
		['a list of names', ['N', 'Stad', 'x'], ['n', 'stad'], null],
		['a text with blanks', 'a= N &b', ['n'], null],
		['a name of signs', { changes: { 'E-mail (werk)': 'x' } }, ['e-mail (werk)'], null],
		['a map in a profile', { profile: { id: 7, more: { N: 'x' } } }, ['n'], null],
		['a map of other names in a profile', { profile: { more: { x: 'y' } } }, [], null],
		['a name without a value', { name: 'N', extra: 'x' }, ['n'], { name: 'N', extra: 'x' }],
		[
			'a name and a value with something else',
			[{ name: 'N', value: 'nee', type: 'text' }],
			['n'],
			{ name: 'N', value: 'nee', type: 'text' },
		],
	])('%s', (_how, parameters, unread, values) => {
		const result = read(parameters);
		expect(result.values).toEqual(values);
		expect([...(result.unread ?? ['all were read'])].sort()).toEqual(unread);
	});

	it('count in either place', () => {
		expect(read({ N: {} }, { Stad: 'B' })).toMatchObject({ values: { Stad: 'B' }, unread: ['n'] });
		expect(read({ Stad: 'B' }, { N: {} })).toMatchObject({ values: { Stad: 'B' }, unread: ['n'] });
	});
});

describe('new interests', () => {
	it.each<[string, Tree, string[], string[]]>([
		['a list, even where a field has that name', { Interests: ['Kunst'] }, ['Kunst'], []],
		['a profile', { profile: { id: 7, interests: { Kunst: 0 } } }, [], ['Kunst']],
		[
			'two places',
			{ interests: { Sport: 0 }, data: { interests: { Kunst: 1 } } },
			['Kunst'],
			['Sport'],
		],
	])('are read from %s', (_how, parameters, on, off) =>
		expect(read(parameters)).toMatchObject({ values: null, interests: { on, off } }),
	);
});

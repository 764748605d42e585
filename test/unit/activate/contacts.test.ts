import { describe, expect, it } from '@jest/globals';
import { mayBeCut, pageKey, readContacts } from '../../../core/activate/contacts';

const list = [{ email: 'ann@example.com' }];
const link = (url: string) => ({ next: { kind: 'link', url }, isLast: false });
const parameter = (name: string, value: number) => ({
	next: { kind: 'parameter', name, value },
	isLast: false,
});
const last = { next: null, isLast: true };
const untold = { next: null, isLast: null };

describe('readContacts', () => {
	it.each([
		['a list', list, untold],
		['data', { data: list }, untold],
		['contacts', { contacts: list, total: 1 }, last],
		['nested', { data: { contacts: list } }, untold],
		[
			'Laravel page',
			{ data: list, next_page_url: '/v1/contacts?page=2' },
			link('/v1/contacts?page=2'),
		],
		[
			'links',
			{ results: list, links: { next: 'https://x.example.com/2' } },
			link('https://x.example.com/2'),
		],
		['last page', { data: list, links: { next: null } }, last],
		[
			'numbered page',
			{ data: list, meta: { current_page: 2, last_page: 9 } },
			parameter('page', 3),
		],
		['last numbered page', { data: list, current_page: '9', last_page: '9' }, last],
		['start and total', { start: 0, limit: 1, total: 90, data: list }, parameter('start', 41)],
		['offset', { data: list, meta: { offset: 40, total: 90 } }, parameter('offset', 41)],
		['start without total', { start: 40, limit: 1, data: list }, parameter('start', 41)],
		['short page without total', { start: 40, limit: 5, data: list }, last],
		['total that is reached', { start: 40, limit: 1, total: 41, data: list }, last],
		['total that shrank', { start: 40, total: 12, data: list }, last],
		['total without a way to get there', { data: list, total: 90 }, { next: null, isLast: false }],
	])('reads %s', (_, body, paging) => {
		expect(readContacts(JSON.stringify(body), 40)).toEqual({ contacts: list, ...paging });
	});

	it.each(['', 'OK', '<html>', '5', '{}', '["a"]', '{"data":"x"}'])(
		'finds no list in %j',
		(text) => {
			expect(readContacts(text)).toBeNull();
		},
	);

	it.each(['{"data":[],"total":90,"start":0}', '[]'])('ends with an empty list: %s', (text) => {
		expect(readContacts(text)).toEqual({ contacts: [], next: null, isLast: true });
	});
});

describe('a list that may have been cut', () => {
	it.each([10, 25, 50, 100, 125, 1000])('%i', (count) => expect(mayBeCut(count)).toBe(true));
	it.each([0, 1, 37, 101])('not %i', (count) => expect(mayBeCut(count)).toBe(false));
});

describe('pageKey', () => {
	const page = (contacts: Array<Record<string, unknown>>) => ({
		contacts,
		next: null,
		isLast: null,
	});

	it('tells pages apart by whom they hold', () => {
		expect(pageKey(page([{ id: 1, seen: 'a' }]))).toBe(pageKey(page([{ id: 1, seen: 'b' }])));
		expect(pageKey(page([{ id: 1 }]))).not.toBe(pageKey(page([{ id: 2 }])));
		expect(pageKey(page([{ name: 'a' }]))).not.toBe(pageKey(page([{ name: 'b' }])));
	});
});

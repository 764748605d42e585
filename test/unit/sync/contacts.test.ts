import { describe, expect, it } from '@jest/globals';
import { readContacts } from '../../../core/sync/contacts';

const list = [{ email: 'ann@example.com' }];

describe('readContacts', () => {
	it.each([
		['a list', list, null],
		['data', { data: list }, null],
		['contacts', { contacts: list, total: 1 }, null],
		['nested', { data: { contacts: list } }, null],
		['Laravel page', { data: list, next_page_url: '/v1/contacts?page=2' }, '/v1/contacts?page=2'],
		[
			'links',
			{ results: list, links: { next: 'https://x.example.com/2' } },
			'https://x.example.com/2',
		],
		['last page', { data: list, links: { next: null } }, null],
	])('reads %s', (_, body, next) => {
		expect(readContacts(JSON.stringify(body))).toEqual({ contacts: list, next });
	});

	it.each(['', 'OK', '<html>', '5', '{}', '["a"]', '{"data":"x"}'])(
		'finds no list in %j',
		(text) => {
			expect(readContacts(text)).toBeNull();
		},
	);

	it('finds an empty list', () => {
		expect(readContacts('{"data":[]}')).toEqual({ contacts: [], next: null });
	});
});

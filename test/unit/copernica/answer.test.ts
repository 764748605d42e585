import { describe, expect, it } from '@jest/globals';
import {
	isGoneAnswer,
	isTokenRefusal,
	readListPage,
	readVendorMessage,
	unwrap,
} from '../../../core/copernica/answer';

describe('readVendorMessage', () => {
	it('reads the documented body and a plain text', () => {
		expect(readVendorMessage({ error: { message: 'Invalid method' } })).toBe('Invalid method');
		expect(readVendorMessage({ error: 'No such thing' })).toBe('No such thing');
	});

	it.each([
		['<html></html>'],
		[null],
		[{ error: {} }],
		[{ error: { message: ' ' } }],
		[{ ID: '1' }],
	])('gives null for %p', (body) => {
		expect(readVendorMessage(body)).toBeNull();
	});
});

describe('isTokenRefusal', () => {
	it.each([
		[401, null],
		[400, 'Invalid access token'],
		[400, 'Copernica REST API Error 400: Invalid access token'],
		[403, 'JWT expired'],
		[400, 'The access token has expired'],
	])('sees %p %p as one', (status, message) => {
		expect(isTokenRefusal(status, message)).toBe(true);
	});

	it.each([
		[400, 'No entity with supplied ID'],
		[400, 'Invalid data provided for field "token"'],
		[400, null],
		[403, null],
		[404, 'Invalid access token'],
		[503, 'expired token'],
	])('does not see %p %p as one', (status, message) => {
		expect(isTokenRefusal(status, message)).toBe(false);
	});
});

describe('isGoneAnswer', () => {
	it.each([
		[404, null],
		[410, 'x'],
		[400, 'No entity with supplied ID'],
		[400, 'No subprofile with supplied ID'],
		[400, 'No collection with given ID'],
		[400, 'This profile has already been removed'],
		[400, 'Copernica REST API Error 400: No entity with supplied ID'],
	])('sees %p %p as gone', (status, message) => {
		expect(isGoneAnswer(status, message)).toBe(true);
	});

	it.each([
		[400, 'Invalid data provided'],
		[400, null],
		[500, 'No entity with supplied ID'],
		[200, 'No entity with supplied ID'],
	])('does not see %p %p as gone', (status, message) => {
		expect(isGoneAnswer(status, message)).toBe(false);
	});
});

describe('readListPage', () => {
	const next = (body: unknown, start = 0) => readListPage(body, start)?.nextStart;

	it('ends by the total', () => {
		const page = { start: 0, limit: 2, count: 2, data: [1, 2] };
		expect(next({ ...page, total: 3 })).toBe(2);
		expect(next({ ...page, total: 4 }, 2)).toBeNull();
	});

	it('takes numbers as text, as v1 sends them', () => {
		expect(readListPage({ start: '0', limit: '100', total: '1', data: [{}] }, 0)).toEqual({
			data: [{}],
			total: 1,
			nextStart: null,
		});
	});

	it('counts on from the offset that was asked for, whatever is echoed', () => {
		expect(next({ start: 0, total: 5, data: [1, 2] }, 2)).toBe(4);
		expect(next({ start: 'x', total: 4, data: [1, 2] }, 2)).toBeNull();
	});

	it('takes nothing but an empty page for the end where no total is told', () => {
		expect(next({ start: 0, data: [1, 2] })).toBe(2);
		expect(next({ start: 0, limit: 1000, data: [1] })).toBe(1);
		expect(next({ start: 0, data: [] })).toBeNull();
	});

	it.each([null, false, '', 'x', 1.5, -1])('does not take %j for a total', (total) => {
		expect(readListPage({ total, data: [1] }, 0)).toMatchObject({ total: null, nextStart: 1 });
	});

	it('does not believe a total below the rows at hand', () => {
		expect(readListPage({ total: 0, data: [1] }, 0)).toMatchObject({ total: null, nextStart: 1 });
	});

	it('never goes on from an empty page, whatever the total says', () => {
		expect(next({ start: 4, total: 9, data: [] }, 4)).toBeNull();
	});

	it.each([['<html>'], [{ data: {} }], [[]], [null]])('refuses %p', (body) => {
		expect(readListPage(body, 0)).toBeNull();
	});
});

describe('unwrap', () => {
	it.each([
		[{ start: 0, limit: 1, total: 1, data: [{ ID: '1' }] }, [{ ID: '1' }]],
		[{ data: [] }, []],
		[{ data: { ID: '1' } }, [{ ID: '1' }]],
		[{ ID: '1' }, null],
		[[{ ID: '1' }], null],
		['<html>', null],
	])('%j gives %j', (body, entries) => {
		expect(unwrap(body)).toEqual(entries);
	});
});

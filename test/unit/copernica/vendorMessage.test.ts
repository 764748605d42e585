import { describe, expect, it } from '@jest/globals';
import {
	isGoneAnswer,
	isTokenRefusal,
	readVendorMessage,
	scrub,
} from '../../../core/copernica/vendorMessage';

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

describe('scrub', () => {
	it('hides addresses, tokens and query tokens', () => {
		const text = scrub(
			`Address <jane.doe@example.com> at /v1/x?access_token=abc&b=1 with ${'a1'.repeat(30)}\n twice`,
		);
		expect(text).toBe('Address <[address]> at /v1/x?access_token=[hidden]&b=1 with [hidden] twice');
	});

	it.each([
		['phone 0612345678 is wrong', 'phone [number] is wrong'],
		['phone +31 6 1234 5678', 'phone [number]'],
		['jan%40example.com is known', '[address] is known'],
		['jan&#64;example.com is known', '[address] is known'],
		['JAN@EXAMPLE', '[address]'],
		[
			'Copernica REST API Error 400: no entity 1234',
			'Copernica REST API Error 400: no entity 1234',
		],
	])('%j', (text, expected) => {
		expect(scrub(text)).toBe(expected);
	});

	it('cuts long texts', () => {
		expect(scrub('word '.repeat(200))).toHaveLength(300);
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

import { describe, expect, it } from '@jest/globals';
import { isGoneAnswer, isTokenRefusal, readVendorMessage } from '../../../core/copernica/answer';

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

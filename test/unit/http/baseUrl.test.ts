import { describe, expect, it } from '@jest/globals';
import {
	checkBaseUrl,
	DEFAULT_ACTIVATE_URL,
	isLoopbackHost,
	resolveOnHost,
} from '../../../core/http/baseUrl';

it('a loopback host is not whatever begins like one', () => {
	expect(['127.0.0.1', 'LOCALHOST', '[::1]'].map(isLoopbackHost)).toEqual([true, true, true]);
	expect(
		['127.0.0.1.example.com', 'localhost.example.com', '10.0.0.1'].map(isLoopbackHost),
	).toEqual([false, false, false]);
});

describe('checkBaseUrl', () => {
	it.each([
		[DEFAULT_ACTIVATE_URL, DEFAULT_ACTIVATE_URL],
		[' https://api.example.com/ ', 'https://api.example.com'],
		['http://127.0.0.1:4000', 'http://127.0.0.1:4000'],
		['http://[::1]:4000/', 'http://[::1]:4000'],
		['http://localhost:1', 'http://localhost:1'],
		['http://api.example.com', null],
		['http://localhost.example.com', null],
		['https://user:secret@example.com', null],
		['ftp://example.com', null],
		['', null],
	])('%j', (text, expected) => {
		const check = checkBaseUrl(text, 'base URL');
		expect(check.ok ? check.url : null).toBe(expected);
	});
});

describe('resolveOnHost', () => {
	const base = 'https://api.example.com';
	it.each([
		['v1/track', 'https://api.example.com/v1/track'],
		['/v1/contacts?page=2', 'https://api.example.com/v1/contacts?page=2'],
		['https://api.example.com/x', 'https://api.example.com/x'],
		['https://evil.example.org/x', null],
		['http://api.example.com/x', null],
		['//evil.example.org/x', null],
	])('%s', (url, expected) => {
		expect(resolveOnHost(base, url)).toBe(expected);
	});
});

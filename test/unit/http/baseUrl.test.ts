import { describe, expect, it } from '@jest/globals';
import {
	activateBaseUrl,
	DEFAULT_BASE_URL,
	resolveActivateUrl,
} from '../../../core/activate/baseUrl';

describe('activateBaseUrl', () => {
	it.each([
		[DEFAULT_BASE_URL, DEFAULT_BASE_URL],
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
		expect(activateBaseUrl(text)).toBe(expected);
	});
});

describe('resolveActivateUrl', () => {
	const base = 'https://api.example.com';
	it.each([
		['v1/track', 'https://api.example.com/v1/track'],
		['/v1/contacts?page=2', 'https://api.example.com/v1/contacts?page=2'],
		['https://api.example.com/x', 'https://api.example.com/x'],
		['https://evil.example.org/x', null],
		['http://api.example.com/x', null],
		['//evil.example.org/x', null],
	])('%s', (url, expected) => {
		expect(resolveActivateUrl(base, url)).toBe(expected);
	});
});

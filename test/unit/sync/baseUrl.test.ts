import { describe, expect, it } from '@jest/globals';
import { activateBaseUrl, DEFAULT_BASE_URL } from '../../../core/sync/baseUrl';

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

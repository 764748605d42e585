import { describe, expect, it } from '@jest/globals';
import { checkBaseUrl } from '../../../core/http/baseUrl';
import { readJwtReply } from '../../../core/copernica/jwtReply';
import { resolveRequestUrl } from '../../../core/copernica/requestUrl';

describe('checkBaseUrl', () => {
	it.each([
		['https://api.copernica.com', 'https://api.copernica.com'],
		[' https://proxy.example.com/copernica// ', 'https://proxy.example.com/copernica'],
		['http://127.0.0.1:4010', 'http://127.0.0.1:4010'],
		['http://127.9.8.7', 'http://127.9.8.7'],
		['http://localhost:1/', 'http://localhost:1'],
		['http://[::1]:4010', 'http://[::1]:4010'],
	])('takes %p', (text, url) => {
		expect(checkBaseUrl(text, 'Base URL')).toEqual({ ok: true, url });
	});

	it.each([
		'http://api.copernica.com',
		'http://127.0.0.1.example.com',
		'http://localhost.example.com',
		'http://[::2]',
		'ftp://127.0.0.1',
		'https://user:secret@api.copernica.com',
		'https://api.copernica.com?access_token=x',
		'https://api.copernica.com/#x',
		'api.copernica.com',
		'',
	])('refuses %p without repeating it', (text) => {
		const check = checkBaseUrl(text, 'Base URL');
		expect(check.ok).toBe(false);
		if (check.ok) return;
		expect(check.reason).toContain('Base URL');
		expect(check.reason).not.toContain('secret');
	});
});

describe('resolveRequestUrl', () => {
	const base = 'https://api.copernica.com';

	it.each([
		['/v4/profile/1?a=b', 'jwt'],
		['/v5/identity', 'jwt'],
		['/v12/identity', 'jwt'],
		['/v1/database/1/callbacks', 'accessToken'],
		['/v3/identity', 'accessToken'],
		['/database/1/callbacks', 'accessToken'],
		['/v4x/identity', 'accessToken'],
	])('signs %p with the %p', (path, scheme) => {
		expect(resolveRequestUrl(base, path)).toEqual({ ok: true, url: base + path, scheme });
	});

	it('gives the same for an address that it has completed before', () => {
		const first = resolveRequestUrl(`${base}/prefix/`, '/v4/identity');
		expect(first).toMatchObject({ url: `${base}/prefix/v4/identity`, scheme: 'jwt' });
		if (!first.ok) return;
		expect(resolveRequestUrl(`${base}/prefix/`, first.url)).toEqual(first);
	});

	it.each([
		'https://evil.example.com/v4/identity',
		'https://api.copernica.com.example.com/v4/identity',
		'//evil.example.com/v4',
		'v4/identity',
	])('sends no token to %p', (url) => {
		expect(resolveRequestUrl(base, url).ok).toBe(false);
	});
});

describe('readJwtReply', () => {
	const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjF9.c2ln';

	it.each([
		[jwt],
		[` ${jwt}\n`],
		[`"${jwt}"`],
		[{ jwt }],
		[{ token: jwt }],
		[{ access_token: jwt }],
		[{ error: null, data: jwt }],
	])('finds it in %p', (body) => {
		expect(readJwtReply(body)).toBe(jwt);
	});

	it.each([[''], ['<html>busy</html>'], [{}], [{ token: 'abc' }], [null], [[jwt]], [42]])(
		'finds none in %p',
		(body) => {
			expect(readJwtReply(body)).toBeNull();
		},
	);
});

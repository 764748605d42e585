import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hashEmail, normaliseEmail } from '../../../core/normalise/values/email';

const hash = 'd9f5dce0a36ad9e0f2c0b5a9e5a2b1c43e2f7f8f2a3c4d5e6f708192a3b4c5d6';

describe('normaliseEmail', () => {
	it.each([
		['jan@example.com', 'jan@example.com'],
		['  Jan.Jansen@Example.COM ', 'jan.jansen@example.com'],
		['jan+nieuws@sub.example.co.uk', 'jan+nieuws@sub.example.co.uk'],
		["o'neil@example.com", "o'neil@example.com"],
		['piet@münchen.example', 'piet@münchen.example'],
		['用户@例子.广告', '用户@例子.广告'],
		['a@xn--mnchen-3ya.example', 'a@xn--mnchen-3ya.example'],
	])('%j becomes %j', (text, value) => {
		expect(normaliseEmail(text)).toEqual({ state: 'address', value });
	});

	it.each([
		'jan',
		'jan@',
		'@example.com',
		'jan@example',
		'jan@@example.com',
		'jan@piet@example.com',
		'jan jansen@example.com',
		'jan@exam ple.com',
		'jan@example..com',
		'jan@.example.com',
		'jan@example.com.',
		'jan@-example.com',
		'jan@example-.com',
		'.jan@example.com',
		'jan.@example.com',
		'jan..j@example.com',
		'jan@example.c',
		'jan@127.0.0.1',
		'Jan <jan@example.com>',
		'jan@example.com, piet@example.com',
		'jan@example.com;piet@example.com',
		'mailto:jan@example.com',
		`${'a'.repeat(65)}@example.com`,
		`a@${'b'.repeat(64)}.com`,
		`a@${'b.'.repeat(130)}com`,
		'jan\ufffd@example.com',
		'abc123',
	])('%j is no address', (text) => {
		expect(normaliseEmail(text)).toEqual({ state: 'invalid' });
	});

	it.each([
		'jan@example.com\u200b',
		'\ufeffjan@example.com',
		'jan\u00ad@example.com',
		'\u202ajan@example.com\u202c',
		'jan@exam\u2060ple.com',
		'ja\u034fn@example.com',
		'jan@example.com\u0000',
		'jan@example\u3164.com',
		'\u2800jan@example.com ',
	])('takes out of %j what nobody sees', (text) => {
		expect(normaliseEmail(text)).toEqual({ state: 'address', value: 'jan@example.com' });
	});

	it('keeps a hash, in lower case', () => {
		expect(normaliseEmail(` ${hash.toUpperCase()} `)).toEqual({ state: 'hash', value: hash });
	});

	it('tells an empty text from a wrong one', () => {
		expect(normaliseEmail(' \t')).toEqual({ state: 'empty' });
	});

	it('is stable', () => {
		fc.assert(
			fc.property(fc.oneof(fc.emailAddress(), fc.string({ unit: 'binary' })), (text) => {
				const once = normaliseEmail(text);
				if ('value' in once) expect(normaliseEmail(once.value)).toEqual(once);
			}),
		);
	});
});

describe('hashEmail', () => {
	it('is the SHA-256 of the address, and never hashes twice', () => {
		// Known value: printf 'jan@example.com' | sha256sum
		const once = hashEmail('jan@example.com');
		expect(once).toBe('b82dbe5433cfaeb5238ada81eadf911798ab04ba8ed69e004ec907826efa758e');
		expect(hashEmail(once)).toBe(once);
		expect(hashEmail(hash)).toBe(hash);
	});
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileAddressPatterns, fitsPattern } from '../../../core/filter/addressPatterns';
import { hashEmail } from '../../../core/normalise/values/email';
import { codes, row } from './support';

describe('EXCLUDED_ADDRESS', () => {
	it.each([
		['example.com', 'a@example.com', true],
		['example.com', 'a@mail.example.com', true],
		['example.com', 'a@notexample.com', false],
		['example.com', 'a@example.com.org', false],
		['@Example.com', 'a@example.com', true],
		['jan@example.com', 'jan@example.com', true],
		['jan@example.com', 'piet@example.com', false],
		['test+*@example.com', 'test+1@example.com', true],
		['test+*@example.com', 'test@example.com', false],
		['*@example.com', 'x@example.com', true],
		['*@example.com', 'x@sub.example.com', false],
		['*.test', 'x@example.test', true],
		['*.test', 'x@example.testing', false],
		['exam*.com', 'x@example.com', true],
		['info@*', 'info@example.org', true],
	])('%s and %s: %s', (pattern, email, expected) => {
		expect(compileAddressPatterns([pattern])(email)).toBe(expected);
	});

	it('recognises a whole address behind its hash', () => {
		const isExcluded = compileAddressPatterns(['jan@example.com', 'example.org']);
		expect(isExcluded(hashEmail('jan@example.com'))).toBe(true);
		expect(isExcluded(hashEmail('piet@example.org'))).toBe(false);
	});

	it('skips the row, an opt-out included: such an address is never in Activate', () => {
		expect(
			codes([row({ newsletter: 'no' }), row({ email: 'b@example.org' })], {
				rules: ['EXCLUDED_ADDRESS'],
				excludedAddresses: 'example.com\nexample.net',
			}),
		).toEqual(['EXCLUDED_ADDRESS', 'keep']);
	});
});

describe('fitsPattern', () => {
	it('agrees with a regular expression', () => {
		const text = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 12 });
		const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), maxLength: 8 });
		fc.assert(
			fc.property(text, pattern, (t, p) => {
				const expression = new RegExp(`^${p.replace(/\./g, '\\.').replace(/\*+/g, '.*')}$`);
				expect(fitsPattern(t, p)).toBe(expression.test(t));
			}),
			{ numRuns: 1000 },
		);
	});

	it('comes to an end on patterns made to stall', () => {
		expect(fitsPattern(`${'a'.repeat(20_000)}b`, `${'a*'.repeat(150)}c`)).toBe(false);
	});
});

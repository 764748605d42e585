import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextWait, parseRetryAfter, type RetryCaps } from '../../../core/http/retry';

const NOW = Date.UTC(2024, 0, 1, 12, 0, 0);

describe('parseRetryAfter', () => {
	it.each([
		['0', 0],
		['7', 7_000],
		[' 120 ', 120_000],
		['Mon, 01 Jan 2024 12:00:30 GMT', 30_000],
		['Mon, 01 Jan 2024 11:00:00 GMT', 0],
	])('reads %p', (header, expected) => {
		expect(parseRetryAfter(header, NOW)).toBe(expected);
	});

	it.each([undefined, '', 'soon', '-5', '1.5'])('gives null for %p', (header) => {
		expect(parseRetryAfter(header, NOW)).toBeNull();
	});

	it('gives null for a number of seconds that no number can hold', () => {
		expect(parseRetryAfter('9'.repeat(30), NOW)).toBeNull();
	});

	it('never throws and never gives a negative wait', () => {
		fc.assert(
			fc.property(fc.string(), (header) => {
				const wait = parseRetryAfter(header, NOW);
				expect(wait === null || wait >= 0).toBe(true);
			}),
		);
	});
});

const caps: RetryCaps = { maxAttempts: 4, baseMs: 1_000, maxWaitMs: 5_000, maxTotalMs: 9_000 };
const wait = (
	attempt: number,
	extra: { retryAfterMs?: number; random?: number; waitedMs?: number } = {},
) =>
	nextWait({
		attempt,
		retryAfterMs: extra.retryAfterMs ?? null,
		random: () => extra.random ?? 0,
		caps,
		waitedMs: extra.waitedMs,
	});

describe('nextWait', () => {
	it('doubles, up to the longest single wait', () => {
		expect([1, 2, 3].map((attempt) => wait(attempt))).toEqual([500, 1_000, 2_000]);
		expect(
			nextWait({
				attempt: 9,
				retryAfterMs: null,
				random: () => 1,
				caps: { ...caps, maxAttempts: 20 },
			}),
		).toBe(5_000);
	});

	it('spreads the waits with jitter', () => {
		expect(wait(1, { random: 0.999_999 })).toBe(1_000);
		expect(wait(1, { random: 0.5 })).toBe(750);
	});

	it('takes what the other side asks for, to the millisecond', () => {
		expect(wait(1, { retryAfterMs: 3_210 })).toBe(3_210);
		expect(wait(1, { retryAfterMs: 0 })).toBe(0);
	});

	it('gives up when the tries are used, the asked wait is too long, or the total would be passed', () => {
		expect(wait(4)).toBeNull();
		expect(wait(1, { retryAfterMs: 5_001 })).toBeNull();
		expect(wait(1, { retryAfterMs: 5_000, waitedMs: 4_001 })).toBeNull();
		expect(wait(1, { retryAfterMs: 5_000, waitedMs: 4_000 })).toBe(5_000);
	});

	it('always ends, and its waits stay inside the caps', () => {
		fc.assert(
			fc.property(
				fc.array(fc.option(fc.nat(10_000), { nil: null }), { minLength: 30, maxLength: 30 }),
				fc.double({ min: 0, max: 0.999, noNaN: true }),
				(asked, random) => {
					let waited = 0;
					let tries = 1;
					for (const retryAfterMs of asked) {
						const next = nextWait({
							attempt: tries,
							retryAfterMs,
							random: () => random,
							caps,
							waitedMs: waited,
						});
						if (next === null) break;
						waited += next;
						tries += 1;
					}
					expect(tries).toBeLessThanOrEqual(4);
					expect(waited).toBeLessThanOrEqual(9_000);
				},
			),
		);
	});
});

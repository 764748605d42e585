import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { interpretAnswer } from '../../../core/activate/answer';
import { readText, sources } from '../docs/support/repository.cjs';

declare const expectedZod: 3 | 4;

const productFiles = sources().filter((file) => /^(?:core|nodes|credentials)\/.*\.ts$/.test(file));

// This file runs on zod 3 and, with jest.zod4.config.cjs, on zod 4.
describe('on the zod that n8n brings', () => {
	it('a key of any value may be absent: zod 4 demands it without optional()', () => {
		const demanding =
			/:\s*z\s*\.(?:unknown|any|coerce\s*\.string)\(\)(?!\s*\.(?:optional|default)\()/;
		expect(productFiles.length).toBeGreaterThan(100);
		expect(productFiles.filter((file) => demanding.test(readText(file)))).toEqual([]);
	});

	it.each([
		{ errors: ['email is invalid'] },
		{ errors: { 0: 'email is invalid' } },
		{ success: true, errors: 'email is invalid' },
		{ error: 'email is invalid' },
		{ data: { errors: [{ index: 0, message: 'email is invalid' }] } },
	])('a 200 with %j does not count as accepted', (body) => {
		const event = { event: 'CRMUpdate', email: 'a@example.com', timestamp: 1_767_225_600 };
		const answer = { status: 200, body: JSON.stringify(body) };
		expect(interpretAnswer(answer, [event]).kind).not.toBe('accepted');
	});

	it('is the one that this run is about', () => {
		const absentIsFine = z.object({ value: z.unknown() }).safeParse({}).success;
		expect(absentIsFine ? 3 : 4).toBe(expectedZod);
	});
});

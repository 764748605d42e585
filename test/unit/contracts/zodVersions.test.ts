import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { interpretAnswer } from '../../../core/activate/answer';

const root = path.resolve(__dirname, '../../..');
const sources = ['core', 'nodes', 'credentials'].flatMap((folder) =>
	readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.ts'))
		.map((name) => path.join(folder, name)),
);

// This file runs on zod 3 and, with jest.zod4.config.cjs, on zod 4.
describe('on the zod that n8n brings', () => {
	it('a key of any value may be absent: zod 4 demands it without optional()', () => {
		const demanding =
			/:\s*z\s*\.(?:unknown|any|coerce\s*\.string)\(\)(?!\s*\.(?:optional|default)\()/;
		expect(sources.length).toBeGreaterThan(100);
		expect(
			sources.filter((file) => demanding.test(readFileSync(path.join(root, file), 'utf8'))),
		).toEqual([]);
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
		const expected = process.env.EXPECTED_ZOD ?? '3';
		const absentIsFine = z.object({ value: z.unknown() }).safeParse({}).success;
		expect(absentIsFine ? '3' : '4').toBe(expected);
	});
});

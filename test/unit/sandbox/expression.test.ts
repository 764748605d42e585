import { describe, expect, it } from '@jest/globals';
import { holds, type ConditionScope } from '../../../sandbox/copernica/callbacks/expression';

const scope: ConditionScope = {
	company: 'Apple',
	Punten: '10',
	profile: { company: 'Apple', 'Odd name': 'x', Sport: true, SQ_profile: [{ Winkel: 'A' }], id: 7 },
};

describe('the condition of a callback', () => {
	it.each([
		['', true],
		['   ', true],
		["company == 'Apple'", true],
		['company == "Pear"', false],
		["profile.company == 'Apple';", true],
		["profile['Odd name'] === 'x'", true],
		["profile.company == 'Apple' && profile.Sport", true],
		["profile.company != 'Apple' || !profile.Sport", false],
		['Punten > 9 && Punten <= 10', true],
		["Punten == 10 ? company == 'Apple' : false", true],
		['profile.SQ_profile.length == 1', true],
		["profile.SQ_profile[0].Winkel == 'A'", true],
		["company.toLowerCase().indexOf('app') >= 0", true],
		['false; profile.id == 7', true],
		['profile.unknown', false],
		["typeof unknown == 'undefined'", true],
		['1 + 2 * 3 == 7', true],
		["/* a */ company // b\n == 'Apple'", true],
		['profile.constructor', false],
		['profile.__proto__', false],
		["profile.SQ_profile.some(({ Winkel }) => ['A', 'B'].includes(Winkel))", true],
		["if (Punten > 5) { company == 'Apple' } else { false }", true],
		[
			'const points = Number(Punten); let sum = 0; for (let i = 0; i < 3; i++) sum += points; sum == 30',
			true,
		],
		["/^app/i.test(company) && `${company}!`.replace('!', '') === 'Apple'", true],
		["function isFruit(name) { return name === 'Apple'; } isFruit(profile.company)", true],
		["new Date('2026-01-02').getUTCFullYear() === 2026", true],
		['try { unknown } catch { true }', true],
		["Punten = 'changed'; Punten == 'changed'", true],
	])('%s -> %s', (expression, expected) => {
		expect(holds(expression, scope)).toBe(expected);
	});

	it.each([
		['function () {}', 'SyntaxError'],
		['company ==', 'SyntaxError'],
		['@', 'SyntaxError'],
		["'open", 'SyntaxError'],
		['unknown', 'ReferenceError: unknown is not defined'],
		['profile.unknown.name', 'TypeError'],
		['const again = () => again(); again()', 'RangeError'],
		["throw 'on purpose'", 'on purpose'],
	])('fails: %s', (expression, reason) => {
		expect(() => holds(expression, scope)).toThrow(reason);
	});

	it.each(['while (true);', 'for (;;) company == 1', 'const wait = () => { for (;;); }; wait()'])(
		'ends the endless loop %s',
		(expression) => {
			expect(() => holds(expression, scope)).toThrow('timed out');
		},
	);

	it.each([
		'process',
		"require('node:fs')",
		"company.constructor.constructor('return process')()",
		"profile.SQ_profile.constructor.constructor('return process')()",
		"this.constructor.constructor('return process')()",
	])('has no access to this process: %s', (expression) => {
		expect(() => holds(expression, scope)).toThrow(
			/ReferenceError: (process|require) is not defined/,
		);
	});

	it('leaves the values of the profile and the next condition alone', () => {
		expect(holds("profile.company = 'Pear'; Punten = 0; left = 1", scope)).toBe(true);
		expect(
			holds("profile.company == 'Apple' && Punten == 10 && typeof left == 'undefined'", scope),
		).toBe(true);
	});
});

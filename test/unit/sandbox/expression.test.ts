import { describe, expect, it } from '@jest/globals';
import { holds, type Scope } from '../../../sandbox/copernica/callbacks/expression';

const scope: Scope = {
	company: 'Apple',
	Punten: '10',
	profile: { company: 'Apple', 'Odd name': 'x', Sport: true, SQ_profile: [{ Winkel: 'A' }], id: 7 },
};

/** copernica.md 1.5 */
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
		['unknown', false],
		['1 + 2 * 3 == 7', true],
		["/* a */ company // b\n == 'Apple'", true],
		['profile.constructor', false],
		['profile.__proto__', false],
	])('%s -> %s', (expression, expected) => {
		expect(holds(expression, scope)).toBe(expected);
	});

	it.each(['function () {}', 'company ==', 'company.constructor("x")', 'a = 1', '@', "'open"])(
		'refuses what it does not know: %s',
		(expression) => {
			expect(() => holds(expression, scope)).toThrow(SyntaxError);
		},
	);
});

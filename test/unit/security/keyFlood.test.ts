import { describe, expect, it } from '@jest/globals';
import { KeyDirectory, type Ask } from '../../../core/callback/signature/keyDirectory';
import { publicBase64 } from '../callback/support/signedCall';

const GENUINE = 'one._domainkey.copernica.com';
const RESOLVER = 'https://dns.example.com/q';
const genuineAnswer = {
	Status: 0,
	Answer: [{ type: 16, TTL: 60, data: `v=DKIM1; p=${publicBase64()}` }],
};

/** A resolver that knows one name; questions about others stay open until `answerOthers`. */
function setUp() {
	const clock = { now: 0 };
	const asked: string[] = [];
	let answerOthers: () => void = () => undefined;
	const others = new Promise<unknown>((resolve) => {
		answerOthers = () => resolve({ Status: 3 });
	});
	const ask: Ask = async (url) => {
		const name = new URL(url).searchParams.get('name') ?? '';
		asked.push(name);
		return name === GENUINE ? genuineAnswer : await others;
	};
	const directory = new KeyDirectory(() => clock.now);
	const find = async (name: string): Promise<string> => {
		const found = await directory.find(name, [RESOLVER], ask);
		return found.ok ? 'found' : found.code;
	};
	return { clock, asked, find, answerOthers };
}

describe('a flood of invented key names', () => {
	it('does not keep the genuine key from being renewed', async () => {
		const { clock, asked, find, answerOthers } = setUp();
		expect(await find(GENUINE)).toBe('found');
		clock.now = 60_000;
		const flood = Array.from({ length: 500 }, async (_, n) => await find(`x${n}.copernica.com`));
		expect(await find(GENUINE)).toBe('found');
		expect(asked.filter((name) => name === GENUINE)).toHaveLength(2);
		answerOthers();
		const answers = await Promise.all(flood);
		expect(answers.filter((code) => code === 'KEY_NOT_FOUND')).toHaveLength(20);
		expect(answers.filter((code) => code === 'KEY_LOOKUP_FAILED')).toHaveLength(480);
	});

	it('of one and the same name asks once', async () => {
		const { asked, find, answerOthers } = setUp();
		const flood = Array.from({ length: 500 }, async () => await find('x.copernica.com'));
		answerOthers();
		await Promise.all(flood);
		await find('x.copernica.com');
		expect(asked).toEqual(['x.copernica.com']);
	});
});

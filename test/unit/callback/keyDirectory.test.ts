import type { KeyObject } from 'crypto';
import { describe, expect, it } from '@jest/globals';
import { KeyDirectory, type Ask } from '../../../core/callback/signature/keyDirectory';
import { publicBase64 } from './support/signedCall';

const NAME = 'one._domainkey.copernica.com';
const FIRST = 'https://first.example.com/dns';
const SECOND = 'https://second.example.com/dns';
const record = `v=DKIM1; k=rsa; p=${publicBase64()}`;
const good = (ttl = 300) => ({ Status: 0, Answer: [{ type: 16, TTL: ttl, data: record }] });
const down = async (): Promise<unknown> => await Promise.reject(new Error('down'));

/** A clock, a list of the questions asked, and answers by host. */
function setUp(answers: Record<string, () => unknown>) {
	const clock = { now: 0 };
	const asked: string[] = [];
	const ask: Ask = async (url) => {
		asked.push(url);
		return await answers[new URL(url).hostname]?.();
	};
	const directory = new KeyDirectory(() => clock.now);
	const find = async (name = NAME, resolvers = [FIRST, SECOND]): Promise<string> => {
		const found = await directory.find(name, resolvers, ask);
		return found.ok ? 'found' : found.code;
	};
	const keysOf = async (): Promise<readonly KeyObject[]> => {
		const found = await directory.find(NAME, [FIRST], ask);
		return found.ok ? found.keys : [];
	};
	const renew = async (unfit: readonly KeyObject[]): Promise<string> => {
		const renewed = await directory.renew(NAME, [FIRST], ask, unfit);
		if (!renewed?.ok) return renewed?.code ?? 'nothing new';
		return renewed.keys === unfit ? 'the same' : 'found';
	};
	return { clock, asked, find, answers, directory, ask, keysOf, renew };
}

describe('key directory', () => {
	it('asks once for several callers and keeps the answer for its TTL', async () => {
		const { clock, asked, find } = setUp({ 'first.example.com': () => good(300) });
		expect(await Promise.all([find(), find(), find()])).toEqual(['found', 'found', 'found']);
		clock.now = 299_999;
		expect(await find()).toBe('found');
		expect(asked).toEqual([`${FIRST}?name=${NAME}&type=TXT`]);
		clock.now = 300_000;
		await find();
		expect(asked).toHaveLength(2);
	});

	it.each([
		[0, 60],
		[999_999, 3_600],
	])('a TTL of %d seconds counts as %d', async (ttl, seconds) => {
		const { clock, asked, find } = setUp({ 'first.example.com': () => good(ttl) });
		await find();
		clock.now = seconds * 1_000 - 1;
		await find();
		expect(asked).toHaveLength(1);
		clock.now += 1;
		await find();
		expect(asked).toHaveLength(2);
	});

	it.each([
		['is down', down],
		['answers with a page', () => '<html></html>'],
		['cannot tell', () => ({ Status: 2 })],
	])('asks the second resolver when the first %s', async (_why, first) => {
		const { asked, find } = setUp({
			'first.example.com': first,
			'second.example.com': () => good(),
		});
		expect(await find()).toBe('found');
		expect(asked).toHaveLength(2);
	});

	it('believes the first resolver that the name does not exist, for a short while', async () => {
		const { clock, asked, find } = setUp({
			'first.example.com': () => ({ Status: 3 }),
			'second.example.com': () => good(),
		});
		expect([await find(), await find()]).toEqual(['KEY_NOT_FOUND', 'KEY_NOT_FOUND']);
		expect(asked).toHaveLength(1);
		clock.now = 30_000;
		await find();
		expect(asked).toHaveLength(2);
	});

	it('says so when nobody can tell, and asks again at once', async () => {
		const { asked, find, answers } = setUp({
			'first.example.com': down,
			'second.example.com': down,
		});
		expect(await find()).toBe('KEY_LOOKUP_FAILED');
		answers['second.example.com'] = () => good();
		expect(await find()).toBe('found');
		expect(asked).toHaveLength(4);
	});

	it('a known key outlives an outage by an hour, not more', async () => {
		const { clock, find, answers } = setUp({ 'first.example.com': () => good(60) });
		await find();
		answers['first.example.com'] = down;
		clock.now = 60_000 + 3_600_000 - 1;
		expect(await find()).toBe('found');
		clock.now += 1;
		expect(await find()).toBe('KEY_LOOKUP_FAILED');
	});

	it('a revoked key is gone as soon as its TTL is over, outage or not', async () => {
		const { clock, find, answers } = setUp({ 'first.example.com': () => good(60) });
		await find();
		clock.now = 60_000;
		answers['first.example.com'] = () => ({
			Status: 0,
			Answer: [{ type: 16, TTL: 60, data: 'v=DKIM1; p=' }],
		});
		expect(await find()).toBe('KEY_REVOKED');
		answers['first.example.com'] = down;
		clock.now = 90_000;
		expect(await find()).toBe('KEY_LOOKUP_FAILED');
	});

	it('one workflow’s resolver does not decide for another’s', async () => {
		const { asked, find } = setUp({
			'first.example.com': () => good(),
			'second.example.com': () => ({ Status: 3 }),
		});
		expect(await find(NAME, [FIRST])).toBe('found');
		expect(await find(NAME, [SECOND])).toBe('KEY_NOT_FOUND');
		expect(asked).toHaveLength(2);
	});

	it('resolvers that are not https are not asked', async () => {
		const { asked, find } = setUp({ 'first.example.com': () => good() });
		expect(await find(NAME, ['http://first.example.com/dns'])).toBe('KEY_LOOKUP_FAILED');
		expect(asked).toEqual([]);
	});

	it('invented names do not push a known key out', async () => {
		const { asked, find, answers } = setUp({ 'first.example.com': () => good() });
		await find();
		answers['first.example.com'] = () => ({ Status: 3 });
		for (let n = 0; n < 500; n++) await find(`x${n}.copernica.com`);
		asked.length = 0;
		expect(await find()).toBe('found');
		expect(asked).toEqual([]);
	});

	it('invented names do not become a flood of questions', async () => {
		const { asked, find } = setUp({ 'first.example.com': () => ({ Status: 3 }) });
		const results = await Promise.all(
			Array.from({ length: 100 }, async (_, n) => await find(`x${n}.copernica.com`)),
		);
		expect(asked).toHaveLength(20);
		expect(results.filter((code) => code === 'KEY_LOOKUP_FAILED')).toHaveLength(80);
	});
});

describe('a known key that does not fit a call', () => {
	it('is looked up once more at once, then only now and then', async () => {
		const { clock, asked, keysOf, renew } = setUp({ 'first.example.com': () => good(3_600) });
		const unfit = await keysOf();
		expect(await renew(unfit)).toBe('found');
		const still = await keysOf();
		expect([await renew(still), await renew(still)]).toEqual(['nothing new', 'nothing new']);
		clock.now = 29_999;
		expect(await renew(still)).toBe('nothing new');
		expect(asked).toHaveLength(2);
		clock.now = 30_000;
		expect(await renew(still)).toBe('found');
		expect(await renew(await keysOf())).toBe('nothing new');
		expect(asked).toHaveLength(3);
	});

	it('is looked up once for all calls that it does not fit', async () => {
		const { asked, keysOf, renew } = setUp({ 'first.example.com': () => good(3_600) });
		const unfit = await keysOf();
		const renewed = await Promise.all(Array.from({ length: 50 }, async () => await renew(unfit)));
		expect(new Set(renewed)).toEqual(new Set(['found']));
		expect(asked).toHaveLength(2);
		// One that is later than the look-up gets what that found.
		expect(await renew(unfit)).toBe('found');
		expect(asked).toHaveLength(2);
	});

	it('is what finds from then on', async () => {
		const { asked, keysOf, renew } = setUp({ 'first.example.com': () => good(3_600) });
		const unfit = await keysOf();
		await renew(unfit);
		const renewed = await keysOf();
		expect(renewed).not.toBe(unfit);
		expect(await keysOf()).toBe(renewed);
		expect(asked).toHaveLength(2);
	});

	it('stays when no resolver can be asked, and those are not asked again at once', async () => {
		const { asked, keysOf, renew, answers } = setUp({ 'first.example.com': () => good(3_600) });
		const unfit = await keysOf();
		answers['first.example.com'] = down;
		expect(await renew(unfit)).toBe('the same');
		expect(await renew(unfit)).toBe('nothing new');
		expect(await keysOf()).toBe(unfit);
		expect(asked).toHaveLength(2);
	});

	it('is gone when it was revoked', async () => {
		const { keysOf, renew, find, answers } = setUp({ 'first.example.com': () => good(3_600) });
		const unfit = await keysOf();
		answers['first.example.com'] = () => ({
			Status: 0,
			Answer: [{ type: 16, TTL: 60, data: 'v=DKIM1; p=' }],
		});
		expect(await renew(unfit)).toBe('KEY_REVOKED');
		expect(await find(NAME, [FIRST])).toBe('KEY_REVOKED');
		expect(await renew(unfit)).toBe('nothing new');
	});

	it('is not looked up while it was found only now', async () => {
		const { clock, directory, ask } = setUp({ 'first.example.com': () => good(60) });
		const isRemembered = async () => {
			const found = await directory.find(NAME, [FIRST], ask);
			return found.ok ? found.isRemembered : found.code;
		};
		expect([await isRemembered(), await isRemembered()]).toEqual([false, true]);
		clock.now = 60_000;
		expect([await isRemembered(), await isRemembered()]).toEqual([false, true]);
	});
});

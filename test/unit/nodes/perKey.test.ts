import { describe, expect, it } from '@jest/globals';
import { memoize, oneAtATimePerKey } from '../../../nodes/shared/perKey';

describe('memoize', () => {
	it.each<[string, unknown, unknown, number]>([
		['the same text', 'a', 'a', 1],
		['other texts', 'a', 'b', 2],
		['the same number', 1, 1, 1],
		['a number and its text', 1, '1', 2],
		['equal objects', { a: 1 }, { a: 1 }, 1],
		['other objects', { a: 1 }, { a: 2 }, 2],
	])('reads %s as often as it has to', async (_, first, second, times) => {
		const read: unknown[] = [];
		const readOnce = memoize(async (key: unknown) => {
			read.push(key);
			return await Promise.resolve(key);
		});
		await Promise.all([readOnce(first), readOnce(second)]);
		expect(read).toHaveLength(times);
	});

	it('gives the same fault to everyone', async () => {
		let reads = 0;
		const readOnce = memoize(async (what: string) => {
			reads++;
			return await Promise.reject(new Error(`${what} is away`));
		});
		await expect(readOnce('a')).rejects.toThrow('a is away');
		await expect(readOnce('a')).rejects.toThrow('a is away');
		expect(reads).toBe(1);
	});
});

describe('oneAtATimePerKey', () => {
	it('keeps work on one key in order, after a fault too, and lets other keys go on', async () => {
		const oneAtATime = oneAtATimePerKey();
		const done: string[] = [];
		let release = () => {};
		const held = new Promise<void>((resolve) => (release = resolve));
		const first = oneAtATime('a', async (isFirst) => {
			await held;
			done.push(`a1 ${isFirst}`);
			throw new Error('away');
		});
		const second = oneAtATime('a', async (isFirst) => {
			done.push(`a2 ${isFirst}`);
			return await Promise.resolve();
		});
		await oneAtATime('b', async (isFirst) => {
			done.push(`b1 ${isFirst}`);
			return await Promise.resolve();
		});
		release();
		await expect(first).rejects.toThrow('away');
		await second;
		expect(done).toEqual(['b1 true', 'a1 true', 'a2 false']);
	});
});

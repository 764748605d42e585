import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { runKeyedJobs } from '../../../core/http/keyedJobs';
import { VirtualTime } from '../../history/virtualTime';

const KEYS = ['a', 'b', 'c', 'd', 'e'] as const;

const jobs = fc.array(
	fc.record({
		keys: fc.array(fc.constantFrom(...KEYS), { maxLength: 3 }),
		takes: fc.nat(50),
	}),
	{ maxLength: 40 },
);

it('each job runs once, never with another one of its keys, and jobs of one key in order', async () => {
	await fc.assert(
		fc.asyncProperty(jobs, fc.integer({ min: 1, max: 6 }), async (list, limit) => {
			const time = new VirtualTime(0);
			const begun: number[] = [];
			const running = new Set<number>();
			const done = runKeyedJobs(
				list.map((job, index) => ({ ...job, index })),
				{
					keysOf: ({ keys }) => keys,
					limit,
					mayBegin: () => true,
					run: async ({ index, keys, takes }) => {
						begun.push(index);
						for (const other of running) {
							expect(list[other]?.keys.filter((key) => keys.includes(key))).toEqual([]);
						}
						running.add(index);
						expect(running.size).toBeLessThanOrEqual(limit);
						await time.sleep(takes);
						running.delete(index);
					},
				},
			);
			await time.run();
			await done;
			expect([...begun].sort((a, b) => a - b)).toEqual(list.map((_, index) => index));
			for (const key of KEYS) {
				const own = begun.filter((index) => list[index]?.keys.includes(key));
				expect([...own].sort((a, b) => a - b)).toEqual(own);
			}
			if (limit === 1) expect([...begun].sort((a, b) => a - b)).toEqual(begun);
		}),
	);
});

it('a job that throws ends the run once the others under way have ended', async () => {
	const time = new VirtualTime(0);
	const ended: number[] = [];
	const done = runKeyedJobs([1, 2, 3, 4], {
		keysOf: () => [],
		limit: 2,
		mayBegin: () => true,
		run: async (job) => {
			if (job === 1) throw new Error('cancelled');
			await time.sleep(10);
			ended.push(job);
		},
	});
	done.catch(() => undefined);
	await time.run();
	await expect(done).rejects.toThrow('cancelled');
	expect(ended).toEqual([2]);
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Parallel, type Pace } from '../../../core/http/parallel';
import { VirtualTime } from '../../history/virtualTime';

const clean: Pace = { kind: 'clean', retryAfterMs: null };
const strained = (retryAfterMs: number | null = null): Pace => ({ kind: 'strained', retryAfterMs });

/** A clock that stands still while anything runs. */
function virtualClock() {
	const time = new VirtualTime(0);
	return {
		now: () => time.now(),
		wait: async (milliseconds: number) => await time.sleep(milliseconds),
		run: async () => await time.run(),
	};
}

/** A request of one try. */
async function once(parallel: Parallel, send: () => Promise<Pace>): Promise<Pace> {
	return await parallel.run(async (tryOnce) => await tryOnce(send, (pace) => pace));
}

/** A vendor that takes 50 ms for each request and answers by the number of the request, from 1. */
function vendor(limit: number, answer: (request: number) => Pace = () => clean) {
	const clock = virtualClock();
	const parallel = new Parallel(limit, clock);
	const begun: number[] = [];
	let underWay = 0;
	const most: number[] = [];
	const send = async (): Promise<Pace> =>
		await once(parallel, async () => {
			begun.push(clock.now());
			underWay += 1;
			most.push(underWay);
			const pace = answer(begun.length);
			await clock.wait(50);
			underWay -= 1;
			return pace;
		});
	return {
		clock,
		parallel,
		begun,
		/** Requests under way when each one began, itself included. */
		most,
		sendMany: async (count: number) => {
			const all = Promise.all(Array.from({ length: count }, send));
			await clock.run();
			return await all;
		},
	};
}

describe('requests side by side', () => {
	it('begin with one, and become one more after each round of clean answers, up to the limit', async () => {
		const { sendMany, begun, most } = vendor(4);
		await sendMany(14);
		expect(begun).toEqual([0, 50, 50, 100, 100, 100, 150, 150, 150, 150, 200, 200, 200, 200]);
		expect(Math.max(...most)).toBe(4);
	});

	it('are never more than one where the limit is 1', async () => {
		const { sendMany, most, clock } = vendor(1);
		await sendMany(10);
		expect(Math.max(...most)).toBe(1);
		expect(clock.now()).toBe(500);
	});

	it('are half as many once the other side is strained, and no fewer for further ones of the same round', async () => {
		const { sendMany, parallel } = vendor(8, (request) =>
			request > 28 && request <= 36 ? strained() : clean,
		);
		await sendMany(36);
		expect(parallel.allowed).toBe(4);
	});

	it('wait, all of them, as long as one answer asks for', async () => {
		const { sendMany, begun } = vendor(4, (request) => (request === 7 ? strained(3_000) : clean));
		await sendMany(16);
		const [before, after] = [begun.filter((at) => at <= 150), begun.filter((at) => at > 150)];
		expect(before).toHaveLength(10);
		expect(Math.min(...after)).toBe(3_200);
	});

	it('do not wait twice for what their own answer asked for, but for what others ask for meanwhile', async () => {
		const clock = virtualClock();
		const parallel = new Parallel(2, clock);
		const begun: number[] = [];
		const answer = (pace: Pace) => async () => {
			begun.push(clock.now());
			return await Promise.resolve(pace);
		};
		const own = parallel.run(async (tryOnce) => {
			await tryOnce(answer(strained(1_000)), (pace) => pace);
			await clock.wait(1_000);
			await tryOnce(answer(strained(2_000)), (pace) => pace);
		});
		const other = once(parallel, answer(clean));
		await clock.run();
		await Promise.all([own, other]);
		expect(begun).toEqual([0, 1_000, 3_000]);
	});

	it('end instead, if they would have to wait for others longer than they may', async () => {
		const clock = virtualClock();
		const parallel = new Parallel(4, clock);
		const sent: string[] = [];
		const patience = (maxWaitMs: number) => ({
			maxWaitMs,
			tooLong: (waitMs: number): Pace => strained(waitMs),
		});
		const request = async (name: string, pace: Pace, maxWaitMs: number) =>
			await parallel.run(
				async (tryOnce) =>
					await tryOnce(
						async () => {
							sent.push(`${name} at ${clock.now()}`);
							return await Promise.resolve(pace);
						},
						(outcome) => outcome,
						patience(maxWaitMs),
					),
			);
		const first = request('first', strained(30_000), 60_000);
		const patient = request('patient', strained(3_600_000), 60_000);
		const impatient = request('impatient', clean, 5_000);
		const last = request('last', clean, 60_000);
		await clock.run();
		await Promise.all([first, patient]);
		// One waits as long as it may; those behind it hear how long it would still take.
		expect(sent).toEqual(['first at 0', 'patient at 30000']);
		expect(await impatient).toEqual(strained(3_600_000));
		expect(await last).toEqual(strained(3_600_000));
		expect(clock.now()).toBe(30_000);
	});

	it('go on when one of them throws', async () => {
		const clock = virtualClock();
		const parallel = new Parallel(2, clock);
		const broken = once(parallel, async () => await Promise.reject(new Error('cancelled')));
		await expect(broken).rejects.toThrow('cancelled');
		expect(await once(parallel, async () => await Promise.resolve(clean))).toBe(clean);
	});

	it('begin in the order in which they were asked for, never more than allowed, and none is forgotten', async () => {
		const pace = fc.record({
			kind: fc.constantFrom<Pace['kind']>('clean', 'clean', 'clean', 'strained', 'neither'),
			retryAfterMs: fc.option(fc.nat(500), { freq: 5 }),
		});
		const request = fc.record({ after: fc.nat(60), takes: fc.nat(200), pace });
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 1, max: 16 }),
				fc.array(request, { maxLength: 80 }),
				async (limit, plan) => {
					const clock = virtualClock();
					const parallel = new Parallel(limit, clock);
					const begun: number[] = [];
					let underWay = 0;
					let heldUntil = 0;
					let at = 0;
					const all = plan.map(async ({ after, takes, pace: outcome }, index) => {
						at += after;
						await clock.wait(at);
						return await once(parallel, async () => {
							begun.push(index);
							underWay += 1;
							expect(underWay).toBeLessThanOrEqual(limit);
							expect(clock.now()).toBeGreaterThanOrEqual(heldUntil);
							await clock.wait(takes);
							underWay -= 1;
							heldUntil = Math.max(heldUntil, clock.now() + (outcome.retryAfterMs ?? 0));
							return outcome;
						});
					});
					await clock.run();
					expect(await Promise.all(all)).toHaveLength(plan.length);
					expect([...begun].sort((a, b) => a - b)).toEqual(plan.map((_, index) => index));
					expect(parallel.allowed).toBeLessThanOrEqual(limit);
				},
			),
			{ numRuns: 150 },
		);
	});
});

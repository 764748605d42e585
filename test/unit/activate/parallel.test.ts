import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { QueuedEvent } from '../../../core/activate/batches';
import { deliver, type DeliverySettings } from '../../../core/activate/deliver';
import type { ActivateEvent } from '../../../core/activate/event';
import type { Reply } from '../../../core/http/exchange';
import { VirtualTime } from '../../history/virtualTime';
import { event, http, RECEIVED_SECONDS, settings } from './support';

/** How Activate deals with one request: taken or not, and what comes back after how long. */
interface Plan {
	takes: number;
	does: 'take' | 'busy' | 'busy 2 s' | 'down' | 'cut before' | 'cut after' | 'refuse some' | 'deny';
}

const SECOND = 1000;

const answers: Record<Exclude<Plan['does'], 'refuse some'>, { isTaken: boolean; reply: Reply }> = {
	take: { isTaken: true, reply: http(200) },
	busy: { isTaken: false, reply: http(429) },
	'busy 2 s': { isTaken: false, reply: http(429, '', '2') },
	down: { isTaken: false, reply: http(503) },
	'cut before': { isTaken: false, reply: { kind: 'unclear', networkCode: 'ECONNRESET' } },
	'cut after': { isTaken: true, reply: { kind: 'unclear', networkCode: 'ETIMEDOUT' } },
	deny: { isTaken: false, reply: http(401) },
};

/** The row of an event: in its own field, so that the same contact can have several. */
const rowOf = ({ custom_row }: ActivateEvent) => Number(custom_row);

/** An Activate in virtual time that answers its requests by plan, and otherwise takes them. */
class Activate {
	readonly time = new VirtualTime(RECEIVED_SECONDS * SECOND);

	/** Rows in the order in which they were taken; one may be taken twice. */
	readonly taken: number[] = [];

	/** Rows of each request. */
	readonly carried: number[][] = [];

	/** When each request began, milliseconds from the start. */
	readonly begun: number[] = [];

	most = 0;

	private readonly underWay = new Set<readonly ActivateEvent[]>();

	private heldUntil = 0;

	constructor(private readonly plan: readonly Plan[] = []) {}

	now = () => this.time.now();

	random = () => 0.5;

	wait = async (milliseconds: number) => await this.time.sleep(milliseconds);

	post = async (events: readonly ActivateEvent[]): Promise<Reply> => {
		const { takes, does } = this.plan[this.carried.length] ?? { takes: 50, does: 'take' };
		this.carried.push(events.map(rowOf));
		this.begun.push(this.now() - RECEIVED_SECONDS * SECOND);
		const people = new Set(events.map(({ email }) => email));
		for (const other of this.underWay) {
			expect(other.filter(({ email }) => people.has(email))).toEqual([]);
		}
		expect(this.now()).toBeGreaterThanOrEqual(this.heldUntil);
		this.underWay.add(events);
		this.most = Math.max(this.most, this.underWay.size);
		await this.wait(takes);
		this.underWay.delete(events);
		if (does === 'refuse some') return this.refuseSome(events);
		const { isTaken, reply } = answers[does];
		if (isTaken) this.taken.push(...events.map(rowOf));
		if (does === 'busy 2 s') this.heldUntil = Math.max(this.heldUntil, this.now() + 2 * SECOND);
		return reply;
	};

	/** Every third row is bad; such a request is refused as a whole. */
	private refuseSome(events: readonly ActivateEvent[]): Reply {
		if (events.some((one) => rowOf(one) % 3 === 0)) return http(400, { errors: ['no'] });
		this.taken.push(...events.map(rowOf));
		return http(200);
	}

	async deliver(queue: readonly QueuedEvent[], over: Partial<DeliverySettings>) {
		const delivery = deliver(queue, { ...settings, ...over }, this);
		await this.time.run();
		return await delivery;
	}
}

const queueOf = (people: readonly number[], name = 'CRMUpdate'): QueuedEvent[] =>
	people.map((person, row) => ({
		row,
		event: event(name, person, { custom_row: String(row) }),
		moment: null,
	}));

const apart = (count: number) => queueOf(Array.from({ length: count }, (_, row) => row));
const oneEach = { limits: { maxEvents: 1, maxBytes: 500_000 } };

describe('requests side by side', () => {
	it('take a fraction of the time, and are no more than before', async () => {
		const [one, four] = [new Activate(), new Activate()];
		await one.deliver(apart(1_000), { parallel: 1 });
		await four.deliver(apart(1_000), { parallel: 4 });
		expect([one.carried.length, four.carried.length]).toEqual([20, 20]);
		expect([one.most, four.most]).toEqual([1, 4]);
		expect(one.begun.at(-1)).toBe(950);
		expect(four.begun.at(-1)).toBe(300);
	});

	it('are one at a time where there is to be a pause between two', async () => {
		const activate = new Activate();
		await activate.deliver(apart(5), { ...oneEach, parallel: 4, intervalMs: 100 });
		expect(activate.begun).toEqual([0, 150, 300, 450, 600]);
	});

	it('stop at a fault: what is under way is accounted for, nothing else begins', async () => {
		const plan: Plan[] = Array.from({ length: 9 }, () => ({ takes: 50, does: 'take' }));
		// Of the four under way, one is denied first; one is busy and would wait to be tried again.
		plan[6] = { takes: 40, does: 'busy' };
		plan[7] = { takes: 45, does: 'deny' };
		const activate = new Activate(plan);
		const { outcomes, fault } = await activate.deliver(apart(40), { ...oneEach, parallel: 4 });
		expect(fault?.code).toBe('CREDENTIAL_REFUSED');
		expect(activate.carried).toHaveLength(10);
		const codes = Array.from({ length: 40 }, (_, row) => outcomes.get(row)?.code);
		expect(codes.slice(0, 6)).toEqual([null, null, null, null, null, null]);
		expect(codes.slice(6, 10)).toEqual(['RATE_LIMITED', 'CREDENTIAL_REFUSED', null, null]);
		expect(new Set(codes.slice(10))).toEqual(new Set(['NOT_SENT']));
		expect(activate.begun.at(-1)).toBeLessThan(SECOND);
	});

	it('wait for one another where the run is cancelled, and begin no more', async () => {
		const activate = new Activate();
		let posts = 0;
		const post = async (events: readonly ActivateEvent[]) => {
			posts += 1;
			if (posts === 5) throw new Error('cancelled');
			return await activate.post(events);
		};
		const delivery = deliver(
			apart(40),
			{ ...settings, ...oneEach, parallel: 4 },
			{ post, wait: activate.wait, now: activate.now, random: activate.random },
		);
		delivery.catch(() => undefined);
		await activate.time.run();
		await expect(delivery).rejects.toThrow('cancelled');
		expect(posts).toBeLessThanOrEqual(6);
	});

	const plans = fc.array(
		fc.record({
			takes: fc.integer({ min: 1, max: 300 }),
			does: fc.oneof(
				{ weight: 6, arbitrary: fc.constant<Plan['does']>('take') },
				{
					weight: 4,
					arbitrary: fc.constantFrom<Plan['does']>(
						'busy',
						'busy 2 s',
						'cut before',
						'cut after',
						'refuse some',
					),
				},
				{ weight: 1, arbitrary: fc.constantFrom<Plan['does']>('down', 'deny') },
			),
		}),
		{ maxLength: 60 },
	);

	it('never touch one contact twice at once, keep its order, and lose and repeat nothing', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.nat(12), { minLength: 1, maxLength: 60 }),
				plans,
				fc.integer({ min: 1, max: 16 }),
				fc.integer({ min: 1, max: 5 }),
				fc.constantFrom('CRMUpdate', 'Purchase'),
				async (people, plan, parallel, maxEvents, name) => {
					const activate = new Activate(plan);
					const queue = queueOf(people, name);
					const { outcomes, fault } = await activate.deliver(queue, {
						parallel,
						limits: { maxEvents, maxBytes: 500_000 },
					});
					expect(activate.most).toBeLessThanOrEqual(parallel);

					// Each row has one outcome, and the outcome is true.
					const taken = new Set(activate.taken);
					const carried = activate.carried.flat();
					expect([...outcomes.keys()].sort((a, b) => a - b)).toEqual(queue.map(({ row }) => row));
					for (const [row, { code, attempts }] of outcomes) {
						if (code === null) expect(taken.has(row)).toBe(true);
						if (code === 'NOT_SENT') expect(taken.has(row)).toBe(false);
						if (code === 'NOT_SENT') expect(fault).not.toBeNull();
						expect(carried.filter((one) => one === row)).toHaveLength(attempts);
					}
					// Taken twice only what may be repeated.
					if (name !== 'CRMUpdate') expect(activate.taken).toHaveLength(taken.size);

					// No row comes after a later one of its contact that is reported as accepted. One that is not, because the
					// request that brought it was refused when it was sent again, is still to be sent.
					for (const [row, { code }] of outcomes) {
						if (code !== null) continue;
						const since = activate.taken.slice(activate.taken.lastIndexOf(row));
						const older = since.filter((other) => people[other] === people[row] && other < row);
						expect(older).toEqual([]);
					}
				},
			),
			{ numRuns: 300 },
		);
	});
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { QueuedEvent } from '../../../core/activate/batches';
import { deliver, type DeliverySettings } from '../../../core/activate/deliver';
import type { ActivateEvent } from '../../../core/activate/event';
import type { Reply } from '../../../core/http/exchange';
import type { SharedOrder } from '../../../core/activate/orderedPost';
import { OrderMemory } from '../../../core/activate/orderMemory';
import { Turns } from '../../../core/activate/turns';
import { sha256Hex } from '../../../core/canonical';
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

	/**
	 * @param contactOf which contact an event is about
	 * @param isOneRun only one run waits for what the answers to its own requests ask
	 */
	constructor(
		private readonly plan: readonly Plan[] = [],
		private readonly contactOf: (event: ActivateEvent) => unknown = ({ email }) => email,
		private readonly isOneRun = true,
	) {}

	now = () => this.time.now();

	random = () => 0.5;

	wait = async (milliseconds: number) => await this.time.sleep(milliseconds);

	post = async (events: readonly ActivateEvent[]): Promise<Reply> => {
		const { takes, does } = this.plan[this.carried.length] ?? { takes: 50, does: 'take' };
		this.carried.push(events.map(rowOf));
		this.begun.push(this.now() - RECEIVED_SECONDS * SECOND);
		const people = new Set(events.map(this.contactOf));
		for (const other of this.underWay) {
			expect(other.filter((one) => people.has(this.contactOf(one)))).toEqual([]);
		}
		if (this.isOneRun) expect(this.now()).toBeGreaterThanOrEqual(this.heldUntil);
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

/** Ways to name a person; the user ID is the number of the person. */
const FORMS = ['address', 'hash', 'user ID', 'both'] as const;
type Form = (typeof FORMS)[number];

function naming(person: number, form: Form): { email?: string; userid?: string } {
	const email = `p${person}@example.com`;
	const userid = String(person);
	if (form === 'user ID') return { userid };
	if (form === 'both') return { email, userid };
	return { email: form === 'hash' ? sha256Hex(email) : email };
}

const PEOPLE = [0, 1, 2];

function personOf({ email, userid }: ActivateEvent): number | undefined {
	return PEOPLE.find(
		(person) =>
			userid === String(person) ||
			FORMS.some((form) => email !== undefined && naming(person, form).email === email),
	);
}

interface Word {
	person: number;
	form: Form;
	/** When it was true. */
	order: number;
	more?: Record<string, string>;
}

function said(words: readonly Word[], firstRow = 0): QueuedEvent[] {
	return words.map(({ person, form, order, more = {} }, index) => ({
		row: firstRow + index,
		event: {
			event: 'CRMUpdate',
			...naming(person, form),
			timestamp: RECEIVED_SECONDS,
			custom_row: String(firstRow + index),
			...more,
		},
		moment: { order, sentAt: null },
	}));
}

const sharedOrder = (): SharedOrder => ({
	memory: new OrderMemory(1_000),
	turns: new Turns(),
	account: '1',
});

describe('a contact that rows name in different ways', () => {
	it('is never in two requests at once, and keeps its order, once one row tells both names', async () => {
		const activate = new Activate([], personOf);
		const queue = said([
			{ person: 1, form: 'both', order: 1 },
			{ person: 1, form: 'address', order: 2 },
			{ person: 1, form: 'user ID', order: 3 },
			{ person: 1, form: 'hash', order: 4 },
			{ person: 2, form: 'user ID', order: 5 },
			{ person: 2, form: 'address', order: 6 },
			{ person: 2, form: 'both', order: 7 },
		]);
		await activate.deliver(queue, { ...oneEach, parallel: 8 });
		expect(activate.taken.filter((row) => row < 4)).toEqual([0, 1, 2, 3]);
		expect(activate.taken.filter((row) => row >= 4)).toEqual([4, 5, 6]);
	});

	it('keeps its order although a small event would fit into an earlier request', async () => {
		const activate = new Activate([], personOf);
		const queue = said([
			{ person: 1, form: 'both', order: 1 },
			{ person: 1, form: 'address', order: 2, more: { custom_text: 'x'.repeat(450) } },
			{ person: 1, form: 'user ID', order: 3 },
		]);
		await activate.deliver(queue, { limits: { maxEvents: 50, maxBytes: 600 }, parallel: 8 });
		expect(activate.taken).toEqual([0, 1, 2]);
	});

	it('is one for the memory of later runs too', async () => {
		const activate = new Activate([], personOf);
		const shared = sharedOrder();
		const send = async (word: Word, row: number) => {
			const run = deliver(said([word], row), { ...settings, ...oneEach }, activate, shared);
			await activate.time.run();
			return (await run).outcomes.get(row)?.code;
		};
		const yes = { newsletter: 'yes' };
		const no = { newsletter: 'no' };
		expect(await send({ person: 1, form: 'both', order: 1 }, 0)).toBeNull();
		expect(await send({ person: 1, form: 'user ID', order: 3, more: no }, 1)).toBeNull();
		expect(await send({ person: 1, form: 'hash', order: 2, more: yes }, 2)).toBe('OVERTAKEN');
		expect(await send({ person: 1, form: 'address', order: 5, more: yes }, 3)).toBeNull();
		expect(await send({ person: 1, form: 'user ID', order: 4, more: no }, 4)).toBe('OVERTAKEN');
	});

	it('is another one for each user ID that an address has', async () => {
		const activate = new Activate([], ({ userid }) => userid);
		const email = 'family@example.com';
		const queue: Array<Record<string, string>> = [
			{ email, userid: 'a' },
			{ email, userid: 'b' },
			{ userid: 'a' },
			{ userid: 'b' },
		];
		const rows = queue.map((names, row) => ({
			row,
			event: { ...names, event: 'CRMUpdate', timestamp: RECEIVED_SECONDS },
			moment: null,
		}));
		await activate.deliver(rows, { ...oneEach, parallel: 8 });
		// The two of the address one after the other; each user ID after its own.
		expect(activate.begun).toEqual([0, 50, 50, 100]);
	});

	it('is nobody in particular where hundreds of addresses share a user ID', async () => {
		const activate = new Activate();
		const guests = Array.from({ length: 300 }, (_, row) => ({
			row,
			event: {
				...event('CRMUpdate', row),
				...(row % 2 === 0 ? { userid: 'guest' } : { email: `p${row - 1}@example.com` }),
			},
			moment: null,
		}));
		const { outcomes } = await activate.deliver(guests, { parallel: 8 });
		expect([...outcomes.values()].every(({ code }) => code === null)).toBe(true);
	});

	const wordsOf = fc.array(
		fc.record({
			person: fc.constantFrom(...PEOPLE),
			form: fc.constantFrom(...FORMS),
			order: fc.integer({ min: 1, max: 30 }),
		}),
		{ minLength: 1, maxLength: 15 },
	);
	const plan = fc.array(
		fc.record({
			takes: fc.integer({ min: 1, max: 300 }),
			does: fc.constantFrom<Plan['does']>(
				'take',
				'take',
				'take',
				'busy',
				'busy 2 s',
				'cut before',
				'cut after',
				'down',
			),
		}),
		{ maxLength: 60 },
	);

	it('ends up with its newest value, however many runs bring it at once', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(wordsOf, { minLength: 1, maxLength: 4 }),
				plan,
				fc.integer({ min: 1, max: 16 }),
				fc.integer({ min: 1, max: 5 }),
				async (runs, does, parallel, maxEvents) => {
					const shared = sharedOrder();
					const limits = { maxEvents, maxBytes: 500_000 };
					const known = new Activate([], personOf);
					const words = PEOPLE.map((person): Word => ({ person, form: 'both', order: 0 }));
					const introduction = deliver(said(words), settings, known, shared);
					await known.time.run();
					await introduction;

					const activate = new Activate(does, personOf, false);
					const queues = runs.map((run, index) => said(run, 100 * (index + 1)));
					const deliveries = queues.map(
						async (queue) =>
							await deliver(queue, { ...settings, limits, parallel }, activate, shared),
					);
					const all = Promise.all(deliveries);
					all.catch(() => undefined);
					await activate.time.run();
					const outcomes = (await all).flatMap((delivery) => [...delivery.outcomes]);
					expect(outcomes).toHaveLength(runs.flat().length);

					const wordOf = (row: number) => runs[Math.floor(row / 100) - 1]?.[row % 100];
					for (const person of PEOPLE) {
						const last = activate.taken
							.flatMap((row) => wordOf(row) ?? [])
							.filter((word) => word.person === person)
							.at(-1);
						const accepted = outcomes.flatMap(([row, { code, leftOut }]) => {
							const word = wordOf(row);
							const isWhole = code === null && leftOut.length === 0 && word?.person === person;
							return isWhole ? [word.order] : [];
						});
						if (accepted.length > 0) {
							expect(last?.order ?? -1).toBeGreaterThanOrEqual(Math.max(...accepted));
						}
					}
				},
			),
			{ numRuns: 200 },
		);
	});
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
	BurstGroups,
	LONGEST_STORE_MS,
	MAX_GROUP_BYTES,
	MAX_GROUP_ITEMS,
} from '../../../core/callback/burstGroups';

/** What became of a call so far: items it starts an execution with, or the answer it gets. */
type State = 'waiting' | readonly string[] | 'stored' | 'not stored';

/** An n8n that takes its time, with a clock that only moves when told to. */
function setUp() {
	let now = 0;
	let due: Array<{ at: number; wake: () => void }> = [];
	const sleep = async (ms: number): Promise<void> =>
		await new Promise<void>((wake) => due.push({ at: now + ms, wake }));
	const settle = async (): Promise<void> => {
		for (let turn = 0; turn < 30; turn++) await Promise.resolve();
	};
	const groups = new BurstGroups<string>({ sleep, compare: (a, b) => Number(a) - Number(b) });
	return {
		groups,
		now: () => now,
		settle,
		/** A call whose execution, if it starts one, n8n takes `storeMs` to store, or cannot store. */
		call: (item: string, windowMs = 0, storeMs = 0, isStored = true, key = 'key', bytes = 0) => {
			let answer: (isStored: boolean) => void = () => undefined;
			const stored = new Promise<void>((resolve, reject) => {
				answer = (well) => (well ? resolve() : reject(new Error('The database is down')));
			});
			stored.catch(() => undefined);
			const seen: { state: State; at: number } = { state: 'waiting', at: now };
			void groups.join(key, windowMs, item, stored, bytes).then(async (joined) => {
				seen.state = joined.starts ?? (joined.isStored ? 'stored' : 'not stored');
				seen.at = now;
				if (!joined.starts) return;
				if (storeMs > 0) await sleep(storeMs);
				answer(isStored);
			});
			return seen;
		},
		/** Moves the clock to each moment at which something is due, one after the other. */
		advance: async (ms: number): Promise<void> => {
			const end = now + ms;
			await settle();
			for (;;) {
				const next = Math.min(...due.map(({ at }) => at));
				if (next > end) break;
				now = next;
				const woken = due.filter(({ at }) => at <= now);
				due = due.filter(({ at }) => at > now);
				woken.forEach(({ wake }) => wake());
				await settle();
			}
			now = end;
		},
	};
}

const statesOf = (calls: ReadonlyArray<{ state: State }>): State[] =>
	calls.map(({ state }) => state);

describe('automatic groups', () => {
	it('start the first at once, and those that arrive while n8n stores it together', async () => {
		const { call, advance } = setUp();
		const first = call('1', 0, 10);
		await advance(4);
		const others = [call('2', 0, 10), call('3'), call('4')];
		expect(first.state).toEqual(['1']);
		await advance(5);
		expect(statesOf(others)).toEqual(['waiting', 'waiting', 'waiting']);
		await advance(1);
		expect(statesOf(others)).toEqual([['2', '3', '4'], 'waiting', 'waiting']);
		await advance(10);
		expect(statesOf(others)).toEqual([['2', '3', '4'], 'stored', 'stored']);
	});

	it('let a call that comes alone start at once, and remember nothing', async () => {
		const { call, advance, groups } = setUp();
		for (let item = 1; item <= 20; item++) {
			const one = call(String(item), 0, 10);
			expect(groups.size).toBe(1);
			await advance(10);
			expect(one).toEqual({ state: [String(item)], at: (item - 1) * 10 });
			expect(groups.size).toBe(0);
		}
	});

	it('do not wait for what cannot be stored', async () => {
		const { call, advance } = setUp();
		call('1', 0, 10, false);
		const next = call('2', 0, 10);
		await advance(10);
		expect(next.state).toEqual(['2']);
	});

	it('do not wait for ever for a store that hangs', async () => {
		const { call, advance } = setUp();
		call('1', 0, Infinity);
		const next = [call('2', 0, 10), call('3')];
		await advance(LONGEST_STORE_MS - 1);
		expect(statesOf(next)).toEqual(['waiting', 'waiting']);
		await advance(1);
		expect(statesOf(next)).toEqual([['2', '3'], 'waiting']);
		const last = call('4');
		await advance(10);
		expect([...statesOf(next), last.state]).toEqual([['2', '3'], 'stored', ['4']]);
	});

	it('tell all callers that it could not be stored', async () => {
		const { groups } = setUp();
		const failed = Promise.reject(new Error('The database is down'));
		failed.catch(() => undefined);
		await groups.join('key', 0, '1', failed);
		const lead = groups.join('key', 0, '2', failed);
		const other = groups.join('key', 0, '3', failed);
		expect(await lead).toEqual({ starts: ['2', '3'] });
		expect(await other).toEqual({ starts: null, isStored: false });
	});

	it('set no timer for a call that comes alone', async () => {
		const waited: number[] = [];
		const sleep = async (ms: number) => void waited.push(ms);
		const groups = new BurstGroups<string>({ sleep, compare: () => 0 });
		await groups.join('key', 0, '1', Promise.resolve());
		expect(waited).toEqual([]);
	});

	it('gather on, although the longest wait of the group before is over', async () => {
		const { call, advance } = setUp();
		call('1', 0, 10);
		call('2', 0, LONGEST_STORE_MS);
		await advance(4_000);
		const lead = call('3', 0, 10);
		await advance(LONGEST_STORE_MS - 4_000 + 5);
		const other = call('4');
		await advance(20);
		expect(statesOf([lead, other])).toEqual([['3', '4'], 'stored']);
	});

	it('wait for the last that was started, although one before it took longer', async () => {
		const { call, advance } = setUp();
		call('1', 0, LONGEST_STORE_MS + 1_000);
		call('2', 0, 2_000);
		await advance(LONGEST_STORE_MS + 1_500);
		const next = call('3');
		await advance(0);
		expect(next.state).toBe('waiting');
		await advance(500);
		expect(next.state).toEqual(['3']);
	});

	it('hand their items over in order, although one of them took longer to prove', async () => {
		const { call, advance } = setUp();
		call('1', 0, 10);
		const lead = call('4');
		call('2');
		call('3');
		await advance(10);
		expect(lead.state).toEqual(['2', '3', '4']);
	});
});

describe('groups with a window', () => {
	it('start the first at once, those within the window together', async () => {
		const { call, advance } = setUp();
		const first = call('1', 100);
		await advance(10);
		expect(first.state).toEqual(['1']);
		const others = [call('2', 100), call('3', 100)];
		await advance(89);
		expect(statesOf(others)).toEqual(['waiting', 'waiting']);
		await advance(1);
		expect(statesOf(others)).toEqual([['2', '3'], 'stored']);
	});

	it('count the window from the last start, also that of a group', async () => {
		const { call, advance } = setUp();
		call('1', 100);
		await advance(50);
		call('2', 100);
		await advance(50);
		const next = call('3', 100);
		await advance(99);
		expect(next.state).toBe('waiting');
		await advance(1);
		expect(next.state).toEqual(['3']);
	});

	it('wait longer where n8n takes longer than the window to store', async () => {
		const { call, advance } = setUp();
		call('1', 100, 250);
		const next = call('2', 100);
		await advance(249);
		expect(next.state).toBe('waiting');
		await advance(1);
		expect(next.state).toEqual(['2']);
	});

	it('are as new after a quiet window, and nothing stays in memory', async () => {
		const { call, advance, groups } = setUp();
		call('1', 100);
		await advance(99);
		expect(groups.size).toBe(1);
		await advance(1);
		expect(groups.size).toBe(0);
		const next = call('2', 100);
		await advance(0);
		expect(next.state).toEqual(['2']);
	});
});

describe.each([
	['automatic', 0],
	['with a window', 10_000],
])('groups, %s', (_, windowMs) => {
	it('are kept apart by their key', async () => {
		const { call, advance } = setUp();
		const calls = ['one', 'two'].map((key) => call('1', windowMs, 10, true, key));
		await advance(0);
		expect(statesOf(calls)).toEqual([['1'], ['1']]);
	});

	it('do not wait once their calls are large together, nor take one more', async () => {
		const { call, advance } = setUp();
		const large = (item: string) =>
			call(item, windowMs, 10, true, 'key', Math.ceil(MAX_GROUP_BYTES / 3));
		large('0');
		const lead = large('1');
		const others = [large('2'), large('3'), large('4')];
		await advance(0);
		expect([lead, ...others].map(({ state }) => state)).toEqual([
			['1', '2', '3'],
			'waiting',
			'waiting',
			'waiting',
		]);
		await advance(windowMs + 10);
		expect(statesOf(others)).toEqual(['stored', 'stored', ['4']]);
	});

	it('do not wait once they are full, and the next call opens another', async () => {
		const { call, advance } = setUp();
		call('0', windowMs, 10);
		const full = Array.from({ length: MAX_GROUP_ITEMS }, (_item, at) =>
			call(String(at + 1), windowMs, 5),
		);
		const next = call('1000', windowMs);
		await advance(4);
		expect(full[0]?.state).toHaveLength(MAX_GROUP_ITEMS);
		expect(full[1]?.state).toBe('waiting');
		await advance(1);
		expect(new Set(statesOf(full.slice(1)))).toEqual(new Set(['stored']));
		await advance(windowMs);
		expect(next.state).toEqual(['1000']);
	});
});

/** Calls of one trigger: pauses between them, and how n8n does with the execution that one may start. */
const traffic = fc.record({
	windowMs: fc.constantFrom(0, 0, 0, 7, 60),
	calls: fc.array(
		fc.record({
			pauseMs: fc.oneof(
				{ weight: 6, arbitrary: fc.constant(0) },
				{ weight: 3, arbitrary: fc.integer({ min: 1, max: 30 }) },
				{ weight: 1, arbitrary: fc.integer({ min: 100, max: LONGEST_STORE_MS * 2 }) },
			),
			storeMs: fc.oneof(
				{ weight: 10, arbitrary: fc.integer({ min: 0, max: 40 }) },
				{ weight: 1, arbitrary: fc.integer({ min: LONGEST_STORE_MS, max: LONGEST_STORE_MS * 3 }) },
			),
			isStored: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, fc.constant(false)),
		}),
		{ minLength: 1, maxLength: 700 },
	),
});

it('whatever comes, each change starts once, and each caller hears what became of it', async () => {
	await fc.assert(
		fc.asyncProperty(traffic, async ({ windowMs, calls: plan }) => {
			const { call, advance, groups, settle, now } = setUp();
			const arrivedAt: number[] = [];
			const calls: Array<ReturnType<typeof call>> = [];
			for (const { pauseMs, storeMs, isStored } of plan) {
				await advance(pauseMs);
				arrivedAt.push(now());
				calls.push(call(String(calls.length), windowMs, storeMs, isStored));
			}
			await advance(LONGEST_STORE_MS * 10);
			await settle();

			const starts = calls.flatMap(({ state, at }, index) =>
				Array.isArray(state) ? [{ index, items: state.map(Number), at }] : [],
			);
			// Once each and in order, 200 at most together; whoever carries them is the first of them.
			expect(starts.flatMap(({ items }) => items)).toEqual(calls.map((_, index) => index));
			for (const { index, items } of starts) {
				expect(items[0]).toBe(index);
				expect(items.length).toBeLessThanOrEqual(MAX_GROUP_ITEMS);
				const outcome = plan[index]?.isStored === true ? 'stored' : 'not stored';
				const others = items.slice(1).map((item) => calls[item]?.state);
				expect(others.every((state) => state === outcome)).toBe(true);
			}
			// A call starts at once unless one is being stored or its window is open, and none waits longer than that.
			starts.forEach(({ index, items, at }, nth) => {
				const before = starts[nth - 1];
				const arrived = arrivedAt[index] ?? 0;
				const isFree =
					before === undefined ||
					before.at + Math.max(windowMs, plan[before.index]?.storeMs ?? 0) <= arrived;
				if (isFree) expect([items.length, at]).toEqual([1, arrived]);
				expect(at - arrived).toBeLessThanOrEqual(windowMs + LONGEST_STORE_MS);
			});
			expect(groups.size).toBe(0);
		}),
		{ numRuns: 150 },
	);
});

import { describe, expect, it } from '@jest/globals';
import { BurstGroups, MAX_GROUP_ITEMS } from '../../../core/callback/burstGroups';

/** A clock that only moves when told to, and a sleep that follows it. */
function setUp() {
	const clock = { now: 0 };
	let sleepers: Array<{ until: number; wake: () => void; break: (fault: Error) => void }> = [];
	const sleep = async (ms: number): Promise<void> =>
		await new Promise<void>((wake, fail) => {
			sleepers.push({ until: clock.now + ms, wake, break: fail });
		});
	const settle = async (): Promise<void> => {
		for (let turn = 0; turn < 20; turn++) await Promise.resolve();
	};
	const groups = new BurstGroups<string>({ now: () => clock.now, sleep });
	return {
		groups,
		/** A call whose execution, if it starts one, is stored at once. */
		join: async (key: string, windowMs: number, item: string, stored = Promise.resolve()) =>
			await groups.join(key, windowMs, item, stored),
		advance: async (ms: number): Promise<void> => {
			clock.now += ms;
			const due = sleepers.filter(({ until }) => until <= clock.now);
			sleepers = sleepers.filter(({ until }) => until > clock.now);
			due.forEach(({ wake }) => wake());
			await settle();
		},
		breakAll: async (): Promise<void> => {
			sleepers.splice(0).forEach((sleeper) => sleeper.break(new Error('broken')));
			await settle();
		},
		settle,
	};
}

/** What became of a call so far. */
function watch(promise: Promise<string[] | null>): { state: unknown } {
	const seen: { state: unknown } = { state: 'waiting' };
	promise.then(
		(items) => (seen.state = items),
		() => (seen.state = 'fault'),
	);
	return seen;
}

describe('bursts', () => {
	it('the first starts at once, those within the window together, in order', async () => {
		const { join, advance, settle } = setUp();
		const first = watch(join('k', 100, 'a'));
		await settle();
		expect(first.state).toEqual(['a']);
		await advance(10);
		const lead = watch(join('k', 100, 'b'));
		await advance(10);
		const others = ['c', 'd'].map((item) => watch(join('k', 100, item)));
		await advance(79);
		expect([lead.state, ...others.map(({ state }) => state)]).toEqual([
			'waiting',
			'waiting',
			'waiting',
		]);
		await advance(1);
		expect([lead.state, ...others.map(({ state }) => state)]).toEqual([
			['b', 'c', 'd'],
			null,
			null,
		]);
	});

	it('the window runs from the last start, also that of a group', async () => {
		const { join, advance } = setUp();
		void join('k', 100, 'a');
		await advance(50);
		void join('k', 100, 'b');
		await advance(50);
		const next = watch(join('k', 100, 'c'));
		await advance(99);
		expect(next.state).toBe('waiting');
		await advance(1);
		expect(next.state).toEqual(['c']);
	});

	it('after a quiet window everything is as new, and nothing stays in memory', async () => {
		const { join, groups, advance, settle } = setUp();
		void join('k', 100, 'a');
		expect(groups.size).toBe(1);
		await advance(100);
		expect(groups.size).toBe(0);
		const next = watch(join('k', 100, 'b'));
		await settle();
		expect(next.state).toEqual(['b']);
		await advance(50);
		void join('k', 100, 'c');
		await advance(50);
		await advance(100);
		expect(groups.size).toBe(0);
	});

	it('each workflow and node has its own', async () => {
		const { join, settle } = setUp();
		void join('k', 100, 'a');
		const other = watch(join('l', 100, 'b'));
		await settle();
		expect(other.state).toEqual(['b']);
	});

	it('a full group does not wait, and the next opens another', async () => {
		const { join, advance, settle } = setUp();
		void join('k', 100, 'first');
		await advance(1);
		const calls = Array.from({ length: MAX_GROUP_ITEMS }, (_, n) =>
			watch(join('k', 100, String(n))),
		);
		const next = watch(join('k', 100, 'next'));
		await settle();
		expect(calls[0]?.state).toEqual(Array.from({ length: MAX_GROUP_ITEMS }, (_, n) => String(n)));
		expect(calls.slice(1).every(({ state }) => state === null)).toBe(true);
		expect(next.state).toBe('waiting');
		await advance(100);
		expect(next.state).toEqual(['next']);
	});

	it('every item starts exactly once', async () => {
		const { join, groups, advance } = setUp();
		const calls: Array<{ state: unknown }> = [];
		for (let n = 0; n < 500; n++) {
			calls.push(watch(join('k', 7, String(n))));
			await advance(n % 5);
		}
		await advance(100);
		const started = calls.flatMap(({ state }) => (Array.isArray(state) ? state : []));
		expect(started).toEqual(Array.from({ length: 500 }, (_, n) => String(n)));
		await advance(100);
		expect(groups.size).toBe(0);
	});

	it('a wait that breaks off is a fault for all who wait, and the next call starts anew', async () => {
		const { join, advance, breakAll } = setUp();
		void join('k', 100, 'a');
		await advance(1);
		const waiting = ['b', 'c'].map((item) => watch(join('k', 100, item)));
		await breakAll();
		expect(waiting.map(({ state }) => state)).toEqual(['fault', 'fault']);
		const next = watch(join('k', 100, 'd'));
		await advance(100);
		expect(next.state).toEqual(['d']);
	});

	it('those who wait are answered only when the execution of their group is stored', async () => {
		const { join, advance, settle } = setUp();
		void join('k', 100, 'a');
		await advance(1);
		let store: () => void = () => undefined;
		const stored = new Promise<void>((resolve) => {
			store = resolve;
		});
		const lead = watch(join('k', 100, 'b', stored));
		const others = ['c', 'd'].map((item) => watch(join('k', 100, item)));
		await advance(99);
		expect(lead.state).toEqual(['b', 'c', 'd']);
		expect(others.map(({ state }) => state)).toEqual(['waiting', 'waiting']);
		store();
		await settle();
		expect(others.map(({ state }) => state)).toEqual([null, null]);
	});

	it('an execution that could not be stored is a fault for all of the group', async () => {
		const { join, advance } = setUp();
		void join('k', 100, 'a');
		await advance(1);
		void join('k', 100, 'b', Promise.reject(new Error('no database')));
		const other = watch(join('k', 100, 'c'));
		await advance(99);
		expect(other.state).toBe('fault');
	});
});

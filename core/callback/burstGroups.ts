/** A group of this many items waits no longer. */
export const MAX_GROUP_ITEMS = 200;

/**
 * Milliseconds that a group waits at most for what was started before it. A store that hangs then holds back nobody but
 * its own callers, as it would without groups.
 */
export const LONGEST_STORE_MS = 5_000;

interface Group<Item> {
	readonly items: Item[];
	/** Starts the group, unless it has been started. */
	readonly start: () => void;
	/** Settles once the execution of the group is stored: true, or false when it could not be. */
	readonly isStored: Promise<boolean>;
}

/** What has been started for a key, and what waits behind it. */
interface Burst<Item> {
	/** Settles when the next execution may start. */
	isOver: Promise<void>;
	group: Group<Item> | null;
}

export interface BurstTools<Item> {
	sleep: (ms: number) => Promise<void>;
	/** Negative when the first of two items came first; items of a group leave in this order. */
	compare: (a: Item, b: Item) => number;
}

/** What a call has to do: start an execution with these items, or answer whether another call's has been stored. */
export type Joined<Item> = { starts: Item[] } | { starts: null; isStored: boolean };

/**
 * Group commit for calls that start executions. The first starts at once. Those that arrive before its execution is
 * stored (and before the window, if there is one, has passed) start together: the first of them carries all items, the
 * others have none and are answered once its execution is stored. So a call that comes alone never waits, and groups
 * grow with the load. Nothing is answered before it is stored: what waits when the process dies is lost, but its
 * senders have no answer and so can know.
 */
export class BurstGroups<Item> {
	private readonly bursts = new Map<string, Burst<Item>>();

	constructor(private readonly tools: BurstTools<Item>) {}

	/** Number of keys in memory; back to 0 once everything is stored and every window has passed. */
	get size(): number {
		return this.bursts.size;
	}

	/**
	 * Joins the burst of a key: calls with different keys never share an execution.
	 *
	 * @param windowMs time in which calls are gathered although the execution before them is stored; 0 = none
	 * @param stored settles when the execution that this call may start is stored, or rejects when it could not be
	 * @returns never rejects
	 */
	async join(
		key: string,
		windowMs: number,
		item: Item,
		stored: Promise<void>,
	): Promise<Joined<Item>> {
		const burst = this.bursts.get(key);
		if (!burst) {
			const first = { isOver: stored, group: null };
			this.bursts.set(key, first);
			this.noteStart(key, first, windowMs, stored);
			return { starts: [item] };
		}
		const { group } = burst;
		if (!group) return { starts: await this.lead(key, burst, windowMs, item, stored) };
		group.items.push(item);
		// Full: whoever comes next opens a new group.
		if (group.items.length >= MAX_GROUP_ITEMS) group.start();
		return { starts: null, isStored: await group.isStored };
	}

	/** Opens a group. @returns its items, once it is to start */
	private async lead(
		key: string,
		burst: Burst<Item>,
		windowMs: number,
		item: Item,
		stored: Promise<void>,
	): Promise<Item[]> {
		const { sleep, compare } = this.tools;
		return await new Promise((resolve) => {
			const isStored = stored.then(
				() => true,
				() => false,
			);
			const start = (): void => {
				if (burst.group !== group) return;
				burst.group = null;
				this.noteStart(key, burst, windowMs, stored);
				// The longest wait still refers to the group, and must not keep its items.
				resolve(group.items.splice(0).sort(compare));
			};
			const group: Group<Item> = { items: [item], start, isStored };
			burst.group = group;
			void burst.isOver.then(start);
			void quietly(sleep(windowMs + LONGEST_STORE_MS)).then(start);
		});
	}

	/** Notes a start. The key is forgotten when that is over and nothing waits behind it. */
	private noteStart(
		key: string,
		burst: Burst<Item>,
		windowMs: number,
		stored: Promise<void>,
	): void {
		const isOver = this.overAfter(windowMs, stored);
		burst.isOver = isOver;
		void isOver.then(() => {
			if (burst.isOver === isOver && burst.group === null) this.bursts.delete(key);
		});
	}

	private async overAfter(windowMs: number, stored: Promise<void>): Promise<void> {
		await Promise.all([quietly(stored), windowMs > 0 && quietly(this.tools.sleep(windowMs))]);
	}
}

/** Waits for a promise, whatever becomes of it. */
async function quietly(promise: Promise<void>): Promise<void> {
	await promise.catch(() => undefined);
}

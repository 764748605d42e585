/** A group with this many items starts without waiting longer. */
export const MAX_GROUP_ITEMS = 200;

/**
 * So does one whose calls have brought this many bytes: n8n stores an execution as one piece, and refuses one that is too
 * large for its database.
 */
export const MAX_GROUP_BYTES = 8 * 1024 * 1024;

/**
 * The longest time, in milliseconds, that a group waits for what was started before it. A store that hangs then only
 * holds up its own callers, as it would without groups.
 */
export const LONGEST_STORE_MS = 5_000;

interface Group<Item> {
	readonly items: Item[];
	/** Size of the calls that brought them. */
	bytes: number;
	/** Starts the group, unless it has been started. */
	readonly start: () => void;
	/** Settles once the group's execution is stored (true) or could not be (false). */
	readonly isStored: Promise<boolean>;
}

/** What was started for a key, and what waits for it. */
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

/**
 * What a call has to do: start an execution with these items, or answer whether another call's execution was stored.
 */
export type Joined<Item> = { starts: Item[] } | { starts: null; isStored: boolean };

/**
 * Group commit for calls that start executions. The first starts at once. Those that arrive before its execution is
 * stored (and before the window, if there is one, has passed) start together: the first of them carries all items, the
 * others have none and are answered once that execution is stored. So a single call never waits, and groups grow with
 * the load. No call is answered before its change is stored: whatever is waiting when the process dies is lost, but its
 * senders got no answer and so can tell.
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
	 * @param windowMs how long calls are gathered even when the execution before them is stored; 0 = none
	 * @param stored settles when the execution that this call may start is stored; rejects when it could not be
	 * @param bytes size of the call
	 * @returns never rejects
	 */
	async join(
		key: string,
		windowMs: number,
		item: Item,
		stored: Promise<void>,
		bytes = 0,
	): Promise<Joined<Item>> {
		const burst = this.bursts.get(key);
		if (!burst) {
			const first = { isOver: stored, group: null };
			this.bursts.set(key, first);
			this.noteStart(key, first, windowMs, stored);
			return { starts: [item] };
		}
		const { group } = burst;
		if (!group) return { starts: await this.lead(key, burst, windowMs, item, stored, bytes) };
		group.items.push(item);
		group.bytes += bytes;
		// Full: the next call opens a new group.
		if (group.items.length >= MAX_GROUP_ITEMS || group.bytes >= MAX_GROUP_BYTES) group.start();
		return { starts: null, isStored: await group.isStored };
	}

	/** Opens a group. @returns its items, once it is time to start it */
	private async lead(
		key: string,
		burst: Burst<Item>,
		windowMs: number,
		item: Item,
		stored: Promise<void>,
		bytes: number,
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
				// The timer of the longest wait still holds the group, and must not keep its items in memory.
				resolve(group.items.splice(0).sort(compare));
			};
			const group: Group<Item> = { items: [item], bytes, start, isStored };
			burst.group = group;
			void burst.isOver.then(start);
			void quietly(sleep(windowMs + LONGEST_STORE_MS)).then(start);
		});
	}

	/** Records a start. The key is forgotten when it is over and nothing waits for it. */
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

/** Waits for a promise, whether it resolves or rejects. */
async function quietly(promise: Promise<void>): Promise<void> {
	await promise.catch(() => undefined);
}

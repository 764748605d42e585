/** More items than this do not wait for each other; the group starts at once. */
export const MAX_GROUP_ITEMS = 200;

interface Group<Item> {
	items: Item[];
	/** Ends the wait early. */
	fill: () => void;
	/** Settles when the execution of the group is stored, or could not be. */
	stored: Promise<void>;
}

interface Burst<Item> {
	lastStart: number;
	group: Group<Item> | null;
}

export interface BurstTools {
	now: () => number;
	sleep: (ms: number) => Promise<void>;
}

/**
 * Gathers calls that follow each other closely. The first starts at once; those that come within the window of the
 * last start wait for its end, and then start together: the first of them carries all items, in order of arrival, the
 * others have none and are answered once its execution is stored. Memory of one process: what waits when it dies is
 * lost, although its sender has no answer yet and so can know.
 */
export class BurstGroups<Item> {
	private readonly bursts = new Map<string, Burst<Item>>();

	constructor(private readonly tools: BurstTools) {}

	/** Number of keys in memory; back to 0 once their windows have passed. */
	get size(): number {
		return this.bursts.size;
	}

	/**
	 * Joins the burst of a key (one per workflow and node).
	 *
	 * @param stored settles when the execution that this call may start is stored, or could not be
	 * @returns the items to start an execution with; null when another caller has started it and it is stored. Rejects
	 * for every waiting caller when the wait breaks off or the execution could not be stored.
	 */
	async join(
		key: string,
		windowMs: number,
		item: Item,
		stored: Promise<void>,
	): Promise<Item[] | null> {
		const now = this.tools.now();
		const burst = this.bursts.get(key);
		if (!burst) {
			this.begin(key, { lastStart: now, group: null }, windowMs);
			return [item];
		}
		if (burst.group) {
			const { items, fill, stored: groupStored } = burst.group;
			items.push(item);
			if (items.length >= MAX_GROUP_ITEMS) {
				// Full: whoever comes next opens a new group.
				burst.group = null;
				fill();
			}
			await groupStored;
			return null;
		}
		return await this.lead(key, burst, windowMs, item, stored);
	}

	private async lead(
		key: string,
		burst: Burst<Item>,
		windowMs: number,
		item: Item,
		stored: Promise<void>,
	): Promise<Item[]> {
		const { promise: full, resolve: fill } = deferred();
		const { promise: groupStored, resolve: succeed, reject: fail } = deferred();
		// Nobody may be waiting for it; then a fault is the leader's alone.
		groupStored.catch(() => undefined);
		const group: Group<Item> = { items: [item], fill, stored: groupStored };
		burst.group = group;
		const remaining = burst.lastStart + windowMs - this.tools.now();
		let isStarted = false;
		try {
			await Promise.race([this.tools.sleep(Math.max(0, remaining)), full]);
			isStarted = true;
			return group.items;
		} finally {
			if (isStarted) stored.then(succeed, fail);
			else fail(new Error('The group of callbacks was not started'));
			if (burst.group === group) burst.group = null;
			this.begin(key, { lastStart: this.tools.now(), group: burst.group }, windowMs);
		}
	}

	/** Notes a start and forgets the key after the window, unless something started or waits since. */
	private begin(key: string, burst: Burst<Item>, windowMs: number): void {
		const current = this.bursts.get(key) ?? burst;
		current.lastStart = burst.lastStart;
		this.bursts.set(key, current);
		const forget = (): void => {
			if (current.group === null && current.lastStart === burst.lastStart) this.bursts.delete(key);
		};
		void this.tools.sleep(windowMs).then(forget, forget);
	}
}

function deferred(): {
	promise: Promise<void>;
	resolve: () => void;
	reject: (fault: Error) => void;
} {
	let resolve: () => void = () => undefined;
	let reject: (fault: Error) => void = () => undefined;
	const promise = new Promise<void>((yes, no) => {
		resolve = yes;
		reject = no;
	});
	return { promise, resolve, reject };
}

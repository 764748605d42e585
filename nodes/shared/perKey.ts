/** Tells keys apart: texts and numbers as they are, all others by their JSON. */
function identityOf(key: unknown): unknown {
	return typeof key === 'object' ? JSON.stringify(key) : key;
}

/**
 * Remembers results within one run, so that each thing is read once, however many items need it, even at the same
 * moment. A read that ends in a fault is remembered too: the transport has tried often enough.
 *
 * @param read gets a text, a number, or anything that JSON tells apart
 */
export function memoize<Key, Result>(
	read: (key: Key) => Promise<Result>,
): (key: Key) => Promise<Result> {
	const seen = new Map<unknown, Promise<Result>>();
	return async (key) => {
		const identity = identityOf(key);
		const known = seen.get(identity) ?? read(key);
		seen.set(identity, known);
		return await known;
	};
}

/**
 * Within one run, makes tasks for the same thing wait for each other, while tasks for different things run in parallel:
 * of two items for one address, the second must see what the first has written.
 */
export function oneAtATimePerKey(): <Result>(
	key: string,
	work: (isFirst: boolean) => Promise<Result>,
) => Promise<Result> {
	const last = new Map<string, Promise<unknown>>();
	return async (key, work) => {
		const before = last.get(key);
		const mine = before === undefined ? work(true) : before.then(async () => await work(false));
		// The next task waits for the end, good or bad; the fault itself belongs to this one.
		last.set(
			key,
			mine.then(
				() => undefined,
				() => undefined,
			),
		);
		return await mine;
	};
}

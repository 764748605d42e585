/**
 * Makes work on the same thing wait for each other within one run, while work on different things goes on side
 * by side: of two items for one address, the second must see what the first has written.
 */
export function inTurn(): <Result>(
	key: string,
	work: (isFirst: boolean) => Promise<Result>,
) => Promise<Result> {
	const last = new Map<string, Promise<unknown>>();
	return async (key, work) => {
		const before = last.get(key);
		const mine = before === undefined ? work(true) : before.then(async () => await work(false));
		// Whoever comes next waits for the end, good or bad; the fault itself belongs to this one.
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

interface Place {
	/** Earlier jobs with a key in common that have not ended yet. */
	ahead: number;
	readonly keys: ReadonlySet<string>;
	/** Jobs that wait for this one. */
	readonly followers: number[];
}

/**
 * Runs jobs in parallel. Two with a key in common run one after the other, in the order of the list; otherwise they
 * begin in that order.
 *
 * @param limit the most jobs at a time, 1 or more
 * @param mayBegin asked before each job; after the first no, no further job begins
 * @throws the first thing that a job threw; no job begins after that, and those under way have ended
 */
export async function runKeyedJobs<Job>(
	jobs: readonly Job[],
	{
		keysOf,
		limit,
		mayBegin,
		run,
	}: {
		keysOf: (job: Job) => Iterable<string>;
		limit: number;
		mayBegin: () => boolean;
		run: (job: Job) => Promise<void>;
	},
): Promise<void> {
	const places: Place[] = [];
	/** The last job seen for each key, until it ends. */
	const last = new Map<string, number>();
	/** Jobs that waited for others and may begin now. */
	const freed: number[] = [];
	const faults: unknown[] = [];
	let running = 0;

	const see = (index: number, job: Job): Place => {
		const keys = new Set(keysOf(job));
		const earlier = new Set<number>();
		for (const key of keys) {
			const before = last.get(key);
			if (before !== undefined) earlier.add(before);
			last.set(key, index);
		}
		for (const before of earlier) places[before]?.followers.push(index);
		const place: Place = { ahead: earlier.size, keys, followers: [] };
		places[index] = place;
		return place;
	};

	const leave = (index: number): void => {
		const { keys, followers } = places[index] ?? { keys: [], followers: [] };
		for (const key of keys) if (last.get(key) === index) last.delete(key);
		for (const follower of followers) {
			const place = places[follower];
			if (place !== undefined && --place.ahead === 0) freed.push(follower);
		}
		delete places[index];
	};

	const next = (): number | undefined => {
		if (freed.length > 0) return freed.sort((a, b) => a - b).shift();
		while (seen < jobs.length) {
			const index = seen++;
			const job = jobs[index];
			if (job !== undefined && see(index, job).ahead === 0) return index;
		}
		return undefined;
	};
	let seen = 0;

	await new Promise<void>((resolve) => {
		const begin = (): void => {
			while (running < limit && faults.length === 0 && mayBegin()) {
				const index = next();
				const job = index === undefined ? undefined : jobs[index];
				if (index === undefined || job === undefined) break;
				running += 1;
				const end = (): void => {
					running -= 1;
					leave(index);
					begin();
				};
				run(job).then(end, (fault: unknown) => {
					faults.push(fault);
					end();
				});
			}
			if (running === 0) resolve();
		};
		begin();
	});
	if (faults.length > 0) throw faults[0];
}

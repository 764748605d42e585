import { z } from 'zod';
import { overlapBefore } from './stamp';

/** One record as it was seen: who, when it was last changed, and what it held. */
export interface Sighting {
	readonly id: string;
	/** Copernica's `modified`. */
	readonly stamp: string;
	/** Tells two contents apart: within one second a record can change twice. */
	readonly print: string;
}

/** How far the looks of a trigger have come, in Copernica's own times. */
export const markSchema = z.object({
	/** Nothing that is older is asked for; empty = everything is. */
	from: z.string(),
	/** The newest stamp that was told; empty = none. */
	newest: z.string(),
	/** Records created at this time or before are known to somebody already; empty = none are. */
	createdAfter: z.string(),
	/** What was told of the time since `from`: stamp → ID → print. */
	told: z.record(z.string(), z.record(z.string(), z.string())),
});
export type Mark = z.infer<typeof markSchema>;

/** Nothing was told yet. @param from where to begin; empty = with the oldest record */
export function markAt(from: string, createdAfter = ''): Mark {
	return { from, newest: from, createdAfter, told: {} };
}

function isTold({ told }: Mark, { id, stamp, print }: Sighting): boolean {
	return told[stamp]?.[id] === print;
}

/**
 * Whether a record was created since the last look. One that was told before, or that was created before the time of this
 * look, may have been told: then it counts as updated.
 */
export function isCreation(
	mark: Mark,
	{ id, created }: { id: string; created: string | null },
): boolean {
	if (created === null || created < mark.from || created <= mark.createdAfter) return false;
	return !Object.values(mark.told).some((ids) => Object.hasOwn(ids, id));
}

/** Oldest first; records of one second keep their places. */
export function byStamp(a: Pick<Sighting, 'stamp'>, b: Pick<Sighting, 'stamp'>): number {
	return a.stamp === b.stamp ? 0 : a.stamp < b.stamp ? -1 : 1;
}

/** What one look finds: each record once, as it was seen last, without what was told before. */
export class Haul<Found extends Sighting> {
	private readonly found = new Map<string, Found>();

	constructor(private readonly mark: Mark) {}

	/** Records that were not told yet. */
	get size(): number {
		return this.found.size;
	}

	/** Takes in what was read, in the order of reading. */
	add(rows: readonly Found[]): void {
		for (const row of rows) {
			// Read again it may stand further back, and what is seen later is newer.
			this.found.delete(row.id);
			if (!isTold(this.mark, row)) this.found.set(row.id, row);
		}
	}

	/** The oldest ones, in order. */
	oldest(limit: number): Found[] {
		return [...this.found.values()].sort(byStamp).slice(0, limit);
	}
}

/**
 * Moves the mark over what was taken, and no further.
 *
 * @param taken in order, as {@link Haul.oldest} gives them
 */
export function advance(mark: Mark, taken: readonly Sighting[]): Mark {
	const last = taken.at(-1);
	if (last === undefined) return mark;
	const newest = last.stamp > mark.newest ? last.stamp : mark.newest;
	const overlap = overlapBefore(newest);
	const from = overlap > mark.from ? overlap : mark.from;
	const told = new Map(
		Object.entries(mark.told).map(([stamp, ids]) => [stamp, new Map(Object.entries(ids))]),
	);
	for (const { id, stamp, print } of taken) {
		told.set(stamp, (told.get(stamp) ?? new Map<string, string>()).set(id, print));
	}
	return {
		...mark,
		from,
		newest,
		told: Object.fromEntries(
			[...told]
				.filter(([stamp]) => stamp >= from)
				.map(([stamp, ids]) => [stamp, Object.fromEntries(ids)]),
		),
	};
}

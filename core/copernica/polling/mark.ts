import { z } from 'zod';
import { overlapBefore } from './stamp';

/** One record as it was seen: its ID, when it last changed, and what it held. */
export interface Sighting {
	readonly id: string;
	/** Copernica's `modified`. */
	readonly stamp: string;
	/** Tells two states apart: a record can change twice within one second. */
	readonly print: string;
}

/** How far a trigger's looks have come, in Copernica's own times. */
export const markSchema = z.object({
	/** Nothing older is asked for; empty = everything is. */
	from: z.string(),
	/** The newest stamp that was reported; empty = none. */
	newest: z.string(),
	/** Records created at or before this time are already known; empty = none are. */
	createdAfter: z.string(),
	/**
	 * Where the looks that did not reach the end began: a record created since then may not have been reported, even
	 * before `from`. Absent = the last look reported everything.
	 */
	openSince: z.string().optional(),
	/** What was reported since `from`: stamp → ID → print. */
	told: z.record(z.string(), z.record(z.string(), z.string())),
});
export type Mark = z.infer<typeof markSchema>;

/** Nothing reported yet. @param from where to begin; empty = at the oldest record */
export function markAt(from: string, createdAfter = ''): Mark {
	return { from, newest: from, createdAfter, told: {} };
}

function isTold({ told }: Mark, { id, stamp, print }: Sighting): boolean {
	return told[stamp]?.[id] === print;
}

/**
 * Whether a record is reported for the first time, so that it counts as created. Those reported before, or already
 * there when the looks began, count as updated. `maybe` while looks leave records for the next one: a record that
 * changed after its creation is further back, and old reports of it are not remembered.
 */
export function creationOf(
	{ from, createdAfter, openSince = from, told }: Mark,
	{ id, created }: { id: string; created: string | null },
): 'yes' | 'maybe' | 'no' {
	if (created === null || created < openSince || created <= createdAfter) return 'no';
	if (Object.values(told).some((ids) => Object.hasOwn(ids, id))) return 'no';
	return created < from ? 'maybe' : 'yes';
}

/** Oldest first; records of one second keep their places. */
export function byStamp(a: Pick<Sighting, 'stamp'>, b: Pick<Sighting, 'stamp'>): number {
	return a.stamp === b.stamp ? 0 : a.stamp < b.stamp ? -1 : 1;
}

/** What one look finds: each record once, as last seen, without what was already reported. */
export class Haul<Found extends Sighting> {
	private readonly found = new Map<string, Found>();

	constructor(private readonly mark: Mark) {}

	/** Records that were not reported yet. */
	get size(): number {
		return this.found.size;
	}

	/** Adds what was read, in the order of reading. */
	add(rows: readonly Found[]): void {
		for (const row of rows) {
			// When read again it may be further back, and the later read is newer.
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
 * Moves the mark past what was taken, and no further.
 *
 * @param taken in order, as {@link Haul.oldest} gives them
 * @param isAll whether nothing else was left to take
 */
export function advance(current: Mark, taken: readonly Sighting[], isAll: boolean): Mark {
	const { openSince = current.from, ...mark } = current;
	const open = isAll ? {} : { openSince };
	const last = taken.at(-1);
	if (last === undefined) return { ...mark, ...open };
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
		...open,
		from,
		newest,
		told: Object.fromEntries(
			[...told]
				.filter(([stamp]) => stamp >= from)
				.map(([stamp, ids]) => [stamp, Object.fromEntries(ids)]),
		),
	};
}

import { z } from 'zod';

/** Numbers come as numbers or as text (copernica.md 3.3). */
const count = z.coerce.number().int().nonnegative();

const wrapperSchema = z.object({
	start: count.default(0),
	limit: count.optional(),
	count: count.optional(),
	total: count.optional(),
	data: z.array(z.unknown()),
});

/** One page of a list. */
export interface ListPage {
	data: unknown[];
	/** Number of rows over all pages; null when it was not asked for. */
	total: number | null;
	/** Offset of the next page, or null at the end. */
	nextStart: number | null;
}

/**
 * Reads the wrapper around every list: `start`, `limit`, `count`, `total`, `data` (copernica.md 3.3). The
 * `nextid` of profile lists is not needed: whoever reads by id counts on from the last one.
 *
 * @param body the answer's body, or a list inside an entity
 * @param requestedLimit rows that were asked for; tells the end when `total` was left out
 * @returns the page, or null for anything that is not a list
 */
export function readListPage(body: unknown, requestedLimit: number): ListPage | null {
	const parsed = wrapperSchema.safeParse(body);
	if (!parsed.success) return null;
	const { start, data, total } = parsed.data;
	const end = start + data.length;
	// Without a total, a short page may just be a lower limit on their side: only an empty one is the end.
	const limit = parsed.data.limit ?? requestedLimit;
	const more = data.length > 0 && (total === undefined ? data.length >= limit : end < total);
	return {
		data,
		total: total ?? null,
		nextStart: more ? end : null,
	};
}

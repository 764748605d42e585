import { z } from 'zod';

/** Numbers come as numbers or as text; whatever else stands there (null, false) tells nothing. */
const count = z
	.union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
	.pipe(z.number().int().nonnegative())
	.optional()
	.catch(undefined);

/**
 * The wrapper around every list: `start`, `limit`, `count`, `total`, `data`. What it echoes of the question is not read:
 * Copernica may write `start: 0` on every page, or the limit that was asked for although its own is lower.
 */
const wrapperSchema = z.object({ total: count, data: z.array(z.unknown()) });

/** One page of a list. */
export interface ListPage {
	data: unknown[];
	/** Number of rows over all pages; null when it was not told. */
	total: number | null;
	/** Offset of the next page, or null at the end. */
	nextStart: number | null;
}

/**
 * Reads one page. The `nextid` of profile lists is not needed: whoever reads by id counts on from the last one.
 *
 * @param body the answer's body, or a list inside an entity
 * @param start offset that was asked for
 * @returns the page, or null for anything that is not a list
 */
export function readListPage(body: unknown, start: number): ListPage | null {
	const parsed = wrapperSchema.safeParse(body);
	if (!parsed.success) return null;
	const { data } = parsed.data;
	const end = start + data.length;
	// A total below the rows at hand is none.
	const total = (parsed.data.total ?? -1) < data.length ? null : (parsed.data.total ?? null);
	// Without a total a short page proves nothing, because the limit may be lower on their side: only an empty one is the
	// end.
	const more = data.length > 0 && (total === null || end < total);
	return { data, total, nextStart: more ? end : null };
}

const singleSchema = z.object({
	data: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]),
});

/**
 * What a list wrapper around a single entity holds. `GET v1/callback/{id}` is documented to answer in such a wrapper,
 * as the lists do; most other single entities come bare.
 *
 * @returns null for a body that is no wrapper
 */
export function unwrap(body: unknown): unknown[] | null {
	const parsed = singleSchema.safeParse(body);
	if (!parsed.success) return null;
	const { data } = parsed.data;
	return Array.isArray(data) ? data : [data];
}

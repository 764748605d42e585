import { z } from 'zod';
import { readListPage, unwrap, type ListPage } from '../../../core/copernica/answer';
import type { CopernicaFault } from '../../../core/copernica/fault';
import { CopernicaFaultError } from './apiError';
import { tryCopernicaRequest } from './client';
import type { CopernicaContext, CopernicaRequest } from './request';

/** Most rows a page can hold on `api.` (docs/vendors/copernica.md#33-paging). */
export const MAX_PAGE = 1_000;

const NEXT_PAGE = 'the next page of the list';

/** What to read, how to understand it, and what to call it in a text. */
export interface ReadRequest<Entity> {
	version?: 'v1' | 'v4';
	path: string;
	query?: CopernicaRequest['query'];
	schema: z.ZodType<Entity, z.ZodTypeDef, unknown>;
	/** With its article: "a profile". */
	what: string;
	/** Of a single entity: its id, where the answer is known to be a list that could hold others. */
	id?: string;
	itemIndex?: number;
	isUrgent?: boolean;
}

const withId = z.object({ id: z.string() });

/**
 * Understands the answer about one entity, bare or in the list wrapper.
 *
 * @param id of the entity that was asked for, where an answer could hold others too
 * @returns undefined for another answer than such an entity; null for an empty list: there is none
 */
function entityIn<Entity>(
	body: unknown,
	{ schema, id }: Pick<ReadRequest<Entity>, 'schema' | 'id'>,
): Entity | null | undefined {
	const bare = schema.safeParse(body);
	if (bare.success) return bare.data;
	const entries = unwrap(body);
	if (entries === null) return undefined;
	if (entries.length === 0) return null;
	const found = entries
		.map((entry) => schema.safeParse(entry).data)
		.filter((entity) => id === undefined || withId.safeParse(entity).data?.id === id);
	return found.length === 1 ? found[0] : undefined;
}

/** For a success whose body is not what was asked for. */
export function unreadable(wanted: string): CopernicaFaultError {
	return new CopernicaFaultError({ kind: 'unreadable', wanted });
}

/** An entity, null where it does not exist (any more), or why it cannot be read. */
export type EntityRead<Entity> =
	| { ok: true; entity: Entity | null; headers: Record<string, string> }
	| { ok: false; fault: CopernicaFault };

/** Reads one entity, or why it cannot be read, also when the answer is something else. */
export async function tryReadIfThere<Entity>(
	context: CopernicaContext,
	request: ReadRequest<Entity>,
): Promise<EntityRead<Entity>> {
	const { version = 'v4', path, query, what, isUrgent } = request;
	const asked = { version, method: 'GET', path, query, isUrgent } as const;
	const result = await tryCopernicaRequest(context, asked);
	if (!result.ok) {
		return result.fault.kind === 'gone' ? { ok: true, entity: null, headers: {} } : result;
	}
	const entity = entityIn(result.answer.body, request);
	if (entity === undefined) return { ok: false, fault: { kind: 'unreadable', wanted: what } };
	return { ok: true, entity, headers: result.answer.headers };
}

/**
 * {@link tryReadIfThere} for callers that cannot go on without the answer.
 *
 * @returns null when it does not exist (any more)
 * @throws CopernicaFaultError for every other fault, and when the answer is something else
 */
export async function readIfThere<Entity>(
	context: CopernicaContext,
	request: ReadRequest<Entity>,
): Promise<Entity | null> {
	const read = await tryReadIfThere(context, request);
	if (!read.ok) throw new CopernicaFaultError(read.fault);
	return read.entity;
}

/** One page of a list, understood. */
export type Page<Entity> = Omit<ListPage, 'data'> & { rows: Entity[] };

type PageRead<Entity> = { ok: true; page: Page<Entity> } | { ok: false; fault: CopernicaFault };

/**
 * Reads one page of a list. Every row must be understood: silently skipping one would lose it.
 *
 * @returns the page, or the fault: to some callers it is an answer that the owner of the list is gone
 */
export async function tryReadPage<Entity>(
	context: CopernicaContext,
	request: ReadRequest<Entity>,
): Promise<PageRead<Entity>> {
	const { version = 'v4', path, query, schema, what, isUrgent } = request;
	const asked = { version, method: 'GET', path, query, isUrgent } as const;
	const result = await tryCopernicaRequest(context, asked);
	if (!result.ok) return result;
	const page = readListPage(result.answer.body, Number(query?.start ?? 0));
	const rows = page === null ? null : schema.array().safeParse(page.data);
	if (page === null || rows === null || !rows.success) {
		return { ok: false, fault: { kind: 'unreadable', wanted: `a list with ${what} in each row` } };
	}
	const { total, nextStart } = page;
	return { ok: true, page: { total, nextStart, rows: rows.data } };
}

/** {@link tryReadPage} for callers that cannot go on without the page. @throws CopernicaFaultError */
export async function readPage<Entity>(
	context: CopernicaContext,
	request: ReadRequest<Entity>,
): Promise<Page<Entity>> {
	const read = await tryReadPage(context, request);
	if (!read.ok) throw new CopernicaFaultError(read.fault);
	return read.page;
}

/**
 * Reads a list page by page by offset, up to a fault. When Copernica gives the same page again, it has ignored the
 * offset, and the reading would never end: that is a fault too.
 */
async function* tryReadByOffset<Entity>(
	context: CopernicaContext,
	request: ReadRequest<Entity>,
	start: number,
): AsyncGenerator<PageRead<Entity>> {
	let before = '';
	for (let next: number | null = start; next !== null; ) {
		const query: CopernicaRequest['query'] = { ...request.query, start: next, limit: MAX_PAGE };
		const read: PageRead<Entity> = await tryReadPage(context, { ...request, query });
		if (!read.ok) return yield read;
		const now = JSON.stringify(read.page.rows);
		if (read.page.rows.length > 0 && now === before) {
			return yield { ok: false, fault: { kind: 'unreadable', wanted: NEXT_PAGE } };
		}
		before = now;
		yield read;
		next = read.page.nextStart;
	}
}

/**
 * Reads a list page by page by offset. For short lists (databases, collections, fields), not for profiles.
 *
 * @param start offset of the first page
 * @throws CopernicaFaultError
 */
export async function* readByOffset<Entity>(
	context: CopernicaContext,
	request: ReadRequest<Entity>,
	start = 0,
): AsyncGenerator<Page<Entity>> {
	for await (const read of tryReadByOffset(context, request, start)) {
		if (!read.ok) throw new CopernicaFaultError(read.fault);
		yield read.page;
	}
}

/** A whole list, or why it cannot be read. */
export type Rows<Entity> = { ok: true; rows: Entity[] } | { ok: false; fault: CopernicaFault };

/** {@link readByOffset}, the whole list at once, or the fault. */
export async function tryReadAll<Entity>(
	context: CopernicaContext,
	request: ReadRequest<Entity>,
): Promise<Rows<Entity>> {
	const rows: Entity[] = [];
	for await (const read of tryReadByOffset(context, request, 0)) {
		if (!read.ok) return read;
		rows.push(...read.page.rows);
	}
	return { ok: true, rows };
}

/** {@link tryReadAll} for callers that cannot go on without the list. @throws CopernicaFaultError */
export async function readAll<Entity>(
	context: CopernicaContext,
	request: ReadRequest<Entity>,
): Promise<Entity[]> {
	const read = await tryReadAll(context, request);
	if (!read.ok) throw new CopernicaFaultError(read.fault);
	return read.rows;
}

const isAtLeast = (from: bigint | null) => (id: bigint) => from === null || id >= from;

function isAscending(ids: bigint[], from: bigint | null): boolean {
	return ids.every((id, at) => isAtLeast(at === 0 ? from : (ids[at - 1] ?? 0n) + 1n)(id));
}

/** A page of {@link readById}. */
interface PageById<Entity> {
	rows: Entity[];
	/** Just before the page was asked for; ISO 8601, UTC. What it holds is at least as new as that. */
	readAt: string;
	/** Rows in all when the reading began, whatever the limit; null = not told. */
	total: number | null;
}

/**
 * Reads profiles or subprofiles page by page in order of id, each page from the id after the last one: a large
 * offset is slow, and skips rows when others are deleted meanwhile.
 *
 * Copernica may give fewer rows a page than it was asked for without saying so, so a short page is not the end. The
 * first page also asks how many there are in all: only once that many were read, or a page is empty, it ends. Counting
 * is slow, so no other page asks.
 *
 * @param selectors conditions that were checked (`makeSelector`)
 * @param limit most rows in all
 * @throws CopernicaFaultError, also when Copernica goes back in the order: it has ignored the condition, and the reading
 * would never end. The order is documented for databases and collections but not for selections, so rows that all fit on
 * one page are taken in any order.
 */
export async function* readById<Entity extends { id: string }>(
	context: CopernicaContext,
	request: ReadRequest<Entity>,
	selectors: string[],
	limit: number,
): AsyncGenerator<PageById<Entity>> {
	let from: bigint | null = null;
	let total: number | null = null;
	for (let read = 0; read < limit; ) {
		const size = Math.min(limit - read, MAX_PAGE);
		const readAt = new Date().toISOString();
		const page: Page<Entity> = await readPage(context, {
			...request,
			query: {
				'fields[]': [...selectors, ...(from === null ? [] : [`id>=${from}`])],
				orderby: 'id',
				order: 'asc',
				total: from === null ? 'true' : 'false',
				start: 0,
				limit: size,
			},
		});
		if (from === null) ({ total } = page);
		const rows = page.rows.slice(0, size);
		const ids = rows.map(({ id }) => BigInt(id));
		// A full page is followed by another try, whatever the total: profiles may have been added meanwhile.
		const isComplete = total !== null && read + rows.length >= total && rows.length < size;
		const isLast = isComplete || read + rows.length >= limit;
		if (!(isLast ? ids.every(isAtLeast(from)) : isAscending(ids, from)))
			throw unreadable(NEXT_PAGE);
		from = (ids.at(-1) ?? 0n) + 1n;
		if (rows.length > 0) yield { rows, readAt, total };
		read += rows.length;
		if (rows.length === 0 || isComplete) return;
	}
}

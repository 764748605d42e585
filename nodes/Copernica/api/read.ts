import { z } from 'zod';
import { readListPage, unwrap, type ListPage } from '../../../core/copernica/listPage';
import { tryCopernicaRequest } from './client';
import { isGone, unexpectedAnswer } from './apiError';
import type { CopernicaContext } from '../shared/context';
import type { CopernicaRequest } from './request';

/** Most rows a page can hold on `api.` (docs/vendors/copernica.md#33-paging). */
export const MAX_PAGE = 1_000;

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

/**
 * Reads one entity.
 *
 * @returns null when it does not exist (any more)
 * @throws NodeApiError for every other fault, and when the answer is something else
 */
export async function readIfThere<Entity>(
	context: CopernicaContext,
	request: ReadRequest<Entity>,
): Promise<Entity | null> {
	const { version = 'v4', path, query, what, itemIndex } = request;
	const result = await tryCopernicaRequest(context, {
		version,
		method: 'GET',
		path,
		query,
		itemIndex,
	});
	if (!result.ok) {
		if (isGone(result.error)) return null;
		throw result.error;
	}
	const entity = entityIn(result.answer.body, request);
	if (entity === undefined) throw unexpectedAnswer(context.getNode(), what, itemIndex);
	return entity;
}

/** One page of a list, understood. */
export type Page<Entity> = Omit<ListPage, 'data'> & { rows: Entity[] };

/**
 * Reads one page of a list. Every row must be understood: a row left out in silence would be a lost row.
 *
 * @returns the page, or the fault, for callers to whom a missing owner of the list is an answer (`isGone`)
 * @throws NodeApiError when the answer is something else than such a list
 */
export async function tryReadPage<Entity>(
	context: CopernicaContext,
	request: ReadRequest<Entity>,
): Promise<{ ok: true; page: Page<Entity> } | { ok: false; error: Error }> {
	const { version = 'v4', path, query, schema, what, itemIndex } = request;
	const result = await tryCopernicaRequest(context, {
		version,
		method: 'GET',
		path,
		query,
		itemIndex,
	});
	if (!result.ok) return result;
	const page = readListPage(result.answer.body, Number(query?.start ?? 0));
	const rows = page === null ? null : schema.array().safeParse(page.data);
	if (page === null || rows === null || !rows.success) {
		throw unexpectedAnswer(context.getNode(), `a list with ${what} in each row`, itemIndex);
	}
	const { total, nextStart } = page;
	return { ok: true, page: { total, nextStart, rows: rows.data } };
}

/** {@link tryReadPage} for callers that cannot go on without the page. @throws its fault */
export async function readPage<Entity>(
	context: CopernicaContext,
	request: ReadRequest<Entity>,
): Promise<Page<Entity>> {
	const result = await tryReadPage(context, request);
	if (!result.ok) throw result.error;
	return result.page;
}

/**
 * Reads a list page by page by offset. For short lists (databases, collections, fields), not for profiles.
 *
 * @param start offset of the first page
 * @throws NodeApiError, also when Copernica gives the same page again: it would have ignored the offset, and the reading
 * would never end
 */
export async function* readByOffset<Entity>(
	context: CopernicaContext,
	request: ReadRequest<Entity>,
	start = 0,
): AsyncGenerator<Page<Entity>> {
	let before = '';
	for (let next: number | null = start; next !== null; ) {
		const page: Page<Entity> = await readPage(context, {
			...request,
			query: { ...request.query, start: next, limit: MAX_PAGE },
		});
		const now = JSON.stringify(page.rows);
		if (page.rows.length > 0 && now === before) {
			throw unexpectedAnswer(context.getNode(), 'the next page of the list', request.itemIndex);
		}
		before = now;
		yield page;
		next = page.nextStart;
	}
}

/** {@link readByOffset}, the whole list at once. */
export async function readAll<Entity>(
	context: CopernicaContext,
	request: ReadRequest<Entity>,
): Promise<Entity[]> {
	const all: Entity[] = [];
	for await (const { rows } of readByOffset(context, request)) all.push(...rows);
	return all;
}

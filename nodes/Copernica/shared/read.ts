import type { z } from 'zod';
import { readListPage, type ListPage } from '../../../core/copernica/listPage';
import { tryCopernicaRequest } from '../transport';
import { isGone, unexpectedAnswer } from './apiError';
import type { CopernicaContext } from './context';
import type { CopernicaRequest } from './request';

/** Most rows a page can hold on `api.` (copernica.md 3.3). */
export const MAX_PAGE = 1_000;

/** What to read, how to understand it, and what to call it in a text. */
export interface ReadRequest<Entity> {
	version?: 'v1' | 'v4';
	path: string;
	query?: CopernicaRequest['query'];
	schema: z.ZodType<Entity, z.ZodTypeDef, unknown>;
	/** With its article: "a profile". */
	what: string;
	itemIndex?: number;
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
	const { version = 'v4', path, query, schema, what, itemIndex } = request;
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
	const parsed = schema.safeParse(result.answer.body);
	if (!parsed.success) throw unexpectedAnswer(context.getNode(), what, itemIndex);
	return parsed.data;
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
	const page = readListPage(result.answer.body, Number(query?.limit ?? MAX_PAGE));
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

/** Reads a whole list by offset. For short lists (databases, collections, fields), not for profiles. */
export async function readAll<Entity>(
	context: CopernicaContext,
	request: ReadRequest<Entity>,
): Promise<Entity[]> {
	const all: Entity[] = [];
	for (let start: number | null = 0; start !== null; ) {
		const page: { nextStart: number | null; rows: Entity[] } = await readPage(context, {
			...request,
			query: { ...request.query, start, limit: MAX_PAGE },
		});
		all.push(...page.rows);
		start = page.nextStart;
	}
	return all;
}

import type { IExecuteFunctions } from 'n8n-workflow';
import { unexpectedAnswer } from './apiError';
import { MAX_PAGE, readPage, type ReadRequest } from './read';

interface WithId {
	id: string;
}

/**
 * Reads profiles or subprofiles page by page in order of id, each page from the id after the last one: a large
 * offset is slow, and skips rows when others are deleted meanwhile (copernica.md 3.3).
 *
 * @param selectors conditions that were checked (`makeSelector`)
 * @param limit most rows in all
 * @throws NodeApiError, also when Copernica goes back in the order: it would have ignored the condition, and
 * the reading would never end
 */
export async function* readById<Entity extends WithId>(
	context: IExecuteFunctions,
	request: ReadRequest<Entity>,
	selectors: string[],
	limit: number,
): AsyncGenerator<Entity[]> {
	let from: bigint | null = null;
	for (let left = limit; left > 0; ) {
		const size = Math.min(left, MAX_PAGE);
		const page: { nextStart: number | null; rows: Entity[] } = await readPage(context, {
			...request,
			query: {
				'fields[]': [...selectors, ...(from === null ? [] : [`id>=${from}`])],
				orderby: 'id',
				order: 'asc',
				total: 'false',
				start: 0,
				limit: size,
			},
		});
		const rows = page.rows.slice(0, left);
		for (const { id } of rows) {
			if (from !== null && BigInt(id) < from) {
				throw unexpectedAnswer(context.getNode(), 'the next page of the list', request.itemIndex);
			}
			from = BigInt(id) + 1n;
		}
		if (rows.length > 0) yield rows;
		left -= rows.length;
		if (page.nextStart === null) return;
	}
}

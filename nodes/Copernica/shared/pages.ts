import type { IExecuteFunctions } from 'n8n-workflow';
import { unexpectedAnswer } from '../api/apiError';
import { MAX_PAGE, readPage, type Page, type ReadRequest } from '../api/read';

interface WithId {
	id: string;
}

/** A page of {@link readById}. */
interface PageById<Entity> {
	rows: Entity[];
	/** Just before the page was asked for; ISO 8601, UTC. What it holds is at least as new as that. */
	readAt: string;
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
 * @throws NodeApiError, also when Copernica goes back in the order: it would have ignored the condition, and
 * the reading would never end
 */
export async function* readById<Entity extends WithId>(
	context: IExecuteFunctions,
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
		for (const { id } of rows) {
			if (from !== null && BigInt(id) < from) {
				throw unexpectedAnswer(context.getNode(), 'the next page of the list', request.itemIndex);
			}
			from = BigInt(id) + 1n;
		}
		if (rows.length > 0) yield { rows, readAt };
		read += rows.length;
		// A full page is followed by another try, whatever the total: profiles may have been added meanwhile.
		const isComplete = total !== null && read >= total && rows.length < size;
		if (rows.length === 0 || isComplete) return;
	}
}

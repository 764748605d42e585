import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';
import { collectionSchema, databaseSchema } from '../../../core/copernica/entities';
import { pathOf } from '../shared/path';
import { MAX_PAGE, readPage, type ReadRequest } from '../shared/read';
import { selectedDatabase } from './selection';

interface Named {
	id: string;
	name: string;
	archived?: boolean;
}

/**
 * A page of a list for a picker. Copernica cannot search these lists, so pages are read until one has a match:
 * an empty page with more behind it would look like "no results".
 */
async function searchByName<Entity extends Named>(
	context: ILoadOptionsFunctions,
	request: ReadRequest<Entity>,
	filter: string | undefined,
	paginationToken: string | undefined,
): Promise<INodeListSearchResult> {
	const wanted = filter?.trim().toLowerCase() ?? '';
	const results: INodeListSearchItems[] = [];
	let start: number | null = Number(paginationToken ?? 0);
	while (start !== null && results.length === 0) {
		const page: { nextStart: number | null; rows: Entity[] } = await readPage(context, {
			...request,
			query: { start, limit: MAX_PAGE },
		});
		start = page.nextStart;
		for (const { id, name, archived } of page.rows) {
			if (!name.toLowerCase().includes(wanted) && id !== wanted) continue;
			results.push({ name: archived === true ? `${name} (archived)` : name, value: id });
		}
	}
	results.sort((a, b) => a.name.localeCompare(b.name));
	return { results, ...(start === null ? {} : { paginationToken: String(start) }) };
}

/** Databases of the account, by name or exact id. */
export async function searchDatabases(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await searchByName(
		this,
		{ path: 'databases', schema: databaseSchema, what: 'a database' },
		filter,
		paginationToken,
	);
}

/** Collections of the database in the parameter `database`, by name or exact id. */
export async function searchCollections(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await searchByName(
		this,
		{
			path: pathOf('database', selectedDatabase(this), 'collections'),
			schema: collectionSchema,
			what: 'a collection',
		},
		filter,
		paginationToken,
	);
}

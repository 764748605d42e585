import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';
import { collectionSchema, databaseSchema } from '../../../core/copernica/entities';
import { forEditor } from '../api/apiError';
import { readByOffset, type ReadRequest } from '../api/read';
import { pathOf } from '../api/request';
import { selectedDatabase } from './selection';

interface Named {
	id: string;
	name: string;
	archived?: boolean;
}

/**
 * A page of a list for a picker. Copernica cannot search these lists, so pages are read until one has a match: an empty
 * page with more to come would look like "no results".
 */
async function searchByName<Entity extends Named>(
	context: ILoadOptionsFunctions,
	request: ReadRequest<Entity>,
	filter: string | undefined,
	paginationToken: string | undefined,
): Promise<INodeListSearchResult> {
	const wanted = filter?.trim().toLowerCase() ?? '';
	const results: INodeListSearchItems[] = [];
	let next: number | null = null;
	for await (const page of readByOffset(context, request, Number(paginationToken ?? 0))) {
		next = page.nextStart;
		const found = page.rows.filter(({ id, name }) => isWanted(wanted, id, name));
		for (const { id, name, archived } of found) {
			results.push({ name: archived === true ? `${name} (archived)` : name, value: id });
		}
		if (results.length > 0) break;
	}
	results.sort((a, b) => a.name.localeCompare(b.name));
	return { results, ...(next === null ? {} : { paginationToken: String(next) }) };
}

/** Whether a picker shows an entry. @param wanted what was typed, trimmed and in lower case */
export function isWanted(wanted: string, id: string, name: string): boolean {
	return name.toLowerCase().includes(wanted) || id === wanted;
}

/** Databases of the account, by name or exact id. */
async function searchDatabases(
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
async function searchCollections(
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

/** Searchable lists; `searchCollections` reads the parameter `database`. */
export const listSearch = {
	searchDatabases: forEditor(searchDatabases),
	searchCollections: forEditor(searchCollections),
};

import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import type { Selection } from '../../../core/copernica/entities';
import { forEditor } from '../api/apiError';
import { readMiniselections, readSelections } from '../api/selections';
import { isWanted } from './listSearch';
import { selectedCollection, selectedDatabase } from './selection';

/** Selections by name or exact id, all at once; a nested one follows the name of its parent. */
function searchAmong(selections: Selection[], filter: string | undefined): INodeListSearchResult {
	const wanted = filter?.trim().toLowerCase() ?? '';
	const names = new Map(selections.map(({ id, name }) => [id, name]));
	const results = selections
		.map(({ id, name, parent }) => {
			const outer = parent === null ? undefined : names.get(parent);
			return { name: outer === undefined ? name : `${outer} › ${name}`, value: id };
		})
		.filter(({ name, value }) => isWanted(wanted, value, name));
	return { results: results.sort((a, b) => a.name.localeCompare(b.name)) };
}

/** Selections of the database in the parameter `database`, by name or exact id. */
async function searchSelections(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return searchAmong(await readSelections(this, selectedDatabase(this)), filter);
}

/** Miniselections of the collection in the parameter `collection`, by name or exact id. */
async function searchMiniselections(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return searchAmong(await readMiniselections(this, selectedCollection(this)), filter);
}

/** Searchable lists for the Copernica node only. */
export const selectionSearch = {
	searchSelections: forEditor(searchSelections),
	searchMiniselections: forEditor(searchMiniselections),
};

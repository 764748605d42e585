import type { ILoadOptionsFunctions } from 'n8n-workflow';
import { withNodeErrors } from '../api/apiError';
import { searchCollections, searchDatabases } from './listSearch';
import { getFields, getInterests, getSearchableFields } from './loadOptions';
import { getMappingColumns } from './resourceMapping';

/** A method as n8n calls it: faults of Copernica become n8n errors here. */
export function forEditor<Arguments extends unknown[], Result>(
	method: (this: ILoadOptionsFunctions, ...given: Arguments) => Promise<Result>,
) {
	return async function (this: ILoadOptionsFunctions, ...given: Arguments): Promise<Result> {
		return await withNodeErrors(this.getNode(), async () => await method.apply(this, given));
	};
}

/** Searchable lists; `searchCollections` reads the parameter `database`. */
export const listSearch = {
	searchDatabases: forEditor(searchDatabases),
	searchCollections: forEditor(searchCollections),
};

/** Plain lists; they read the parameters `collection` and `database`. */
export const loadOptions = {
	getFields: forEditor(getFields),
	getSearchableFields: forEditor(getSearchableFields),
	getInterests: forEditor(getInterests),
};

/** Columns of the mapper, from the parameters `collection` and `database`. */
export const resourceMapping = { getMappingColumns: forEditor(getMappingColumns) };

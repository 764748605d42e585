import { searchCollections, searchDatabases } from './listSearch';
import { getFields, getInterests, getSearchableFields } from './loadOptions';
import { getMappingColumns } from './resourceMapping';

export { readFieldNames } from '../api/fieldList';
export { readInterests } from './interests';
export { selectedId } from './selection';

/** Searchable lists; `searchCollections` reads the parameter `database`. */
export const listSearch = { searchDatabases, searchCollections };

/** Plain lists; they read the parameters `collection` and `database`. */
export const loadOptions = { getFields, getSearchableFields, getInterests };

/** Columns of the mapper, from the parameters `collection` and `database`. */
export const resourceMapping = { getMappingColumns };

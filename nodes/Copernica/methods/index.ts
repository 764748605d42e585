import { searchCollections, searchDatabases } from './listSearch';
import { getFields } from './loadOptions';

export { readFieldNames, type FieldSource } from './fields';

/** Searchable lists; `searchCollections` reads the parameter `database`. */
export const listSearch = { searchDatabases, searchCollections };

/** Plain lists; `getFields` reads the parameters `collection` and `database`. */
export const loadOptions = { getFields };

import { listSearch } from '../../Copernica/methods';
import { getConsentValues } from './consentValues';
import { getMappingColumns, getMappingSources } from './mapping';

/** Lists that the editor loads for the forms of this node. */
export const methods = {
	resourceMapping: { getMappingColumns },
	loadOptions: { getMappingSources, getConsentValues },
	listSearch: {
		searchDatabases: listSearch.searchDatabases,
		searchCollections: listSearch.searchCollections,
	},
};

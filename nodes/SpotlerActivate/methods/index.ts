import { listSearch } from '../../Copernica/methods/listSearch';
import { getConsentValues } from './consentValues';
import { getActivateColumns, getMappingSources } from './mapping';

/** Lists that the editor loads for the forms of this node. */
export const methods = {
	resourceMapping: { getMappingColumns: getActivateColumns },
	loadOptions: { getMappingSources, getConsentValues },
	listSearch: {
		searchDatabases: listSearch.searchDatabases,
		searchCollections: listSearch.searchCollections,
	},
};

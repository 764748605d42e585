import type { INodeProperties } from 'n8n-workflow';
import { parallelRequestsOption } from '../../shared/parallelRequests';

const interestFields: INodeProperties[] = [
	{
		displayName: 'Interests to Add',
		name: 'addInterests',
		type: 'multiOptions',
		default: [],
		description:
			'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
		typeOptions: { loadOptionsMethod: 'getInterests', loadOptionsDependsOn: ['database.value'] },
	},
	{
		displayName: 'Interests to Remove',
		name: 'removeInterests',
		type: 'multiOptions',
		default: [],
		description:
			'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
		typeOptions: { loadOptionsMethod: 'getInterests', loadOptionsDependsOn: ['database.value'] },
	},
];

const parallelOption = parallelRequestsOption(
	'Copernica',
	'Items for the same profile or subprofile are done one after the other, in order.',
);

/** The options of an operation. */
export function optionsField(options: INodeProperties[]): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options,
	};
}

/** Options of what writes a profile. */
export const profileOptions = optionsField([...interestFields, parallelOption]);

/** Options of what makes requests for each item and has no others. */
export const requestOptions = optionsField([parallelOption]);

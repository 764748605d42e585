import {
	updateDisplayOptions,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
} from 'n8n-workflow';
import { toNodeFault } from '../../shared/nodeFault';
import { readContactPages } from './getMany/contactPages';

const properties: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
		displayOptions: { show: { returnAll: [false] } },
	},
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add filter',
		default: {},
		options: [
			{
				displayName: 'Only With Email',
				name: 'emailNotEmpty',
				type: 'boolean',
				default: true,
				description: 'Whether to return only profiles that have an email address',
			},
		],
	},
];

export const description = updateDisplayOptions(
	{ show: { resource: ['profile'], operation: ['getAll'] } },
	properties,
);

/** Reads profiles ("contacts") from Spotler Activate, for each item. @returns [profiles] */
export async function execute(
	this: IExecuteFunctions,
	items: INodeExecutionData[],
): Promise<INodeExecutionData[][]> {
	const output: INodeExecutionData[] = [];
	for (const itemIndex of items.keys()) {
		const returnAll = this.getNodeParameter('returnAll', itemIndex, false) === true;
		const limit = returnAll ? null : Number(this.getNodeParameter('limit', itemIndex, 50));
		const filters = this.getNodeParameter('filters', itemIndex, {});
		const read = await readContactPages(this, {
			limit,
			emailNotEmpty: filters.emailNotEmpty === true,
		});
		if (!read.ok) {
			const fault = toNodeFault(this, read.fault, itemIndex, 'read');
			if (!this.continueOnFail()) throw fault;
			// Nothing but `error`: so n8n moves it to the error output, if there is one, on top of the input item.
			output.push({ json: { error: fault.message }, pairedItem: { item: itemIndex } });
			continue;
		}
		if (read.mayHaveMore) {
			this.addExecutionHints({
				message: moreHint(read.contacts.length, returnAll),
				location: 'outputPane',
			});
		}
		for (const json of read.contacts) output.push({ json, pairedItem: { item: itemIndex } });
	}
	return [output];
}

function moreHint(count: number, returnAll: boolean): string {
	const next = returnAll ? ' Turn off Return All and set Limit to the number you need.' : '';
	return `Spotler Activate returned ${count} profiles and may have more: its answer shows no way to get further ones.${next}`;
}

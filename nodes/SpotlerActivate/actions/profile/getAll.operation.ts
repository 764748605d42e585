import {
	NodeOperationError,
	updateDisplayOptions,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
} from 'n8n-workflow';
import { z } from 'zod';
import { toNodeFault } from '../../api/apiError';
import { itemParameter, readSettings, type Refuse } from '../../shared/parameters';
import { readContactPages, type ContactQuery } from '../../api/contacts';

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

const filtersSchema = z
	.object({ emailNotEmpty: z.boolean().default(false) })
	.catch({ emailNotEmpty: false });
const limitSchema = z.coerce.number().int().min(1);

/** A reader for the settings of one item. */
function queryReader(
	context: IExecuteFunctions,
): (itemIndex: number, refuse: Refuse) => ContactQuery {
	const returnAll = itemParameter(context, {
		name: 'returnAll',
		label: 'Return All',
		fallback: false,
	});
	const limit = itemParameter(context, { name: 'limit', label: 'Limit', fallback: 50 });
	const filters = itemParameter(context, { name: 'filters', label: 'Filters', fallback: {} });
	return (itemIndex, refuse) => {
		const { emailNotEmpty } = filtersSchema.parse(filters(itemIndex, refuse));
		if (returnAll(itemIndex, refuse) === true) return { limit: null, emailNotEmpty };
		const asked = limitSchema.safeParse(limit(itemIndex, refuse));
		if (!asked.success) refuse('Limit');
		return { limit: asked.data ?? null, emailNotEmpty };
	};
}

/** Reads profiles ("contacts") from Spotler Activate, for each item. @returns [profiles] */
export async function execute(
	this: IExecuteFunctions,
	items: INodeExecutionData[],
): Promise<INodeExecutionData[][]> {
	const output: INodeExecutionData[] = [];
	const queryOf = queryReader(this);
	for (const itemIndex of items.keys()) {
		const query = readSettings((refuse) => queryOf(itemIndex, refuse));
		if (!query.ok) {
			const text = `The setting "${query.label}" has a value that cannot be used. Correct it in this node.`;
			const fault = new NodeOperationError(this.getNode(), text, { itemIndex });
			if (!this.continueOnFail()) throw fault;
			output.push({ json: { error: fault.message }, pairedItem: { item: itemIndex } });
			continue;
		}
		const read = await readContactPages(this, query.value);
		if (!read.ok) {
			const fault = toNodeFault(this, read.fault, itemIndex, 'read');
			if (!this.continueOnFail()) throw fault;
			// Nothing but `error`: so n8n moves it to the error output, if there is one, on top of the input item.
			output.push({ json: { error: fault.message }, pairedItem: { item: itemIndex } });
			continue;
		}
		if (read.mayHaveMore) {
			this.addExecutionHints({
				message: moreHint(read.contacts.length, query.value.limit === null),
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

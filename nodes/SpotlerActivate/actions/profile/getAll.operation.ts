import {
	NodeOperationError,
	type IExecuteFunctions,
	type INodeProperties,
	type NodeApiError,
} from 'n8n-workflow';
import { z } from 'zod';
import type { Operation } from '../../../shared/operation';
import type { Row } from '../../../shared/rows';
import { toNodeFault } from '../../api/apiError';
import { itemParameter, readItemSettings, type Refuse } from '../../shared/settingsPerItem';
import { returnAllFields } from '../../../shared/returnAll';
import { readContactPages, type ContactQuery } from '../../api/contacts';

const fields: INodeProperties[] = [
	...returnAllFields,
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

/**
 * The row for a fault, on the only output there is.
 *
 * @throws the fault, unless the node is set to continue
 */
function faultRow(
	context: IExecuteFunctions,
	error: NodeApiError | NodeOperationError,
	{ status, code }: { status: 'invalid' | 'rejected'; code: string },
): Row {
	if (!context.continueOnFail()) throw error;
	const { message, description } = error;
	const reason = [message, description].filter((text) => text).join(' ');
	const fault = { error: message, details: { status, code, reason } };
	return { output: 0, json: { error: message }, fault };
}

/** *Get Many*: reads profiles ("contacts") from Spotler Activate, for each item. */
export const getAll: Operation = {
	fields,
	outputs: [''],
	run: async (context, items) => {
		const queryOf = queryReader(context);
		const rowsOf = async (itemIndex: number): Promise<Row[]> => {
			const query = readItemSettings((refuse) => queryOf(itemIndex, refuse));
			if (!query.ok) {
				const text = `The setting "${query.label}" has a value that cannot be used. Correct it in this node.`;
				const error = new NodeOperationError(context.getNode(), text, { itemIndex });
				return [faultRow(context, error, { status: 'invalid', code: 'SETTINGS_INVALID' })];
			}
			const read = await readContactPages(context, query.value);
			if (!read.ok) {
				const error = toNodeFault(context, read.fault, itemIndex, 'read');
				return [faultRow(context, error, { status: 'rejected', code: read.fault.code })];
			}
			if (read.mayHaveMore) {
				context.addExecutionHints({
					message: moreHint(read.contacts.length, query.value.limit === null),
					location: 'outputPane',
				});
			}
			return read.contacts.map((json) => ({ output: 0, json }));
		};
		const rows: Row[][] = [];
		for (const itemIndex of items.keys()) rows.push(await rowsOf(itemIndex));
		return rows;
	},
};

function moreHint(count: number, returnAll: boolean): string {
	const next = returnAll ? ' Turn off Return All and set Limit to the number you need.' : '';
	return `Spotler Activate returned ${count} profiles and may have more: its answer shows no way to get further ones.${next}`;
}

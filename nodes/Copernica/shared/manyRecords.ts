import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { Row } from '../../shared/rows';
import { readById, type ReadRequest } from '../api/read';
import { hintAtLimit } from './atLimit';
import type { Item } from './rows';

/** Adds the number of records in all to each item. */
export const addTotalOption: INodeProperties = {
	displayName: 'Add Total',
	name: 'addTotal',
	type: 'boolean',
	default: false,
	description:
		'Whether to add the number of all records that meet the filters to each item, as total. Limit does not change it.',
};

/**
 * The rows of one item of *Get Many*: its records in order of ID, up to its limit.
 *
 * @param selectors conditions that were checked
 * @param toJson a record in the form that was chosen
 * @throws CopernicaFaultError, NodeOperationError
 */
export async function recordRows<Entity extends { id: string }>(
	context: IExecuteFunctions,
	item: Item,
	request: ReadRequest<Entity>,
	selectors: string[],
	toJson: (record: Entity, readAt: string) => IDataObject | Promise<IDataObject>,
): Promise<Row[]> {
	const limit = item.limit();
	const addsTotal = item.setting('options.addTotal', false) === true;
	const rows: Row[] = [];
	let total: number | null = null;
	for await (const page of readById(context, request, selectors, limit)) {
		({ total } = page);
		for (const record of page.rows) {
			const json = await toJson(record, page.readAt);
			rows.push(item.complete(addsTotal ? { ...json, total } : json));
		}
	}
	const mayHaveMore = rows.length >= limit && (total === null || total > rows.length);
	// A Change is there to be synced; whoever asks for the total knows how many are left.
	if (mayHaveMore && !addsTotal && item.outputForm() === 'change') {
		const left = total === null ? 'More records may have been' : `${total - rows.length} more were`;
		hintAtLimit(context, limit, left);
	}
	return rows;
}

import {
	updateDisplayOptions,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
} from 'n8n-workflow';
import { planTrack } from '../../../../core/sync/planTrack';
import { optionsProperty, readRunOptions } from '../../shared/runOptions';
import { sendRows } from '../../shared/sendRows';
import { trackFields } from './track/fields';
import { trackItemReader } from './track/readItem';

const properties: INodeProperties[] = [...trackFields, optionsProperty(false)];

export const description = updateDisplayOptions(
	{ show: { resource: ['event'], operation: ['track'] } },
	properties,
);

/** Sends one event per item. @returns [Accepted, Rejected] */
export async function execute(
	this: IExecuteFunctions,
	items: INodeExecutionData[],
): Promise<INodeExecutionData[][]> {
	const options = readRunOptions(this);
	const readItem = trackItemReader(this);
	const now = Math.floor(Date.now() / 1000);
	const rows = items.map((_, itemIndex) => readItem(itemIndex));
	return await sendRows(this, planTrack(rows, now, this.getTimezone()), options);
}

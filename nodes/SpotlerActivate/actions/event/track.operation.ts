import {
	updateDisplayOptions,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
} from 'n8n-workflow';
import { planTrack, type TrackItem } from '../../../../core/activate/planTrack';
import { readSettings } from '../../shared/parameters';
import { optionsProperty, readRunOptions } from '../../shared/runOptions';
import { sendRows } from '../../shared/rows';
import { trackFields } from './track/fields';
import { trackItemReader, unusableItem } from './track/readItem';

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
	const options = readRunOptions(this, items.length);
	const readItem = trackItemReader(this);
	const rows = items.map((_, itemIndex): TrackItem => {
		const ofItem = options.ofItem(itemIndex);
		const item = readSettings((refuse) => readItem(itemIndex, refuse));
		if (!item.ok) return unusableItem(itemIndex, item.label);
		return ofItem.ok ? item.value : { ...item.value, unusableSetting: ofItem.label };
	});
	return await sendRows(this, planTrack(rows, Date.now() / 1000, this.getTimezone()), options);
}

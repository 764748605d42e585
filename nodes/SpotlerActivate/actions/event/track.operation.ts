import { planTrack, type TrackItem } from '../../../../core/activate/planTrack';
import type { Operation } from '../../../shared/operation';
import { sendRows, SENT_OUTPUTS } from '../../shared/rows';
import { optionsProperty, readRunOptions, SUMMARY_OUTPUT } from '../../shared/runOptions';
import { readItemSettings } from '../../shared/settingsPerItem';
import { trackFields } from './track/fields';
import { trackItemReader, unusableItem } from './track/readItem';

/** *Track*: sends one event per item. */
export const track: Operation = {
	fields: [...trackFields, optionsProperty(false)],
	outputs: SENT_OUTPUTS,
	optionalOutput: SUMMARY_OUTPUT,
	run: async (context, items) => {
		const options = readRunOptions(context, items.length);
		const readItem = trackItemReader(context);
		const rows = items.map(({ json }, itemIndex): TrackItem => {
			const ofItem = options.ofItem(itemIndex);
			const item = readItemSettings((refuse) => readItem(itemIndex, refuse));
			if (!item.ok) return { ...unusableItem(itemIndex, item.label), json };
			const read = { ...item.value, json };
			return ofItem.ok ? read : { ...read, unusableSetting: ofItem.label };
		});
		const planned = planTrack(rows, Date.now() / 1000, context.getTimezone());
		return await sendRows(context, planned, options);
	},
};

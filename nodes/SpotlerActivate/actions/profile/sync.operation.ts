import type { INodeProperties } from 'n8n-workflow';
import { planSync, type SyncItem } from '../../../../core/activate/planSync';
import { itemParameter, readItemSettings } from '../../shared/settingsPerItem';
import { optionsProperty, readRunOptions, SUMMARY_OUTPUT } from '../../shared/runOptions';
import { sendRows, SENT_OUTPUTS } from '../../shared/rows';
import type { Operation } from '../../../shared/operation';
import { checkWiring } from '../../../shared/wiring';

const AUTOMATIC = 'automatic';
const CUSTOM = 'custom';

const fields: INodeProperties[] = [
	{
		displayName: 'Event',
		name: 'event',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Automatic',
				value: AUTOMATIC,
				description: 'EmailOptIn if the newsletter consent has changed to yes, otherwise CRMUpdate',
			},
			{
				name: 'CRMUpdate',
				value: 'CRMUpdate',
				description: 'Store profile values, including consents, without starting a journey',
			},
			{
				name: 'Custom',
				value: CUSTOM,
				description: 'Your own event',
			},
			{
				name: 'EmailOptIn',
				value: 'EmailOptIn',
				description:
					'Store profile values as an opt-in, which can start journeys. Rows without the newsletter consent "yes" are sent as CRMUpdate.',
			},
		],
		default: AUTOMATIC,
		description: 'The event that carries the profile to Spotler Activate',
	},
	{
		displayName: 'Event Name',
		name: 'eventName',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Copernica_Update',
		description: '3 to 40 letters, digits or underscores, starting with a letter',
		displayOptions: { show: { event: [CUSTOM] } },
	},
	optionsProperty(true),
];

/** *Sync*: sends prepared profiles to Spotler Activate. */
export const sync: Operation = {
	fields,
	outputs: SENT_OUTPUTS,
	optionalOutput: SUMMARY_OUTPUT,
	run: async (context, items) => {
		checkWiring(context, items, 'prepared');
		const options = readRunOptions(context, items.length);
		const event = itemParameter(context, { name: 'event', label: 'Event', fallback: AUTOMATIC });
		const customName = itemParameter(context, {
			name: 'eventName',
			label: 'Event Name',
			fallback: '',
		});
		const rows = items.map(({ json }, itemIndex): SyncItem => {
			const ofItem = options.ofItem(itemIndex);
			const name = readItemSettings((refuse) => {
				const choice = event(itemIndex, refuse);
				if (choice === AUTOMATIC) return null;
				return String(choice === CUSTOM ? (customName(itemIndex, refuse) ?? '') : choice);
			});
			return {
				itemIndex,
				json,
				eventName: name.ok ? name.value : null,
				optOutOldAddress: ofItem.ok ? ofItem.value.optOutOldAddress : [],
				isDryRun: ofItem.ok && ofItem.value.dryRun,
				unusableSetting: ofItem.ok ? (name.ok ? undefined : name.label) : ofItem.label,
			};
		});
		return await sendRows(context, planSync(rows, new Date().toISOString()), options);
	},
};

import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

/** Copernica waits for the answer in the meantime, so a burst cannot be collected for long. */
const MAX_WINDOW_MS = 10_000;
const DEFAULT_WINDOW_MS = 500;

/**
 * Whether callbacks share an execution: `off`, or the window in milliseconds; 0 = as long as n8n takes to store one.
 */
export type Grouping = number | 'off';

/**
 * The default for a node without this setting. A node of version 2 started an execution for each callback, and its
 * workflow may rely on that.
 */
export function groupingUnlessSet(typeVersion: number): Grouping {
	return typeVersion < 2.1 ? 'off' : 0;
}

const form = z.object({
	group: z.object({
		mode: z.enum(['automatic', 'off', 'wait']).default('automatic'),
		window: z.coerce
			.number()
			.int()
			.min(1)
			.max(MAX_WINDOW_MS)
			.default(DEFAULT_WINDOW_MS)
			.catch(DEFAULT_WINDOW_MS),
	}),
});

/** As stored by nodes of version 2: a window, or 0 for none. */
const firstForm = z.coerce
	.number()
	.int()
	.min(0)
	.max(MAX_WINDOW_MS)
	.transform((windowMs): Grouping => (windowMs === 0 ? 'off' : windowMs));

/** *Group Bursts*; undefined when it is not added, or holds something that no form can produce. */
export const groupingSchema = z
	.union([
		form.transform(({ group: { mode, window } }): Grouping => {
			if (mode === 'wait') return window;
			return mode === 'off' ? mode : 0;
		}),
		firstForm,
	])
	.optional()
	.catch(undefined);

const displayName = 'Group Bursts';
const name = 'groupBursts';

/** *Group Bursts* as nodes of version 2 have it. */
export const firstGroupingOption: INodeProperties = {
	displayName: 'Group Bursts (Milliseconds)',
	name,
	type: 'number',
	typeOptions: { minValue: 0, maxValue: MAX_WINDOW_MS },
	default: 0,
	description:
		'Callbacks that follow each other within this time start one execution with many items. The first one starts at once; 0 starts an execution for each. Copernica waits for the answer meanwhile.',
	displayOptions: { show: { '@version': [2] } },
};

/** *Group Bursts* among the options: with its modes, and as nodes of version 2 have it. */
export const groupingOptions: INodeProperties[] = [
	{
		displayName,
		name,
		type: 'fixedCollection',
		placeholder: 'Add grouping',
		default: { group: {} },
		description: 'Whether callbacks that follow each other closely start one execution together',
		displayOptions: { show: { '@version': [{ _cnd: { gte: 2.1 } }] } },
		options: [
			{
				displayName,
				name: 'group',
				values: [
					{
						displayName: 'Mode',
						name: 'mode',
						type: 'options',
						noDataExpression: true,
						options: [
							{
								name: 'Automatic',
								value: 'automatic',
								description:
									'The first callback starts an execution at once; those that arrive while n8n stores it start the next one together',
							},
							{
								name: 'Off',
								value: 'off',
								description: 'Every callback starts an execution of its own',
							},
							{
								name: 'Wait',
								value: 'wait',
								description:
									'The first callback starts at once; those that follow within a fixed time start together at its end',
							},
						],
						default: 'automatic',
						description: 'Which callbacks share an execution, 200 at most',
					},
					{
						displayName: 'Wait (Milliseconds)',
						name: 'window',
						type: 'number',
						typeOptions: { minValue: 1, maxValue: MAX_WINDOW_MS },
						default: DEFAULT_WINDOW_MS,
						description:
							'How long callbacks are gathered. Copernica waits for the answer meanwhile.',
						displayOptions: { show: { mode: ['wait'] } },
					},
				],
			},
		],
	},
	firstGroupingOption,
];

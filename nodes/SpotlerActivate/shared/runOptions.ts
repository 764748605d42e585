import { NodeOperationError, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { CONSENT_KEYS } from '../../../core/contracts/preparedProfile';
import type { DeliverySettings } from '../../../core/sync/deliver';

/** Bytes of one request's JSON. The vendor names no limit; 500 kB stays below what servers commonly allow. */
const MAX_REQUEST_BYTES = 500_000;

/** Options of Sync and Track: how events are sent and what comes out. Sorted by label, as n8n asks. */
const deliveryOptions: INodeProperties[] = [
	{
		displayName: 'Dry Run',
		name: 'dryRun',
		type: 'boolean',
		default: false,
		description:
			'Whether to check everything and show the events, but send nothing. Such rows get the status "skipped".',
	},
	{
		displayName: 'Events per Request',
		name: 'eventsPerRequest',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 1000 },
		default: 50,
		description:
			'Max number of events that one request carries. With 1, the answer is always about one event.',
	},
	{
		displayName: 'Include Sent Event',
		name: 'includePayload',
		type: 'boolean',
		default: false,
		description:
			'Whether to add the event to each row as "payload". Activate does not show consents on events, so this is the way to see what was sent.',
	},
	{
		displayName: 'Max Tries',
		name: 'maxTries',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 10 },
		default: 4,
		description:
			'How often a request is tried in all when Activate is not available or asks to slow down',
	},
	{
		displayName: 'Output Rows',
		name: 'outputRows',
		type: 'options',
		options: [
			{ name: 'All Rows', value: 'all' },
			{
				name: 'Only Rows That Need Attention',
				value: 'attention',
				description: 'Leave out the rows that Activate accepted',
			},
		],
		default: 'all',
		description: 'Which rows to output',
	},
	{
		displayName: 'Pause Between Requests (Milliseconds)',
		name: 'requestInterval',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 0,
		description: 'How long to wait between two requests',
	},
	{
		displayName: 'Send Again After Unclear Answer',
		name: 'resendUnclear',
		type: 'boolean',
		default: false,
		description:
			'Whether to also send events other than CRMUpdate again when it is not clear if Activate took them, for example after a time-out. Activate may then hold an event twice, and an opt-in journey may start twice. When off, such rows go to Rejected with the status "unknown".',
	},
	{
		displayName: 'Timeout (Milliseconds)',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 30000,
		description: 'How long to wait for the answer to one request',
	},
];

const optOutOption: INodeProperties = {
	displayName: 'Opt Out Old Address',
	name: 'optOutOldAddress',
	type: 'multiOptions',
	options: [
		{ name: 'Marketing', value: 'marketing' },
		{ name: 'Newsletter', value: 'newsletter' },
		{ name: 'Service', value: 'service' },
	],
	default: [],
	description:
		'Consents to set to "no" for the old address when an address changed and the old one is known. It becomes a row of its own. Not done when the row has a userid, because Activate then keeps both addresses on one profile.',
};

/** The Options collection of an operation. */
export function optionsProperty(withOptOut: boolean): INodeProperties {
	const options = withOptOut ? [...deliveryOptions, optOutOption] : deliveryOptions;
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [...options].sort((a, b) => a.displayName.localeCompare(b.displayName)),
	};
}

const optionsSchema = z.object({
	dryRun: z.boolean().default(false),
	eventsPerRequest: z.number().int().min(1).max(1000).default(50),
	includePayload: z.boolean().default(false),
	maxTries: z.number().int().min(1).max(10).default(4),
	optOutOldAddress: z.array(z.enum(CONSENT_KEYS)).default([]),
	outputRows: z.enum(['all', 'attention']).default('all'),
	requestInterval: z.number().min(0).default(0),
	resendUnclear: z.boolean().default(false),
	timeout: z.number().min(1).default(30_000),
});

export type RunOptions = z.infer<typeof optionsSchema> & { delivery: DeliverySettings };

/**
 * Reads the options, once for the whole run: they shape requests that carry many items.
 *
 * @throws NodeOperationError that names the option with an unusable value
 */
export function readRunOptions(context: IExecuteFunctions): RunOptions {
	const parsed = optionsSchema.safeParse(context.getNodeParameter('options', 0, {}));
	if (!parsed.success) {
		const name = parsed.error.issues[0]?.path[0];
		const option = [...deliveryOptions, optOutOption].find((entry) => entry.name === name);
		throw new NodeOperationError(
			context.getNode(),
			`The option "${option?.displayName ?? 'Options'}" has a value that cannot be used. Correct it in the options of this node.`,
		);
	}
	const options = parsed.data;
	return {
		...options,
		delivery: {
			limits: { maxEvents: options.eventsPerRequest, maxBytes: MAX_REQUEST_BYTES },
			caps: { maxAttempts: options.maxTries, baseMs: 1000, maxWaitMs: 60_000, maxTotalMs: 180_000 },
			intervalMs: options.requestInterval,
			resendUnclear: options.resendUnclear,
		},
	};
}

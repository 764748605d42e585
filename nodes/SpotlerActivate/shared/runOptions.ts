import { NodeOperationError, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { CONSENT_KEYS } from '../../../core/contracts/preparedProfile';
import type { DeliverySettings } from '../../../core/activate/deliver';
import { parallelRequestsOption, parallelRequestsSchema } from '../../shared/parallelRequests';
import { ifRejectedOption, maxRejectedOption } from './rejections';
import { rowFormatOption, rowFormatSchema, type RowFormat } from './rowFormat';
import { itemParameter, readItemSettings, type Refuse, type SettingsRead } from './settingsPerItem';

/** The option that adds the output *Summary*. */
const SUMMARY_OPTION = 'summary';

/** The output *Summary* of Sync and Track. */
export const SUMMARY_OUTPUT = { name: 'Summary', option: SUMMARY_OPTION } as const;

/** Bytes of one request's JSON. The vendor states no limit; 500 kB is less than servers commonly allow. */
const MAX_REQUEST_BYTES = 500_000;

/** Options of Sync and Track: how events are sent and what comes out. What most people look for comes first. */
const deliveryOptions: INodeProperties[] = [
	{
		displayName: 'Add Summary',
		name: SUMMARY_OPTION,
		type: 'boolean',
		noDataExpression: true,
		// Adding the option means wanting it.
		default: true,
		description:
			'Whether to add the output Summary, with one item per execution: how many rows were accepted, skipped and rejected, by code and by event, and how many requests and seconds it took',
	},
	{
		displayName: 'Dry Run',
		name: 'dryRun',
		type: 'boolean',
		// Adding the option means wanting it. A workflow without it sends.
		default: true,
		description:
			'Whether to check all rows and show the events without sending anything. These rows get the status "skipped". Turn this off or remove it to send.',
	},
	ifRejectedOption(
		'Send all rows, then end the execution with an error that names counts and codes. No row is output, and all rows that can be sent have been.',
	),
	maxRejectedOption,
	{
		displayName: 'Include Sent Event',
		name: 'includePayload',
		type: 'boolean',
		default: false,
		description:
			'Whether to add the event to each row as "payload". Activate does not show the consents of an event, so this is how you see what was sent.',
	},
	{
		displayName: 'Events per Request',
		name: 'eventsPerRequest',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 1000 },
		default: 50,
		description:
			'Max number of events in one request. With 1, each answer is about a single event.',
	},
	{
		displayName: 'Max Tries',
		name: 'maxTries',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 10 },
		default: 4,
		description:
			'How many times to try a request when Activate is unavailable or asks to slow down',
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
				description: 'Leave out rows that Activate accepted',
			},
		],
		default: 'all',
		description: 'Which rows to output',
	},
	parallelRequestsOption('Activate', 'Events of one contact are never sent at the same time.'),
	{
		displayName: 'Pause (Milliseconds)',
		name: 'requestInterval',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 0,
		description: 'How long to wait between two requests',
	},
	{
		displayName: 'Resend After Unclear Answer',
		name: 'resendUnclear',
		type: 'boolean',
		default: false,
		description:
			'Whether to resend events other than CRMUpdate when it is unclear whether Activate received them, for example after a timeout. Activate may then store an event twice, and an opt-in journey may start twice. When off, these rows go to the Rejected output with the status "unknown".',
	},
	rowFormatOption('Rows'),
	{
		displayName: 'Timeout (Milliseconds)',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 30000,
		description: 'How long to wait for an answer to each request',
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
		'Consents to set to "no" for the old address when a profile gets a new one. Adds a row of its own to the output. Not done for rows with a userid, because Activate then keeps both addresses on one profile.',
};

/** The Options collection of an operation. */
export function optionsProperty(withOptOut: boolean): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: withOptOut ? [...deliveryOptions, optOutOption] : deliveryOptions,
	};
}

/** The options of one row. */
const rowOptionsSchema = z.object({
	dryRun: z.boolean().default(false),
	includePayload: z.boolean().default(false),
	optOutOldAddress: z.array(z.enum(CONSENT_KEYS)).default([]),
	outputRows: z.enum(['all', 'attention']).default('all'),
	rowFormat: rowFormatSchema,
});

/** The options for requests, which carry many rows. */
const requestOptionsSchema = z.object({
	eventsPerRequest: z.number().int().min(1).max(1000).default(50),
	maxTries: z.number().int().min(1).max(10).default(4),
	parallelRequests: parallelRequestsSchema,
	requestInterval: z.number().min(0).default(0),
	resendUnclear: z.boolean().default(false),
	timeout: z.number().min(1).default(30_000),
});

const optionsSchema = z.object({ row: rowOptionsSchema, request: requestOptionsSchema });

export type RowOptions = z.infer<typeof rowOptionsSchema>;
type RequestOptions = z.infer<typeof requestOptionsSchema>;

export interface RunOptions {
	delivery: DeliverySettings;
	/** Milliseconds to wait for one answer. */
	timeout: number;
	/** Whether the run reports on all its rows on a separate output. */
	summary: boolean;
	/** For rows without usable options of their own, so that a table can take them as well. */
	rowFormat: RowFormat;
	/** Options of an item; an item with an unusable option is not sent. */
	ofItem(itemIndex: number): SettingsRead<RowOptions>;
}

/**
 * Reads the options of each item. Those for requests cannot differ within a run: the first item's are used, and a hint
 * says so if others differ.
 *
 * @throws NodeOperationError that names the option, if no item has usable options and the node does not continue on
 * fail
 */
export function readRunOptions(context: IExecuteFunctions, itemCount: number): RunOptions {
	const read = itemParameter(context, { name: 'options', label: 'Options', fallback: {} });
	const items = Array.from({ length: itemCount }, (_, itemIndex) =>
		readItemSettings((refuse) => optionsOf(read(itemIndex, refuse), refuse)),
	);
	const usable = items.flatMap((item) => (item.ok ? [item.value.request] : []));
	const [rowFormat = 'full'] = items.flatMap((item) => (item.ok ? [item.value.row.rowFormat] : []));
	const [refused] = items.flatMap((item) => (item.ok ? [] : [item.label]));
	if (usable.length === 0 && refused !== undefined && !context.continueOnFail()) {
		throw new NodeOperationError(
			context.getNode(),
			`The option "${refused}" has a value that cannot be used. Correct it in the options of this node.`,
		);
	}
	const [request = requestOptionsSchema.parse({}), ...others] = usable;
	hintAtDifferences(context, request, others);
	return {
		delivery: {
			limits: { maxEvents: request.eventsPerRequest, maxBytes: MAX_REQUEST_BYTES },
			caps: { maxAttempts: request.maxTries, baseMs: 1000, maxWaitMs: 60_000, maxTotalMs: 180_000 },
			intervalMs: request.requestInterval,
			parallel: request.parallelRequests,
			resendUnclear: request.resendUnclear,
		},
		timeout: request.timeout,
		rowFormat,
		summary: context.getNodeParameter(`options.${SUMMARY_OPTION}`, 0, false) === true,
		ofItem: (itemIndex) => {
			const item = items[itemIndex] ?? { ok: false, label: 'Options' };
			return item.ok ? { ok: true, value: item.value.row } : item;
		},
	};
}

/** Options that cause something to be sent when absent: an expression that gives nothing must not switch them off. */
const NEVER_NOTHING: readonly string[] = ['dryRun', 'optOutOldAddress'];

function optionsOf(raw: unknown, refuse: Refuse): z.infer<typeof optionsSchema> {
	const given = z.record(z.string(), z.unknown()).catch({}).parse(raw);
	const nothing = NEVER_NOTHING.find(
		(name) => Object.hasOwn(given, name) && given[name] === undefined,
	);
	const parsed = optionsSchema.safeParse({ row: given, request: given });
	if (parsed.success && nothing === undefined) return parsed.data;
	refuse(labelOf(nothing ?? parsed.error?.issues[0]?.path[1]));
	return optionsSchema.parse({ row: {}, request: {} });
}

function labelOf(name: PropertyKey | undefined): string {
	const options = [...deliveryOptions, optOutOption];
	return options.find((option) => option.name === name)?.displayName ?? 'Options';
}

function hintAtDifferences(
	context: IExecuteFunctions,
	taken: RequestOptions,
	others: readonly RequestOptions[],
): void {
	const names = requestOptionsSchema
		.keyof()
		.options.filter((name) => others.some((other) => other[name] !== taken[name]));
	if (names.length === 0) return;
	context.addExecutionHints({
		message: `These options apply to the whole run but differ between items: ${names.map((name) => `"${labelOf(name)}"`).join(', ')}. The values of the first item were used.`,
		type: 'warning',
		location: 'outputPane',
	});
}

import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { DEFAULT_RESOLVERS } from '../../../../../core/callback/signature/dnsOverHttps';
import { EXAMPLE_KEY_NAME } from '../../../../../core/copernica/check/resolver';
import { lookSourceSchema } from '../../../polling/settings';
import {
	collectionField,
	databaseField,
	miniselectionField,
	selectionField,
	sourceField,
} from '../../../shared/descriptions';
import type { Item } from '../../../shared/rows';
import { DEFAULT_MAX_AGE_SECONDS, names } from '../../../trigger/settings';

const TRIGGERS = [
	'copernicaTrigger',
	'copernicaChangesTrigger',
	'copernicaMailingTrigger',
] as const;

/** What a user waits for in vain: which trigger, and where it waits; null = not chosen. */
export interface Place {
	trigger: (typeof TRIGGERS)[number];
	kind: z.infer<typeof lookSourceSchema>;
	databaseId: string | null;
	collectionId: string | null;
	/** Of a selection or miniselection. */
	selectionId: string | null;
}

const triggerSchema = z.enum(TRIGGERS).catch('copernicaTrigger');

/** Sources of each trigger; one of mailings has none. */
const KINDS: Record<Place['trigger'], ReadonlyArray<Place['kind']>> = {
	copernicaTrigger: ['database', 'collection'],
	copernicaChangesTrigger: lookSourceSchema.options,
	copernicaMailingTrigger: ['database'],
};

/** Reads where to look. What is left over in a field that is not shown does not count. */
export function placeToCheck(item: Item): Place {
	const trigger = triggerSchema.parse(item.setting('trigger', 'copernicaTrigger'));
	const chosen = lookSourceSchema.catch('database').parse(item.setting('source', 'database'));
	const kind = KINDS[trigger].includes(chosen) ? chosen : 'database';
	const idOf = (name: 'database' | 'collection' | 'selection' | 'miniselection') => {
		const id = item.id(name);
		return id.ok ? id.id : null;
	};
	return {
		trigger,
		kind,
		databaseId: idOf('database'),
		collectionId: kind === 'collection' || kind === 'miniselection' ? idOf('collection') : null,
		selectionId: kind === 'selection' || kind === 'miniselection' ? idOf(kind) : null,
	};
}

const changesOnly = { trigger: ['copernicaChangesTrigger'] };
const notOfLooks = { '/trigger': ['copernicaChangesTrigger'] };

/** What is not chosen is a finding, so nothing is required. */
export const fields: INodeProperties[] = [
	{
		displayName: 'Trigger',
		name: 'trigger',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Copernica Changes Trigger',
				value: 'copernicaChangesTrigger',
				description: 'It looks in Copernica by itself',
			},
			{
				name: 'Copernica Mailing Trigger',
				value: 'copernicaMailingTrigger',
				description: 'Webhooks of Marketing Suite call it',
			},
			{
				name: 'Copernica Trigger',
				value: 'copernicaTrigger',
				description: 'Callbacks of a database or collection call it',
			},
		],
		default: 'copernicaTrigger',
		description: 'The trigger that does not start your workflow',
	},
	{
		...sourceField([
			{
				name: 'Database',
				value: 'database',
				description: 'The trigger waits for profiles of a database',
			},
			{
				name: 'Collection',
				value: 'collection',
				description:
					'The trigger waits for subprofiles of a collection. If its Source is Activate Audience, choose squeezely_triggers.',
			},
		]),
		displayOptions: { show: { trigger: ['copernicaTrigger'] } },
	},
	{
		...sourceField([
			{ name: 'Database', value: 'database', description: 'It looks at profiles of a database' },
			{
				name: 'Collection',
				value: 'collection',
				description: 'It looks at subprofiles of a collection',
			},
			{ name: 'Selection', value: 'selection', description: 'It looks at profiles of a selection' },
			{
				name: 'Miniselection',
				value: 'miniselection',
				description: 'It looks at subprofiles of a miniselection',
			},
			{ name: 'Unsubscribes', value: 'unsubscribes', description: 'It looks at unsubscribes' },
		]),
		displayOptions: { show: changesOnly },
	},
	{
		...databaseField,
		required: false,
		description:
			'The database that you chose in the trigger. For a Copernica Mailing Trigger without one, leave this empty.',
	},
	{
		...collectionField,
		required: false,
		description: 'The collection that you chose in the trigger',
		displayOptions: {
			show: { source: ['collection', 'miniselection'] },
			hide: { trigger: ['copernicaMailingTrigger'] },
		},
	},
	{
		...selectionField,
		required: false,
		displayOptions: { show: { ...changesOnly, source: ['selection'] } },
	},
	{
		...miniselectionField,
		required: false,
		displayOptions: { show: { ...changesOnly, source: ['miniselection'] } },
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'DNS-over-HTTPS Resolvers',
				name: 'resolvers',
				displayOptions: { hide: notOfLooks },
				type: 'string',
				typeOptions: { rows: 3 },
				default: DEFAULT_RESOLVERS.join('\n'),
				placeholder: 'e.g. https://dns.google/resolve',
				description: 'The resolvers of the trigger, one per line, if you have set others there',
			},
			{
				displayName: 'Fields to Look For',
				name: 'fields',
				displayOptions: { hide: { '/trigger': ['copernicaMailingTrigger'] } },
				type: 'string',
				typeOptions: { multipleValues: true, multipleValueButtonText: 'Add field' },
				default: [],
				placeholder: 'e.g. Email',
				description: 'Names of the fields that your workflow watches or maps',
			},
			{
				displayName: 'Key Name',
				name: 'keyName',
				displayOptions: { hide: notOfLooks },
				type: 'string',
				default: EXAMPLE_KEY_NAME,
				placeholder: 'e.g. one._domainkey.copernica.com',
				description:
					"The name to ask the resolvers for: the keyId in the Signature header of Copernica's calls",
			},
			{
				displayName: 'Maximum Age (Seconds)',
				name: 'maximumAge',
				displayOptions: { hide: notOfLooks },
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 86400 },
				default: DEFAULT_MAX_AGE_SECONDS,
				description: 'The Maximum Age of the trigger, if you have set another one there',
			},
			{
				displayName: 'Production URL',
				name: 'productionUrl',
				displayOptions: { hide: notOfLooks },
				type: 'string',
				default: '',
				placeholder: 'e.g. https://n8n.example.com/webhook/…',
				description:
					'The Production URL of the trigger, to look for exactly this callback. Copy it from Webhook URLs at the top of the trigger.',
			},
		],
	},
];

const resolverName = z.string().regex(/^[\w.-]{1,253}$/);

const optionsSchema = z.object({
	resolvers: names
		.default([])
		.transform((list) => (list.length > 0 ? list : [...DEFAULT_RESOLVERS])),
	fields: names.default([]).transform((list) => [...new Set(list)]),
	keyName: z
		.string()
		.transform((name) => name.trim())
		.pipe(resolverName)
		.default(EXAMPLE_KEY_NAME)
		.catch(EXAMPLE_KEY_NAME),
	maximumAge: z.coerce.number().min(1).catch(DEFAULT_MAX_AGE_SECONDS),
	productionUrl: z.coerce
		.string()
		.default('')
		.catch('')
		.transform((url) => url.trim()),
});

export type CheckOptions = z.infer<typeof optionsSchema>;

/** The options of one item; what cannot be read counts as not set. */
export function readCheckOptions(context: IExecuteFunctions, itemIndex: number): CheckOptions {
	const given = context.getNodeParameter('options', itemIndex, {});
	return optionsSchema.parse(typeof given === 'object' && given !== null ? given : {});
}

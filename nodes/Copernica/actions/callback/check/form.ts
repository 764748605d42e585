import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { DEFAULT_RESOLVERS } from '../../../../../core/callback/signature/dnsOverHttps';
import { EXAMPLE_KEY_NAME } from '../../../../../core/copernica/check/resolver';
import {
	collectionField,
	databaseField,
	ofSource,
	sourceField,
} from '../../../shared/descriptions';
import { DEFAULT_MAX_AGE_SECONDS, names } from '../../../trigger/settings';

/** What is not chosen is a finding, so nothing is required. */
export const fields: INodeProperties[] = [
	sourceField([
		{
			name: 'Database',
			value: 'database',
			description: 'The trigger waits for profiles of a database',
		},
		{
			name: 'Collection',
			value: 'collection',
			description: 'The trigger waits for subprofiles of a collection',
		},
	]),
	{
		...databaseField,
		required: false,
		description: 'The database that the trigger waits for',
	},
	ofSource('collection', {
		...collectionField,
		required: false,
		description: 'The collection that the trigger waits for',
	}),
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
				type: 'string',
				typeOptions: { rows: 3 },
				default: DEFAULT_RESOLVERS.join('\n'),
				placeholder: 'e.g. https://dns.google/resolve',
				description: 'The resolvers of the trigger, one per line, if you have set others there',
			},
			{
				displayName: 'Fields to Look For',
				name: 'fields',
				type: 'string',
				typeOptions: { multipleValues: true, multipleValueButtonText: 'Add field' },
				default: [],
				placeholder: 'e.g. Email',
				description: 'Names of the fields that your workflow watches or maps',
			},
			{
				displayName: 'Key Name',
				name: 'keyName',
				type: 'string',
				default: EXAMPLE_KEY_NAME,
				placeholder: 'e.g. one._domainkey.copernica.com',
				description:
					"The name to ask the resolvers for: the keyId in the Signature header of Copernica's calls",
			},
			{
				displayName: 'Maximum Age (Seconds)',
				name: 'maximumAge',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 86400 },
				default: DEFAULT_MAX_AGE_SECONDS,
				description: 'The Maximum Age of the trigger, if you have set another one there',
			},
			{
				displayName: 'Production URL',
				name: 'productionUrl',
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

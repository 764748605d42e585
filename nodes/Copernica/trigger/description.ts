import type { INodeProperties } from 'n8n-workflow';
import { defaultResolvers } from '../../../core/callback/signature/resolver';
import { collectionField, databaseField } from '../shared/descriptions';
import { DEFAULT_MAX_AGE_SECONDS, MAX_GROUP_MS } from './settings';

type Show = NonNullable<NonNullable<INodeProperties['displayOptions']>['show']>;

const automatic: Show = { registration: ['automatic'] };
const manual: Show = { registration: ['manual'] };

const registration: INodeProperties[] = [
	{
		displayName: 'Registration',
		name: 'registration',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Automatic',
				value: 'automatic',
				description: 'Publishing the workflow adds the callback, unpublishing removes it',
			},
			{
				name: 'Manual in Publisher',
				value: 'manual',
				description: 'You add the callback yourself, with the loop guard that only Publisher has',
			},
		],
		default: 'automatic',
		description: 'Who adds the callback to the database or collection in Copernica',
	},
	{
		displayName:
			'Copernica also calls back for changes made through its API. If this workflow, or another integration, writes to the same database, those writes come back here: this mode cannot switch that off. Once the callback is there, you can untick "rest" and "soap" under its Triggers in Publisher; the node keeps such a callback as it is.',
		name: 'loopNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: automatic },
	},
	{
		// n8n's notices show links and lists with bullets, and leave out all other tags.
		displayName:
			'<ul><li>Copy the Production URL from the top of this panel (the Test URL only works while you test).</li><li>In Copernica open Publisher, Profiles, Database management, Callback URLs, and choose the database or collection.</li><li>Add the URL, with Method "JSON" and Action "All actions".</li><li>Under Triggers untick "rest" and "soap", so that changes made through the API do not come back here.</li><li>Save, then publish this workflow.</li></ul>',
		name: 'manualNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: manual },
	},
];

const databaseSource = {
	name: 'Database',
	value: 'database',
	description: 'Profiles that are created, updated or deleted',
};
const collectionSource = {
	name: 'Collection',
	value: 'collection',
	description: 'Subprofiles that are created, updated or deleted, for example of SQ_profile',
};

/** By hand it may be unclear which records a database's callback brings, so there is a third choice. */
const sourcesByHand = [
	databaseSource,
	collectionSource,
	{
		name: 'Database and Its Collections',
		value: 'any',
		description: 'Profiles, and whatever the callback says is a subprofile',
	},
];

const source: INodeProperties[] = [
	{
		displayName: 'Source',
		name: 'source',
		type: 'options',
		noDataExpression: true,
		options: [databaseSource, collectionSource],
		default: 'database',
		description: 'Which records to listen to',
		displayOptions: { show: automatic },
	},
	{
		displayName: 'Source',
		name: 'source',
		type: 'options',
		noDataExpression: true,
		options: sourcesByHand,
		default: 'database',
		description: 'Which records the callback in Publisher is about',
		displayOptions: { show: manual },
	},
];

/** A database or collection without a credential to list them: by ID, or left empty. */
function byHand(property: INodeProperties, show: Show): INodeProperties {
	return {
		...property,
		default: { mode: 'id', value: '' },
		required: false,
		description: `The ${property.name} the callback belongs to. When set, callbacks that name another one start nothing.`,
		displayOptions: { show },
		modes: [
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. 1234',
			},
		],
	};
}

const database: INodeProperties = {
	...databaseField,
	description: 'The database whose records to listen to',
	displayOptions: { show: automatic },
};
const collection: INodeProperties = {
	...collectionField,
	description: 'The collection whose records to listen to',
	displayOptions: { show: { ...automatic, source: ['collection'] } },
};

const where: INodeProperties[] = [
	database,
	byHand(database, manual),
	collection,
	byHand(collection, { ...manual, source: ['collection'] }),
];

const screening: INodeProperties[] = [
	{
		displayName: 'Actions',
		name: 'actions',
		type: 'multiOptions',
		options: [
			{ name: 'Create', value: 'create' },
			{ name: 'Delete', value: 'delete' },
			{ name: 'Update', value: 'update' },
		],
		default: ['create', 'update', 'delete'],
		required: true,
		description: 'What has to happen to a record to start the workflow',
	},
	{
		displayName: 'Field Names or IDs to Watch',
		name: 'fieldsToWatch',
		type: 'multiOptions',
		typeOptions: {
			loadOptionsMethod: 'getFields',
			loadOptionsDependsOn: ['database.value', 'collection.value'],
		},
		default: [],
		description:
			'An update known to touch none of these fields starts nothing. Leave empty for all fields. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		displayOptions: { show: automatic },
	},
	{
		displayName: 'Fields to Watch',
		name: 'fieldsToWatch',
		type: 'string',
		typeOptions: { multipleValues: true, multipleValueButtonText: 'Add field' },
		default: [],
		placeholder: 'e.g. Email',
		description:
			'An update known to touch none of these fields starts nothing. Leave empty for all fields.',
		displayOptions: { show: manual },
	},
];

const proof: INodeProperties[] = [
	{
		displayName: 'Signature',
		name: 'signature',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Required',
				value: 'required',
				description: 'Only calls that Copernica signed for this URL and account are let in',
			},
			{
				name: 'When Present',
				value: 'whenPresent',
				description: 'A signature is checked if there is one; calls without one are let in',
			},
			{ name: 'Off', value: 'off', description: 'Every call is let in' },
		],
		default: 'required',
		description: 'Whether a call has to prove that it comes from your Copernica account',
	},
	{
		displayName:
			'Anyone who knows the webhook URL can send made-up changes, also to consents. Choose this only while you find out why signed calls are not let in.',
		name: 'signatureNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { signature: ['whenPresent', 'off'] } },
	},
	{
		displayName: 'Account ID',
		name: 'accountId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 12345',
		description:
			'Number of your Copernica account, as the Marketing Suite shows it. Signed calls of other accounts are refused.',
		displayOptions: { show: { ...manual, signature: ['required', 'whenPresent'] } },
	},
];

const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		{
			displayName: 'Accept Marketing Suite Webhooks',
			name: 'acceptWebhooks',
			type: 'boolean',
			default: false,
			description:
				'Whether Marketing Suite Webhooks may start the workflow too. They have no loop guard, so they can set off callback loops.',
		},
		{
			displayName: 'DNS-over-HTTPS Resolvers',
			name: 'resolvers',
			type: 'string',
			typeOptions: { multipleValues: true, multipleValueButtonText: 'Add resolver' },
			default: [...defaultResolvers],
			placeholder: 'e.g. https://dns.google/resolve',
			description:
				'Where the public key of a signature is looked up, asked in turn. They have to give the JSON form of answers.',
		},
		{
			displayName: 'Expression',
			name: 'expression',
			type: 'string',
			default: '',
			placeholder: "e.g. profile.Newsletter == 'yes'",
			description:
				'JavaScript condition that Copernica evaluates with the new values before it calls. Leave empty for always.',
			displayOptions: { show: { '/registration': ['automatic'] } },
		},
		{
			displayName: 'Group Bursts (Milliseconds)',
			name: 'groupBursts',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: MAX_GROUP_MS },
			default: 0,
			description:
				'Callbacks that follow each other within this time start one execution with many items. The first one starts at once; 0 starts an execution for each. Copernica waits for the answer meanwhile.',
		},
		{
			displayName: 'Include Raw Payload',
			name: 'includePayload',
			type: 'boolean',
			default: false,
			description: 'Whether to add what Copernica sent, as "payload", to each item',
		},
		{
			displayName: 'Maximum Age (Seconds)',
			name: 'maximumAge',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 86400 },
			default: DEFAULT_MAX_AGE_SECONDS,
			description: 'Signed calls that are older are refused',
		},
	],
};

/** Parameters in the order in which a person decides them. */
export const properties: INodeProperties[] = [
	...registration,
	...source,
	...where,
	...screening,
	...proof,
	options,
];

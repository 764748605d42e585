import type { INodeProperties } from 'n8n-workflow';
import { CONNECTOR_COLLECTIONS } from '../../../core/callback/relevance';
import { DEFAULT_RESOLVERS } from '../../../core/callback/signature/dnsOverHttps';
import { collectionField, databaseField } from '../shared/descriptions';
import { firstGroupingOption, groupingOptions } from './grouping';
import { DEFAULT_MAX_AGE_SECONDS } from './settings';

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
				description:
					'Add the callback when you publish the workflow and remove it when you unpublish',
			},
			{
				name: 'Manual in Publisher',
				value: 'manual',
				description:
					'You add the callback yourself in Publisher, where you can also stop it from reacting to changes made through the API',
			},
		],
		default: 'automatic',
		description: 'Who adds the callback to the database or collection in Copernica',
	},
	{
		displayName:
			'Copernica also calls back for changes made through its API, so anything that this or another workflow writes to the same database starts this workflow too. To stop that, publish the workflow, then untick "rest" and "soap" under Triggers of the new callback in Publisher. The node leaves that setting alone.',
		name: 'loopNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { ...automatic, source: ['database', 'collection'] } },
	},
	{
		displayName:
			'Leave "rest" ticked under Triggers of the callback in Publisher: Activate adds these rows through the API of Copernica, so without it nothing would start. This causes no loop, because only Activate writes to this collection. Do not write to it yourself.',
		name: 'audienceNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { ...automatic, source: ['audience'] } },
	},
	{
		// n8n's notices show links and bulleted lists, and leave out all other tags.
		displayName:
			'<ul><li>Copy the Production URL from the top of this panel (the Test URL only works while you test).</li><li>In Copernica open Publisher, Profiles, Database management, Callback URLs, and choose the database or collection.</li><li>Add the URL, with Method "JSON" and Action "All actions".</li><li>Under Triggers untick "rest" and "soap", so that changes made through the API do not come back here.</li><li>Save. Enter the Account ID below, then publish this workflow.</li></ul>',
		name: 'manualNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { ...manual, source: ['database', 'collection', 'any'] } },
	},
	{
		displayName:
			'<ul><li>Copy the Production URL from the top of this panel (the Test URL only works while you test).</li><li>In Copernica open Publisher, Profiles, Database management, Callback URLs, and choose the collection squeezely_triggers.</li><li>Add the URL, with Method "JSON" and Action "All actions".</li><li>Under Triggers leave "rest" ticked: Activate adds these rows through the API of Copernica. This causes no loop, because only Activate writes to this collection.</li><li>Save. Enter the Account ID below, then publish this workflow.</li></ul>',
		name: 'manualAudienceNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { ...manual, source: ['audience'] } },
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

const audienceSource = {
	name: 'Activate Audience',
	value: 'audience',
	description:
		'Someone enters or leaves an audience of Spotler Activate, whose Copernica connector adds a row to its collection squeezely_triggers',
};

/** In manual mode it may be unclear which records a database's callback brings, so there is a third choice. */
const sourcesByHand = [
	databaseSource,
	collectionSource,
	{
		name: 'Database and Its Collections',
		value: 'any',
		description: 'Profiles, and everything a callback marks as a subprofile',
	},
	audienceSource,
];

const source: INodeProperties[] = [
	{
		displayName: 'Source',
		name: 'source',
		type: 'options',
		noDataExpression: true,
		options: [databaseSource, collectionSource, audienceSource],
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
		description: 'Which records the callback in Publisher is for',
		displayOptions: { show: manual },
	},
];

/** A database or collection when no credential can list them: by ID, or left empty. */
function byHand(property: INodeProperties, show: Show): INodeProperties {
	return {
		...property,
		default: { mode: 'id', value: '' },
		required: false,
		description: `The ${property.name} the callback belongs to. If you set it, callbacks for any other ${property.name} are ignored.`,
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
	byHand(collection, { ...manual, source: ['collection', 'audience'] }),
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
		description: 'Which changes to a record start the workflow',
		displayOptions: { hide: { source: ['audience'] } },
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
			'Ignore an update if none of these fields changed. Leave empty to watch all fields. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		displayOptions: { show: automatic, hide: { source: ['audience'] } },
	},
	{
		displayName: 'Fields to Watch',
		name: 'fieldsToWatch',
		type: 'string',
		typeOptions: { multipleValues: true, multipleValueButtonText: 'Add field' },
		default: [],
		placeholder: 'e.g. Email',
		description:
			'Ignore an update if none of these fields changed. Leave empty to watch all fields.',
		displayOptions: { show: manual, hide: { source: ['audience'] } },
	},
	{
		displayName: 'Collections to Leave Out',
		name: 'collectionsToLeaveOut',
		type: 'string',
		typeOptions: { multipleValues: true, multipleValueButtonText: 'Add collection' },
		default: [...CONNECTOR_COLLECTIONS],
		placeholder: 'e.g. 1234',
		description:
			'Names or IDs of collections whose subprofiles start nothing, as far as a callback says which collection it is about. The first three belong to the connector of Spotler Activate.',
		displayOptions: { show: { ...manual, source: ['any'] } },
	},
];

/** How calls prove where they come from. */
export const signatureFields: INodeProperties[] = [
	{
		displayName: 'Signature',
		name: 'signature',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Required',
				value: 'required',
				description: 'Accept only calls that Copernica signed for this URL and account',
			},
			{
				name: 'When Present',
				value: 'whenPresent',
				description: 'Check the signature if there is one, and accept calls without one',
			},
			{ name: 'Off', value: 'off', description: 'Accept every call' },
		],
		default: 'required',
		description: 'Whether each call must prove that it comes from your Copernica account',
	},
	{
		displayName:
			'Anyone who knows the webhook URL can send made-up changes, including consents. Use this only while you find out why signed calls are refused.',
		name: 'signatureNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { signature: ['whenPresent', 'off'] } },
	},
];

const proof: INodeProperties[] = [
	...signatureFields,
	{
		displayName: 'Account ID',
		name: 'accountId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 12345',
		description:
			'The number of your Copernica account, shown in the Marketing Suite. Calls signed for any other account are refused.',
		displayOptions: { show: { ...manual, signature: ['required', 'whenPresent'] } },
	},
];

const resolversOption: INodeProperties = {
	displayName: 'DNS-over-HTTPS Resolvers',
	name: 'resolvers',
	type: 'string',
	typeOptions: { rows: 3 },
	default: DEFAULT_RESOLVERS.join('\n'),
	placeholder: 'e.g. https://dns.google/resolve',
	description:
		"DNS-over-HTTPS resolvers used to look up Copernica's public keys, one per line, tried in order. They must support the JSON format.",
};

/** Options for any kind of call, from the second half of the list. */
const callOptions: INodeProperties[] = [
	...groupingOptions,
	{
		displayName: 'Include Raw Payload',
		name: 'includePayload',
		type: 'boolean',
		default: false,
		description:
			'Whether to add the data exactly as Copernica sent it to each item, under "payload"',
	},
	{
		displayName: 'Maximum Age (Seconds)',
		name: 'maximumAge',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 86400 },
		default: DEFAULT_MAX_AGE_SECONDS,
		description: 'Signed calls older than this are refused',
	},
];

/** A trigger's *Options*. */
function optionsField(options: INodeProperties[]): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options,
	};
}

/** The options of a trigger for Webhooks. */
export const webhookOptions = optionsField([
	resolversOption,
	// No node of this type has the form of version 2.
	...callOptions.filter((option) => option !== firstGroupingOption),
]);

const options = optionsField([
	{
		displayName: 'Database Fields',
		name: 'databaseFields',
		type: 'string',
		typeOptions: { multipleValues: true, multipleValueButtonText: 'Add field' },
		default: [],
		placeholder: 'e.g. Email',
		description:
			'The names of all fields and interests of the database. If a callback does not say what it is about and has any other field, it is not taken for a profile.',
		displayOptions: {
			show: { '/registration': ['manual'], '/source': ['database', 'any'] },
		},
	},
	resolversOption,
	{
		displayName: 'Expression',
		name: 'expression',
		type: 'string',
		default: '',
		placeholder: "e.g. profile.Newsletter == 'yes'",
		description:
			'A JavaScript condition that Copernica checks against the new values before it calls. Leave empty to get every call.',
		displayOptions: { show: { '/registration': ['automatic'] } },
	},
	...callOptions,
	{
		displayName: 'Marketing Suite Webhooks',
		name: 'acceptWebhooks',
		type: 'boolean',
		default: false,
		description:
			'Whether Marketing Suite Webhooks can start the workflow too. They also fire for changes made through the API, so they can cause endless loops.',
	},
]);

/** Parameters, in the order in which a person decides them. */
export const properties: INodeProperties[] = [
	...registration,
	...source,
	...where,
	...screening,
	...proof,
	options,
];

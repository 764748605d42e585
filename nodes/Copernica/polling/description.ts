import type { INodeProperties } from 'n8n-workflow';
import {
	collectionField,
	databaseField,
	miniselectionField,
	ofSource,
	selectionField,
	sourceField,
} from '../shared/descriptions';
import { DEFAULT_LIMIT } from './settings';

const source = sourceField([
	{ name: 'Database', value: 'database', description: 'Profiles of a database' },
	{
		name: 'Collection',
		value: 'collection',
		description: 'Subprofiles of a collection, for example of SQ_profile',
	},
	{
		name: 'Selection',
		value: 'selection',
		description: 'Profiles that were in the selection when Copernica last built it',
	},
	{
		name: 'Miniselection',
		value: 'miniselection',
		description: 'Subprofiles that were in the miniselection when Copernica last built it',
	},
	{
		name: 'Unsubscribes',
		value: 'unsubscribes',
		description: 'Profiles that unsubscribed through a mailing, whatever their fields say',
	},
]);

/** The form of the Copernica Changes Trigger. n8n puts *Poll Times* before it. */
export const lookProperties: INodeProperties[] = [
	{
		displayName:
			'Each look gives the records that were created or changed since the last one, with their newest values. It cannot see deleted records, or values that a record only had between two looks. A look takes one request if nothing changed.',
		name: 'lookNotice',
		type: 'notice',
		default: '',
		displayOptions: { hide: { source: ['unsubscribes'] } },
	},
	{
		displayName:
			'Each look gives the profiles that unsubscribed since the last one, with their newest values. What an unsubscribe does to a profile is set in its database, so the fields may still say yes: change the consent in a later step. A look takes two requests, and one or two more for each unsubscribe.',
		name: 'unsubscribesNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { source: ['unsubscribes'] } },
	},
	{ ...source, description: 'What to look for changes in' },
	{ ...databaseField, description: 'The database whose records to look at' },
	ofSource(['collection', 'miniselection'], {
		...collectionField,
		description: 'The collection whose records to look at',
	}),
	ofSource('selection', selectionField),
	ofSource('miniselection', miniselectionField),
	ofSource(['database', 'collection', 'selection', 'miniselection'], {
		displayName: 'Actions',
		name: 'actions',
		type: 'multiOptions',
		options: [
			{ name: 'Create', value: 'create' },
			{ name: 'Update', value: 'update' },
		],
		default: ['create', 'update'],
		required: true,
		description: 'What starts the workflow',
	}),
	{
		displayName: 'First Look',
		name: 'firstLook',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Everything',
				value: 'everything',
				description: 'Begin with the oldest record. All that exist now count as updated.',
			},
			{
				name: 'From Now On',
				value: 'now',
				description: 'Give nothing at first, and then whatever changes',
			},
			{ name: 'Since a Date', value: 'since', description: 'Begin with what changed since then' },
		],
		default: 'now',
		description:
			'Where to begin when the workflow is published for the first time, or with another source',
	},
	{
		displayName: 'Since',
		name: 'since',
		type: 'dateTime',
		default: '',
		required: true,
		displayOptions: { show: { firstLook: ['since'] } },
		description: 'Date and time as Copernica shows them',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Records per Look',
				name: 'recordsPerLook',
				type: 'number',
				default: DEFAULT_LIMIT,
				typeOptions: { minValue: 1, maxValue: 10_000 },
				description: 'How many records one look gives at most. The next look gives the rest.',
			},
		],
	},
];

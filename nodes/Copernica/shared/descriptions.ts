import type { INodeProperties } from 'n8n-workflow';

/** Form fields that several operations share. */

/**
 * No validation rule for n8n: n8n checks rules under a time limit, and on a busy machine that ends the run with
 * "Regular expression execution timed out". The code checks each ID itself (`idParameter`).
 */
const idMode = {
	displayName: 'ID',
	name: 'id',
	type: 'string' as const,
	placeholder: 'e.g. 42',
};

export const databaseField: INodeProperties = {
	displayName: 'Database',
	name: 'database',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The Copernica database that holds the profiles',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchDatabases', searchable: true },
		},
		idMode,
	],
};

export const collectionField: INodeProperties = {
	displayName: 'Collection',
	name: 'collection',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The collection of the database that holds the subprofiles',
	typeOptions: { loadOptionsDependsOn: ['database.value'] },
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchCollections', searchable: true },
		},
		idMode,
	],
};

export const selectionField: INodeProperties = {
	displayName: 'Selection',
	name: 'selection',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The selection of profiles',
	typeOptions: { loadOptionsDependsOn: ['database.value'] },
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchSelections', searchable: true },
		},
		idMode,
	],
};

export const miniselectionField: INodeProperties = {
	displayName: 'Miniselection',
	name: 'miniselection',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The selection of subprofiles',
	typeOptions: { loadOptionsDependsOn: ['collection.value'] },
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchMiniselections', searchable: true },
		},
		idMode,
	],
};

export const templateField: INodeProperties = {
	displayName: 'Template',
	name: 'template',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The Marketing Suite template to send. It needs a subject and a sender.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchTemplates', searchable: true },
		},
		idMode,
	],
};

/** A choice of where records come from. */
interface SourceChoice {
	name: string;
	value: 'database' | 'collection' | 'selection' | 'miniselection' | 'unsubscribes';
	description: string;
}

/** Where to read from. The first choice is the default. */
export function sourceField(choices: [SourceChoice, ...SourceChoice[]]): INodeProperties {
	const [{ value: first }] = choices;
	return {
		displayName: 'Source',
		name: 'source',
		type: 'options',
		noDataExpression: true,
		options: choices,
		default: first,
	};
}

/** Shows a field only for some sources. */
export function ofSource(
	source: SourceChoice['value'] | Array<SourceChoice['value']>,
	field: INodeProperties,
): INodeProperties {
	return { ...field, displayOptions: { show: { source: [source].flat() } } };
}

export const profileIdField: INodeProperties = {
	displayName: 'Profile ID',
	name: 'profileId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 1234',
	description: 'The ID of the profile in Copernica, a whole number',
};

export const subprofileIdField: INodeProperties = {
	displayName: 'Subprofile ID',
	name: 'subprofileId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 815',
	description: 'The ID of the subprofile in Copernica, a whole number',
};

/**
 * The mapper over the real field list.
 *
 * @param mode `upsert` also asks which fields to match on
 */
export function mapperField(
	mode: 'map' | 'upsert',
	extra: Partial<INodeProperties> = {},
): INodeProperties {
	return {
		displayName: 'Fields',
		name: 'fields',
		type: 'resourceMapper',
		noDataExpression: true,
		default: { mappingMode: 'defineBelow', value: null },
		required: true,
		description:
			'The value of each field. Fields that you leave out or set to null keep their value; an empty text clears the field.',
		typeOptions: {
			loadOptionsDependsOn: ['database.value', 'collection.value'],
			resourceMapper: {
				resourceMapperMethod: 'getMappingColumns',
				mode,
				fieldWords: { singular: 'field', plural: 'fields' },
				addAllFields: false,
				supportAutoMap: true,
				// The list itself says what to choose first, or that there are no fields; that is not an error.
				hideNoDataError: true,
				...(mode === 'upsert' ? { multiKeyMatch: true } : {}),
			},
		},
		...extra,
	};
}

export const filtersField: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'fixedCollection',
	placeholder: 'Add filter',
	default: {},
	typeOptions: { multipleValues: true },
	description:
		'Return only records that meet all of these conditions. Field names are checked in Copernica first.',
	options: [
		{
			displayName: 'Filter',
			name: 'filter',
			values: [
				{
					displayName: 'Field Name or ID',
					name: 'name',
					type: 'options',
					default: '',
					description:
						'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
					typeOptions: {
						loadOptionsMethod: 'getSearchableFields',
						loadOptionsDependsOn: ['database.value', 'collection.value'],
					},
				},
				{
					displayName: 'Condition',
					name: 'operator',
					type: 'options',
					default: 'is',
					options: [
						{ name: 'Is', value: 'is' },
						{ name: 'Is Above', value: 'isAbove' },
						{ name: 'Is At Least', value: 'isAtLeast' },
						{ name: 'Is At Most', value: 'isAtMost' },
						{ name: 'Is Below', value: 'isBelow' },
						{ name: 'Is Like (% and _ as Wildcards)', value: 'isLike' },
						{ name: 'Is Not', value: 'isNot' },
						{ name: 'Is Not Like (% and _ as Wildcards)', value: 'isNotLike' },
					],
				},
				{
					displayName: 'Value',
					name: 'value',
					type: 'string',
					default: '',
					description: 'Sent to Copernica exactly as you enter it, spaces included',
				},
			],
		},
	],
};

/** The forms in which a record can leave the node. */
const OUTPUT_FORMS = [
	{
		name: 'Change',
		value: 'change',
		description:
			'The format of the Copernica Trigger, so that a full sync can run through the same Normalise, Filter and Sync steps',
	},
	{ name: 'Raw', value: 'raw', description: 'Exactly as Copernica returns it' },
	{
		name: 'Simplified',
		value: 'simplified',
		description: 'Only the IDs, dates and fields',
	},
] as const;

/** The choice between some of these forms. */
export function outputFieldOf(
	forms: ReadonlyArray<(typeof OUTPUT_FORMS)[number]['value']>,
): INodeProperties {
	return {
		displayName: 'Output',
		name: 'output',
		type: 'options',
		default: 'simplified',
		options: OUTPUT_FORMS.filter(({ value }) => forms.includes(value)),
	};
}

export const outputField = outputFieldOf(['change', 'raw', 'simplified']);

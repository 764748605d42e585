import type { INodeProperties } from 'n8n-workflow';
import { ACTIVATE_KEYS } from '../../../../../core/contracts/activateKeys';
import { ifRejectedOption, maxRejectedOption } from '../../../shared/rejections';
import { rowFormatOption } from '../../../shared/rowFormat';
import { collectionField, databaseField } from '../../../../Copernica/shared/descriptions';

/** Where a value comes from: picked from the real fields, or typed. Both forms share one parameter name. */
function sourceField(
	description: string,
	example: { column: string; field: string },
): INodeProperties[] {
	return [
		{
			displayName: 'Column',
			name: 'field',
			type: 'string',
			default: '',
			placeholder: `e.g. ${example.column}`,
			description: 'Name of the column, or a path such as billing.email for a value inside one',
			displayOptions: { show: { '/input': ['rows'] } },
		},
		{
			displayName: 'Copernica Field',
			name: 'field',
			type: 'string',
			default: '',
			placeholder: `e.g. ${example.field}`,
			description,
			displayOptions: { show: { '/fieldList': ['typed'] }, hide: { '/input': ['rows'] } },
		},
		{
			displayName: 'Copernica Field Name or ID',
			name: 'field',
			type: 'options',
			typeOptions: {
				loadOptionsMethod: 'getMappingSources',
				loadOptionsDependsOn: ['fieldList', 'database.value', 'collection.value'],
			},
			default: '',
			description:
				'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
			displayOptions: { show: { '/fieldList': ['copernica'] }, hide: { '/input': ['rows'] } },
		},
	];
}

/** Several fields in order: picked from the real ones, or typed. */
const sourceFields: INodeProperties[] = [
	{
		displayName: 'Columns',
		name: 'sources',
		type: 'string',
		default: '',
		placeholder: 'e.g. infix, lastname',
		description: 'Names of the columns, in order, separated by commas',
		displayOptions: { show: { '/input': ['rows'] } },
	},
	{
		displayName: 'Copernica Fields',
		name: 'sources',
		type: 'string',
		default: '',
		placeholder: 'e.g. Tussenvoegsel, Achternaam',
		description: 'Names of the fields, in order, separated by commas',
		displayOptions: { show: { '/fieldList': ['typed'] }, hide: { '/input': ['rows'] } },
	},
	{
		displayName: 'Field Names or IDs',
		name: 'sources',
		type: 'multiOptions',
		typeOptions: {
			loadOptionsMethod: 'getMappingSources',
			loadOptionsDependsOn: ['fieldList', 'database.value', 'collection.value'],
		},
		default: [],
		description:
			'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
		displayOptions: { show: { '/fieldList': ['copernica'] }, hide: { '/input': ['rows'] } },
	},
];

/** Activate's fields that a user fills by hand, sorted, with custom fields among them. */
const fieldChoices = [
	...ACTIVATE_KEYS.filter(({ key }) => key !== 'email' && key !== 'userid').map(
		({ key, label }) => ({ name: label, value: key }),
	),
	{ name: 'Custom Field', value: 'custom' },
].sort((a, b) => a.name.localeCompare(b.name));

const consentTexts = (meaning: string, placeholder: string, name: string): INodeProperties => ({
	displayName: `${meaning} Texts`,
	name,
	type: 'string',
	typeOptions: { rows: 2 },
	default: '',
	placeholder,
	description:
		'Write one text per line, or separate texts with commas. Put a text with a comma in quotes, such as "Ja, graag", or write several lines. Upper and lower case and surrounding spaces are ignored.',
	displayOptions: { show: { texts: ['own'] } },
});

/** The same meaning, given to values that the field really has. */
const consentValues = (meaning: string, name: string): INodeProperties => ({
	// As people read it; n8n's own "Names or IDs" says nothing here, and a longer label is cut off.
	displayName: `${meaning} Values`,
	name,
	type: 'multiOptions',
	typeOptions: {
		loadOptionsMethod: 'getConsentValues',
		loadOptionsDependsOn: ['fieldList', 'database.value', 'collection.value', '&field'],
	},
	default: [],
	description:
		'The list has the values that Copernica allows in the field and those of recently changed profiles. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	displayOptions: { show: { texts: ['fieldValues'] } },
});

/** Which consents are sent. Version 1 of the node repeated them all, and so it stays in workflows that have it. */
const consentsToSend = (
	fallback: 'changed' | 'all',
	versions: NonNullable<NonNullable<INodeProperties['displayOptions']>['show']>['@version'],
): INodeProperties => ({
	displayName: 'Consents to Send',
	name: 'consentsToSend',
	type: 'options',
	options: [
		{
			name: 'All Known',
			value: 'all',
			description:
				'Send unchanged consents too. This overwrites what contacts have chosen in Activate since.',
		},
		{
			name: 'Changed',
			value: 'changed',
			description:
				'Send consents that changed or may have changed, and all consents of a new profile, address or user ID',
		},
		{
			name: 'Withdrawals Only',
			value: 'withdrawals',
			description:
				'Send every "no" and never a "yes", for a full sync when people can also opt out elsewhere',
		},
	],
	default: fallback,
	description:
		'Which of the consents above to send. Consents that are left out are listed under "notes".',
	displayOptions: { show: { '@version': versions } },
});

/** What most people look for comes first, the rest by name. */
const options: INodeProperties[] = [
	ifRejectedOption(
		'Check all rows, then end the execution with an error that names counts and codes. No row continues, so nothing is sent. Deleted profiles that are skipped do not count.',
	),
	maxRejectedOption,
	{
		displayName: 'Decode HTML Entities',
		name: 'decodeEntities',
		type: 'boolean',
		default: false,
		description:
			'Whether to turn HTML entities in values into the characters they stand for, such as &amp;amp; into &amp;. Does not apply to the email address and to consents.',
	},
	{
		displayName: 'Deleted Profiles',
		name: 'deletedProfiles',
		type: 'options',
		options: [
			{
				name: 'Opt Out',
				value: 'optOut',
				description: 'Send "no" for each mapped consent. Activate has no API to delete a contact.',
			},
			{ name: 'Skip', value: 'skip', description: 'Send them to the Invalid output' },
		],
		default: 'skip',
		description: 'What to do when a profile was deleted in Copernica',
	},
	{
		displayName: 'Empty Values',
		name: 'emptyValues',
		type: 'options',
		options: [
			{ name: 'Leave Out', value: 'leaveOut', description: 'Activate keeps what it has' },
			{ name: 'Send as Empty', value: 'send' },
		],
		default: 'leaveOut',
		description: 'What to do with fields that are empty in Copernica. Does not apply to consents.',
	},
	{
		displayName: 'Hash Email',
		name: 'hashEmail',
		type: 'boolean',
		default: false,
		description:
			'Whether to send a SHA-256 hash instead of the address. Values that are already hashed are not hashed again, and other values that contain the address are left out.',
	},
	{
		displayName: 'If Consent Becomes Unknown',
		name: 'unknownConsent',
		type: 'options',
		options: [
			{
				name: 'Leave the Consent Out',
				value: 'leaveOut',
				description: 'Activate keeps its value, and a note is added',
			},
			{ name: 'Send No', value: 'sendNo', description: 'Withdraw the consent' },
		],
		default: 'leaveOut',
		description:
			'What to do when a change clears a consent field or sets it to a text that means unknown',
	},
	{
		displayName: 'Match On',
		name: 'matchOn',
		type: 'options',
		options: [
			{ name: 'Email', value: 'email', description: 'A contact without an address is invalid' },
			{
				name: 'Email or User ID',
				value: 'emailOrUserId',
				description: 'A contact without an address is matched on the mapped User ID',
			},
		],
		default: 'email',
		description:
			'How contacts are identified. A wrong user ID cannot be corrected in Activate, so map it only if your shop sends the same ID.',
	},
	{
		displayName: 'Other Fields',
		name: 'otherFields',
		type: 'options',
		options: [
			{ name: 'Leave Out', value: 'leaveOut', description: 'Send only what is mapped' },
			{
				name: 'Send as Custom Fields',
				value: 'custom',
				description:
					'Send each as custom_ and its name, for example all values of SQ_profile. Create the fields on the Data page in Activate first.',
			},
		],
		default: 'leaveOut',
		description:
			'What to do with the fields of the changed profile or subprofile that nothing else here uses',
	},
	{
		displayName: 'Own Texts for Values',
		name: 'ownTexts',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add value',
		default: {},
		description:
			'Your own texts for genders, countries and languages, besides those that are recognised',
		options: [
			{
				displayName: 'Value',
				name: 'text',
				values: [
					{
						displayName: 'Field',
						name: 'key',
						type: 'options',
						options: [
							{ name: 'Country', value: 'country' },
							{ name: 'Gender', value: 'gender' },
							{ name: 'Language', value: 'language' },
						],
						default: 'gender',
					},
					{
						displayName: 'Value to Send',
						name: 'value',
						type: 'string',
						default: '',
						placeholder: 'e.g. F',
						description: 'M, F or U for a gender, NL for a country, nl-NL for a language',
					},
					{
						displayName: 'Texts That Mean It',
						name: 'texts',
						type: 'string',
						typeOptions: { rows: 2 },
						default: '',
						placeholder: 'e.g. meisje, dame',
						description:
							'Write one text per line, or separate texts with commas. Put a text with a comma in quotes.',
					},
				],
			},
		],
	},
	{
		displayName: 'Phone Country',
		name: 'phoneCountry',
		type: 'string',
		default: '',
		placeholder: 'e.g. NL',
		description:
			"Country to assume for phone numbers without a country code when the contact's country is unknown",
	},
	rowFormatOption('Rows of the Invalid output'),
	{
		displayName: 'Texts That Mean Empty',
		name: 'emptyTexts',
		type: 'string',
		typeOptions: { rows: 3 },
		default: 'n.v.t., nvt, n/a, NULL, -',
		description:
			'Values that are treated as empty, separated by commas or one per line, in any case. Does not apply to the email address and to consents.',
	},
	{
		displayName: 'Unlisted Consent Texts',
		name: 'unlistedConsent',
		type: 'options',
		options: [
			{
				name: 'Leave the Consent Out',
				value: 'leaveOut',
				description: 'Prepare the contact without this consent, with a note',
			},
			{
				name: 'Refuse the Change',
				value: 'invalid',
				description: 'Send it to the Invalid output, so that you can complete the lists',
			},
		],
		default: 'invalid',
		description: 'What to do with a text that is not in any list of a consent',
	},
	{
		displayName: 'Unusable Dates',
		name: 'unusableDates',
		type: 'options',
		options: [
			{ name: 'Leave Out', value: 'leaveOut', description: 'Prepare the contact with a note' },
			{
				name: 'Refuse the Change',
				value: 'invalid',
				description: 'Send it to the Invalid output',
			},
		],
		default: 'leaveOut',
		description: 'What to do with dates that do not exist and with birth dates in the future',
	},
];

/** The form of Normalise, without the display options of its resource and operation. */
export const normaliseProperties: INodeProperties[] = [
	{
		displayName: 'Input',
		name: 'input',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Changes or Rows (Detected)',
				value: 'detect',
				description:
					'Changes from Copernica. If no item is a change, the items are read as rows, for example from a form or a sheet.',
			},
			{
				name: 'Rows with These Columns',
				value: 'rows',
				description:
					'Items with one value per column, for example from a sheet, a form or a shop. Enter the names of the columns below.',
			},
		],
		default: 'detect',
		description: 'What the items of this node are',
		displayOptions: { show: { '@version': [{ _cnd: { gte: 1.1 } }] } },
	},
	{
		displayName: 'Map Fields',
		name: 'mapBy',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'By Known Names',
				value: 'knownNames',
				description:
					'Recognise Copernica fields by their names, such as Voornaam, Postcode or birth_date',
			},
			{
				name: 'One by One',
				value: 'oneByOne',
				description: 'Choose the Copernica field for each Activate field',
			},
		],
		default: 'knownNames',
		description: 'How Copernica fields are matched to Activate fields',
	},
	{
		displayName: 'Field Names',
		name: 'fieldList',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'From Copernica',
				value: 'copernica',
				description: 'Choose from the fields of a Copernica database and collection',
			},
			{ name: 'Typed by Hand', value: 'typed', description: 'No Copernica credential is needed' },
		],
		default: 'typed',
		description: 'Whether to choose the Copernica fields from a list or type their names',
		displayOptions: { hide: { input: ['rows'] } },
	},
	{
		...databaseField,
		required: false,
		description:
			'The database whose fields you can choose below. Choose the same one as in the trigger: n8n does not show this node what you chose there.',
		displayOptions: { show: { fieldList: ['copernica'] }, hide: { input: ['rows'] } },
	},
	{
		...collectionField,
		required: false,
		description: 'The collection whose fields you can choose too, for example SQ_profile',
		displayOptions: { show: { fieldList: ['copernica'] }, hide: { input: ['rows'] } },
	},
	{
		displayName: 'Mapping',
		name: 'mapping',
		type: 'resourceMapper',
		noDataExpression: true,
		default: { mappingMode: 'defineBelow', value: null },
		description: 'The name (not the value) of the Copernica field for each Activate field',
		displayOptions: { show: { mapBy: ['oneByOne'] } },
		typeOptions: {
			loadOptionsDependsOn: ['fieldList', 'database.value', 'collection.value'],
			resourceMapper: {
				resourceMapperMethod: 'getMappingColumns',
				mode: 'add',
				valuesLabel: 'Copernica Fields',
				fieldWords: { singular: 'field', plural: 'fields' },
				addAllFields: true,
				multiKeyMatch: false,
				// n8n's own automatic mode asks for equal names and says so; ours is Map Fields: By Known Names.
				supportAutoMap: false,
				hideNoDataError: true,
			},
		},
	},
	{
		displayName:
			'Enter the name of a Copernica field. Write "profile.Name" or "subprofile.Name" to pick one of two fields with the same name, and "interest:Name" for an interest.',
		name: 'mappingNotice',
		type: 'notice',
		default: '',
		displayOptions: {
			show: { fieldList: ['typed'], mapBy: ['oneByOne'] },
			hide: { input: ['rows'] },
		},
	},
	{
		displayName:
			'Enter the name of a column. Write a path such as billing.email for a value inside one.',
		name: 'columnsNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { input: ['rows'], mapBy: ['oneByOne'] } },
	},
	{
		displayName: 'Consents',
		name: 'consents',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add consent',
		default: {},
		description:
			'The fields that say whether you may email the contact. Consents that you do not add here are never sent, and neither are unknown ones.',
		options: [
			{
				displayName: 'Consent',
				name: 'consent',
				values: [
					{
						displayName: 'Consent',
						name: 'consent',
						type: 'options',
						options: [
							{ name: 'Marketing', value: 'marketing' },
							{ name: 'Newsletter', value: 'newsletter' },
							{ name: 'Service', value: 'service' },
						],
						default: 'newsletter',
					},
					...sourceField('Name of the field that holds the consent, or interest:Name', {
						column: 'newsletter',
						field: 'Nieuwsbrief',
					}),
					{
						displayName: 'Texts',
						name: 'texts',
						type: 'options',
						options: [
							{
								name: 'Any Date Means Yes',
								value: 'anyDate',
								description:
									'The field holds the date of the opt-in. Dates in the future do not count yet.',
							},
							{
								name: 'Dutch',
								value: 'dutch',
								description: 'Ja, j, 1, aangemeld, … / nee, n, 0, afgemeld, …',
							},
							{
								name: 'Dutch and English',
								value: 'dutchAndEnglish',
								description: 'The texts of both lists',
							},
							{
								name: 'English',
								value: 'english',
								description: 'Yes, y, 1, subscribed, … / no, n, 0, unsubscribed, …',
							},
							{ name: 'My Own Texts', value: 'own', description: 'Enter the texts below' },
							{
								name: 'Values of the Field',
								value: 'fieldValues',
								description: 'Choose below from the values that the field has in Copernica',
								displayOptions: { show: { '/fieldList': ['copernica'] } },
							},
						],
						default: 'dutchAndEnglish',
						description: 'Which texts in the field mean yes and which mean no',
					},
					consentValues('Subscribed', 'subscribedValues'),
					consentValues('Unsubscribed', 'unsubscribedValues'),
					consentValues('Unknown', 'unknownValues'),
					consentTexts('Subscribed', 'e.g. ja, aangemeld', 'subscribed'),
					consentTexts('Unsubscribed', 'e.g. nee, afgemeld', 'unsubscribed'),
					consentTexts('Unknown', 'e.g. onbekend', 'unknown'),
					{
						displayName: 'Empty Field Means',
						name: 'emptyMeans',
						type: 'options',
						options: [
							{ name: 'Unknown', value: 'unknown', description: 'The consent is not sent' },
							{
								name: 'Unsubscribed',
								value: 'no',
								description: 'For databases that only store a yes',
							},
						],
						default: 'unknown',
					},
				],
			},
		],
	},
	consentsToSend('changed', [{ _cnd: { gte: 1.1 } }]),
	consentsToSend('all', [{ _cnd: { lt: 1.1 } }]),
	{
		displayName: 'Custom Fields',
		name: 'customFields',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add custom field',
		default: {},
		description: 'Your own Activate fields. Create them on the Data page in Activate first.',
		options: [
			{
				displayName: 'Field',
				name: 'field',
				values: [
					{
						displayName: 'Activate Name',
						name: 'name',
						type: 'string',
						default: '',
						placeholder: 'e.g. loyalty_points',
						description: 'The name after custom_, as shown on the Data page',
					},
					...sourceField('Name of the field that holds the value', {
						column: 'points',
						field: 'Punten',
					}),
					{
						displayName: 'Send As',
						name: 'kind',
						type: 'options',
						options: [
							{ name: 'Date', value: 'date' },
							{ name: 'Number', value: 'number' },
							{ name: 'Text', value: 'text' },
							{ name: 'Yes or No', value: 'yesNo' },
						],
						default: 'text',
					},
				],
			},
		],
	},
	{
		displayName: 'Combined Fields',
		name: 'combinedFields',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add combined field',
		default: {},
		description:
			'Several Copernica fields that make one value together, such as street and number. With Map Fields set to By Known Names, an infix (Tussenvoegsel) is put before the last name without this.',
		options: [
			{
				displayName: 'Field',
				name: 'field',
				values: [
					{
						displayName: 'Activate Field',
						name: 'key',
						type: 'options',
						options: fieldChoices,
						default: 'lastname',
					},
					{
						displayName: 'Custom Field Name',
						name: 'customName',
						type: 'string',
						default: '',
						placeholder: 'e.g. street',
						displayOptions: { show: { key: ['custom'] } },
					},
					...sourceFields,
					{
						displayName: 'Between',
						name: 'between',
						type: 'string',
						default: ' ',
						description: 'What to put between two values. Empty values leave no gap.',
					},
				],
			},
		],
	},
	{
		displayName: 'Fixed Values',
		name: 'fixedValues',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add fixed value',
		default: {},
		description: 'Values to send for every contact, for example a country',
		options: [
			{
				displayName: 'Value',
				name: 'value',
				values: [
					{
						displayName: 'Field',
						name: 'key',
						type: 'options',
						options: fieldChoices,
						default: 'country',
					},
					{
						displayName: 'Custom Field Name',
						name: 'customName',
						type: 'string',
						default: '',
						placeholder: 'e.g. source',
						displayOptions: { show: { key: ['custom'] } },
					},
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						default: '',
						placeholder: 'e.g. NL',
					},
				],
			},
		],
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options,
	},
];

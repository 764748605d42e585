import type { INodeProperties } from 'n8n-workflow';
import { profileFieldOptions } from './profileFields';

/** Value of the event choice that takes the name from *Event Name*. */
export const CUSTOM_EVENT = 'custom';

/** By the names that Activate itself shows. */
const eventOptions = [
	{ name: 'AddToCart', value: 'AddToCart', description: 'A product was put into the cart' },
	{
		name: 'CompleteRegistration',
		value: 'CompleteRegistration',
		description: 'Somebody made an account',
	},
	{ name: 'CRMUpdate', value: 'CRMUpdate', description: 'Profile data changed in a back office' },
	{ name: 'Custom', value: CUSTOM_EVENT, description: 'An event of your own, by name' },
	{
		name: 'EmailOptIn',
		value: 'EmailOptIn',
		description: 'Somebody left an address or chose about the newsletter; may start journeys',
	},
	{ name: 'InitiateCheckout', value: 'InitiateCheckout', description: 'A checkout was started' },
	{ name: 'PageView', value: 'PageView', description: 'A page was viewed' },
	{ name: 'PrePurchase', value: 'PrePurchase', description: 'An order without payment yet' },
	{
		name: 'Purchase',
		value: 'Purchase',
		description:
			'A payment was confirmed. Needs an email, the event field "orderid", and products with ID and quantity.',
	},
	{
		name: 'RemoveFromCart',
		value: 'RemoveFromCart',
		description: 'A product was taken out of the cart',
	},
	{ name: 'Search', value: 'Search', description: 'A search on the site; event field "keyword"' },
	{
		name: 'ViewCategory',
		value: 'ViewCategory',
		description: 'A category was viewed; event field "category_id"',
	},
	{
		name: 'ViewContent',
		value: 'ViewContent',
		description: 'A product was viewed. Needs products with ID.',
	},
];

/** A list of names and values that the user adds to. */
function nameValueList(
	displayName: string,
	name: string,
	description: string,
	placeholder: string,
): INodeProperties {
	return {
		displayName,
		name,
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add field',
		default: {},
		description,
		options: [
			{
				displayName: 'Field',
				name: 'field',
				values: [
					{
						displayName: 'Name',
						name: 'name',
						type: 'string',
						default: '',
						placeholder,
					},
					{ displayName: 'Value', name: 'value', type: 'string', default: '' },
				],
			},
		],
	};
}

/** The form of *Track*. */
export const trackFields: INodeProperties[] = [
	{
		displayName: 'Event',
		name: 'event',
		type: 'options',
		noDataExpression: true,
		options: eventOptions,
		default: CUSTOM_EVENT,
		description: 'What happened',
	},
	{
		displayName: 'Event Name',
		name: 'eventName',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Brochure_Requested',
		description: '3 to 40 letters, digits or underscores, starting with a letter',
		displayOptions: { show: { event: [CUSTOM_EVENT] } },
	},
	{
		displayName: 'Email',
		name: 'email',
		type: 'string',
		default: '',
		placeholder: 'e.g. name@example.com',
		description:
			'Address of the person, or its SHA-256 hash. Fill this or User ID; Activate attaches the event to the profile that has it, or makes one.',
	},
	{
		displayName: 'User ID',
		name: 'userid',
		type: 'string',
		default: '',
		description:
			'ID of the person in your shop or site. It ranks above the address, and a wrong one makes wrong profiles for good: leave it empty unless Activate knows this ID.',
	},
	{
		displayName: 'Profile Fields',
		name: 'profileFields',
		type: 'collection',
		placeholder: 'Add field',
		default: {},
		description: 'Values that overwrite what the profile has. Empty ones are left out.',
		options: profileFieldOptions,
	},
	nameValueList(
		'Custom Profile Fields',
		'customFields',
		'Custom fields of the profile. Make them in Activate first.',
		'e.g. custom_favourite_brand',
	),
	nameValueList(
		'Event Fields',
		'eventFields',
		'Values that stay with the event, such as orderid or keyword. Empty ones are left out.',
		'e.g. orderid',
	),
	{
		displayName: 'Event Fields (JSON)',
		name: 'eventFieldsJson',
		type: 'json',
		// Not empty: the editor marks an empty text as wrong JSON.
		default: '{}',
		description:
			'More event fields as a JSON object, for values that are not texts, such as {"totalvalue": 49.95}',
	},
	{
		displayName: 'Products',
		name: 'products',
		type: 'json',
		default: '[]',
		description:
			'Products of the event as a JSON list of objects, with the keys of the product catalogue in lower case: ID (the SKU) and quantity, and if known name, price and language',
	},
	{
		displayName: 'Timestamp',
		name: 'timestamp',
		type: 'dateTime',
		default: '',
		description:
			'When it happened. Empty = now. A time without offset is read in the time zone of the workflow.',
	},
];

import type { INodeProperties } from 'n8n-workflow';
import { profileFieldOptions } from './profileFields';

/** The event choice that takes its name from *Event Name*. */
export const CUSTOM_EVENT = 'custom';

/** With the names that Activate itself shows. */
const eventOptions = [
	{ name: 'AddToCart', value: 'AddToCart', description: 'A product was added to the cart' },
	{
		name: 'CompleteRegistration',
		value: 'CompleteRegistration',
		description: 'Someone created an account',
	},
	{ name: 'CRMUpdate', value: 'CRMUpdate', description: 'Profile data changed in a back office' },
	{ name: 'Custom', value: CUSTOM_EVENT, description: 'Your own event' },
	{
		name: 'EmailOptIn',
		value: 'EmailOptIn',
		description: 'Someone signed up or made a newsletter choice; can start journeys',
	},
	{ name: 'InitiateCheckout', value: 'InitiateCheckout', description: 'A checkout was started' },
	{ name: 'PageView', value: 'PageView', description: 'A page was viewed' },
	{ name: 'PrePurchase', value: 'PrePurchase', description: 'An order that is not paid yet' },
	{
		name: 'Purchase',
		value: 'Purchase',
		description:
			'A payment was confirmed. Needs an email, the event field "orderid", and products with ID and quantity.',
	},
	{
		name: 'RemoveFromCart',
		value: 'RemoveFromCart',
		description: 'A product was removed from the cart',
	},
	{
		name: 'Search',
		value: 'Search',
		description: 'Someone searched the site. Uses the event field "keyword".',
	},
	{
		name: 'ViewCategory',
		value: 'ViewCategory',
		description: 'A category was viewed. Uses the event field "category_id".',
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
			"The person's email address or its SHA-256 hash. Enter this or a User ID. Activate adds the event to the profile that has it, or creates one.",
	},
	{
		displayName: 'User ID',
		name: 'userid',
		type: 'string',
		default: '',
		description:
			"The person's ID in your shop or on your site. It takes priority over the address, and a wrong ID creates profiles that cannot be corrected, so leave it empty unless Activate already knows the ID.",
	},
	{
		displayName: 'Profile Fields',
		name: 'profileFields',
		type: 'collection',
		placeholder: 'Add field',
		default: {},
		description: 'Values to store in the profile. Empty values are left out.',
		options: profileFieldOptions,
	},
	nameValueList(
		'Custom Profile Fields',
		'customFields',
		'Custom fields of the profile. Create them in Activate first.',
		'e.g. custom_favourite_brand',
	),
	nameValueList(
		'Event Fields',
		'eventFields',
		'Values to store with the event, such as orderid or keyword. Empty values are left out.',
		'e.g. orderid',
	),
	{
		displayName: 'Event Fields (JSON)',
		name: 'eventFieldsJson',
		type: 'json',
		// Not empty: the editor marks an empty text as invalid JSON.
		default: '{}',
		description:
			'More event fields as a JSON object, for values other than text, such as {"totalvalue": 49.95}',
	},
	{
		displayName: 'Products',
		name: 'products',
		type: 'json',
		default: '[]',
		description:
			'The products as a JSON array of objects, with the keys of the product catalogue in lower case: ID (the SKU) and quantity, and name, price and language if known',
	},
	{
		displayName: 'Timestamp',
		name: 'timestamp',
		type: 'dateTime',
		default: '',
		description:
			"When it happened. Leave empty for now. A time without an offset is in the workflow's time zone.",
	},
];

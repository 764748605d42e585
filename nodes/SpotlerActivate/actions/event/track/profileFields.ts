import type { INodeProperties } from 'n8n-workflow';

function text(displayName: string, name: string, description: string): INodeProperties {
	return { displayName, name, type: 'string', default: '', description };
}

function consent(displayName: string, name: string): INodeProperties {
	return {
		displayName,
		name,
		type: 'options',
		options: [
			{ name: 'No', value: 'no' },
			{ name: 'Yes', value: 'yes' },
		],
		default: 'no',
		description: "The person's consent. Remove this field if the consent is unknown.",
	};
}

/** Profile fields that Activate knows (docs/vendors/spotler-activate.md#41-fields), by label. */
export const profileFieldOptions: INodeProperties[] = [
	text('Birth Date', 'birthdate', 'Format YYYY-MM-DD'),
	text('City', 'city', 'Place of residence'),
	text('Country', 'country', 'Two letters, ISO 3166-1, such as NL'),
	text('Currency', 'currency', 'Three letters, ISO 4217, such as EUR'),
	text('First Name', 'firstname', 'First name of the person'),
	{
		displayName: 'Gender',
		name: 'gender',
		type: 'options',
		options: [
			{ name: 'Female', value: 'F' },
			{ name: 'Male', value: 'M' },
			{ name: 'Unknown', value: 'U' },
		],
		default: 'U',
	},
	text('Language', 'language', 'Language and country with a hyphen, such as nl-NL'),
	text('Last Name', 'lastname', 'Last name of the person'),
	consent('Marketing Consent', 'marketing'),
	consent('Newsletter Consent', 'newsletter'),
	text('Phone', 'phone', 'International format, such as +31612345678'),
	text('Postcode', 'postcode', 'Postal code'),
	consent('Service Consent', 'service'),
];

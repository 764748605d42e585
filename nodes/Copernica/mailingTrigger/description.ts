import type { INodeProperties } from 'n8n-workflow';
import { databaseField } from '../shared/descriptions';
import { signatureFields, webhookOptions } from '../trigger/description';

/** Parameters, in the order in which a person decides them. */
export const mailingProperties: INodeProperties[] = [
	{
		displayName:
			'Copernica only calls domains that you have validated. In Marketing Suite open Configuration, Your company, Validated domains, add the main domain of this n8n, put the TXT record that you see there into its DNS, and select Validate. If no calls come, check this first.',
		name: 'domainNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		options: [
			{
				name: 'Bounce',
				value: 'bounce',
				description: 'A mail came back, such as an out-of-office reply or a failure report',
			},
			{ name: 'Click', value: 'click', description: 'Someone clicked a link' },
			{
				name: 'Delivery',
				value: 'delivery',
				description: 'A mail was delivered. One call for each mail that you send.',
			},
			{ name: 'Failure', value: 'failure', description: 'A mail could not be delivered' },
			{ name: 'Open', value: 'open', description: 'Someone opened a mail' },
			{ name: 'Unsubscribe', value: 'unsubscribe', description: 'Someone unsubscribed' },
		],
		default: ['click', 'open', 'unsubscribe'],
		required: true,
		description: 'What starts the workflow. n8n adds one Webhook for each event.',
	},
	{
		...databaseField,
		required: false,
		description: 'Only mailings to this database. Leave empty for the whole account.',
	},
	...signatureFields,
	webhookOptions,
];

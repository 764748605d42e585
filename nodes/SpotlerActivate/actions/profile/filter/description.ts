import type { INodeProperties } from 'n8n-workflow';

/** The form of Filter, without the display options of its resource and operation. */
export const filterProperties: INodeProperties[] = [
	{
		displayName: 'Skip',
		name: 'rules',
		type: 'multiOptions',
		noDataExpression: true,
		options: [
			{
				name: 'Connector Fields Only',
				value: 'CONNECTOR_FIELDS_ONLY',
				description:
					'Only fields changed that Activate itself writes to Copernica (SqueezelyCustomerId, squeezely_…)',
			},
			{
				name: 'Consent Unknown',
				value: 'CONSENT_UNKNOWN',
				description: 'Copernica does not tell any of the consents asked for',
			},
			{
				name: 'Deleted',
				value: 'DELETED',
				description: 'The profile was deleted and the row withdraws no consent',
			},
			{
				name: 'Excluded Address',
				value: 'EXCLUDED_ADDRESS',
				description: 'The address or its domain is on your list',
			},
			{
				name: 'No Consent',
				value: 'NO_CONSENT',
				description:
					'Copernica says that the contact gave none of the consents asked for. An opt-out that Activate may not have yet always passes.',
			},
			{
				name: 'Same as Last Sent',
				value: 'SAME_AS_LAST_SENT',
				description:
					'The fingerprint equals the one you stored when the contact was last sent. A withdrawn consent always passes.',
			},
			{
				name: 'Superseded',
				value: 'SUPERSEDED',
				description:
					'A newer change of the same profile is in this run and speaks for the older ones',
			},
			{
				name: 'Unchanged',
				value: 'UNCHANGED',
				description: 'Copernica tells that none of the mapped fields changed',
			},
		],
		default: ['CONNECTOR_FIELDS_ONLY', 'DELETED', 'SUPERSEDED', 'UNCHANGED'],
		description:
			'Which rows not to send. Skipped rows leave by the second output with the reason; nothing is dropped.',
	},
	{
		displayName: 'Consents Asked For',
		name: 'requiredConsents',
		type: 'multiOptions',
		options: [
			{ name: 'Marketing', value: 'marketing' },
			{ name: 'Newsletter', value: 'newsletter' },
			{ name: 'Service', value: 'service' },
		],
		default: ['newsletter'],
		description: 'Any one of them is enough to keep a contact',
		displayOptions: { show: { rules: ['CONSENT_UNKNOWN', 'NO_CONSENT'] } },
	},
	{
		displayName: 'New Profiles Without Consent',
		name: 'newWithoutConsent',
		type: 'options',
		options: [
			{
				name: 'Send',
				value: 'send',
				description: 'Activate may know the address from elsewhere, with a consent to withdraw',
			},
			{ name: 'Skip', value: 'skip', description: 'They never opted in by way of Copernica' },
		],
		default: 'send',
		description: 'What to do with profiles that are created with the consent set to no',
		displayOptions: { show: { rules: ['CONSENT_UNKNOWN', 'NO_CONSENT'] } },
	},
	{
		displayName: 'Excluded Addresses',
		name: 'excludedAddresses',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		placeholder: 'e.g. example.com, test+*@example.org',
		description:
			'Domains (subdomains included), addresses, or either with * for any characters, separated by commas or new lines. Of hashed addresses only whole addresses can be recognised.',
		displayOptions: { show: { rules: ['EXCLUDED_ADDRESS'] } },
	},
	{
		displayName: 'Last Sent Fingerprint',
		name: 'lastSent',
		type: 'string',
		default: '',
		placeholder: 'e.g. {{ $json.lastFingerprint }}',
		description:
			'The fingerprint stored when this contact was last sent, for example read by a Data Table node before this one. Of a list the last one counts. Empty means not sent before.',
		displayOptions: { show: { rules: ['SAME_AS_LAST_SENT'] } },
	},
	{
		displayName: 'Connector Fields',
		name: 'connectorKeys',
		type: 'string',
		default: '',
		placeholder: 'e.g. custom_activate_score, custom_ai_*',
		description:
			'More Activate fields that are filled from what Activate writes to Copernica, separated by commas; a * at the end stands for any characters',
		displayOptions: { show: { rules: ['CONNECTOR_FIELDS_ONLY'] } },
	},
];

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
					'Only fields that Activate itself writes to Copernica changed (SqueezelyCustomerId, squeezely_…)',
			},
			{
				name: 'Consent Unknown',
				value: 'CONSENT_UNKNOWN',
				description: 'Copernica has neither a yes nor a no for the required consents',
			},
			{
				name: 'Deleted',
				value: 'DELETED',
				description: 'The profile was deleted and there is no consent to withdraw',
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
					'Copernica has no yes for any required consent. Opt-outs that Activate may not have yet are always kept.',
			},
			{
				name: 'Same as Last Sent',
				value: 'SAME_AS_LAST_SENT',
				description:
					'Nothing has changed since the contact was last sent: the fingerprint is the one you stored. Withdrawn consents are always kept.',
			},
			{
				name: 'Superseded',
				value: 'SUPERSEDED',
				description: 'This run has a newer change of the same profile, which includes this one',
			},
			{
				name: 'Unchanged',
				value: 'UNCHANGED',
				description: 'Copernica reports that none of the mapped fields changed',
			},
		],
		default: ['CONNECTOR_FIELDS_ONLY', 'DELETED', 'SUPERSEDED', 'UNCHANGED'],
		description:
			'Which rows to skip. Skipped rows go to the second output with the reason, so nothing is lost.',
	},
	{
		displayName: 'Required Consents',
		name: 'requiredConsents',
		type: 'multiOptions',
		options: [
			{ name: 'Marketing', value: 'marketing' },
			{ name: 'Newsletter', value: 'newsletter' },
			{ name: 'Service', value: 'service' },
		],
		default: ['newsletter'],
		description: 'A yes to any one of them is enough',
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
				description:
					'Activate may know the address from elsewhere, with a consent that must be withdrawn',
			},
			{ name: 'Skip', value: 'skip', description: 'They never opted in through Copernica' },
		],
		default: 'send',
		description: 'What to do with new profiles whose consent is no',
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
			'Domains (including subdomains) or addresses, with * for any characters. Separate them with commas or new lines. A hashed address is recognised only by its full address.',
		displayOptions: { show: { rules: ['EXCLUDED_ADDRESS'] } },
	},
	{
		displayName: 'Last Sent Fingerprint',
		name: 'lastSent',
		type: 'string',
		default: '',
		placeholder: 'e.g. {{ $json.lastFingerprint }}',
		description:
			'The fingerprint (a short code for all the values of a contact) that Sync returned when this contact was last sent, for example read by a Data Table node before this step. In a list, the last one counts. Leave empty if the contact was never sent.',
		displayOptions: { show: { rules: ['SAME_AS_LAST_SENT'] } },
	},
	{
		displayName: 'Connector Fields',
		name: 'connectorKeys',
		type: 'string',
		default: '',
		placeholder: 'e.g. custom_activate_score, custom_ai_*',
		description:
			'Other Activate fields filled with data that Activate writes to Copernica, separated by commas. A * at the end matches any characters.',
		displayOptions: { show: { rules: ['CONNECTOR_FIELDS_ONLY'] } },
	},
];

import type { INodeProperties } from 'n8n-workflow';
import type { Operation } from '../operation';
import { addProfile } from './addProfile.operation';

export const operations: Record<string, Operation> = { addProfile };

export const operationField: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['change'] } },
	options: [
		{
			name: 'Add Profile',
			value: 'addProfile',
			action: 'Add the profile to a change',
			description:
				'Complete a change from the Copernica Trigger with the fields of the profile it belongs to. A subprofile has no email address of its own, its profile has.',
		},
	],
	default: 'addProfile',
};

import type { INodeProperties } from 'n8n-workflow';
import type { Operation } from '../../../shared/operation';
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
			action: 'Add profile to change',
			description:
				'Add the fields of the profile that a change belongs to. Needed for subprofiles, because the email address is in the profile.',
		},
	],
	default: 'addProfile',
};

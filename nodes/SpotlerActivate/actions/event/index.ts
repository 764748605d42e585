import type { INodeProperties } from 'n8n-workflow';
import type { Operation } from '../../../shared/operation';
import { track } from './track.operation';

export const operations: Record<string, Operation> = { track };

export const operationField: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['event'] } },
	options: [
		{
			name: 'Track',
			value: 'track',
			description: 'Send a standard or custom event about a person',
			action: 'Track event',
		},
	],
	default: 'track',
};

import type { INodeProperties } from 'n8n-workflow';
import * as track from './track.operation';

export const operations = { track };

export const description: INodeProperties[] = [
	{
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
	},
	...track.description,
];

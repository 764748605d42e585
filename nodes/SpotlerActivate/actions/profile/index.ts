import type { INodeProperties } from 'n8n-workflow';
import type { Operation } from '../../../shared/operation';
import { filter } from './filter.operation';
import { getAll } from './getAll.operation';
import { normalise } from './normalise.operation';
import { sync } from './sync.operation';

export const operations: Record<string, Operation> = { filter, getAll, normalise, sync };

export const operationField: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['profile'] } },
	options: [
		{
			name: 'Filter',
			value: 'filter',
			description: 'Keep the profiles that need sending and give a reason for the rest',
			action: 'Filter profiles',
		},
		{
			name: 'Get Many',
			value: 'getAll',
			description: 'Read profiles from Spotler Activate',
			action: 'Get many profiles',
		},
		{
			name: 'Normalise',
			value: 'normalise',
			description: 'Convert changes from Copernica into profiles for Spotler Activate',
			action: 'Normalise changes',
		},
		{
			name: 'Sync',
			value: 'sync',
			description: 'Send profiles from Normalise to Spotler Activate',
			action: 'Sync profiles',
		},
	],
	default: 'sync',
};

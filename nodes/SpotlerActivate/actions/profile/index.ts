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
		// In the order of use, as the nodes panel shows them.
		{
			name: 'Normalise',
			value: 'normalise',
			description:
				'Step 1: convert changes from Copernica, or rows, into profiles for Spotler Activate',
			action: 'Normalise changes',
		},
		{
			name: 'Filter',
			value: 'filter',
			description: 'Step 2: keep the profiles that need sending and give a reason for the rest',
			action: 'Filter profiles',
		},
		{
			name: 'Sync',
			value: 'sync',
			description: 'Step 3: send profiles to Spotler Activate',
			action: 'Sync profiles',
		},
		{
			name: 'Get Many',
			value: 'getAll',
			description: 'Read profiles from Spotler Activate',
			action: 'Get many profiles',
		},
	],
	default: 'sync',
};

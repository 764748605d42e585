import type { INodeProperties } from 'n8n-workflow';
import type { Operation } from '../../../shared/operation';
import { createOrUpdate } from './createOrUpdate.operation';
import { getAll } from './getAll.operation';

export const operations: Record<string, Operation> = { upsert: createOrUpdate, getAll };

export const operationField: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['subprofile'] } },
	options: [
		{
			name: 'Create or Update',
			value: 'upsert',
			action: 'Create or update subprofile',
			description: 'Create a new record, or update the current one if it already exists (upsert)',
		},
		{
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many subprofiles',
			description: 'Get the subprofiles of a collection that match the filters',
		},
	],
	default: 'upsert',
};

import type { INodeProperties } from 'n8n-workflow';
import type { Operation } from '../operation';
import { createOrUpdate } from './createOrUpdate.operation';
import { remove } from './delete.operation';
import { get } from './get.operation';
import { getAll } from './getAll.operation';
import { unsubscribe } from './unsubscribe.operation';
import { update } from './update.operation';

export const operations: Record<string, Operation> = {
	upsert: createOrUpdate,
	delete: remove,
	get,
	getAll,
	unsubscribe,
	update,
};

export const operationField: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['profile'] } },
	options: [
		{
			name: 'Create or Update',
			value: 'upsert',
			action: 'Create or update a profile',
			description: 'Create a new record, or update the current one if it already exists (upsert)',
		},
		{
			name: 'Delete',
			value: 'delete',
			action: 'Delete a profile',
			description: 'Delete a profile and its subprofiles by the profile ID',
		},
		{
			name: 'Get',
			value: 'get',
			action: 'Get a profile',
			description: 'Get a profile by its ID',
		},
		{
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many profiles',
			description: 'Get the profiles of a database that meet the filters',
		},
		{
			name: 'Unsubscribe',
			value: 'unsubscribe',
			action: 'Unsubscribe a profile',
			description: 'Run the unsubscribe behaviour that is set up for the database',
		},
		{
			name: 'Update',
			value: 'update',
			action: 'Update a profile',
			description: 'Update a profile by its ID. Reads first and writes only what differs.',
		},
	],
	default: 'upsert',
};

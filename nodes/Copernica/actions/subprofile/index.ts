import type { INodeProperties } from 'n8n-workflow';
import type { Operation } from '../../../shared/operation';
import { createOrUpdate } from './createOrUpdate.operation';
import { remove } from './delete.operation';
import { get } from './get.operation';
import { getAll } from './getAll.operation';
import { update } from './update.operation';

export const operations: Record<string, Operation> = {
	upsert: createOrUpdate,
	delete: remove,
	get,
	getAll,
	update,
};

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
			name: 'Delete',
			value: 'delete',
			action: 'Delete subprofile',
			description: 'Delete a subprofile by its ID. Its profile stays.',
		},
		{
			name: 'Get',
			value: 'get',
			action: 'Get subprofile',
			description: 'Get a subprofile by its ID',
		},
		{
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many subprofiles',
			description: 'Get the subprofiles of a collection that match the filters',
		},
		{
			name: 'Update',
			value: 'update',
			action: 'Update subprofile',
			description: 'Update a subprofile by its ID. Only values that differ are written.',
		},
	],
	default: 'upsert',
};

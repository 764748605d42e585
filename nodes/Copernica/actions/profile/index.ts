import type { INodeProperties } from 'n8n-workflow';
import type { Operation } from '../../../shared/operation';
import { createOrUpdate } from './createOrUpdate.operation';
import { remove } from './delete.operation';
import { get } from './get.operation';
import { getAll } from './getAll.operation';
import { getUnsubscribes } from './getUnsubscribes.operation';
import { unsubscribe } from './unsubscribe.operation';
import { update } from './update.operation';

export const operations: Record<string, Operation> = {
	upsert: createOrUpdate,
	delete: remove,
	get,
	getAll,
	getUnsubscribes,
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
			action: 'Create or update profile',
			description: 'Create a new record, or update the current one if it already exists (upsert)',
		},
		{
			name: 'Delete',
			value: 'delete',
			action: 'Delete profile',
			description: 'Delete a profile and its subprofiles by the profile ID',
		},
		{
			name: 'Get',
			value: 'get',
			action: 'Get profile',
			description: 'Get a profile by its ID',
		},
		{
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many profiles',
			description: 'Get the profiles of a database that match the filters',
		},
		{
			name: 'Get Unsubscribes',
			value: 'getUnsubscribes',
			action: 'Get unsubscribed profiles',
			description:
				'Get the profiles of a database that unsubscribed through a mailing, even if no callback or field says so',
		},
		{
			name: 'Unsubscribe',
			value: 'unsubscribe',
			action: 'Unsubscribe profile',
			description: 'Unsubscribe a profile in the way that is set up for its database in Copernica',
		},
		{
			name: 'Update',
			value: 'update',
			action: 'Update profile',
			description: 'Update a profile by its ID. Only values that differ are written.',
		},
	],
	default: 'upsert',
};

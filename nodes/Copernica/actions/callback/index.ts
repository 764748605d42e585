import type { INodeProperties } from 'n8n-workflow';
import type { Operation } from '../../../shared/operation';
import { check } from './check.operation';
import { remove } from './delete.operation';
import { getAll } from './getAll.operation';

export const operations: Record<string, Operation> = { check, delete: remove, getAll };

export const operationField: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['callback'] } },
	options: [
		{
			name: 'Check',
			value: 'check',
			action: 'Check callbacks',
			description:
				'Find out why a trigger starts nothing: sign-in, database, callbacks, Webhooks, looks, address, keys, clock. Changes nothing.',
		},
		{
			name: 'Delete',
			value: 'delete',
			action: 'Delete callback',
			description: 'Delete a callback by its ID, for example one left behind by a deleted workflow',
		},
		{
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many callbacks',
			description: 'Get the callbacks of a database and its collections',
		},
	],
	default: 'getAll',
};

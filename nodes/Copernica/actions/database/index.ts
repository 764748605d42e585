import type { INodeProperties } from 'n8n-workflow';
import type { Operation } from '../../../shared/operation';
import { getAll } from './getAll.operation';

export const operations: Record<string, Operation> = { getAll };

export const operationField: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['database'] } },
	options: [
		{
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many databases',
			description: 'Get the databases of the account',
		},
	],
	default: 'getAll',
};

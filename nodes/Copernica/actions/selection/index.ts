import type { INodeProperties } from 'n8n-workflow';
import type { Operation } from '../../../shared/operation';
import { getAll } from './getAll.operation';
import { rebuild } from './rebuild.operation';

export const operations: Record<string, Operation> = { getAll, rebuild };

export const operationField: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['selection'] } },
	options: [
		{
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many selections',
			description: 'Get the selections of a database, or the miniselections of a collection',
		},
		{
			name: 'Rebuild',
			value: 'rebuild',
			action: 'Rebuild selection',
			description: 'Have Copernica check again which records belong to a selection',
		},
	],
	default: 'getAll',
};

import type { INodeProperties } from 'n8n-workflow';
import type { Operation } from '../../../shared/operation';
import { getAll } from './getAll.operation';
import { getCollections } from './getCollections.operation';
import { getFields } from './getFields.operation';

export const operations: Record<string, Operation> = { getCollections, getFields, getAll };

export const operationField: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['database'] } },
	options: [
		{
			name: 'Get Collections',
			value: 'getCollections',
			action: 'Get collections of database',
			description: 'Get the collections of a database, which hold its subprofiles',
		},
		{
			name: 'Get Fields',
			value: 'getFields',
			action: 'Get fields of database',
			description: 'Get the fields of a database or collection, with their types and options',
		},
		{
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many databases',
			description: 'Get the databases of the account',
		},
	],
	default: 'getAll',
};

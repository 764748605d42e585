import type { INodeProperties } from 'n8n-workflow';
import type { Operation } from '../../../shared/operation';
import { getStatistics } from './getStatistics.operation';
import { send } from './send.operation';

export const operations: Record<string, Operation> = { getStatistics, send };

export const operationField: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['mailing'] } },
	options: [
		{
			name: 'Get Statistics',
			value: 'getStatistics',
			action: 'Get statistics of mailing',
			description: 'Get how many people got, opened and clicked a mailing',
		},
		{
			name: 'Send',
			value: 'send',
			action: 'Send mailing',
			description: 'Send a Marketing Suite template to a profile, a selection or a database',
		},
	],
	default: 'send',
};

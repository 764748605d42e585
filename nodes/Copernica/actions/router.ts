import {
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
} from 'n8n-workflow';
import { toOutputs } from '../shared/rows';
import * as change from './change';
import type { Operation } from './operation';

const resources: Record<string, { operations: Record<string, Operation> }> = { change };

/** The form: each resource's operations, and the fields of each operation. */
export const properties: INodeProperties[] = [...change.description];

/**
 * Picks the operation once and hands it all items, so that it can read and write in few requests. Resource
 * and operation cannot be expressions, so the first item's are everyone's.
 */
export async function router(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = context.getInputData();
	const resource = context.getNodeParameter('resource', 0);
	const name = context.getNodeParameter('operation', 0);
	const operation = resources[resource]?.operations[name];
	if (operation === undefined) {
		throw new NodeOperationError(
			context.getNode(),
			`The operation "${resource}: ${name}" does not exist. Choose one from the list.`,
		);
	}
	return toOutputs(context, await operation.execute(context, items));
}

import {
	NodeOperationError,
	updateDisplayOptions,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
} from 'n8n-workflow';
import { toOutputs } from '../shared/rows';
import * as callback from './callback';
import * as change from './change';
import * as database from './database';
import type { Operation } from './operation';
import * as profile from './profile';
import * as subprofile from './subprofile';

interface Resource {
	operationField: INodeProperties;
	operations: Record<string, Operation>;
}

const resources: Record<string, Resource> = { callback, change, database, profile, subprofile };

/** The form: each resource's operations, and the fields of each operation, shown for that one only. */
export const properties: INodeProperties[] = Object.entries(resources).flatMap(
	([resource, { operationField, operations }]) => [
		operationField,
		...Object.entries(operations).flatMap(([operation, { description }]) =>
			updateDisplayOptions({ show: { resource: [resource], operation: [operation] } }, description),
		),
	],
);

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

import {
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
} from 'n8n-workflow';
import * as event from './event';
import type { Operation } from './operation';
import * as profile from './profile';

const operations = new Map<string, Operation>(
	Object.entries({ profile: profile.operations, event: event.operations }).flatMap(
		([resource, byName]): Array<[string, Operation]> =>
			Object.entries(byName).map(([name, operation]) => [`${resource}: ${name}`, operation]),
	),
);

/** The form: each resource's operations, and the fields of each operation. */
export const properties: INodeProperties[] = [...profile.description, ...event.description];

/**
 * Picks the operation once and hands it all items, so that it can send many in one request. Resource and operation
 * cannot be expressions, so the first item's are everyone's.
 */
export async function router(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const resource = String(this.getNodeParameter('resource', 0));
	const name = String(this.getNodeParameter('operation', 0));
	const operation = operations.get(`${resource}: ${name}`);
	if (operation === undefined) {
		throw new NodeOperationError(
			this.getNode(),
			`The operation "${resource}: ${name}" does not exist. Choose one from the list.`,
		);
	}
	return await operation.execute.call(this, this.getInputData());
}

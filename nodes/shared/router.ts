import {
	NodeOperationError,
	updateDisplayOptions,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
} from 'n8n-workflow';
import type { Operation, Resource } from './operation';
import { toOutputs } from './rows';

/** The form of a node's operations, and what runs the chosen one. */
interface Router {
	/** Each resource's operations, and the fields of each operation, shown only for that one. */
	properties: INodeProperties[];
	/** @throws NodeOperationError for an unknown operation, and whatever the operation throws */
	run: (context: IExecuteFunctions) => Promise<INodeExecutionData[][]>;
}

/**
 * Builds a node from its operations. The operation is chosen once and gets all items, so that it can read and send in
 * few requests. Resource and operation cannot be expressions, so the first item's are everyone's.
 *
 * @param resources by their value in the form
 */
export function makeRouter(resources: Record<string, Resource>): Router {
	const byName = new Map<string, Operation>(
		Object.entries(resources).flatMap(([resource, { operations }]) =>
			Object.entries(operations).map(([name, operation]) => [`${resource}: ${name}`, operation]),
		),
	);
	return {
		properties: Object.entries(resources).flatMap(([resource, { operationField, operations }]) => [
			operationField,
			...Object.entries(operations).flatMap(([operation, { fields }]) =>
				updateDisplayOptions({ show: { resource: [resource], operation: [operation] } }, fields),
			),
		]),
		run: async (context) => {
			const resource = String(context.getNodeParameter('resource', 0));
			const name = `${resource}: ${String(context.getNodeParameter('operation', 0))}`;
			const operation = byName.get(name);
			if (operation === undefined) {
				throw new NodeOperationError(
					context.getNode(),
					`The operation "${name}" does not exist. Choose one from the list.`,
				);
			}
			const rows = await operation.run(context, context.getInputData());
			return toOutputs(context, rows, operation.outputs.length);
		},
	};
}

import { NodeConnectionTypes, type ExpressionString } from 'n8n-workflow';
import type { Resource } from '../../shared/operation';

/**
 * The outputs of a node that depend on the operation, whose names differ between all its resources. The editor evaluates
 * this; a running workflow only does so, once per node run, when the node has an error output (n8n-core 2.41,
 * `handleNodeErrorOutput`), so that other flows pay nothing for the expression
 * (docs/vendors/n8n.md#24-expressions-cost-an-isolate).
 */
export function outputsOf(resources: Record<string, Resource>): ExpressionString {
	const byOperation = Object.fromEntries(
		Object.values(resources).flatMap(({ operations }) =>
			Object.entries(operations).map(([operation, { outputs }]) => [
				operation,
				outputs.map((displayName) => ({
					type: NodeConnectionTypes.Main,
					...(displayName === '' ? {} : { displayName }),
				})),
			]),
		),
	);
	return `={{ (${JSON.stringify(byOperation)})[$parameter["operation"]] }}`;
}

import { NodeConnectionTypes, type ExpressionString } from 'n8n-workflow';
import type { Resource } from '../../shared/operation';

/**
 * The outputs of a node by operation; operation names are unique across its resources. The editor evaluates this. A
 * running workflow only does so when the node has an error output, once per node run (n8n-core 2.41,
 * `handleNodeErrorOutput`), so other flows pay nothing for the expression
 * (docs/vendors/n8n.md#24-expressions-cost-an-isolate).
 */
export function outputsOf(resources: Record<string, Resource>): ExpressionString {
	const named = (displayName: string) => ({
		type: NodeConnectionTypes.Main,
		...(displayName === '' ? {} : { displayName }),
	});
	const operations = Object.values(resources).flatMap((resource) =>
		Object.entries(resource.operations),
	);
	const always = Object.fromEntries(
		operations.map(([name, { outputs }]) => [name, outputs.map(named)]),
	);
	// Lists, because n8n takes the first "}}" as the end of an expression.
	const optional = Object.fromEntries(
		operations.flatMap(([name, { optionalOutput: output }]) =>
			output === undefined ? [] : [[name, [output.option, named(output.name)]]],
		),
	);
	const operation = '$parameter["operation"]';
	return `={{ ((always, [option, output] = []) => ($parameter["options"] ?? {})[option] === true ? [...always, output] : always)((${JSON.stringify(always)})[${operation}], (${JSON.stringify(optional)})[${operation}]) }}`;
}

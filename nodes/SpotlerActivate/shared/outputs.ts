import { NodeConnectionTypes, type ExpressionString } from 'n8n-workflow';
import type { Resource } from '../../shared/operation';

/**
 * The outputs of a node that depend on the operation, whose names differ between all its resources. The editor evaluates
 * this; a running workflow only does so, once per node run, when the node has an error output (n8n-core 2.41,
 * `handleNodeErrorOutput`), so that other flows pay nothing for the expression
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
	// Lists, because n8n takes the first "}}" for the end of an expression.
	const optional = Object.fromEntries(
		operations.flatMap(([name, { optionalOutput: output }]) =>
			output === undefined ? [] : [[name, [output.option, named(output.name)]]],
		),
	);
	const operation = '$parameter["operation"]';
	return `={{ ((always, [option, output] = []) => ($parameter["options"] ?? {})[option] === true ? [...always, output] : always)((${JSON.stringify(always)})[${operation}], (${JSON.stringify(optional)})[${operation}]) }}`;
}

import { NodeConnectionTypes, type ExpressionString } from 'n8n-workflow';

/** Names of the outputs of each operation, in order; an empty name shows none. */
const OUTPUT_NAMES = {
	filter: ['Keep', 'Skip'],
	getAll: [''],
	normalise: ['Prepared', 'Invalid'],
	sync: ['Accepted', 'Rejected'],
	track: ['Accepted', 'Rejected'],
} as const;

const outputsByOperation = Object.fromEntries(
	Object.entries(OUTPUT_NAMES).map(([operation, names]) => [
		operation,
		names.map((displayName) => ({
			type: NodeConnectionTypes.Main,
			...(displayName === '' ? {} : { displayName }),
		})),
	]),
);

/**
 * The node's outputs, which depend on the operation. The editor evaluates this; a running workflow only does so, once
 * per node run, when the node has an error output (n8n-core 2.41, `handleNodeErrorOutput`), so that other flows pay
 * nothing for the expression (docs/vendors/n8n.md#24-expressions-cost-an-isolate).
 */
export const outputs: ExpressionString = `={{ (${JSON.stringify(outputsByOperation)})[$parameter["operation"]] }}`;

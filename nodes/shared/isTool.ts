import type { IExecuteFunctions } from 'n8n-workflow';

/**
 * Whether a model runs the node as a tool; it then only sees the first output. n8n does that in two ways: in a special
 * context, or in the usual one under a type named "…Tool".
 */
export function isTool(context: IExecuteFunctions): boolean {
	return (
		('isToolExecution' in context && context.isToolExecution()) ||
		context.getNode().type.endsWith('Tool')
	);
}

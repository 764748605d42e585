import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { wiringFault, type Expected } from '../../core/contracts/wiring';
import { isTool } from './isTool';

/**
 * Ends a run without any item of the kind that the step expects: the step is connected to the wrong one, and every row
 * would be refused without anybody noticing. With *Continue* in the node's *On Error* setting, and as a tool, the rows
 * are refused one by one.
 *
 * @throws NodeOperationError that says which step is missing
 */
export function checkWiring(
	context: IExecuteFunctions,
	items: readonly INodeExecutionData[],
	expected: Expected,
): void {
	if (context.continueOnFail() || isTool(context)) return;
	const fault = wiringFault(
		items.map(({ json }) => json),
		expected,
	);
	if (fault === null) return;
	const code = expected === 'prepared' ? 'NOT_PREPARED' : 'NOT_A_CHANGE';
	throw new NodeOperationError(context.getNode(), fault, {
		description: `${code}: this concerns every item of the run. Nothing was sent.`,
	});
}

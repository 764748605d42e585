import { NodeOperationError, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import {
	rejectedItemsText,
	rejectionsText,
	type Rejections,
} from '../../../core/contracts/rejections';
import { isTool } from '../../shared/isTool';

const LABEL = 'If Rows Are Rejected';

/**
 * The option of Sync, Track and Normalise.
 *
 * @param stopping what the second choice means for the rows of this operation
 */
export function ifRejectedOption(stopping: string): INodeProperties {
	return {
		displayName: LABEL,
		name: 'ifRejected',
		type: 'options',
		options: [
			{
				name: 'Continue',
				value: 'continue',
				description: 'The execution succeeds, and a hint shows how many rows there are',
			},
			{ name: 'Stop With an Error After All Rows', value: 'stop', description: stopping },
		],
		default: 'continue',
		description:
			'What to do if at least one row cannot be used. An error starts the error workflow. With On Error set to Continue, this option has no effect.',
	};
}

/**
 * Whether the run is to end in an error when rows are rejected. It is read before anything is sent.
 *
 * @throws NodeOperationError where the option has no usable value
 */
export function stopsIfRejected(context: IExecuteFunctions): boolean {
	if (context.continueOnFail() || isTool(context)) return false;
	const value: unknown = context.getNodeParameter('options.ifRejected', 0, 'continue');
	if (value === 'continue' || value === 'stop') return value === 'stop';
	throw new NodeOperationError(
		context.getNode(),
		`The option "${LABEL}" has a value that cannot be used. Correct it in the options of this node.`,
	);
}

/**
 * As {@link stopsIfRejected}, for rows that are sent: a run that is repeated would send the accepted ones again.
 *
 * @throws NodeOperationError where n8n would repeat it by itself
 */
export function stopsAfterSending(context: IExecuteFunctions): boolean {
	const stops = stopsIfRejected(context);
	if (stops && context.getNode().retryOnFail === true) {
		throw new NodeOperationError(
			context.getNode(),
			`Turn off Retry On Fail in the settings of this node, or set "${LABEL}" to Continue. Otherwise n8n would send the accepted rows again.`,
			{ description: 'Nothing was sent.' },
		);
	}
	return stops;
}

/** Shows at the output how many rows were rejected, and why. */
export function addRejectionsHint(context: IExecuteFunctions, rejections: Rejections): void {
	if (rejections.rejected.length === 0) return;
	context.addExecutionHints({
		message: rejectionsText(rejections),
		type: 'warning',
		location: 'outputPane',
	});
}

/** The error that a run ends with: counts, codes and the numbers of the items, but nothing of what they hold. */
export function rejectionsError(
	context: IExecuteFunctions,
	rejections: Rejections,
	next: string,
): NodeOperationError {
	return new NodeOperationError(context.getNode(), `${rejectionsText(rejections)}. ${next}`, {
		description: rejectedItemsText(rejections),
	});
}

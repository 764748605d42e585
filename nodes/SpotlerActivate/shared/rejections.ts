import { NodeOperationError, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import {
	isAboveShare,
	rejectedItemsText,
	rejectionsText,
	type Rejections,
} from '../../../core/contracts/rejections';
import { isTool } from '../../shared/isTool';

const LABEL = 'If Rows Are Rejected';
const SHARE_LABEL = 'Max Rejected Rows (%)';
const DEFAULT_SHARE = 10;

/**
 * The option in Sync, Track and Normalise.
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
			{
				name: 'Stop With an Error if Too Many',
				value: 'stopAbove',
				description: `The same, but only if more than a share of the rows is rejected. Add ${SHARE_LABEL} to set the share.`,
			},
		],
		default: 'continue',
		description:
			'What to do if at least one row cannot be used. An error starts the error workflow. With On Error set to Continue, this option has no effect.',
	};
}

/** What belongs to the last choice of {@link ifRejectedOption}. */
export const maxRejectedOption: INodeProperties = {
	displayName: SHARE_LABEL,
	name: 'maxRejectedShare',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 100, numberPrecision: 2 },
	default: 10,
	displayOptions: { show: { ifRejected: ['stopAbove'] } },
	description:
		'The share of rows that may be rejected before the execution ends with an error. 10 if you do not add this option.',
};

/** How many of a run's rows may be rejected. */
export type RejectionLimit =
	| { kind: 'any' }
	| { kind: 'none' }
	/** `percent` of all rows, 0 to 100. */
	| { kind: 'share'; percent: number };

const choiceSchema = z.enum(['continue', 'stop', 'stopAbove']);
const shareSchema = z.number().min(0).max(100);

/**
 * How many rows may be rejected before the run ends in an error. Read before anything is sent.
 *
 * @throws NodeOperationError if an option has no usable value
 */
export function rejectionLimitOf(context: IExecuteFunctions): RejectionLimit {
	if (context.continueOnFail() || isTool(context)) return { kind: 'any' };
	const read = <T>(name: string, label: string, fallback: T, schema: z.ZodType<T>): T => {
		const parsed = schema.safeParse(context.getNodeParameter(`options.${name}`, 0, fallback));
		if (parsed.success) return parsed.data;
		throw new NodeOperationError(
			context.getNode(),
			`The option "${label}" has a value that cannot be used. Correct it in the options of this node.`,
		);
	};
	const choice = read('ifRejected', LABEL, 'continue', choiceSchema);
	if (choice === 'continue') return { kind: 'any' };
	if (choice === 'stop') return { kind: 'none' };
	const percent = read('maxRejectedShare', SHARE_LABEL, DEFAULT_SHARE, shareSchema);
	return { kind: 'share', percent };
}

/**
 * Like {@link rejectionLimitOf}, for rows that are sent: repeating the run would send the accepted ones again.
 *
 * @throws NodeOperationError if n8n would repeat it by itself
 */
export function sendingLimitOf(context: IExecuteFunctions): RejectionLimit {
	const limit = rejectionLimitOf(context);
	if (limit.kind !== 'any' && context.getNode().retryOnFail === true) {
		throw new NodeOperationError(
			context.getNode(),
			`Turn off Retry On Fail in the settings of this node, or set "${LABEL}" to Continue. Otherwise n8n would send the accepted rows again.`,
			{ description: 'Nothing was sent.' },
		);
	}
	return limit;
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

/**
 * Ends the run if too many rows are rejected. The error has counts, codes and the numbers of the items, but none of
 * their content.
 *
 * @param next what to do, in a sentence or two
 * @throws NodeOperationError
 */
export function stopIfTooMany(
	context: IExecuteFunctions,
	limit: RejectionLimit,
	rejections: Rejections,
	next: string,
): void {
	if (limit.kind === 'any') return;
	const percent = limit.kind === 'share' ? limit.percent : 0;
	if (!isAboveShare(rejections, percent)) return;
	const share = percent === 0 ? '' : ` This is more than ${percent} %.`;
	throw new NodeOperationError(
		context.getNode(),
		`${rejectionsText(rejections)}.${share} ${next}`,
		{ description: rejectedItemsText(rejections) },
	);
}

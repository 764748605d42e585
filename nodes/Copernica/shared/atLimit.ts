import type { IExecuteFunctions } from 'n8n-workflow';

/**
 * Says that a limit has left out rows that a workflow is to act on: an opt-out among them would never arrive. n8n's own
 * nodes are silent at a limit, and so are lists in which nothing can be missed.
 *
 * @param left what was left out, as the sentence begins: "12 later unsubscribes were"
 */
export function hintAtLimit(context: IExecuteFunctions, limit: number, left: string): void {
	context.addExecutionHints({
		message: `${left} left out, because Limit is ${limit}. To miss no opt-out, turn on Return All or raise Limit.`,
		type: 'warning',
		location: 'outputPane',
	});
}

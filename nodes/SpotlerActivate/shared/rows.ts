import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Result } from '../../../core/contracts/result';
import { reasonOf } from '../../../core/activate/codes';
import { deliver, type Delivery, type EventOutcome } from '../../../core/activate/deliver';
import type { Fault } from '../../../core/activate/fault';
import { stoppedHint } from '../../../core/activate/faultText';
import type { Outgoing } from '../../../core/activate/outgoing';
import { holdBack, isAcceptedOutput, queueOf, resultOf } from '../../../core/activate/results';
import { trackPorts } from '../api/client';
import { toNodeFault } from '../api/apiError';
import { sentOrder } from './sentOrder';
import { isTool } from '../../shared/isTool';
import type { RowOptions, RunOptions } from './runOptions';

/**
 * Sends rows and puts each on *Accepted* or *Rejected*, in the order of the input.
 *
 * When Activate is not there for good, the run ends in a fault only if it can be run again as a whole.
 * Once rows were taken, or may have been, a fault would hide that: then it ends normally, the rest goes to *Rejected*
 * with its code, and a hint tells so. With *Continue* in the node's *On Error* setting it always ends normally, and the
 * rows that the fault concerns carry it.
 *
 * As a tool the model sees the first output only, so all rows go there.
 *
 * @returns [Accepted, Rejected]
 * @throws NodeApiError as told above
 */
export async function sendRows(
	context: IExecuteFunctions,
	planned: readonly Outgoing[],
	options: RunOptions,
): Promise<INodeExecutionData[][]> {
	const rows = holdBack(planned, {
		limits: options.delivery.limits,
		isDryRun: (itemIndex) => optionsOf(options, itemIndex).dryRun,
	});
	const ports = trackPorts(context, options.timeout);
	const queue = queueOf(rows);
	// A dry run has nothing in the queue, and leaves no trace.
	const order = queue.length === 0 ? undefined : await sentOrder(context);
	const delivery = await deliver(queue, options.delivery, ports, order);
	const { fault, repeatable } = delivery;
	if (fault !== null) {
		if (repeatable && !context.continueOnFail()) {
			throw toNodeFault(context, fault, firstRowOf(fault, rows, delivery)?.itemIndex ?? 0, 'send');
		}
		const notTaken = [...delivery.outcomes.values()].filter(
			({ code }) => code !== null && code !== 'OVERTAKEN',
		).length;
		context.addExecutionHints({
			message: stoppedHint(fault, notTaken),
			type: 'warning',
			location: 'outputPane',
		});
	}

	const accepted: INodeExecutionData[] = [];
	const rejected: INodeExecutionData[] = [];
	const asTool = isTool(context);
	for (const [index, row] of rows.entries()) {
		const outcome = delivery.outcomes.get(index);
		const { includePayload, outputRows } = optionsOf(options, row.itemIndex);
		const result = resultOf(row, outcome, { includePayload });
		if (result.status === 'accepted' && outputRows === 'attention') continue;
		const json = context.continueOnFail()
			? faultJson(context, result, faultText(context, row, outcome, fault))
			: { ...result };
		const item = { json, pairedItem: { item: row.itemIndex } };
		(asTool || isAcceptedOutput(result) ? accepted : rejected).push(item);
	}
	return [accepted, rejected];
}

/** What a row goes by for which no options could be read; it is not sent. */
const NO_OPTIONS: Pick<RowOptions, 'dryRun' | 'includePayload' | 'outputRows'> = {
	dryRun: false,
	includePayload: false,
	outputRows: 'all',
};

function optionsOf(options: RunOptions, itemIndex: number): typeof NO_OPTIONS {
	const read = options.ofItem(itemIndex);
	return read.ok ? read.value : NO_OPTIONS;
}

/** The text of the fault that concerns a row: that of its request, or of a setting; null = none does. */
function faultText(
	context: IExecuteFunctions,
	{ finding, itemIndex }: Outgoing,
	outcome: EventOutcome | undefined,
	fault: Fault | null,
): string | null {
	if (finding?.code === 'SETTINGS_INVALID') return reasonOf(finding.code, finding.details);
	const concerned =
		fault !== null && (outcome?.code === fault.code || outcome?.code === 'NOT_SENT');
	return concerned ? toNodeFault(context, fault, itemIndex, 'row').message : null;
}

/**
 * The JSON of a row that a fault concerns, when the node is set to continue. n8n moves an item to the error output when
 * its JSON is nothing but `error` and `message`, and puts the input item under it: there the row can be sent again as
 * it is. (`item.error` would move it too, but n8n 2.41 then drops all other JSON.) Without an error output the result
 * stays, with the text beside it.
 */
function faultJson(
	context: IExecuteFunctions,
	result: Result,
	error: string | null,
): INodeExecutionData['json'] {
	if (error === null) return { ...result };
	return context.getNode().onError === 'continueErrorOutput'
		? { error, message: `${result.code ?? ''}: ${result.reason ?? ''}` }
		: { ...result, error };
}

function firstRowOf(fault: Fault, rows: readonly Outgoing[], { outcomes }: Delivery) {
	return rows.find((_, index) => outcomes.get(index)?.code === fault.code);
}

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Result } from '../../../core/contracts/result';
import { deliver, type Delivery } from '../../../core/sync/deliver';
import type { Fault } from '../../../core/sync/fault';
import { stoppedHint } from '../../../core/sync/faultText';
import type { Outgoing } from '../../../core/sync/outgoing';
import { holdBack, isAcceptedOutput, queueOf, resultOf } from '../../../core/sync/results';
import { trackPorts } from '../transport';
import { toNodeFault } from './nodeFault';
import { sentOrder } from './sentOrder';
import { isTool } from '../../Copernica/shared/isTool';
import type { RunOptions } from './runOptions';

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
	const rows = holdBack(planned, { limits: options.delivery.limits, dryRun: options.dryRun });
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
		const notTaken = [...delivery.fates.values()].filter(
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
		const fate = delivery.fates.get(index);
		const result = resultOf(row, fate, options);
		if (result.status === 'accepted' && options.outputRows === 'attention') continue;
		const concerned = fault !== null && (fate?.code === fault.code || fate?.code === 'NOT_SENT');
		const item =
			concerned && context.continueOnFail()
				? faultItem(context, result, fault, row.itemIndex)
				: { json: { ...result }, pairedItem: { item: row.itemIndex } };
		(asTool || isAcceptedOutput(result) ? accepted : rejected).push(item);
	}
	return [accepted, rejected];
}

/**
 * The item of a row that a fault concerns, when the node is set to continue. n8n moves an item to the error output when
 * its JSON is nothing but `error` and `message`, and puts the input item under it: there the row can be sent again as
 * it is. (`item.error` would move it too, but n8n 2.41 then drops all other JSON.) Without an error output the result
 * stays, with the text beside it.
 */
function faultItem(
	context: IExecuteFunctions,
	result: Result,
	fault: Fault,
	itemIndex: number,
): INodeExecutionData {
	const error = toNodeFault(context, fault, itemIndex, 'row').message;
	const json =
		context.getNode().onError === 'continueErrorOutput'
			? { error, message: `${result.code ?? fault.code}: ${result.reason ?? ''}` }
			: { ...result, error };
	return { json, pairedItem: { item: itemIndex } };
}

function firstRowOf(fault: Fault, rows: readonly Outgoing[], { fates }: Delivery) {
	return rows.find((_, index) => fates.get(index)?.code === fault.code);
}

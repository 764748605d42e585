import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import type { RejectedRow } from '../../../core/contracts/rejections';
import { flatRowOf } from '../../../core/contracts/flatRow';
import type { Result } from '../../../core/contracts/result';
import { flatSummaryOf, RunTally } from '../../../core/contracts/summary';
import { resultReason } from '../../../core/activate/codes';
import { deliver, type Delivery, type EventOutcome } from '../../../core/activate/deliver';
import type { Fault } from '../../../core/activate/fault';
import { stoppedHint } from '../../../core/activate/faultText';
import type { Ports } from '../../../core/activate/orderedPost';
import type { Outgoing } from '../../../core/activate/outgoing';
import { holdBack, isAcceptedOutput, queueOf, resultOf } from '../../../core/activate/results';
import { trackPorts } from '../api/client';
import { toNodeFault } from '../api/apiError';
import { addRejectionsHint, sendingLimitOf, stopIfTooMany } from './rejections';
import { sentOrder } from './sentOrder';
import type { Row } from '../../shared/rows';
import type { RowFormat } from './rowFormat';
import type { RowOptions, RunOptions } from './runOptions';

/** For _Sync_ and _Track_. */
export const SENT_OUTPUTS = ['Accepted', 'Rejected'] as const;

/**
 * Sends rows and puts each on *Accepted* or *Rejected*, in the order of the input.
 *
 * When Activate stays unavailable, the run only ends in a fault if it can be run again as a whole. Once rows were
 * taken, or may have been, a fault would hide that: then it ends normally, the rest goes to *Rejected* with its code,
 * and a hint says so. With *Continue* in the node's *On Error* setting it always ends normally, and the rows that the
 * fault concerns carry it.
 *
 * @returns the rows of each item
 * @throws NodeApiError as described above, NodeOperationError if rows were rejected and the user wants an error then
 */
export async function sendRows(
	context: IExecuteFunctions,
	planned: readonly Outgoing[],
	options: RunOptions,
): Promise<Row[][]> {
	const limit = sendingLimitOf(context);
	const rows = holdBack(planned, {
		limits: options.delivery.limits,
		isDryRun: (itemIndex) => optionsOf(options, itemIndex).dryRun,
	});
	const startedAt = Date.now();
	const { ports, requests } = counted(trackPorts(context, options.timeout));
	const queue = queueOf(rows);
	// A dry run queues nothing, and leaves no trace.
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

	const milliseconds = Date.now() - startedAt;
	const ofItems: Row[][] = [];
	const tally = new RunTally();
	const rejected: RejectedRow[] = [];
	for (const [index, row] of rows.entries()) {
		const outcome = delivery.outcomes.get(index);
		const { includePayload, outputRows, rowFormat } = optionsOf(options, row.itemIndex);
		const result = resultOf(row, outcome, { includePayload });
		tally.add(result);
		if (!isAcceptedOutput(result)) {
			rejected.push({ item: row.itemIndex, code: result.code ?? result.status });
		}
		if (result.status === 'accepted' && outputRows === 'attention') continue;
		const error = context.continueOnFail() ? faultText(context, row, outcome, fault) : null;
		(ofItems[row.itemIndex] ??= []).push(rowOf(result, rowFormat, error));
	}
	const rejections = { total: rows.length, rejected, word: 'rejected' } as const;
	stopIfTooMany(context, limit, rejections, queue.length === 0 ? NOTHING_SENT : OTHERS_SENT);
	addRejectionsHint(context, rejections);
	const last = rows.at(-1)?.itemIndex;
	if (options.summary && last !== undefined) {
		const summary = tally.summary(requests(), milliseconds);
		const isFlat = optionsOf(options, last).rowFormat === 'flat';
		const json = isFlat ? flatSummaryOf(summary) : summary;
		(ofItems[last] ??= []).push({ output: 2, json: { ...json } });
	}
	return ofItems;
}

/** The text for a run that ends in an error after it has sent rows. */
const OTHERS_SENT =
	'The other rows were accepted or skipped. Running this again sends them once more, also opt-ins.';
const NOTHING_SENT = 'No row was sent.';

/** The same requests, and how many there were. */
function counted(ports: Ports): { ports: Ports; requests: () => number } {
	let requests = 0;
	const post: Ports['post'] = async (events) => {
		requests += 1;
		return await ports.post(events);
	};
	return { ports: { ...ports, post }, requests: () => requests };
}

/** @param error text of the fault that concerns the row, while the node is set to continue */
function rowOf(result: Result, format: RowFormat, error: string | null): Row {
	const output = isAcceptedOutput(result) ? 0 : 1;
	const json = format === 'flat' ? flatRowOf(result) : result;
	if (error === null) return { output, json: { ...json } };
	const { status, code, reason } = result;
	const details = { status, code: code ?? '', reason: reason ?? '' };
	// A flat row only has its fixed keys.
	const shown = format === 'flat' ? { ...json } : { ...json, error };
	return { output, json: shown, fault: { error, details } };
}

/** The options of a row when its own could not be read; it is not sent. */
const NO_OPTIONS: Omit<RowOptions, 'optOutOldAddress' | 'rowFormat'> = {
	dryRun: false,
	includePayload: false,
	outputRows: 'all',
};

function optionsOf(options: RunOptions, itemIndex: number): Omit<RowOptions, 'optOutOldAddress'> {
	const read = options.ofItem(itemIndex);
	return read.ok ? read.value : { ...NO_OPTIONS, rowFormat: options.rowFormat };
}

/** The text of the fault that concerns a row: that of its request, or of a setting; null = none. */
function faultText(
	context: IExecuteFunctions,
	{ finding, itemIndex }: Outgoing,
	outcome: EventOutcome | undefined,
	fault: Fault | null,
): string | null {
	if (finding?.code === 'SETTINGS_INVALID') return resultReason(finding.code, finding.details);
	const concerned =
		fault !== null && (outcome?.code === fault.code || outcome?.code === 'NOT_SENT');
	return concerned ? toNodeFault(context, fault, itemIndex, 'row').message : null;
}

function firstRowOf(fault: Fault, rows: readonly Outgoing[], { outcomes }: Delivery) {
	return rows.find((_, index) => outcomes.get(index)?.code === fault.code);
}

/** Anything thrown while reading an item's settings, as n8n's own class with the item's number. */
export function asOperationError(
	context: IExecuteFunctions,
	cause: unknown,
	itemIndex: number,
): NodeOperationError {
	return cause instanceof NodeOperationError
		? cause
		: new NodeOperationError(context.getNode(), cause instanceof Error ? cause : String(cause), {
				itemIndex,
			});
}

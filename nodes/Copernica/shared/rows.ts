import {
	ExpressionError,
	NodeOperationError,
	type NodeApiError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';
import type { CopernicaCode, Refusal } from '../../../core/copernica/codes';
import { FAULT_CODES } from '../../../core/copernica/fault';
import { CopernicaFaultError, toNodeApiError } from '../api/apiError';
import { isTool } from '../../shared/isTool';

/** One row that leaves the node. An item may give several (Get Many). */
export interface Row {
	output: 'completed' | 'rejected';
	json: IDataObject;
	/** Text of a true fault under continue-on-fail, so that it can go to n8n's own error output. */
	fault?: string;
}

export function completed(json: IDataObject): Row {
	return { output: 'completed', json };
}

/**
 * A row that cannot be done.
 *
 * @param known what is known of the row (ids, or the whole change), kept beside the code so that nothing is lost
 */
export function rejected(
	status: 'invalid' | 'rejected' | 'unknown' | 'skipped',
	refusal: Refusal,
	known: IDataObject = {},
): Row {
	return { output: 'rejected', json: { ...known, status, ...refusal } };
}

/** A fault as n8n shows it, and the code of the row that it ends. */
interface RunFault {
	error: NodeApiError | NodeOperationError;
	code: CopernicaCode;
}

function reasonOf({ error }: RunFault): string {
	return [error.message, error.description].filter((text) => text).join('. ');
}

/** The row of a request that ended with a fault. A refusal of this very row is no fault of the run. */
function faultRow(fault: RunFault, known: IDataObject): Row {
	const { code, error } = fault;
	const row = rejected(
		code === 'OUTCOME_UNKNOWN' ? 'unknown' : code === 'SETTING_INVALID' ? 'invalid' : 'rejected',
		{ code, reason: reasonOf(fault) },
		known,
	);
	return code === 'REFUSED_BY_COPERNICA' ? row : { ...row, fault: error.message };
}

/** Faults after which every other request would end the same way, after the same long wait. */
function endsTheRun({ code }: RunFault): boolean {
	return ['ACCESS_DENIED', 'COPERNICA_UNAVAILABLE'].includes(code);
}

/** What n8n throws for an expression that cannot be evaluated is a fault of a setting; other things are none. */
function asFault(context: IExecuteFunctions, thrown: unknown, itemIndex: number): RunFault | null {
	if (thrown instanceof CopernicaFaultError) {
		const { fault } = thrown;
		const error = toNodeApiError(context.getNode(), fault, itemIndex);
		return { error, code: FAULT_CODES[fault.kind] };
	}
	if (thrown instanceof NodeOperationError) return { error: thrown, code: 'SETTING_INVALID' };
	if (!(thrown instanceof ExpressionError)) return null;
	const { message, description } = thrown;
	const error = new NodeOperationError(context.getNode(), message, {
		description: description ?? undefined,
		itemIndex,
	});
	return { error, code: 'SETTING_INVALID' };
}

interface RowWork {
	/** Number of input items. */
	count: number;
	/** Items worked on at the same time, once the first is done. */
	atATime: number;
	/** Does one item. May throw CopernicaFaultError or NodeOperationError. */
	work: (itemIndex: number) => Promise<Row[]>;
	/** What is known of an item, for the row of a fault. */
	known: (itemIndex: number) => IDataObject;
}

/**
 * Works through the items and keeps their order. The first item goes alone: if the token has run out, one
 * request renews it instead of several at once.
 *
 * A fault ends the run, unless the node is set to continue: then the item gets a rejected row that carries the
 * fault, and when Copernica cannot be used at all the items behind it are not attempted (each would wait
 * through all its tries). What is not a fault of Copernica or a setting, such as a cancelled execution, always
 * ends the run.
 */
export async function workThroughRows(
	context: IExecuteFunctions,
	{ count, atATime, work, known }: RowWork,
): Promise<Row[][]> {
	const rows: Row[][] = [];
	let next = 0;
	let ended: { error: unknown } | null = null;
	let unusable: RunFault | null = null;

	const workOne = async (itemIndex: number): Promise<void> => {
		if (unusable !== null) {
			const refusal: Refusal = {
				code: 'NOT_ATTEMPTED',
				reason:
					'This item was not sent, because Copernica could not be used for an item before it. Run it again later.',
			};
			rows[itemIndex] = [
				{ ...rejected('rejected', refusal, known(itemIndex)), fault: unusable.error.message },
			];
			return;
		}
		try {
			rows[itemIndex] = await work(itemIndex);
		} catch (thrown) {
			const fault = asFault(context, thrown, itemIndex);
			if (fault === null) {
				ended ??= { error: thrown };
				return;
			}
			const row = faultRow(fault, known(itemIndex));
			if (row.fault !== undefined && !context.continueOnFail()) {
				ended ??= { error: fault.error };
				return;
			}
			rows[itemIndex] = [row];
			if (endsTheRun(fault)) unusable = fault;
		}
	};
	const worker = async (): Promise<void> => {
		while (next < count && ended === null) await workOne(next++);
	};

	if (count > 0) await workOne(next++);
	await Promise.all(Array.from({ length: atATime }, worker));
	throwIfEnded(ended);
	return rows;
}

function throwIfEnded(ended: { error: unknown } | null): void {
	if (ended !== null) throw ended.error;
}

/**
 * Lays rows on the two outputs, each paired with its item. As a tool the model sees the first output only, so
 * everything goes there.
 *
 * A fault's row does not set `item.error`: n8n replaces the JSON of such an item by the bare message, and the
 * row's content would be lost. With *Continue (using error output)* the row takes the one shape that n8n moves
 * to the error output and completes with the input item: `error` and `details` alone.
 */
export function toOutputs(context: IExecuteFunctions, rows: Row[][]): INodeExecutionData[][] {
	const outputs: Record<Row['output'], INodeExecutionData[]> = { completed: [], rejected: [] };
	const asTool = isTool(context);
	const hasErrorOutput = context.getNode().onError === 'continueErrorOutput';
	rows.forEach((ofItem, itemIndex) => {
		for (const { output, json, fault } of ofItem) {
			outputs[asTool ? 'completed' : output].push({
				json:
					fault !== undefined && hasErrorOutput
						? {
								error: fault,
								details: { status: json.status, code: json.code, reason: json.reason },
							}
						: json,
				pairedItem: { item: itemIndex },
			});
		}
	});
	return [outputs.completed, outputs.rejected];
}

import {
	ExpressionError,
	NodeOperationError,
	type NodeApiError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';
import {
	COPERNICA_CODES,
	refusal,
	type CopernicaRefusal,
	type RejectedStatus,
} from '../../../core/copernica/codes';
import { FAULT_CODES, type CopernicaFault } from '../../../core/copernica/fault';
import { USUAL_PARALLEL } from '../../../core/http/parallel';
import { CopernicaFaultError, toNodeApiError } from '../api/apiError';
import { limitRequests } from '../api/client';
import { PARALLEL_REQUESTS_LABEL, parallelRequestsSchema } from '../../shared/parallelRequests';
import type { Row } from '../../shared/rows';
import { settingsOf, type ItemSettings } from './parameters';

/** The same two for every operation. */
export const OUTPUTS = ['Completed', 'Rejected'] as const;

/** One item of a run: its settings, and the rows it can produce. */
export interface Item extends ItemSettings {
	/** Place in the input, from 0. */
	index: number;
	/** As it came in. */
	json: IDataObject;
	/** A row that was done. */
	complete: (json: IDataObject) => Row;
	/**
	 * A row that cannot be done. It keeps the item, so that it can be corrected and sent again.
	 *
	 * @param known what else is known about it, such as IDs
	 * @param status if it differs from that of the code
	 */
	reject: (refusal: CopernicaRefusal, known?: IDataObject, status?: RejectedStatus) => Row;
}

type FaultCode = (typeof FAULT_CODES)[keyof typeof FAULT_CODES];

/** A fault as n8n shows it, and the code of the row it ends. */
interface RunFault {
	error: NodeApiError | NodeOperationError;
	code: FaultCode;
}

/** A fault of Copernica as the refusal of a row, for work that must not be repeated as a whole. */
export function refusalOfFault(
	context: IExecuteFunctions,
	fault: CopernicaFault,
	itemIndex: number,
): CopernicaRefusal {
	const error = toNodeApiError(context.getNode(), fault, itemIndex);
	return refusalOf({ error, code: FAULT_CODES[fault.kind] });
}

function refusalOf({ error, code }: RunFault): CopernicaRefusal {
	const said = [error.message, error.description].filter((text) => text).join('. ');
	return refusal(code, { said });
}

/** Adds to a row what n8n's error output shows. */
function withFault(row: Row, error: string, { code, reason }: CopernicaRefusal): Row {
	const { status } = COPERNICA_CODES[code];
	return { ...row, fault: { error, details: { status, code, reason } } };
}

/** Faults after which every other request would end the same way, after the same long wait. */
function endsTheRun({ code }: RunFault): boolean {
	return ['ACCESS_DENIED', 'COPERNICA_UNAVAILABLE'].includes(code);
}

/** What n8n throws for an expression that cannot be evaluated is a fault of a setting; anything else is not. */
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

interface RunStyle {
	/** Whether items are handled one after the other, whatever the options say. */
	isOneByOne?: boolean;
	/**
	 * Whether a fault never ends the run, whatever the node is set to: n8n's *Retry On Fail* would start again at the
	 * first item, and repeat what was done.
	 */
	isNeverRepeated?: boolean;
	/** What a rejected row keeps of its item. */
	keep?: (json: IDataObject) => IDataObject;
}

/**
 * How many items are handled at the same time: as many as there may be requests. An unusable value does not stop a node
 * set to continue on fail: it only affects the speed.
 *
 * @throws NodeOperationError for a value that cannot be used
 */
function itemsAtATime(context: IExecuteFunctions): number {
	const value: unknown = context.getNodeParameter('options.parallelRequests', 0, USUAL_PARALLEL);
	const limit = parallelRequestsSchema.safeParse(value);
	if (limit.success) return limit.data;
	if (context.continueOnFail()) return USUAL_PARALLEL;
	throw new NodeOperationError(
		context.getNode(),
		`The option "${PARALLEL_REQUESTS_LABEL}" has a value that cannot be used. Correct it in the options of this node.`,
	);
}

/**
 * Works through the items and keeps their order. The first item runs alone: if the token has expired, one request
 * renews it instead of several at once.
 *
 * A fault ends the run, unless the node is set to continue: then the item gets a rejected row with the fault, and if
 * Copernica cannot be used at all, the items after it are not attempted (each would wait through all its tries).
 * Anything but a fault of Copernica or a setting, such as a cancelled execution, always ends the run.
 *
 * @param work handles one item. May throw CopernicaFaultError or NodeOperationError.
 * @returns the rows of each item
 */
export async function eachItem(
	context: IExecuteFunctions,
	items: INodeExecutionData[],
	work: (item: Item) => Promise<Row | Row[]>,
	{
		isOneByOne = false,
		isNeverRepeated = false,
		keep = (json) => ({ input: json }),
	}: RunStyle = {},
): Promise<Row[][]> {
	if (items.length === 0) return [];
	const atATime = isOneByOne ? 1 : itemsAtATime(context);
	if (!isOneByOne) limitRequests(context, atATime);
	const rows: Row[][] = [];
	const waiting = items.entries();
	let ended: { error: unknown } | null = null;
	let unusable: RunFault | null = null;

	const workOne = async ([index, { json }]: [number, INodeExecutionData]): Promise<void> => {
		const item = itemOf(context, json, index, keep);
		if (unusable !== null) {
			const notAttempted = refusal('NOT_ATTEMPTED', {});
			rows[index] = [withFault(item.reject(notAttempted), unusable.error.message, notAttempted)];
			return;
		}
		try {
			rows[index] = [await work(item)].flat();
		} catch (thrown) {
			const fault = asFault(context, thrown, index);
			if (fault === null) {
				ended ??= { error: thrown };
				return;
			}
			const refused = refusalOf(fault);
			const row = item.reject(refused);
			// A refusal of this one row is not a fault of the run.
			const isOfRun = refused.code !== 'REFUSED_BY_COPERNICA';
			if (isOfRun && !isNeverRepeated && !context.continueOnFail()) {
				ended ??= { error: fault.error };
				return;
			}
			rows[index] = [isOfRun ? withFault(row, fault.error.message, refused) : row];
			if (endsTheRun(fault)) unusable = fault;
		}
	};
	const worker = async (): Promise<void> => {
		for (const entry of waiting) {
			await workOne(entry);
			if (ended !== null) return;
		}
	};

	const first = waiting.next();
	if (first.done !== true) await workOne(first.value);
	if (ended === null) await Promise.all(Array.from({ length: atATime }, worker));
	throwIfEnded(ended);
	return rows;
}

function itemOf(
	context: IExecuteFunctions,
	json: IDataObject,
	index: number,
	keep: (json: IDataObject) => IDataObject,
): Item {
	return {
		...settingsOf(context, json, index),
		index,
		json,
		complete: (done) => ({ output: 0, json: done }),
		reject: (refused, known = {}, status = COPERNICA_CODES[refused.code].status) => ({
			output: 1,
			json: { ...known, ...keep(json), status, ...refused },
		}),
	};
}

function throwIfEnded(ended: { error: unknown } | null): void {
	if (ended !== null) throw ended.error;
}

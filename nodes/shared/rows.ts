import {
	NodeOperationError,
	type IBinaryKeyData,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';
import { isTool } from './isTool';

/** Why a row does not go on, for workflows to branch on. */
interface RowDetails {
	status: string;
	code: string;
	reason: string;
	/** The name of the field or setting that it is about. */
	field?: string | null;
}

/** A real fault of the run, on a row that is output all the same because the node is set to continue. */
export interface RowFault {
	/** The error that would have ended the run. */
	error: string;
	details: RowDetails;
}

/** One row that leaves a node. An item may produce several, or none. */
export interface Row {
	/** 0 = what goes on, 1 = what cannot, 2 = a report on all rows, on an optional output. */
	output: 0 | 1 | 2;
	json: IDataObject;
	binary?: IBinaryKeyData | undefined;
	fault?: RowFault | undefined;
}

/**
 * The JSON of a row on n8n's error output. If it has no other keys, n8n moves it there and merges it into the input
 * item, which can then be sent again as it is (docs/vendors/n8n.md#41-error-outputs).
 *
 * @param withDetails whether this n8n knows `details`; an older one leaves such a row where it is
 */
export function errorJson({ error, details }: RowFault, withDetails: boolean): IDataObject {
	// Versions up to 1.0.0 gave `message`; the next minor version drops it when `details` are known.
	const message = `${details.code}: ${details.reason}`;
	return withDetails ? { error, message, details: { ...details } } : { error, message };
}

/** n8n has known `details` since 2.34. This checks for the `failure` of its faults, which came later. */
function knowsDetails(context: IExecuteFunctions): boolean {
	return 'failure' in new NodeOperationError(context.getNode(), 'details');
}

/**
 * Puts rows on the outputs of a node, in order, each paired with its item. When the node is a tool, the model only sees
 * the first output, so everything goes there.
 *
 * A row with a fault does not set `item.error`: n8n would replace its JSON with the bare message, and its content would
 * be lost. With _Continue (using error output)_ it takes the shape that n8n moves to that output ({@link errorJson}).
 *
 * @param rows of each item, in the order of the input
 * @param outputs how many the operation has; a row for an optional output adds that one
 */
export function toOutputs(
	context: IExecuteFunctions,
	rows: readonly Row[][],
	outputs: number,
): INodeExecutionData[][] {
	const laid: INodeExecutionData[][] = Array.from({ length: outputs }, () => []);
	const hasErrorOutput = context.getNode().onError === 'continueErrorOutput';
	const withDetails = hasErrorOutput && knowsDetails(context);
	const onlyFirst = isTool(context) || outputs === 1;
	rows.forEach((ofItem, item) => {
		for (const { output, json, binary, fault } of ofItem) {
			(laid[onlyFirst ? 0 : output] ??= []).push({
				json: fault !== undefined && hasErrorOutput ? errorJson(fault, withDetails) : json,
				...(binary === undefined ? {} : { binary }),
				pairedItem: { item },
			});
		}
	});
	return laid;
}

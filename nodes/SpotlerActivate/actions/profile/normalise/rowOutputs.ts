import { NodeOperationError } from 'n8n-workflow';
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { isTool } from '../../../../shared/isTool';

/** What became of one item. */
export interface OutputRow {
	/** Whether it leaves by the first output (prepared, kept) or by the second. */
	readonly good: boolean;
	readonly json: IDataObject;
	/** A row of its own for the first output, besides. */
	readonly also?: IDataObject;
	/** The settings did not fit this item; only while the node continues on fail. */
	readonly fault?: { readonly error: NodeOperationError; readonly details: IDataObject };
}

/**
 * Lays one row for each item, and what it has besides, on the two outputs, in order, with its binary data and linked to its item. As a tool the
 * model sees the first output only, so everything goes there.
 *
 * A fault does not set `item.error`: n8n replaces the JSON of such an item by the bare message, and the row would be
 * lost. With *Continue (using error output)* it takes the one shape that n8n moves to the error output and completes
 * with the input item: `error` and `details` alone.
 */
export function toOutputs(
	context: IExecuteFunctions,
	items: readonly INodeExecutionData[],
	rows: readonly OutputRow[],
): INodeExecutionData[][] {
	const first: INodeExecutionData[] = [];
	const second: INodeExecutionData[] = [];
	const asTool = isTool(context);
	const hasErrorOutput = context.getNode().onError === 'continueErrorOutput';
	rows.forEach(({ good, json, also, fault }, itemIndex) => {
		const binary = items[itemIndex]?.binary;
		(good || asTool ? first : second).push({
			json: fault !== undefined && hasErrorOutput ? { ...fault } : json,
			...(binary === undefined ? {} : { binary }),
			pairedItem: { item: itemIndex },
		});
		if (also !== undefined) first.push({ json: also, pairedItem: { item: itemIndex } });
	});
	return [first, second];
}

/** Anything thrown while an item's settings were read, as n8n's own class with the item's number. */
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

import {
	NodeApiError,
	NodeOperationError,
	type ILoadOptionsFunctions,
	type INode,
} from 'n8n-workflow';
import type { CopernicaFault } from '../../../core/copernica/fault';
import {
	copernicaFaultDescription,
	copernicaFaultMessage,
} from '../../../core/copernica/faultText';

/**
 * Ends work that cannot continue after a fault of Copernica. At the edge of the node the fault becomes a row, or an n8n
 * error ({@link toNodeApiError}). Callers that can use a fault call the functions that return it.
 */
export class CopernicaFaultError extends Error {
	constructor(readonly fault: CopernicaFault) {
		super(copernicaFaultMessage(fault));
	}
}

/**
 * The only place where a fault of Copernica becomes an n8n error. Built from plain fields, because a wrapped error
 * would contain the request, and with it the token.
 */
export function toNodeApiError(
	node: INode,
	fault: CopernicaFault,
	itemIndex?: number,
): NodeApiError | NodeOperationError {
	const message = copernicaFaultMessage(fault, node.credentials?.copernicaApi?.name ?? null);
	if (fault.kind === 'blocked') return new NodeOperationError(node, message, { itemIndex });
	const description = copernicaFaultDescription(fault) ?? undefined;
	if (fault.kind === 'unreadable') {
		return new NodeApiError(node, { message }, { message, description, itemIndex });
	}
	const { status, retryAfterMs } = fault;
	const wait = retryAfterMs === null ? {} : { retryAfterMs };
	return new NodeApiError(
		node,
		{ httpCode: status === null ? null : String(status), message },
		{
			message,
			description,
			itemIndex,
			...(status === 429 ? { failure: { cause: 'rate-limited' as const, ...wait } } : {}),
		},
	);
}

/** Does work for n8n itself, such as a list in the editor: a fault of Copernica becomes an n8n error. */
export async function withNodeErrors<Result>(
	node: INode,
	work: () => Promise<Result>,
): Promise<Result> {
	return await work().catch(async (thrown: unknown) => {
		const isFault = thrown instanceof CopernicaFaultError;
		return await Promise.reject(isFault ? toNodeApiError(node, thrown.fault) : thrown);
	});
}

/** A method as n8n calls it: faults of Copernica become n8n errors here. */
export function forEditor<Arguments extends unknown[], Result>(
	method: (this: ILoadOptionsFunctions, ...given: Arguments) => Promise<Result>,
) {
	return async function (this: ILoadOptionsFunctions, ...given: Arguments): Promise<Result> {
		return await withNodeErrors(this.getNode(), async () => await method.apply(this, given));
	};
}

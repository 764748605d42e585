import { NodeApiError, type INode } from 'n8n-workflow';
import { z } from 'zod';
import { isAlreadyRemovedAnswer, isGoneAnswer } from '../../../core/copernica/vendorMessage';
import { maskVendorText } from '../../../core/http/mask';

/** What is known about a request that did not end well. */
export interface RequestFault {
	/** Status of the answer; null when there was none. */
	status: number | null;
	/** The vendor's own text, unscrubbed; null when the answer held none. */
	vendorMessage: string | null;
	/** Requests sent. */
	attempts: number;
	/** What the last answer asked for; null when it did not ask. */
	retryAfterMs: number | null;
	/** The request may have been carried out although no answer says so. */
	outcomeUnknown: boolean;
}

/** Key in the context of a NodeApiError under which {@link RequestFault} travels, without the vendor's text. */
const faultSchema = z.object({
	status: z.number().nullable(),
	gone: z.boolean(),
	alreadyRemoved: z.boolean(),
	attempts: z.number(),
	outcomeUnknown: z.boolean(),
});

const UNKNOWN_OUTCOME =
	'Whether the change was made is not known. Look in Copernica before you run this again.';

/**
 * Own sentences per situation; none may hold a name such as those of network faults, or n8n replaces the sentence
 * (docs/vendors/n8n.md#42-nodeapierror).
 */
function messageOf(fault: RequestFault): string {
	const { status } = fault;
	if (status === null) return 'Copernica could not be reached, or gave no answer in time';
	if (status === 403) return 'Copernica does not allow this with the access token in use';
	if (isGoneAnswer(status, fault.vendorMessage))
		return 'Copernica does not know this ID (any more)';
	if (status === 429) return 'Copernica receives too many requests right now';
	if (status >= 500) return `Copernica is not available right now (status ${status})`;
	if (status >= 300 && status < 400) return `Copernica answered with a redirect (status ${status})`;
	return `Copernica refused the request (status ${status})`;
}

function descriptionOf(fault: RequestFault): string {
	const { status, vendorMessage, attempts, retryAfterMs, outcomeUnknown } = fault;
	const parts: string[] = [];
	if (vendorMessage !== null) parts.push(`Copernica says: ${maskVendorText(vendorMessage, 300)}`);
	if (attempts > 1) parts.push(`Tried ${attempts} times.`);
	if (retryAfterMs !== null) {
		parts.push(`Copernica asks to wait ${Math.ceil(retryAfterMs / 1000)} seconds.`);
	}
	if (outcomeUnknown) parts.push(UNKNOWN_OUTCOME);
	else if (status === null || status === 429 || status >= 500) parts.push('Try again later.');
	else if (status === 403) parts.push('Check the rights of the token in Copernica.');
	else if (status >= 300 && status < 400)
		parts.push('Check the Base URL in the Copernica credential.');
	else parts.push('Check the ID, the fields and their values.');
	return parts.join(' ');
}

/**
 * The one place where a fault of Copernica becomes an n8n error. Built from plain fields, because a wrapped
 * error would carry the request along, and with it the token.
 */
export function toApiError(node: INode, fault: RequestFault, itemIndex?: number): NodeApiError {
	const { status, vendorMessage, retryAfterMs } = fault;
	const error =
		status === 401
			? // n8n's own text for a 401 ends its retries (docs/vendors/n8n.md#13-failed-activations).
				new NodeApiError(node, { httpCode: '401' }, { itemIndex })
			: new NodeApiError(
					node,
					{ httpCode: status === null ? null : String(status), message: messageOf(fault) },
					{
						message: messageOf(fault),
						description: descriptionOf(fault),
						itemIndex,
						...(status === 429
							? {
									failure: {
										cause: 'rate-limited' as const,
										...(retryAfterMs === null ? {} : { retryAfterMs }),
									},
								}
							: {}),
					},
				);
	error.context.copernica = {
		status,
		gone: status !== null && isGoneAnswer(status, vendorMessage),
		alreadyRemoved: isAlreadyRemovedAnswer(vendorMessage),
		attempts: fault.attempts,
		outcomeUnknown: fault.outcomeUnknown,
	};
	return error;
}

function readFault(error: unknown): z.infer<typeof faultSchema> | null {
	if (!(error instanceof NodeApiError)) return null;
	const parsed = faultSchema.safeParse(error.context.copernica);
	return parsed.success ? parsed.data : null;
}

/** Whether the thing asked for does not exist (any more): 404, 410 and Copernica's 400 for an unknown id. */
export function isGone(error: unknown): boolean {
	return readFault(error)?.gone ?? false;
}

/**
 * Whether a removal found nothing left to remove, although it did exist: Copernica says so, or an earlier try
 * of this very request had removed it and only its answer was lost.
 */
export function wasRemoved(error: unknown): boolean {
	const fault = readFault(error);
	return fault !== null && fault.gone && (fault.alreadyRemoved || fault.attempts > 1);
}

/** Whether a write may have been carried out although no answer says so: a cut or time-out after sending. */
export function isOutcomeUnknown(error: unknown): boolean {
	return readFault(error)?.outcomeUnknown ?? false;
}

/** Whether Copernica refused this one request for what it says (400, 404, 422 …): another row may still pass. */
export function isRowRefusal(error: unknown): boolean {
	const status = readFault(error)?.status ?? null;
	return status !== null && status >= 400 && status < 500 && ![401, 403, 429].includes(status);
}

/** For a 2xx whose body is not what was asked for, such as a maintenance page. */
export function unexpectedAnswer(node: INode, wanted: string, itemIndex?: number): NodeApiError {
	const message = `Copernica answered, but not with ${wanted}`;
	return new NodeApiError(
		node,
		{ message },
		{
			message,
			description:
				'Check the Base URL in the Copernica credential. If it is right, try again later.',
			itemIndex,
		},
	);
}

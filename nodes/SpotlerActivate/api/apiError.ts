import { NodeApiError, type Failure, type IExecuteFunctions } from 'n8n-workflow';
import type { Fault } from '../../../core/activate/fault';
import { faultDescription, faultMessage, type Purpose } from '../../../core/activate/faultText';

const FAILURE_CAUSES = {
	RATE_LIMITED: 'rate-limited',
	VENDOR_UNAVAILABLE: 'temporarily-unavailable',
	NO_ANSWER: 'temporarily-unavailable',
	CREDENTIAL_REFUSED: 'credential-invalid',
	API_NOT_FOUND: 'configuration-invalid',
	REQUEST_BLOCKED: 'configuration-invalid',
	REQUEST_REFUSED: 'configuration-invalid',
} as const satisfies Record<Fault['code'], Failure['cause']>;

/** The node's fault for a run, or part of one, that Activate did not process. */
export function toNodeFault(
	context: IExecuteFunctions,
	fault: Fault,
	itemIndex: number,
	purpose: Purpose,
): NodeApiError {
	const credential = context.getNode().credentials?.spotlerActivateApi?.name ?? null;
	const message = faultMessage(fault, purpose, credential);
	const httpCode = fault.httpStatus === null ? undefined : String(fault.httpStatus);
	return new NodeApiError(
		context.getNode(),
		// Empty on purpose: n8n treats texts and status codes that it finds in here as its own.
		{},
		{
			message,
			httpCode,
			description: faultDescription(fault),
			itemIndex,
			failure: failureOf(fault),
		},
	);
}

function failureOf({ code, retryAfterMs }: Fault): Failure {
	const cause = FAILURE_CAUSES[code];
	return (cause === 'rate-limited' || cause === 'temporarily-unavailable') && retryAfterMs !== null
		? { cause, retryAfterMs }
		: { cause };
}

import { sleep, type NodeApiError, type NodeOperationError } from 'n8n-workflow';
import { isTokenRefusal, readVendorMessage } from '../../../core/copernica/vendorMessage';
import { nextWait, parseRetryAfter, type RetryCaps } from '../../../core/http/retry';
import { toApiError, type RequestFault } from './apiError';
import type { CopernicaContext } from '../shared/context';
import { sendWithRenewal, type CopernicaAnswer, type Outcome } from './attempt';
import type { CopernicaRequest } from './request';

/** Clock, chance and waiting, so that tests run in no time. */
interface TransportTools {
	now: () => number;
	random: () => number;
	sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

const realTools: TransportTools = {
	now: () => Date.now(),
	random: () => Math.random(),
	sleep: async (ms, signal) => await sleep(ms, signal),
};

/** A run may wait; a person in the editor and a trigger's lifecycle may not wait long. */
const RUN_CAPS: RetryCaps = {
	maxAttempts: 5,
	baseMs: 1_000,
	maxWaitMs: 60_000,
	maxTotalMs: 180_000,
};
const INTERACTIVE_CAPS: RetryCaps = {
	maxAttempts: 3,
	baseMs: 500,
	maxWaitMs: 5_000,
	maxTotalMs: 8_000,
};

const RETRY_STATUSES = [429, 502, 503, 504];

function isSuccess(request: CopernicaRequest, answer: CopernicaAnswer): boolean {
	// A top-level `error` marks a refusal whatever the status says
	// (docs/vendors/copernica.md#12-registering-through-rest).
	if (answer.status >= 200 && answer.status < 300) return readVendorMessage(answer.body) === null;
	return answer.status === 303 && request.method === 'PUT';
}

/** How a request ended, after all its tries. */
type CopernicaResult =
	| { ok: true; answer: CopernicaAnswer }
	| { ok: false; error: NodeApiError | NodeOperationError };

/**
 * Sends a request to Copernica and waits out what can be waited out: 429 always; 502, 503, 504 and broken
 * connections when doing it twice is the same as doing it once, or nothing was sent. Waits follow
 * `Retry-After` and end when the execution is cancelled.
 *
 * @returns the answer of a request that succeeded, or NodeApiError for whatever else Copernica or the network
 * did (see `isGone`, `isOutcomeUnknown`, `isRowRefusal`) and NodeOperationError for a setting that keeps the
 * request from being sent
 */
export async function tryCopernicaRequest(
	context: CopernicaContext,
	request: CopernicaRequest,
	tools: TransportTools = realTools,
): Promise<CopernicaResult> {
	const signal =
		'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
	const caps = 'getExecutionCancelSignal' in context ? RUN_CAPS : INTERACTIVE_CAPS;
	const idempotent = request.idempotent ?? request.method !== 'POST';
	let waitedMs = 0;
	for (let attempt = 1; ; attempt++) {
		const outcome = await sendWithRenewal(context, request);
		// A cancelled request looks like a broken one; the run must end, also when it is set to continue.
		signal?.throwIfAborted();
		if (outcome.kind === 'final') return { ok: false, error: outcome.error };
		if (outcome.kind === 'answer' && isSuccess(request, outcome.answer)) {
			return { ok: true, answer: outcome.answer };
		}
		const fault = faultOf(outcome, attempt, idempotent, tools.now());
		const worthAnotherTry =
			!fault.outcomeUnknown && (fault.status === null || RETRY_STATUSES.includes(fault.status));
		const wait = worthAnotherTry
			? nextWait({
					attempt,
					retryAfterMs: fault.retryAfterMs,
					random: tools.random,
					caps,
					waitedMs,
				})
			: null;
		if (wait === null) {
			return { ok: false, error: toApiError(context.getNode(), fault, request.itemIndex) };
		}
		await tools.sleep(wait, signal);
		waitedMs += wait;
	}
}

/** {@link tryCopernicaRequest} for callers that cannot go on without the answer. @throws its error */
export async function copernicaRequest(
	context: CopernicaContext,
	request: CopernicaRequest,
	tools: TransportTools = realTools,
): Promise<CopernicaAnswer> {
	const result = await tryCopernicaRequest(context, request, tools);
	if (!result.ok) throw result.error;
	return result.answer;
}

function faultOf(
	outcome: Exclude<Outcome, { kind: 'final' }>,
	attempts: number,
	idempotent: boolean,
	nowMs: number,
): RequestFault {
	if (outcome.kind === 'cut') {
		return {
			status: null,
			vendorMessage: null,
			attempts,
			retryAfterMs: null,
			outcomeUnknown: outcome.sent && !idempotent,
		};
	}
	const { status, headers, body } = outcome.answer;
	const vendorMessage = readVendorMessage(body);
	const refusedToken = isTokenRefusal(status, vendorMessage);
	return {
		// A refusal inside a 2xx counts as the 400 that it is elsewhere.
		status: refusedToken ? 401 : status < 300 ? 400 : status,
		vendorMessage,
		attempts,
		retryAfterMs: parseRetryAfter(headers['retry-after'], nowMs),
		outcomeUnknown: [502, 503, 504].includes(status) && !idempotent,
	};
}

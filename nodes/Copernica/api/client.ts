import {
	isSuccess,
	copernicaStandingOf,
	type CopernicaAnswer,
} from '../../../core/copernica/answer';
import { aboutPath, copernicaFaultOf, type CopernicaFault } from '../../../core/copernica/fault';
import { exchange, type Reply } from '../../../core/http/exchange';
import { maskVendorText } from '../../../core/http/mask';
import { ownValueMask } from '../../../core/http/ownValues';
import { Parallel, paceOf, USUAL_PARALLEL } from '../../../core/http/parallel';
import type { RetryCaps } from '../../../core/http/retry';
import { cancelSignalOf, clockOf } from '../../shared/clock';
import { CopernicaFaultError } from './apiError';
import { attempt, contentOf, type CopernicaContext, type CopernicaRequest } from './request';

/** A run may wait; a person in the editor or a trigger's lifecycle may not wait long. */
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

/** How many requests at a time each run may make now. */
const paces = new WeakMap<CopernicaContext, Parallel>();

/**
 * Lets a run make more or fewer requests at a time than usual.
 *
 * @param limit the most requests at a time, 1 or more; how many are actually made is up to Copernica
 */
export function limitRequests(context: CopernicaContext, limit: number): Parallel {
	const parallel = new Parallel(limit, clockOf(context));
	paces.set(context, parallel);
	return parallel;
}

function parallelOf(context: CopernicaContext): Parallel {
	return paces.get(context) ?? limitRequests(context, USUAL_PARALLEL);
}

/**
 * What becomes of a try that would have to wait longer for the others of its run than it would for itself: the same as
 * if it had been asked to wait, because it would be.
 */
function askedToWait(waitMs: number): Reply<CopernicaAnswer> {
	const retryAfter = String(Math.ceil(waitMs / 1_000));
	return { kind: 'answer', status: 429, headers: {}, body: null, vendorMessage: null, retryAfter };
}

/** The longest vendor text to show. */
const MAX_TEXT = 300;

/** How a request ended, after all its tries. */
export type CopernicaResult =
	| { ok: true; answer: CopernicaAnswer }
	| { ok: false; fault: CopernicaFault };

/**
 * Sends a request to Copernica, and retries when that can help ({@link exchange}). Waits follow `Retry-After` and end
 * when the execution is cancelled.
 *
 * @returns the answer of a request that succeeded, or why it did not
 */
export async function tryCopernicaRequest(
	context: CopernicaContext,
	request: CopernicaRequest,
): Promise<CopernicaResult> {
	const signal = cancelSignalOf(context);
	const repeatable = request.idempotent ?? request.method !== 'POST';
	const clock = clockOf(context);
	const send = async () => {
		const outcome = await attempt(context, request);
		// A cancelled request looks like a broken one; the run must end, even when it is set to continue.
		signal?.throwIfAborted();
		return outcome;
	};
	const caps = signal === undefined || request.isUrgent === true ? INTERACTIVE_CAPS : RUN_CAPS;
	const patience = { maxWaitMs: caps.maxWaitMs, tooLong: askedToWait };
	const rules = {
		repeatable,
		caps,
		standingOf: (answer: CopernicaAnswer) =>
			isSuccess(request.method, answer) ? 'settled' : copernicaStandingOf(answer, repeatable),
	};
	const last = await parallelOf(context).run(
		async (tryInTurn) =>
			await exchange(
				async () => await tryInTurn(send, (reply) => paceOf(reply, clock.now()), patience),
				rules,
				clock,
			),
	);
	const { reply } = last;
	if (reply.kind === 'answer' && isSuccess(request.method, reply)) {
		return { ok: true, answer: reply };
	}
	const maskOwn = ownValueMask(() => contentOf(request));
	const mask = (text: string) => maskVendorText(text, MAX_TEXT, maskOwn);
	return { ok: false, fault: copernicaFaultOf(last, repeatable, mask, aboutPath(request.path)) };
}

/** {@link tryCopernicaRequest} for callers that cannot continue without the answer. @throws CopernicaFaultError */
export async function copernicaRequest(
	context: CopernicaContext,
	request: CopernicaRequest,
): Promise<CopernicaAnswer> {
	const result = await tryCopernicaRequest(context, request);
	if (!result.ok) throw new CopernicaFaultError(result.fault);
	return result.answer;
}

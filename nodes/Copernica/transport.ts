import {
	NodeApiError,
	NodeOperationError,
	UserError,
	sleep,
	type IAdditionalCredentialOptions,
	type IDataObject,
	type IHttpRequestOptions,
} from 'n8n-workflow';
import { z } from 'zod';
import { signInTexts } from '../../core/copernica/signInTexts';
import { isTokenRefusal, readVendorMessage, scrub } from '../../core/copernica/vendorMessage';
import { nextWait, type RetryCaps } from '../../core/retry/nextWait';
import { parseRetryAfter } from '../../core/retry/retryAfter';
import { toApiError, type RequestFault } from './shared/apiError';
import type { CopernicaContext } from './shared/context';

export interface CopernicaRequest {
	/** v1 for callbacks only (copernica.md 1.2). */
	version: 'v1' | 'v4';
	method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	/** Without version and leading slash, its parts encoded: see `pathOf`. */
	path: string;
	/** A list is sent as a repeated parameter: `{ 'fields[]': ['a==1', 'b==2'] }`. */
	query?: Record<string, string | number | boolean | string[]>;
	body?: IDataObject;
	/** Item that the request is for; goes into the fault. */
	itemIndex?: number;
	/** Whether doing it twice is the same as doing it once. Default: all methods but POST. */
	idempotent?: boolean;
}

interface CopernicaAnswer {
	/** 2xx, or 303 for a PUT. */
	status: number;
	/** Names in lower case. Never log `location`: it can hold the access token (copernica.md 3.2). */
	headers: Record<string, string>;
	/** Parsed JSON, or text. Empty for most writes. */
	body: unknown;
}

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

const TIMEOUT_MS = 30_000;

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

/** Codes of a connection that never came about: nothing was sent. */
const NOT_SENT = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];
/** Codes of a connection that broke: whether the request was carried out is not known. */
const CUT = ['ECONNRESET', 'ECONNABORTED', 'ETIMEDOUT', 'EPIPE', 'ERR_NETWORK', 'ERR_BAD_RESPONSE'];

const answerSchema = z.object({
	statusCode: z.number(),
	headers: z.record(z.string(), z.unknown()).default({}),
	body: z.unknown(),
});

/** How one try ended. */
type Outcome =
	| { kind: 'answer'; answer: CopernicaAnswer }
	/** No usable answer, and a later try can help. `sent`: it may have been carried out. */
	| { kind: 'cut'; sent: boolean }
	| { kind: 'final'; error: NodeApiError | NodeOperationError };

function lowerCaseHeaders(headers: Record<string, unknown>): Record<string, string> {
	return Object.fromEntries(
		Object.entries(headers).flatMap(([name, value]): Array<[string, string]> => {
			const text = Array.isArray(value) ? value.join(', ') : value;
			return text === undefined || text === null ? [] : [[name.toLowerCase(), String(text)]];
		}),
	);
}

/** Built by hand: Copernica needs `fields[]` repeated, whatever the HTTP library makes of lists. */
function urlOf(request: CopernicaRequest): string {
	const pairs = Object.entries(request.query ?? {}).flatMap(([name, value]) =>
		(Array.isArray(value) ? value : [value]).map(
			(entry) => `${encodeURIComponent(name)}=${encodeURIComponent(String(entry))}`,
		),
	);
	const path = `/${request.version}/${request.path}`;
	return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
}

function optionsOf(request: CopernicaRequest, throwOn: number[]): IHttpRequestOptions {
	return {
		method: request.method,
		url: urlOf(request),
		...(request.body === undefined
			? {}
			: { body: request.body, headers: { 'content-type': 'application/json' } }),
		json: true,
		returnFullResponse: true,
		// Statuses are judged here; only those that renew the JWT are left to n8n. An older n8n reads this as
		// "ignore all" and hands a 401 back, which `judge` knows too.
		ignoreHttpStatusErrors: { ignore: true, except: throwOn },
		// A PUT's redirect repeats the query with the access token in it (copernica.md 3.2), and older n8n
		// versions carry the JWT along to any host.
		disableFollowRedirect: true,
		timeout: TIMEOUT_MS,
	};
}

const causeSchema = z.object({ code: z.string().optional(), message: z.string() });

/** What n8n's helper threw: its own wrapper around an answer that was not wanted, or around no answer. */
function judgeThrown(context: CopernicaContext, thrown: unknown, itemIndex?: number): Outcome {
	const node = context.getNode();
	const fault = (status: number, vendorMessage: string | null): Outcome => ({
		kind: 'final',
		error: toApiError(
			node,
			{ status, vendorMessage, attempts: 1, retryAfterMs: null, outcomeUnknown: false },
			itemIndex,
		),
	});
	const cause = thrown instanceof NodeApiError ? thrown.cause : thrown;
	if (cause instanceof UserError) {
		if (cause.message === signInTexts.refused) return fault(401, null);
		return { kind: 'final', error: new NodeOperationError(node, cause.message, { itemIndex }) };
	}
	const status = thrown instanceof NodeApiError ? Number(thrown.httpCode) : NaN;
	if (status >= 400 && status < 600 && thrown instanceof NodeApiError) {
		const vendorMessage = thrown.description ?? null;
		return fault(isTokenRefusal(status, vendorMessage) ? 401 : status, vendorMessage);
	}
	const parsed = causeSchema.safeParse(cause);
	const code = parsed.success ? (parsed.data.code ?? '') : '';
	const message = parsed.success ? parsed.data.message : '';
	if (message === signInTexts.unavailable || NOT_SENT.includes(code)) {
		return { kind: 'cut', sent: false };
	}
	if (CUT.includes(code)) return { kind: 'cut', sent: true };
	return {
		kind: 'final',
		error: new NodeOperationError(node, 'The request to Copernica could not be sent', {
			description: scrub(message),
			itemIndex,
		}),
	};
}

async function sendOnce(
	context: CopernicaContext,
	request: CopernicaRequest,
	renewOn: number[],
): Promise<Outcome> {
	const additional: IAdditionalCredentialOptions = { preAuthenticationRetryStatusCode: renewOn };
	try {
		const raw: unknown = await context.helpers.httpRequestWithAuthentication.call(
			context,
			'copernicaApi',
			optionsOf(request, renewOn),
			additional,
		);
		const parsed = answerSchema.safeParse(raw);
		if (!parsed.success) return { kind: 'cut', sent: true };
		const { statusCode, headers, body } = parsed.data;
		return {
			kind: 'answer',
			answer: { status: statusCode, headers: lowerCaseHeaders(headers), body },
		};
	} catch (thrown) {
		return judgeThrown(context, thrown, request.itemIndex);
	}
}

/**
 * One try, with one renewal of the JWT when needed. n8n itself renews on a 401 and sends again. Copernica's
 * older versions say a bad token with a 400 and a text, and what v4 says is not documented; renewing on every
 * 400 would be wrong, so such a request is sent once more with that status declared as "token expired", and
 * n8n renews, stores and repeats. v1 has no JWT to renew.
 */
async function sendWithRenewal(
	context: CopernicaContext,
	request: CopernicaRequest,
): Promise<Outcome> {
	const renewOn = request.version === 'v4' ? [401] : [];
	const outcome = await sendOnce(context, request, renewOn);
	if (outcome.kind !== 'answer' || request.version !== 'v4') return outcome;
	const { status, body } = outcome.answer;
	if (!isTokenRefusal(status, readVendorMessage(body))) return outcome;
	return await sendOnce(context, request, [401, status]);
}

function isSuccess(request: CopernicaRequest, answer: CopernicaAnswer): boolean {
	// A top-level `error` marks a refusal whatever the status says (copernica.md 1.2).
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

import {
	NodeApiError,
	UserError,
	type IAdditionalCredentialOptions,
	type IDataObject,
	type IExecuteFunctions,
	type IHookFunctions,
	type IHttpRequestOptions,
	type ILoadOptionsFunctions,
	type IPollFunctions,
	type IWebhookFunctions,
} from 'n8n-workflow';
import { z } from 'zod';
import {
	isTokenRefusal,
	readVendorMessage,
	type CopernicaAnswer,
} from '../../../core/copernica/answer';
import { SIGN_IN_TEXTS } from '../../../core/copernica/faultText';
import type { Reply } from '../../../core/http/exchange';
import { maskVendorText } from '../../../core/http/mask';
import { replyOfFault } from '../../../core/http/networkFault';
import type { OwnContent } from '../../../core/http/ownValues';

/** Everything that can talk to Copernica: a run; a trigger's lifecycle, call or look; and the editor's lists. */
export type CopernicaContext =
	| IExecuteFunctions
	| IHookFunctions
	| ILoadOptionsFunctions
	| IPollFunctions
	| IWebhookFunctions;

export interface CopernicaRequest {
	/** v1 for callbacks only (docs/vendors/copernica.md#12-registering-through-rest). */
	version: 'v1' | 'v4';
	method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	/** Without version and leading slash, each part encoded: see {@link pathOf}. */
	path: string;
	/** A list is sent as a repeated parameter: `{ 'fields[]': ['a==1', 'b==2'] }`. */
	query?: Record<string, string | number | boolean | string[]>;
	body?: IDataObject;
	/** Whether doing it twice has the same effect as doing it once. Default: all methods but POST. */
	idempotent?: boolean;
	/** Whether a person waits for the answer, even in a run: then there are fewer tries. */
	isUrgent?: boolean;
	itemIndex?: number;
}

const TIMEOUT_MS = 30_000;

/** Joins path parts, each encoded, so that a name or id can never change another part of the path. */
export function pathOf(...parts: string[]): string {
	return parts.map((part) => encodeURIComponent(part)).join('/');
}

/** Built by hand: Copernica needs `fields[]` repeated, whatever the HTTP library does with lists. */
function urlOf(request: CopernicaRequest): string {
	const pairs = Object.entries(request.query ?? {}).flatMap(([name, value]) =>
		(Array.isArray(value) ? value : [value]).map(
			(entry) => `${encodeURIComponent(name)}=${encodeURIComponent(String(entry))}`,
		),
	);
	const path = `/${request.version}/${request.path}`;
	return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
}

/** The request as n8n's HTTP helper wants it. */
function optionsOf(request: CopernicaRequest, throwOn: number[]): IHttpRequestOptions {
	return {
		method: request.method,
		url: urlOf(request),
		...(request.body === undefined
			? {}
			: { body: request.body, headers: { 'content-type': 'application/json' } }),
		json: true,
		returnFullResponse: true,
		// Statuses are judged here; n8n only gets those that renew the JWT. An older n8n reads this as "ignore all" and
		// hands a 401 back, which `isTokenRefusal` knows too.
		ignoreHttpStatusErrors: { ignore: true, except: throwOn },
		// A PUT's redirect repeats the query with the access token in it
		// (docs/vendors/copernica.md#32-requests-and-answers), and older n8n versions send the JWT to any host.
		disableFollowRedirect: true,
		timeout: TIMEOUT_MS,
	};
}

/** How a try ended. */
type AttemptOutcome = Reply<CopernicaAnswer>;

const answerSchema = z.object({
	statusCode: z.number(),
	// n8n's headers are a class instance, which zod 4 does not accept as a record.
	headers: z.object({}).passthrough().default({}),
	body: z.unknown().optional(),
});

function lowerCaseHeaders(headers: Record<string, unknown>): Record<string, string> {
	return Object.fromEntries(
		Object.entries(headers).flatMap(([name, value]): Array<[string, string]> => {
			const text = Array.isArray(value) ? value.join(', ') : value;
			return text === undefined || text === null ? [] : [[name.toLowerCase(), String(text)]];
		}),
	);
}

function refusedAnswer(status: number, vendorMessage: string | null): AttemptOutcome {
	return { kind: 'answer', status, headers: {}, body: null, vendorMessage };
}

/** What n8n's helper threw: its own wrapper around an unwanted answer, or around none. */
function outcomeOfThrown(thrown: unknown): AttemptOutcome {
	const cause = thrown instanceof NodeApiError ? thrown.cause : thrown;
	const message = cause instanceof Error ? cause.message : '';
	if (message === SIGN_IN_TEXTS.refused) return refusedAnswer(401, null);
	if (message === SIGN_IN_TEXTS.unavailable) return { kind: 'notSent', networkCode: null };
	if (cause instanceof UserError) return { kind: 'blocked', reason: message };
	const status = thrown instanceof NodeApiError ? Number(thrown.httpCode) : NaN;
	if (status >= 400 && status < 600 && thrown instanceof NodeApiError) {
		return refusedAnswer(status, thrown.description ?? null);
	}
	const reply = replyOfFault(thrown) ?? { kind: 'unclear', networkCode: 'ERR_CANCELED' };
	if (reply.kind !== 'blocked') return reply;
	const text = `The request to Copernica could not be sent. ${maskVendorText(reply.reason, 300)}`;
	return { kind: 'blocked', reason: text };
}

/** @returns `isThrown`: n8n did not return an answer; after a refused token it has already tried a renewed one */
async function sendOnce(
	context: CopernicaContext,
	request: CopernicaRequest,
	renewOn: number[],
): Promise<{ outcome: AttemptOutcome; isThrown: boolean }> {
	const additional: IAdditionalCredentialOptions = { preAuthenticationRetryStatusCode: renewOn };
	try {
		const raw: unknown = await context.helpers.httpRequestWithAuthentication.call(
			context,
			'copernicaApi',
			optionsOf(request, renewOn),
			additional,
		);
		const parsed = answerSchema.safeParse(raw);
		if (!parsed.success) {
			return { outcome: { kind: 'unclear', networkCode: null }, isThrown: false };
		}
		const { statusCode, body } = parsed.data;
		const headers = lowerCaseHeaders(parsed.data.headers);
		const outcome: AttemptOutcome = {
			kind: 'answer',
			status: statusCode,
			headers,
			body,
			vendorMessage: readVendorMessage(body),
			retryAfter: headers['retry-after'],
		};
		return { outcome, isThrown: false };
	} catch (thrown) {
		return { outcome: outcomeOfThrown(thrown), isThrown: true };
	}
}

/**
 * One try, with one renewal of the JWT when needed. n8n itself renews on a 401 and sends again. Copernica's older
 * versions answer a bad token with a 400 and a text; what v4 says is not documented. Renewing on every 400 would be
 * wrong, so such a request is sent once more with that status declared as "token expired", and n8n renews, stores and
 * repeats. v1 has no JWT to renew.
 */
export async function attempt(
	context: CopernicaContext,
	request: CopernicaRequest,
): Promise<AttemptOutcome> {
	const renewOn = request.version === 'v4' ? [401] : [];
	const { outcome, isThrown } = await sendOnce(context, request, renewOn);
	if (isThrown || outcome.kind !== 'answer' || request.version !== 'v4') return outcome;
	const { status, vendorMessage } = outcome;
	if (!isTokenRefusal(status, vendorMessage)) return outcome;
	return (await sendOnce(context, request, [401, status])).outcome;
}

/** What a request says about people, and the names of the fields that hold it. */
export function contentOf({ body, query }: CopernicaRequest): OwnContent {
	const conditions = [query?.['fields[]'] ?? []].flat().map((condition) => {
		const [, name = '', value = ''] = /^(\w*)\W+(.*)$/su.exec(String(condition)) ?? [];
		return { name, value };
	});
	return {
		names: [...keysIn(body), ...conditions.map(({ name }) => name)],
		values: [...textsIn(body), ...conditions.map(({ value }) => value)],
	};
}

function keysIn(value: unknown): string[] {
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, inner]) => [key, ...keysIn(inner)]);
}

function textsIn(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

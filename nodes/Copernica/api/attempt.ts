import {
	NodeApiError,
	NodeOperationError,
	UserError,
	type IAdditionalCredentialOptions,
} from 'n8n-workflow';
import { z } from 'zod';
import { signInTexts } from '../../../core/copernica/signInTexts';
import { isTokenRefusal, readVendorMessage } from '../../../core/copernica/vendorMessage';
import { maskVendorText } from '../../../core/http/mask';
import { toApiError } from './apiError';
import type { CopernicaContext } from '../shared/context';
import { optionsOf, type CopernicaRequest } from './request';

export interface CopernicaAnswer {
	/** 2xx, or 303 for a PUT. */
	status: number;
	/**
	 * Names in lower case. Never log `location`: it can hold the access token
	 * (docs/vendors/copernica.md#32-requests-and-answers).
	 */
	headers: Record<string, string>;
	/** Parsed JSON, or text. Empty for most writes. */
	body: unknown;
}

/** Codes of a connection that never came about: nothing was sent. */
const NOT_SENT = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];
/** Codes of a connection that broke: whether the request was carried out is not known. */
const CUT = ['ECONNRESET', 'ECONNABORTED', 'ETIMEDOUT', 'EPIPE', 'ERR_NETWORK', 'ERR_BAD_RESPONSE'];

const answerSchema = z.object({
	statusCode: z.number(),
	// n8n's headers are of a class, which a record of zod 4 does not take.
	headers: z.object({}).passthrough().default({}),
	body: z.unknown().optional(),
});

/** How one try ended. */
export type Outcome =
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
	// n8n 1.123 to 2.3 lose the cause and keep its code.
	const keptCode = thrown instanceof NodeApiError ? (thrown.httpCode ?? '') : '';
	const code = parsed.success ? (parsed.data.code ?? '') : keptCode;
	const message = parsed.success ? parsed.data.message : '';
	if (message === signInTexts.unavailable || NOT_SENT.includes(code)) {
		return { kind: 'cut', sent: false };
	}
	if (CUT.includes(code)) return { kind: 'cut', sent: true };
	return {
		kind: 'final',
		error: new NodeOperationError(node, 'The request to Copernica could not be sent', {
			description: maskVendorText(message, 300),
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
export async function sendWithRenewal(
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

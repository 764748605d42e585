import { NodeApiError, UserError, type IAdditionalCredentialOptions } from 'n8n-workflow';
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
import { optionsOf, type CopernicaContext, type CopernicaRequest } from './request';

/** How one try ended. */
export type AttemptOutcome = Reply<CopernicaAnswer>;

const answerSchema = z.object({
	statusCode: z.number(),
	// n8n's headers are of a class, which a record of zod 4 does not take.
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

/** What n8n's helper threw: its own wrapper around an answer that was not wanted, or around no answer. */
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

/** @returns `isThrown`: n8n did not hand an answer back; after a refused token it has tried a renewed one already */
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
 * One try, with one renewal of the JWT when needed. n8n itself renews on a 401 and sends again. Copernica's
 * older versions say a bad token with a 400 and a text, and what v4 says is not documented; renewing on every
 * 400 would be wrong, so such a request is sent once more with that status declared as "token expired", and
 * n8n renews, stores and repeats. v1 has no JWT to renew.
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

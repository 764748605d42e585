import { NodeOperationError, type IExecuteFunctions, type IHttpRequestOptions } from 'n8n-workflow';
import { z } from 'zod';
import type { Ports } from '../../../core/activate/orderedPost';
import type { Reply } from '../../../core/http/exchange';
import { replyOfFault } from '../../../core/http/networkFault';
import { clockOf } from '../../shared/clock';

const responseSchema = z.object({
	statusCode: z.number(),
	headers: z.object({ 'retry-after': z.coerce.string().optional() }).passthrough(),
	body: z
		.unknown()
		.optional()
		.transform((body) => (typeof body === 'string' ? body : JSON.stringify(body ?? ''))),
});

export interface ActivateRequest {
	method: 'GET' | 'POST';
	/** Path under the base URL, such as `v1/track`; the credential completes it. */
	url: string;
	qs?: IHttpRequestOptions['qs'];
	body?: IHttpRequestOptions['body'];
	timeoutMs: number;
}

/**
 * One try of one request; core decides what to try again. Every status is returned as an answer, including 401: these
 * keys cannot be renewed, so the second try that n8n makes after a thrown 401 could not help. Redirects are not
 * followed, because the keys would go with them. n8n's helper has no limit on the size of an answer; core does not
 * parse oversized ones.
 *
 * @throws NodeOperationError when the execution was cancelled
 */
export async function activateRequest(
	context: IExecuteFunctions,
	{ method, url, qs, body, timeoutMs }: ActivateRequest,
): Promise<Reply> {
	try {
		const response = responseSchema.parse(
			await context.helpers.httpRequestWithAuthentication.call(context, 'spotlerActivateApi', {
				method,
				url,
				qs,
				body,
				json: true,
				// Text, so that an empty or non-JSON answer is read tolerantly, in one place.
				encoding: 'text',
				returnFullResponse: true,
				ignoreHttpStatusErrors: true,
				disableFollowRedirect: true,
				timeout: timeoutMs,
			}),
		);
		return {
			kind: 'answer',
			status: response.statusCode,
			body: response.body,
			retryAfter: response.headers['retry-after'],
		};
	} catch (fault) {
		const reply = replyOfFault(fault);
		if (reply !== null) return reply;
		throw new NodeOperationError(context.getNode(), 'The execution was cancelled.');
	}
}

/** What delivery needs in a node's execution. */
export function trackPorts(context: IExecuteFunctions, timeoutMs: number): Ports {
	return {
		post: async (events) =>
			await activateRequest(context, {
				method: 'POST',
				url: 'v1/track',
				body: { events },
				timeoutMs,
			}),
		...clockOf(context),
	};
}

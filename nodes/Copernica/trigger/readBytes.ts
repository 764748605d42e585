import type { IWebhookFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { MAX_BODY_BYTES } from '../../../core/callback/body/readBody';
import { refuse, type CallbackOutcome } from '../../../core/callback/codes';

type WebhookRequest = ReturnType<IWebhookFunctions['getRequestObject']>;

/** n8n puts this on its request for bodies it does not parse itself; its public types do not have it. */
function hasReader(request: object): request is { readRawBody: () => Promise<void> } {
	return 'readRawBody' in request && typeof request.readRawBody === 'function';
}

const httpFault = z.object({ status: z.number().optional(), statusCode: z.number().optional() });

/**
 * Bytes of the body as they arrived. n8n has read them for JSON, form, XML and text; for other types it reads them on
 * request; a multipart body it has taken apart and its bytes are gone.
 */
export async function readBytes(
	request: WebhookRequest,
): Promise<CallbackOutcome<{ bytes: Buffer }>> {
	const type = request.headers['content-type'] ?? '';
	if (type.trim().toLowerCase().startsWith('multipart/')) return refuse('BODY_MULTIPART');
	if (!Buffer.isBuffer(request.rawBody) && hasReader(request)) {
		try {
			await request.readRawBody();
		} catch (fault) {
			// The limit of n8n itself, or a sender that broke off.
			const parsed = httpFault.safeParse(fault);
			const status = parsed.success ? (parsed.data.statusCode ?? parsed.data.status) : undefined;
			return refuse(status === 413 ? 'BODY_TOO_LARGE' : 'BODY_UNREADABLE');
		}
	}
	const bytes: unknown = request.rawBody;
	if (!Buffer.isBuffer(bytes)) return refuse('BODY_EMPTY');
	return bytes.length > MAX_BODY_BYTES ? refuse('BODY_TOO_LARGE') : { ok: true, bytes };
}

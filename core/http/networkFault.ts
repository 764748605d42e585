import { z } from 'zod';
import type { Reply } from './exchange';

/** What n8n's HTTP helper throws: its own fault around the one of the HTTP client. */
const faultSchema = z.object({
	name: z.string().catch(''),
	message: z.string().catch(''),
	/** Of an answer its status; without an answer the code of the network. */
	httpCode: z.string().nullish().catch(null),
	cause: z
		.object({
			name: z.string().catch(''),
			message: z.string().catch(''),
			code: z.string().nullish().catch(null),
			syscall: z.string().nullish().catch(null),
			cause: z
				.object({ syscall: z.string().nullish().catch(null) })
				.nullish()
				.catch(null),
		})
		.nullish()
		.catch(null),
});

/** The connection did not come about: refused, unknown host, no route, or a certificate that is not trusted. */
const NOT_SENT =
	/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EPROTO|CERT_.*|ERR_TLS_.*|ERR_SSL_.*|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.*)$/;

function isNetworkCode(httpCode: string | null | undefined): httpCode is string {
	return /^[A-Z][A-Z_]+$/.test(httpCode ?? '');
}

/**
 * Sorts a request that brought no whole answer into what is known about it. In doubt it is `unclear`, also where the
 * beginning of an answer came: its status alone does not tell what the rest would have said.
 *
 * @param fault what the HTTP helper threw
 * @returns `blocked` where the helper itself, or the credential, refused to send; null when the execution was cancelled
 */
export function replyOfFault(fault: unknown): Reply | null {
	const parsed = faultSchema.safeParse(fault);
	if (!parsed.success) return { kind: 'unclear', networkCode: null };
	const { name, message, httpCode, cause } = parsed.data;
	// n8n 1.123 to 2.3 lose the cause and keep its code (tried with 1.123.81, 2.0.0 and 2.3.6).
	const code = cause?.code ?? (isNetworkCode(httpCode) ? httpCode : null);
	if (code === 'ERR_CANCELED' || cause?.name === 'AbortError') return null;
	// n8n's own refusals have no code. A fault of the API that lost its cause may be anything.
	const isOfClient = cause ? cause.name === 'AxiosError' : name === 'NodeApiError';
	if (code === null && !isOfClient) return { kind: 'blocked', reason: cause?.message || message };
	const whileConnecting = cause?.syscall === 'connect' || cause?.cause?.syscall === 'connect';
	const isNotSent = code !== null && (whileConnecting || NOT_SENT.test(code));
	return { kind: isNotSent ? 'notSent' : 'unclear', networkCode: code };
}

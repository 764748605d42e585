import { z } from 'zod';
import type { Reply } from './exchange';

/** What n8n's HTTP helper throws: its own fault around the one of the HTTP client. */
const faultSchema = z.object({
	message: z.string().catch(''),
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
	const { message, cause } = parsed.data;
	if (cause === null || cause === undefined) return { kind: 'blocked', reason: message };
	const code = cause.code ?? null;
	if (code === 'ERR_CANCELED' || cause.name === 'AbortError') return null;
	if (cause.name !== 'AxiosError' && code === null) {
		return { kind: 'blocked', reason: cause.message || message };
	}
	const whileConnecting = cause.syscall === 'connect' || cause.cause?.syscall === 'connect';
	const isNotSent = code !== null && (whileConnecting || NOT_SENT.test(code));
	return { kind: isNotSent ? 'notSent' : 'unclear', networkCode: code };
}

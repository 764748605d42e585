import { z } from 'zod';
import type { Reply } from './exchange';

const syscallSchema = z.object({ syscall: z.string().nullish().catch(null) });

/** What n8n's HTTP helper throws: its own fault, wrapped around that of the HTTP client. */
const faultSchema = z.object({
	name: z.string().catch(''),
	message: z.string().catch(''),
	/** The status of an answer; without one, the network's code. */
	httpCode: z.string().nullish().catch(null),
	cause: z
		.object({
			name: z.string().catch(''),
			message: z.string().catch(''),
			code: z.string().nullish().catch(null),
			syscall: z.string().nullish().catch(null),
			cause: syscallSchema
				// One per address, for a name with several.
				.extend({ errors: z.array(syscallSchema).nullish().catch(null) })
				.nullish()
				.catch(null),
		})
		.nullish()
		.catch(null),
});

type Cause = NonNullable<z.infer<typeof faultSchema>['cause']>;

/** System calls made before any part of a request is sent. */
const BEFORE_SENDING: readonly string[] = ['connect', 'getaddrinfo'];

/** System calls on a connection that exists. */
const ON_CONNECTION: readonly string[] = ['read', 'write', 'shutdown'];

/**
 * Codes that only occur before any part of a request is sent: nobody listens, the host is unknown, the TLS handshake
 * failed, or the certificate is not trusted (the names of OpenSSL's X509_V_ERR_ and Node's ERR_TLS_CERT_). Node gives
 * EPROTO when the TLS handshake goes wrong; later TLS faults have their own code (tried with Node 20: a server without
 * TLS, with another version, asking for a certificate, and a damaged record after the request).
 */
const NEVER_SENT =
	/^(ECONNREFUSED|ENOTFOUND|ENODATA|EAI_[A-Z]+|EADDRNOTAVAIL|EPROTO|ERR_TLS_CERT_\w+|ERR_TLS_HANDSHAKE_TIMEOUT|ERR_SSL_(WRONG_VERSION_NUMBER|UNSUPPORTED_PROTOCOL|NO_PROTOCOLS_AVAILABLE|TLSV1_ALERT_PROTOCOL_VERSION|TLSV1_UNRECOGNIZED_NAME|\w*_HANDSHAKE_FAILURE)|CERT_\w+|CRL_\w+|ERROR_IN_C(ERT|RL)_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED)$/;

/** Codes of a request that Node refuses to send. */
const NOT_A_REQUEST = /^(ERR_INVALID_\w+|ERR_UNESCAPED_CHARACTERS)$/;

function isNetworkCode(httpCode: string | null | undefined): httpCode is string {
	return /^[A-Z][A-Z_]+$/.test(httpCode ?? '');
}

/**
 * Whether no part of the request has left. A code alone may come from a connection that broke later: a time-out or an
 * unreachable host only counts if the system call shows that it happened while connecting.
 */
function isNeverSent(code: string, cause: Cause | null | undefined): boolean {
	const several = cause?.cause?.errors ?? [];
	const syscall = cause?.syscall ?? cause?.cause?.syscall ?? several[0]?.syscall ?? '';
	if (several.length > 1) {
		return several.every((one) => BEFORE_SENDING.includes(one.syscall ?? ''));
	}
	if (BEFORE_SENDING.includes(syscall)) return true;
	return NEVER_SENT.test(code) && (code === 'EPROTO' || !ON_CONNECTION.includes(syscall));
}

/**
 * Classifies a request without a complete answer: the only place that says whether it was sent. In doubt it is
 * `unclear`, even if the beginning of an answer came: its status alone does not show what the rest would have said.
 *
 * @param fault what the HTTP helper threw
 * @returns `blocked` when the helper itself, or the credential, refused to send; null when the execution was cancelled
 */
export function replyOfFault(fault: unknown): Exclude<Reply, { kind: 'answer' }> | null {
	const parsed = faultSchema.safeParse(fault);
	if (!parsed.success) return { kind: 'unclear', networkCode: null };
	const { name, message, httpCode, cause } = parsed.data;
	// n8n 1.123 to 2.3 lose the cause but keep its code (tried with 1.123.81, 2.0.0 and 2.3.6).
	const code = cause?.code ?? (isNetworkCode(httpCode) ? httpCode : null);
	if (code === 'ERR_CANCELED' || cause?.name === 'AbortError') return null;
	// n8n's own refusals have no code. An API fault that lost its cause may be anything.
	const isOfClient = cause ? cause.name === 'AxiosError' : name === 'NodeApiError';
	const isRefused = code === null ? !isOfClient : NOT_A_REQUEST.test(code);
	if (isRefused) return { kind: 'blocked', reason: cause?.message || message };
	const isNotSent = code !== null && isNeverSent(code, cause);
	return { kind: isNotSent ? 'notSent' : 'unclear', networkCode: code };
}

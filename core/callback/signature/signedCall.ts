/** Headers of a call: lower-case names, as Node gives them. */
export type CallHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** A call as received. */
export interface SignedCall {
	method: string;
	/** Path and query, as in the request line. */
	target: string;
	headers: CallHeaders;
	/** The bytes of the body, before any parsing. */
	body: Buffer;
}

/**
 * A header's value, trimmed. A repeated header is joined as the draft says (section 2.3); a missing one counts as
 * empty, as in the vendor's library.
 */
export function headerOf(headers: CallHeaders, name: string): string {
	const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
	if (value === undefined) return '';
	return (typeof value === 'string' ? value : value.join(', ')).trim();
}

/** A Signature header of draft-cavage-http-signatures. */
export interface SignatureHeader {
	keyId: string;
	algorithm: string;
	/** Lower-case names, in the order they were signed. */
	headers: string[];
	signature: Buffer;
}

/** A signature of the longest key in use (4096 bits) takes 684 characters; no genuine one comes near this. */
const MAX_LENGTH = 4_096;

const PARAMETER = /\b([A-Za-z]+)\s*=\s*"([^"]*)"/g;

/**
 * Reads a Signature header. Copernica's own example is folded over lines, has spaces inside `headers` and inside the
 * base64, and no comma before `signature=` (docs/vendors/copernica.md#23-keys-and-digests), so only the `name="value"`
 * pairs count.
 *
 * @returns null when one of the four is missing, empty or repeated, when a header is listed twice, when the signature
 * is not base64, or when the whole is too long to be one
 */
export function readSignatureHeader(value: string): SignatureHeader | null {
	if (value.length > MAX_LENGTH) return null;
	const found = new Map<string, string>();
	for (const [, name = '', text = ''] of value.matchAll(PARAMETER)) {
		if (found.has(name)) return null;
		found.set(name, text);
	}
	const valueOf = (name: string): string => found.get(name)?.trim() ?? '';
	const keyId = valueOf('keyId');
	const algorithm = valueOf('algorithm');
	const headers = valueOf('headers').toLowerCase().match(/\S+/g) ?? [];
	const signature = decodeBase64(valueOf('signature').replace(/\s/g, ''));
	if (!keyId || !algorithm || !signature) return null;
	if (headers.length === 0 || new Set(headers).size !== headers.length) return null;
	return { keyId, algorithm, headers, signature };
}

/** Bytes of a base64 text; null for anything but complete base64 (Buffer would skip what it does not know). */
export function decodeBase64(text: string): Buffer | null {
	if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null;
	return Buffer.from(text, 'base64');
}

/** Hash names of Node's crypto. */
export type Hash = 'sha256' | 'sha512';

/** Signature algorithms of draft-cavage that are accepted. With HMAC, anyone who knows the public key could sign. */
const signatureAlgorithms: ReadonlyMap<string, Hash> = new Map([
	['rsa-sha256', 'sha256'],
	['rsa-sha512', 'sha512'],
]);

/** Digest algorithms of RFC 5843 that are accepted; the older ones in the vendor's library are broken or not hashes. */
const digestAlgorithms: ReadonlyMap<string, Hash> = new Map([
	['sha-256', 'sha256'],
	['sha-512', 'sha512'],
]);

/** The hash of a signature algorithm, in any case; null = not allowed. */
export function signatureHash(algorithm: string): Hash | null {
	return signatureAlgorithms.get(algorithm.toLowerCase()) ?? null;
}

/** The hash of a digest algorithm, in any case (docs/vendors/copernica.md#23-keys-and-digests); null = not allowed. */
export function digestHash(algorithm: string): Hash | null {
	return digestAlgorithms.get(algorithm.toLowerCase()) ?? null;
}

const LABEL = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?';
const COPERNICA_NAME = new RegExp(`^(?:${LABEL}\\.)+copernica\\.com$`);

/**
 * The DNS name of a key in lower case, if it is a proper name *under* copernica.com; null for everything else:
 * look-alikes, the bare domain, trailing dots, empty labels, anything but ASCII.
 */
export function copernicaKeyName(keyId: string): string | null {
	if (keyId.length > 253 || !/^[\x21-\x7e]+$/.test(keyId)) return null;
	const name = keyId.toLowerCase();
	return COPERNICA_NAME.test(name) ? name : null;
}

/** Drops leading zeros, so that ids compare like numbers. */
function digitsOf(text: string): string {
	return text.replace(/^0+(?=\d)/, '');
}

/**
 * Digits of an account, as an X-Copernica-ID header holds them or a person enters them. Forms that the vendor shows:
 * `account-1`, `account_1`, `Account_1`, `account_ 1`, and until December 2022 the bare `1`. `environment_1` belongs to
 * SMTPeter, which has its own numbering: null, like anything else.
 */
export function readAccountId(text: string): string | null {
	const match = /^(?:account[-_] ?)?(\d{1,20})$/i.exec(text.trim());
	return match?.[1] ? digitsOf(match[1]) : null;
}

/** Which host and path the string is built from: those of our own URL, or those that arrived. */
export interface Address {
	host: string;
	target: string;
}

/**
 * The text that was signed (draft-cavage, section 2.3): one line per name, in the order given.
 */
export function signingString(
	call: Pick<SignedCall, 'method' | 'headers'>,
	names: readonly string[],
	address: Address,
): string {
	const line = (name: string): string => {
		if (name === '(request-target)') {
			return `(request-target): ${call.method.toLowerCase()} ${address.target}`;
		}
		return `${name}: ${name === 'host' ? address.host : headerOf(call.headers, name)}`;
	};
	return names.map(line).join('\n');
}

/** `Example.com:443` -> `example.com`, for a URL with that default port. */
function plainHost(host: string, protocol: string): string {
	const lower = host.toLowerCase();
	const suffix = protocol === 'https:' ? ':443' : ':80';
	return lower.endsWith(suffix) ? lower.slice(0, -suffix.length) : lower;
}

function plainPath(path: string): string {
	return path.endsWith('/') ? path.slice(0, -1) : path;
}

/** Splits a request target into path and query (with its `?`). */
function splitTarget(target: string): { path: string; query: string } {
	const mark = target.indexOf('?');
	return mark === -1
		? { path: target, query: '' }
		: { path: target.slice(0, mark), query: target.slice(mark) };
}

/**
 * The host and path that Copernica must have signed: those of the trigger's own webhook URL, because a proxy may have
 * rewritten what arrives. If what arrives means the same (different case, default port, final slash), its spelling is
 * used, since that is what was signed. The query is the caller's: n8n's webhook URLs have none, but somebody may have
 * added one in Publisher.
 */
export function ownAddress(call: SignedCall, url: URL): Address {
	const received = receivedAddress(call);
	const { path, query } = splitTarget(received.target);
	const isSameHost = plainHost(received.host, url.protocol) === url.host;
	const isSamePath = plainPath(path) === plainPath(url.pathname);
	return {
		host: isSameHost ? received.host : url.host,
		target: isSamePath ? received.target : `${url.pathname}${query}`,
	};
}

/** Host and path as they arrived. */
export function receivedAddress(call: SignedCall): Address {
	return { host: headerOf(call.headers, 'host'), target: call.target };
}

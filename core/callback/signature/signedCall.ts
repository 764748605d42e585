/** Headers of a call: lower-case names, as Node gives them. */
export type CallHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** A call as it was received. */
export interface SignedCall {
	method: string;
	/** Path and query, as they stood in the request line. */
	target: string;
	headers: CallHeaders;
	/** Bytes of the body, before any parsing. */
	body: Buffer;
}

/**
 * A header's value, trimmed. One that came more than once is joined as the draft says (section 2.3); an absent one
 * counts as empty, as in the vendor's library.
 */
export function headerOf(headers: CallHeaders, name: string): string {
	const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
	if (value === undefined) return '';
	return (typeof value === 'string' ? value : value.join(', ')).trim();
}

/** Whose host and path the string is built for: those of our own URL, or those that arrived. */
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

/** `Example.com:443` -> `example.com`, for a URL whose default port that is. */
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
 * Host and path that Copernica has to have signed: those of the trigger's own webhook URL, because a proxy may have
 * rewritten what arrives. Where what arrives means the same (other case, default port, final slash), its spelling is
 * taken, since that is what was signed. The query is the caller's: a webhook URL of n8n has none of its own, but a
 * person may have added one in Publisher.
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

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

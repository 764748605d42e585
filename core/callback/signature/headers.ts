import { decodeBase64 } from './base64';

/** A Signature header of draft-cavage-http-signatures. */
export interface SignatureHeader {
	keyId: string;
	algorithm: string;
	/** Lower-case names, in the order that was signed. */
	headers: string[];
	signature: Buffer;
}

/** A signature of the longest key in use (4096 bits) takes 684 characters; nothing genuine is near this. */
const MAX_LENGTH = 4_096;

const parameter = /\b([A-Za-z]+)\s*=\s*"([^"]*)"/g;

/**
 * Reads a Signature header. Copernica's own example is folded over lines, has blanks inside `headers` and inside
 * the base64, and no comma before `signature=` (docs/vendors/copernica.md#23-keys-and-digests), so only the
 * `name="value"` pairs count.
 *
 * @returns null when one of the four is absent, empty or there twice, when a header is listed twice, or when the
 * signature is no base64, or the whole is too long to be one
 */
export function readSignatureHeader(value: string): SignatureHeader | null {
	if (value.length > MAX_LENGTH) return null;
	const found = new Map<string, string>();
	for (const [, name = '', text = ''] of value.matchAll(parameter)) {
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

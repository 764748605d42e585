const utf8 = new TextDecoder('utf-8', { fatal: true });
const windows1252 = new TextDecoder('windows-1252');

/**
 * Text of bytes whose encoding nobody declared reliably: UTF-8 if the bytes are valid UTF-8, otherwise
 * windows-1252, the superset of ISO-8859-1 that Western European systems really send. Drops a BOM.
 */
export function decodeText(bytes: Uint8Array): string {
	try {
		return utf8.decode(bytes);
	} catch {
		return windows1252.decode(bytes);
	}
}

/** Text of bytes that are declared to be ISO-8859-1 or windows-1252. */
export function decodeWestern(bytes: Uint8Array): string {
	return windows1252.decode(bytes);
}

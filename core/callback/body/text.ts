const utf8 = new TextDecoder('utf-8', { fatal: true });

/** What windows-1252 has in place of the control characters 0x80 to 0x9f; the five gaps stay controls. */
const windows1252 =
	'\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
	'\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

/**
 * Text of bytes whose encoding nobody declared reliably: UTF-8 if the bytes are valid UTF-8, otherwise
 * windows-1252, the superset of ISO-8859-1 that Western European systems really send. Drops a BOM.
 */
export function decodeText(bytes: Uint8Array): string {
	try {
		return utf8.decode(bytes);
	} catch {
		return decodeWestern(bytes);
	}
}

/**
 * Text of bytes that are declared to be ISO-8859-1 or windows-1252. By hand: the decoder of Node 20 takes
 * windows-1252 for ISO-8859-1, which loses the euro sign.
 */
export function decodeWestern(bytes: Uint8Array): string {
	return Buffer.from(bytes)
		.toString('latin1')
		.replace(/[\x80-\x9f]/g, (control) => windows1252.charAt(control.charCodeAt(0) - 0x80));
}

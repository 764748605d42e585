import { timingSafeEqual } from 'crypto';

/** Bytes of a base64 text; null for anything but complete base64 (Buffer itself would skip what it does not know). */
export function decodeBase64(text: string): Buffer | null {
	if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null;
	return Buffer.from(text, 'base64');
}

/** Compares in a time that does not depend on the content. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
	return a.length === b.length && timingSafeEqual(a, b);
}

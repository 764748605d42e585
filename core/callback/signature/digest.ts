import { createHash } from 'crypto';
import type { RefusalCode } from '../codes';
import { digestHash } from './algorithms';
import { decodeBase64, equalBytes } from './base64';

const MAX_DIGESTS = 2;

/**
 * Compares a Digest header (`SHA-256=<base64>`, RFC 3230) with the body as it was received. Several digests may be
 * listed; then all of them have to fit.
 *
 * @returns null when it fits, or the reason to refuse
 */
export function checkDigest(header: string, body: Buffer): RefusalCode | null {
	if (header === '') return 'DIGEST_MISSING';
	const entries = header.split(',');
	// Each one costs a hash over the whole body, and nobody has been proven genuine yet.
	if (entries.length > MAX_DIGESTS) return 'DIGEST_MISMATCH';
	for (const entry of entries) {
		const equals = entry.indexOf('=');
		const hash = equals === -1 ? null : digestHash(entry.slice(0, equals).trim());
		if (hash === null) return 'ALGORITHM_NOT_ALLOWED';
		const claimed = decodeBase64(entry.slice(equals + 1).trim());
		if (!claimed || !equalBytes(claimed, createHash(hash).update(body).digest())) {
			return 'DIGEST_MISMATCH';
		}
	}
	return null;
}

import { canonicalJson, sha256Hex } from '../canonical';
import type { PreparedProfile } from './preparedProfile';

/**
 * Fingerprint of everything that is known about a contact: the values to send, and the consents of the record whether
 * sent or not. Equal content gives an equal fingerprint. Each step computes it again from what it holds, because a
 * user's own step may have changed the profile on the way.
 *
 * @returns lower-case SHA-256 hex
 */
export function fingerprintOf({
	profile,
	consents,
}: Pick<PreparedProfile, 'profile' | 'consents'>): string {
	// Of two spreads, Node 20 copies the second one key by key, which takes longer than the hash.
	return sha256Hex(canonicalJson(Object.assign({}, consents, profile)));
}

/**
 * The fingerprint of a row that Activate may only have in part. No profile has it, so a comparison with it always sends
 * the next row; and it replaces an older one that is no longer true.
 */
export function partlySentPrint(fingerprint: string): string {
	return sha256Hex(`partly ${fingerprint}`);
}

import { canonicalJson, sha256Hex } from '../canonical';
import type { PreparedProfile } from './preparedProfile';

/**
 * Fingerprint of everything that is known of a contact: the values to send, and the consents of the record whether
 * they are sent or not, so that equal content gives an equal fingerprint. Steps compute it anew from what they hold,
 * because a user's own step may have changed the profile on the way.
 *
 * @returns lower-case SHA-256 hex
 */
export function fingerprintOf({
	profile,
	consents,
}: Pick<PreparedProfile, 'profile' | 'consents'>): string {
	return sha256Hex(canonicalJson({ ...consents, ...profile }));
}

/**
 * Stands for a row of which Activate may lack a part. No profile has this fingerprint, so whoever compares with it sends
 * the next row; and it replaces an older one that is no longer true.
 */
export function partlySentPrint(fingerprint: string): string {
	return sha256Hex(`partly ${fingerprint}`);
}

import { verify, type KeyObject } from 'crypto';
import type { RefusalCode } from '../codes';
import { receivedAddress } from './address';
import type { Claim } from './examine';
import { signingString, type Address } from './signedCall';

function fits(claim: Claim, keys: readonly KeyObject[], address: Address): boolean {
	const text = Buffer.from(signingString(claim.call, claim.covered, address), 'latin1');
	return keys.some((key) => verify(claim.hash, text, key, claim.signature));
}

/**
 * Verifies a claim with the keys of its name. A signature that fits only the host or path that *arrived* is genuine
 * but was made for another URL: it is refused with a code that says so, since a wrong base URL is the likely cause.
 *
 * @returns null when the signature fits, or the reason to refuse
 */
export function verifyClaim(claim: Claim, keys: readonly KeyObject[]): RefusalCode | null {
	const { own, call } = claim;
	if (fits(claim, keys, own)) return null;
	const { host, target } = receivedAddress(call);
	// Nothing else to try: a forged call must not cost more checks than it has addresses.
	if (host === own.host && target === own.target) return 'SIGNATURE_INVALID';
	if (fits(claim, keys, { host: own.host, target })) return 'PATH_MISMATCH';
	if (fits(claim, keys, { host, target: own.target })) return 'HOST_MISMATCH';
	return fits(claim, keys, { host, target }) ? 'HOST_MISMATCH' : 'SIGNATURE_INVALID';
}

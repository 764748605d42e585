/** Hash names of Node's crypto. */
export type Hash = 'sha256' | 'sha512';

/** Signature algorithms of draft-cavage that are accepted. HMAC would let anyone who knows the public key sign. */
const signatureAlgorithms: ReadonlyMap<string, Hash> = new Map([
	['rsa-sha256', 'sha256'],
	['rsa-sha512', 'sha512'],
]);

/** Digest algorithms of RFC 5843 that are accepted; the older ones of the vendor's library are broken or no hashes. */
const digestAlgorithms: ReadonlyMap<string, Hash> = new Map([
	['sha-256', 'sha256'],
	['sha-512', 'sha512'],
]);

/** Hash of a signature algorithm, any case of letters; null = not allowed. */
export function signatureHash(algorithm: string): Hash | null {
	return signatureAlgorithms.get(algorithm.toLowerCase()) ?? null;
}

/**
 * Hash of a digest algorithm, any case of letters (docs/vendors/copernica.md#23-keys-and-digests); null = not allowed.
 */
export function digestHash(algorithm: string): Hash | null {
	return digestAlgorithms.get(algorithm.toLowerCase()) ?? null;
}

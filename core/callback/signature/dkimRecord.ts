import { createPublicKey, type KeyObject } from 'crypto';
import { refuse, type CallbackOutcome } from '../codes';
import { decodeBase64 } from './signedCall';

/** A shorter RSA key can be broken (RFC 8301). */
const MIN_KEY_BITS = 1024;

/** At most this many keys are tried under one name. */
const MAX_KEYS = 4;

/** Tags of a DKIM record: spaces around names and values do not count, and `=` may be part of a value. */
function tagsOf(record: string): Map<string, string> {
	const tags = new Map<string, string>();
	for (const part of record.split(';')) {
		const equals = part.indexOf('=');
		if (equals !== -1) tags.set(part.slice(0, equals).trim(), part.slice(equals + 1).trim());
	}
	return tags;
}

function publicKey(der: Buffer, type: 'spki' | 'pkcs1'): KeyObject | null {
	try {
		return createPublicKey({ key: der, format: 'der', type });
	} catch {
		return null;
	}
}

/** The key of one record; null when it cannot be used. */
function keyOf(tags: ReadonlyMap<string, string>): KeyObject | 'revoked' | null {
	const base64 = tags.get('p')?.replace(/\s/g, '');
	if (base64 === '') return 'revoked';
	const isRsa = (tags.get('k') ?? 'rsa').toLowerCase() === 'rsa';
	const der = isRsa ? decodeBase64(base64 ?? '') : null;
	// RFC 6376 says SubjectPublicKeyInfo; some zones hold the bare RSAPublicKey.
	const key = der ? (publicKey(der, 'spki') ?? publicKey(der, 'pkcs1')) : null;
	const isUsable =
		key?.asymmetricKeyType === 'rsa' &&
		(key.asymmetricKeyDetails?.modulusLength ?? 0) >= MIN_KEY_BITS;
	return key && isUsable ? key : null;
}

/**
 * Public keys in the TXT records under a keyId (RFC 6376, section 3.6.1). Records that are not DKIM do not count; all
 * usable keys are returned, because all are published under the name that signed.
 *
 * @returns at least one key; or KEY_NOT_FOUND, KEY_REVOKED (an empty `p`), KEY_UNUSABLE (no RSA key of 1024 bits)
 */
export function readKeyRecords(records: readonly string[]): CallbackOutcome<{ keys: KeyObject[] }> {
	const found = records
		.map(tagsOf)
		.filter((tags) => tags.get('v')?.toUpperCase() === 'DKIM1')
		.map(keyOf);
	const keys = found.filter((key) => key !== null && key !== 'revoked').slice(0, MAX_KEYS);
	if (keys.length > 0) return { ok: true, keys };
	if (found.includes('revoked')) return refuse('KEY_REVOKED');
	return refuse(found.length > 0 ? 'KEY_UNUSABLE' : 'KEY_NOT_FOUND');
}

import { refuse, type Outcome } from '../codes';
import { readAccountId } from './accountId';
import { ownAddress } from './address';
import { checkAge } from './age';
import { signatureHash, type Hash } from './algorithms';
import { checkDigest } from './digest';
import { copernicaKeyName } from './keyId';
import { readSignatureHeader } from './headers';
import { headerOf, type Address, type SignedCall } from './signedCall';

/** What a call has to fit. */
export interface SignaturePolicy {
	/** The trigger's own webhook URL. */
	url: URL;
	/** Digits of the account the trigger belongs to; null = not known, which refuses every call. */
	accountId: string | null;
	maxAgeSeconds: number;
	/** Milliseconds since the epoch. */
	now: number;
}

/** A call that fits in everything but the signature itself, which needs the key. */
export interface Claim {
	call: SignedCall;
	/** DNS name of the key. */
	keyName: string;
	hash: Hash;
	/** Names the signature covers, in order. */
	covered: string[];
	signature: Buffer;
	/** The address it must have been signed for. */
	own: Address;
	accountId: string;
	nonce: string;
	/** The signed Date, ISO 8601 UTC. */
	sentAt: string;
}

/**
 * Names every signature has to cover: what the vendor's documentation and its library ask for, together
 * (docs/vendors/copernica.md#22-verification). Without (request-target), which the library does not ask for, a call for
 * another workflow of this server could be repeated here.
 */
const mustCover = ['(request-target)', 'host', 'date', 'digest', 'x-nonce', 'x-copernica-id'];

/**
 * Checks everything about a call's signature that needs no key, cheapest first, so that a key is only looked up for
 * calls that could be genuine.
 *
 * @returns the claim to verify with the key, or why the call is refused. Never throws.
 */
export function examineSignature(
	call: SignedCall,
	policy: SignaturePolicy,
): Outcome<{ claim: Claim }> {
	const header = headerOf(call.headers, 'signature');
	if (header === '') return refuse('SIGNATURE_MISSING');
	const parsed = readSignatureHeader(header);
	if (!parsed) return refuse('SIGNATURE_MALFORMED');
	const hash = signatureHash(parsed.algorithm);
	if (!hash) return refuse('ALGORITHM_NOT_ALLOWED');
	const missing = mustCover.filter((name) => !parsed.headers.includes(name));
	if (missing.length > 0) return refuse('HEADER_NOT_SIGNED', `Not signed: ${missing.join(', ')}.`);
	const keyName = copernicaKeyName(parsed.keyId);
	if (!keyName) return refuse('KEY_NOT_COPERNICA');

	const date = headerOf(call.headers, 'date');
	const age = checkAge(date, policy.now, policy.maxAgeSeconds);
	if (age) return refuse(age);

	const accountId = readAccountId(headerOf(call.headers, 'x-copernica-id'));
	if (accountId === null) return refuse('ACCOUNT_UNREADABLE');
	if (policy.accountId === null) return refuse('ACCOUNT_UNKNOWN');
	if (accountId !== policy.accountId) return refuse('ACCOUNT_MISMATCH');

	const nonce = headerOf(call.headers, 'x-nonce');
	if (nonce === '') return refuse('NONCE_MISSING');

	const digest = checkDigest(headerOf(call.headers, 'digest'), call.body);
	if (digest) return refuse(digest);

	const { headers: covered, signature } = parsed;
	const own = ownAddress(call, policy.url);
	const sentAt = new Date(date).toISOString();
	return {
		ok: true,
		claim: { call, keyName, hash, covered, signature, own, accountId, nonce, sentAt },
	};
}

import { createHash, timingSafeEqual, verify, type KeyObject } from 'crypto';
import { forgetOldest } from '../../forgetOldest';
import { refuse, type CallbackOutcome, type CallbackRefusal, type RefusalCode } from '../codes';
import {
	copernicaKeyName,
	decodeBase64,
	digestHash,
	headerOf,
	ownAddress,
	readAccountId,
	readSignatureHeader,
	receivedAddress,
	signatureHash,
	signingString,
	type Address,
	type Hash,
	type SignedCall,
} from './signedCall';

/** What a call must match. */
export interface SignaturePolicy {
	/** The trigger's own webhook URL. */
	url: URL;
	/** Digits of the account the trigger belongs to; null = not known, which refuses every call. */
	accountId: string | null;
	maxAgeSeconds: number;
	/** Milliseconds since the epoch. */
	now: number;
}

/** A call that passed every check but that of the signature itself, which needs the key. */
export interface SignatureClaim {
	call: SignedCall;
	/** DNS name of the key. */
	keyName: string;
	hash: Hash;
	/** The names the signature covers, in order. */
	covered: string[];
	signature: Buffer;
	/** The address it must be signed for. */
	own: Address;
	accountId: string;
	nonce: string;
	/** The signed Date, ISO 8601 UTC. */
	sentAt: string;
}

/**
 * Names every signature must cover: what the vendor's documentation and its library ask for, together
 * (docs/vendors/copernica.md#22-verification). Without (request-target), which the library does not ask for, a call for
 * another workflow of this server could be replayed here.
 */
const MUST_COVER = ['(request-target)', 'host', 'date', 'digest', 'x-nonce', 'x-copernica-id'];

/**
 * Checks everything about a call's signature that needs no key, cheapest first: a key is only looked up for calls that
 * could be genuine.
 *
 * @returns the claim to verify with the key, or why the call is refused. Never throws.
 */
export function examineSignature(
	call: SignedCall,
	policy: SignaturePolicy,
): CallbackOutcome<{ claim: SignatureClaim }> {
	const header = headerOf(call.headers, 'signature');
	if (header === '') return refuse('SIGNATURE_MISSING');
	const parsed = readSignatureHeader(header);
	if (!parsed) return refuse('SIGNATURE_MALFORMED');
	const hash = signatureHash(parsed.algorithm);
	if (!hash) return refuse('ALGORITHM_NOT_ALLOWED');
	const missing = MUST_COVER.filter((name) => !parsed.headers.includes(name));
	if (missing.length > 0) return refuse('HEADER_NOT_SIGNED', `Not signed: ${missing.join(', ')}.`);
	const keyName = copernicaKeyName(parsed.keyId);
	if (!keyName) return refuse('KEY_NOT_COPERNICA');

	const date = headerOf(call.headers, 'date');
	const age = checkAge(date, policy.now, policy.maxAgeSeconds);
	if (age) return age;

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

/** How many seconds the clocks are assumed to differ at most. */
const CLOCK_DIFFERENCE = 30;

/**
 * How many seconds a call's Date may be in the future; 30 for the default Maximum Age (60). The vendor's library has no
 * limit at all. Raising Maximum Age because the clocks differ helps in both directions.
 */
export function futureToleranceSeconds(maxAgeSeconds: number): number {
	return Math.max(CLOCK_DIFFERENCE, maxAgeSeconds - CLOCK_DIFFERENCE);
}

const httpDate =
	/^[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} (?:GMT|UTC|[+-]\d{4})$/;

/**
 * Checks the Date header (RFC 7231 form, or with a numeric zone as PHP writes it) against a clock.
 *
 * @param now milliseconds since the epoch
 * @returns null when recent, or the reason to refuse
 */
function checkAge(header: string, now: number, maxAgeSeconds: number): CallbackRefusal | null {
	const sent = httpDate.test(header) ? Date.parse(header) : NaN;
	if (Number.isNaN(sent)) return refuse('DATE_UNREADABLE');
	const seconds = Math.round(Math.abs(now - sent) / 1000);
	if (now - sent > maxAgeSeconds * 1000) {
		return refuse('DATE_STALE', `It was sent ${seconds} seconds ago by this server's clock.`);
	}
	return sent - now > futureToleranceSeconds(maxAgeSeconds) * 1000
		? refuse('DATE_IN_FUTURE', `This server's clock is at least ${seconds} seconds behind.`)
		: null;
}

/** Compares in constant time. */
function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
	return a.length === b.length && timingSafeEqual(a, b);
}

/** How many digests a call may list. */
const MAX_DIGESTS = 2;

/**
 * Compares a Digest header (`SHA-256=<base64>`, RFC 3230) with the body as received. If several digests are listed, all
 * must fit.
 *
 * @returns null when it fits, or the reason to refuse
 */
function checkDigest(header: string, body: Buffer): RefusalCode | null {
	if (header === '') return 'DIGEST_MISSING';
	const entries = header.split(',');
	// Each one costs a hash over the whole body, and the call is not proven genuine yet.
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

function fits(claim: SignatureClaim, keys: readonly KeyObject[], address: Address): boolean {
	const text = Buffer.from(signingString(claim.call, claim.covered, address), 'latin1');
	return keys.some((key) => verify(claim.hash, text, key, claim.signature));
}

/**
 * Verifies a claim with the keys of its name. A signature that fits only the host or path that *arrived* is genuine but
 * made for another URL: it is refused with a code that says so, since a wrong base URL is the likely cause.
 *
 * @returns null when the signature fits, or the reason to refuse
 */
export function verifyClaim(claim: SignatureClaim, keys: readonly KeyObject[]): RefusalCode | null {
	const { own, call } = claim;
	if (fits(claim, keys, own)) return null;
	const { host, target } = receivedAddress(call);
	// Nothing else to try: a forged call must not cost more checks than it has addresses.
	if (host === own.host && target === own.target) return 'SIGNATURE_INVALID';
	if (fits(claim, keys, { host: own.host, target })) return 'PATH_MISMATCH';
	if (fits(claim, keys, { host, target: own.target })) return 'HOST_MISMATCH';
	return fits(claim, keys, { host, target }) ? 'HOST_MISMATCH' : 'SIGNATURE_INVALID';
}

/**
 * Remembers genuine calls (by their signed nonce) for as long as their Date would let them in again. Best effort by
 * design, bounded and in one process: the age limit is the guarantee, this narrows it.
 */
export class ReplayGuard {
	/** Key -> time (ms) when it may be forgotten; oldest first. */
	private readonly seen = new Map<string, number>();

	/** @param capacity the most calls to remember; the oldest are forgotten first */
	constructor(private readonly capacity: number) {}

	/**
	 * Remembers a call.
	 *
	 * @param now milliseconds since the epoch
	 * @param windowMs how long a repeated call would pass the age check
	 * @returns false if it is already remembered
	 */
	note(key: string, now: number, windowMs: number): boolean {
		if ((this.seen.get(key) ?? 0) > now) return false;
		// Taken out first, so that it moves to the end, where it is forgotten last.
		this.seen.delete(key);
		this.seen.set(key, now + windowMs);
		forgetOldest(this.seen, this.capacity);
		return true;
	}

	/** Forgets a call that could not be handled after all, so that it can be sent again. */
	forget(key: string): void {
		this.seen.delete(key);
	}
}

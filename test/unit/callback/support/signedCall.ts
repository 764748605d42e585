import { createHash, createPublicKey, generateKeyPairSync, sign } from 'crypto';
import type { SignaturePolicy } from '../../../../core/callback/signature/verify';
import type { SignedCall } from '../../../../core/callback/signature/signedCall';

/**
 * Everything here is written by hand from the draft and docs/vendors/copernica.md#2-signatures, without the code under
 * test.
 */

/** Keys of the least length that is let in; short ones are also quickly made. */
export const pair = generateKeyPairSync('rsa', { modulusLength: 1024 });
export const foreignPair = generateKeyPairSync('rsa', { modulusLength: 1024 });

export const NOW = Date.UTC(2025, 2, 4, 9, 30, 5);
const URL_TEXT = 'https://n8n.example.com/webhook/abc-123/webhook';
export const KEY_ID = 'one._domainkey.copernica.com';
export const BODY = '{"id":"7","action":"update","fields":{"Email":"jan@example.com"}}';

export const policy: SignaturePolicy = {
	url: new URL(URL_TEXT),
	accountId: '12345',
	maxAgeSeconds: 60,
	now: NOW,
};

export const coveredByDefault = [
	'(request-target)',
	'host',
	'date',
	'digest',
	'x-nonce',
	'x-copernica-id',
];

/** DER of a public key as base64, the `p` of a DKIM record. */
export function publicBase64(key = pair.publicKey): string {
	return createPublicKey(key.export({ type: 'spki', format: 'pem' }))
		.export({ type: 'spki', format: 'der' })
		.toString('base64');
}

export interface Making {
	body?: string | Buffer;
	/** What the sender signs; sent too unless `sent` says otherwise. */
	target?: string;
	headers?: Record<string, string>;
	covered?: string[];
	algorithm?: string;
	hash?: 'sha1' | 'sha256' | 'sha512';
	keyId?: string;
	key?: typeof pair.privateKey;
}

/** A call that Copernica could have made, or nearly. */
export function makeCall(making: Making = {}): SignedCall {
	const body = Buffer.from(making.body ?? BODY);
	const target = making.target ?? '/webhook/abc-123/webhook';
	const headers: Record<string, string> = {
		host: 'n8n.example.com',
		date: 'Tue, 04 Mar 2025 09:30:00 GMT',
		digest: `SHA-256=${createHash('sha256').update(body).digest('base64')}`,
		'x-nonce': '5f3a',
		'x-copernica-id': 'account_12345',
		'content-type': 'application/json',
		...making.headers,
	};
	const covered = making.covered ?? coveredByDefault;
	const lines = covered.map((name) => {
		const key = name.toLowerCase();
		return key === '(request-target)' ? `${key}: post ${target}` : `${key}: ${headers[key] ?? ''}`;
	});
	const proof = sign(
		making.hash ?? 'sha256',
		Buffer.from(lines.join('\n'), 'latin1'),
		making.key ?? pair.privateKey,
	);
	const signature = [
		`keyId="${making.keyId ?? KEY_ID}"`,
		`algorithm="${making.algorithm ?? 'rsa-sha256'}"`,
		`headers="${covered.join(' ')}"`,
		`signature="${proof.toString('base64')}"`,
	].join(',');
	return { method: 'POST', target, headers: { ...headers, signature }, body };
}

/** The same call with some headers replaced or (undefined) taken away after signing. */
export function tampered(
	call: SignedCall,
	changes: Record<string, string | undefined>,
): SignedCall {
	return { ...call, headers: { ...call.headers, ...changes } };
}

import { createHash, randomBytes, sign } from 'crypto';
import { z } from 'zod';
import type { Keys } from './keys';

/** What is wrong with a signature, if anything. */
export const signingModes = [
	'valid',
	'unsigned',
	'stale',
	'future',
	'wrong-key',
	'wrong-account',
	'tampered-body',
	'tampered-signature',
	'foreign-key-name',
	'unknown-key-name',
	'digest-missing',
	'digest-mismatch',
	'nonce-missing',
	'wrong-host',
	'wrong-path',
	'weak-algorithm',
] as const;

/**
 * How a callback is signed: the odd forms that were seen (docs/vendors/copernica.md#2-signatures), and what must be
 * refused.
 */
export const signingSchema = z
	.object({
		mode: z.enum(signingModes).default('valid'),
		/** Case of the header names, in the request and in the `headers` list. */
		headerCase: z.enum(['lower', 'mixed']).default('lower'),
		/**
		 * Blanks inside `headers` and `signature` and no comma before `signature=`, as in the vendor's example: what
		 * is left of a folded header once it is unfolded (Node's own HTTP reader refuses real folds).
		 */
		folded: z.boolean().default(false),
		digest: z.enum(['SHA-256', 'sha-256', 'SHA-512', 'SHA', 'MD5']).default('SHA-256'),
		/** `#` stands for the id; the forms of docs/vendors/copernica.md#24-x-copernica-id. */
		accountForm: z
			.enum(['account_#', 'account-#', 'Account_#', 'account_ #', 'environment_#', 'environment-#'])
			.default('account_#'),
		/** Names in the `headers` list, lower case. */
		covered: z
			.array(z.string())
			.default([
				'(request-target)',
				'host',
				'date',
				'digest',
				'x-nonce',
				'x-copernica-id',
				'content-type',
			]),
		/** A fixed nonce, to provoke a replay. */
		nonce: z.string().optional(),
		/** Seconds added to the Date header. */
		dateShiftSeconds: z.number().int().default(0),
	})
	.strict();
export type Signing = z.infer<typeof signingSchema>;

export interface Outgoing {
	url: URL;
	contentType: string;
	body: Buffer;
}

/** Headers and body to put on the wire. */
export interface SignedRequest {
	headers: Array<[name: string, value: string]>;
	body: Buffer;
}

const mixedNames: Record<string, string> = {
	host: 'Host',
	date: 'Date',
	digest: 'Digest',
	signature: 'Signature',
	'x-nonce': 'X-nonce',
	'x-copernica-id': 'X-Copernica-ID',
	'content-type': 'Content-Type',
};

const dateShifts: Partial<Record<Signing['mode'], number>> = { stale: -3600, future: 3600 };

function digestOf(body: Buffer, name: Signing['digest']): string {
	const hash = {
		'SHA-256': 'sha256',
		'sha-256': 'sha256',
		'SHA-512': 'sha512',
		SHA: 'sha1',
		MD5: 'md5',
	};
	return `${name}=${createHash(hash[name]).update(body).digest('base64')}`;
}

function spread(text: string): string {
	return text.replace(/(.{60})/g, '$1 ').trim();
}

/**
 * Signs a callback as the vendor does (docs/vendors/copernica.md#21-headers and
 * docs/vendors/copernica.md#22-verification): draft-cavage, rsa-sha256, all values as sent.
 *
 * @param at the sender's time in milliseconds
 */
export function signRequest(
	request: Outgoing,
	signing: Signing,
	keys: Keys,
	accountId: string,
	at: number,
): SignedRequest {
	const { mode } = signing;
	const shift = signing.dateShiftSeconds + (dateShifts[mode] ?? 0);
	const id = mode === 'wrong-account' ? '99999' : accountId;
	const digested = mode === 'digest-mismatch' ? Buffer.from('another body') : request.body;
	const sent: Record<string, string> = {
		host: request.url.host,
		date: new Date(at + shift * 1000).toUTCString(),
		'content-type': request.contentType,
		digest: digestOf(digested, signing.digest),
		'x-nonce': signing.nonce ?? randomBytes(16).toString('hex'),
		'x-copernica-id': signing.accountForm.replace('#', id),
	};
	if (mode === 'digest-missing') delete sent.digest;
	if (mode === 'nonce-missing') delete sent['x-nonce'];
	const nameOf = (name: string) =>
		signing.headerCase === 'mixed' ? (mixedNames[name] ?? name) : name;
	if (mode === 'unsigned') {
		const { host = '', date = '', 'content-type': type = '' } = sent;
		const plain: Array<[string, string]> = [
			['host', host],
			['date', date],
			['content-type', type],
		];
		return {
			headers: plain.map(([name, value]) => [nameOf(name), value]),
			body: request.body,
		};
	}
	const target = `post ${mode === 'wrong-path' ? '/elsewhere' : request.url.pathname + request.url.search}`;
	const covered = signing.covered.filter((name) => name === '(request-target)' || name in sent);
	const signed: Record<string, string> = { ...sent };
	if (mode === 'wrong-host') signed.host = 'elsewhere.example.com';
	const text = covered
		.map((name) => `${name}: ${name === '(request-target)' ? target : (signed[name] ?? '')}`)
		.join('\n');
	const key = mode === 'wrong-key' || mode === 'foreign-key-name' ? keys.foreign() : keys.current();
	const hash = mode === 'weak-algorithm' ? 'sha1' : 'sha256';
	const proof = sign(hash, Buffer.from(text), key.privateKey);
	if (mode === 'tampered-signature') proof.writeUInt8(proof.readUInt8(10) ^ 1, 10);
	const keyNames: Partial<Record<Signing['mode'], string>> = {
		'foreign-key-name': key.name,
		'unknown-key-name': 'nobody._domainkey.copernica.com',
	};
	const parts = {
		keyId: keyNames[mode] ?? keys.current().name,
		algorithm: `rsa-${hash}`,
		headers: covered.map(nameOf).join(signing.folded ? '  ' : ' '),
		signature: signing.folded ? spread(proof.toString('base64')) : proof.toString('base64'),
	};
	const header = signing.folded
		? `keyId="${parts.keyId}", algorithm="${parts.algorithm}",   headers="${parts.headers}"   signature="${parts.signature}"`
		: `keyId="${parts.keyId}",algorithm="${parts.algorithm}",headers="${parts.headers}",signature="${parts.signature}"`;
	const all: Array<[string, string]> = [...Object.entries(sent), ['signature', header]];
	return {
		headers: all.map(([name, value]) => [nameOf(name), value]),
		body: mode === 'tampered-body' ? tampered(request.body) : request.body,
	};
}

/** Changes one letter, so that the body stays readable. */
function tampered(body: Buffer): Buffer {
	const copy = Buffer.from(body);
	const at = copy.toString('latin1').search(/[a-y](?=[^a-y]*$)/);
	if (at >= 0) copy.writeUInt8(copy.readUInt8(at) + 1, at);
	return copy;
}

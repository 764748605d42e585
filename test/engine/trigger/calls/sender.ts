import { createHash, createSign, generateKeyPairSync, randomBytes } from 'crypto';
import type { Call } from '../../support/index';
import { PUBLIC_URL, WEBHOOK_ID } from '../../support/index';

/** Path of the trigger's production URL in these tests. */
export const PATH = `/webhook/${WEBHOOK_ID}/webhook`;

/** Account that the calls come from unless a test says otherwise. */
export const ACCOUNT = '12345';

/** DNS name of the key; any name under copernica.com will do. */
export const KEY_ID = 'one._domainkey.copernica.com';

const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const own = pair();
const foreign = pair();

/** The `p` tag of the key's TXT record. */
export const publicKey = own.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');

const DEFAULT_COVERED = [
	'(request-target)',
	'host',
	'date',
	'digest',
	'x-nonce',
	'x-copernica-id',
	'content-type',
];

/**
 * What is odd about a call; nothing = a call as Copernica sends it (docs/vendors/copernica.md#21-headers and
 * docs/vendors/copernica.md#22-verification).
 */
export interface Oddity {
	/** Signs with a key that is published nowhere. */
	foreignKey?: boolean;
	keyId?: string;
	algorithm?: string;
	account?: string;
	/** Seconds that the sender's clock is ahead. */
	clock?: number;
	nonce?: string;
	/** Host and path that the signature is made for. */
	host?: string;
	path?: string;
	/** Headers that the signature covers. */
	covered?: string[];
	/** `Digest` as it is sent and signed. */
	digest?: string;
	/** Headers that get lost after signing. */
	without?: string[];
	/** Headers that are changed after signing. */
	changed?: Record<string, string>;
	/** Body that arrives instead of the signed one. */
	body?: string | Buffer;
	/** Replaces the whole `Signature` header. */
	signature?: string;
	unsigned?: boolean;
}

/**
 * A signed callback, written down independently of the code under test: SHA-256 digest, draft-cavage signature with
 * rsa-sha256 over the headers as sent.
 */
export function signedCall(
	content: { contentType?: string; body: string | Buffer },
	oddity: Oddity = {},
): Call {
	const host = oddity.host ?? new URL(PUBLIC_URL).host;
	const headers: Record<string, string> = {
		host,
		date: new Date(Date.now() + (oddity.clock ?? 0) * 1000).toUTCString(),
		digest:
			oddity.digest ?? `SHA-256=${createHash('sha256').update(content.body).digest('base64')}`,
		'x-nonce': oddity.nonce ?? randomBytes(16).toString('hex'),
		'x-copernica-id': oddity.account ?? `account_${ACCOUNT}`,
	};
	if (content.contentType !== undefined) headers['content-type'] = content.contentType;
	const covered = (oddity.covered ?? DEFAULT_COVERED).filter(
		(name) => name === '(request-target)' || name in headers,
	);
	const text = covered
		.map((name) =>
			name === '(request-target)'
				? `(request-target): post ${oddity.path ?? PATH}`
				: `${name}: ${headers[name] ?? ''}`,
		)
		.join('\n');
	const signature = createSign('sha256')
		.update(text)
		.sign((oddity.foreignKey === true ? foreign : own).privateKey, 'base64');
	const sent: Record<string, string> = {
		...headers,
		signature:
			oddity.signature ??
			`keyId="${oddity.keyId ?? KEY_ID}",algorithm="${oddity.algorithm ?? 'rsa-sha256'}",headers="${covered.join(' ')}",signature="${signature}"`,
		...oddity.changed,
	};
	const dropped = [
		...(oddity.without ?? []),
		...(oddity.unsigned === true ? ['signature', 'digest', 'x-nonce', 'x-copernica-id'] : []),
	];
	for (const name of dropped) delete sent[name];
	return { headers: sent, body: oddity.body ?? content.body };
}

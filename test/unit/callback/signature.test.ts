import { createHash, createHmac } from 'crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RefusalCode } from '../../../core/callback/codes';
import {
	examineSignature,
	verifyClaim,
	type SignaturePolicy,
} from '../../../core/callback/signature/verify';
import type { SignedCall } from '../../../core/callback/signature/signedCall';
import { opensslCall, opensslKey } from './support/openssl';
import {
	BODY,
	coveredByDefault,
	foreignPair,
	makeCall,
	NOW,
	pair,
	policy,
	tampered,
} from './support/signedCall';

/** What the trigger does with the two halves: null = let in. */
function verdict(
	call: SignedCall,
	changes: Partial<SignaturePolicy> = {},
	keys = [pair.publicKey],
): RefusalCode | null {
	const examined = examineSignature(call, { ...policy, ...changes });
	return examined.ok ? verifyClaim(examined.claim, keys) : examined.code;
}

describe('genuine calls', () => {
	it('as the documentation shows it', () => {
		expect(verdict(makeCall())).toBeNull();
	});

	it('made by the openssl command line', () => {
		expect(verdict(opensslCall, {}, [opensslKey])).toBeNull();
		expect(verdict({ ...opensslCall, method: 'PUT' }, {}, [opensslKey])).toBe('SIGNATURE_INVALID');
	});

	it.each([
		['SHA-512', { hash: 'sha512', algorithm: 'RSA-SHA512' }],
		[
			'mixed case of names',
			{ covered: ['(request-target)', 'Host', 'Date', 'Digest', 'X-nonce', 'X-Copernica-ID'] },
		],
		['another order', { covered: [...coveredByDefault].reverse() }],
		['more headers', { covered: [...coveredByDefault, 'content-type'] }],
		['a header that is not there counts as empty', { covered: [...coveredByDefault, 'x-other'] }],
		['account with a dash', { headers: { 'x-copernica-id': 'account-12345' } }],
		['Account with a capital', { headers: { 'x-copernica-id': 'Account_12345' } }],
		['an account of digits alone', { headers: { 'x-copernica-id': '12345' } }],
		['account with a blank', { headers: { 'x-copernica-id': 'account_ 12345' } }],
		['a query', { target: '/webhook/abc-123/webhook?source=copernica' }],
		['a final slash', { target: '/webhook/abc-123/webhook/' }],
		['a final slash and a query', { target: '/webhook/abc-123/webhook/?source=copernica' }],
		[
			'a header beyond ASCII, as the bytes that it is sent in',
			{ headers: { 'x-city': 'Málaga' }, covered: [...coveredByDefault, 'x-city'] },
		],
		['host in capitals', { headers: { host: 'N8N.example.com' } }],
		['host with its default port', { headers: { host: 'n8n.example.com:443' } }],
		['a date with a numeric zone', { headers: { date: 'Tue, 04 Mar 2025 10:30:00 +0100' } }],
		[
			'lower-case digest name',
			{ headers: { digest: `sha-256=${createHash('sha256').update(BODY).digest('base64')}` } },
		],
		[
			'blanks around a digest',
			{
				headers: { digest: `SHA-256 =  ${createHash('sha256').update(BODY).digest('base64')}` },
			},
		],
		[
			'two digests',
			{
				headers: {
					digest: `SHA-256=${createHash('sha256').update(BODY).digest('base64')}, SHA-512=${createHash('sha512').update(BODY).digest('base64')}`,
				},
			},
		],
	] as const)('%s', (_name, making) => {
		const { covered, ...rest } = { covered: undefined, ...making };
		expect(
			verdict(makeCall({ ...rest, ...(covered ? { covered: [...covered] } : {}) })),
		).toBeNull();
	});

	it('folded, with blanks in headers and signature and no comma, as the vendor prints it', () => {
		const call = makeCall();
		const header = String(call.headers.signature)
			.replace('",signature', '"\n  signature')
			.replace('host date', 'host\r\n   date')
			.replace(/signature="(.{40})(.{40})/, 'signature="$1 \n $2 ');
		expect(verdict(tampered(call, { signature: header }))).toBeNull();
	});

	it('behind a proxy that rewrote Host and took off a path prefix', () => {
		const url = new URL('https://n8n.example.com/automation/webhook/abc-123/webhook');
		const signed = makeCall({ target: '/automation/webhook/abc-123/webhook' });
		const arrived = {
			...tampered(signed, { host: '10.0.0.5:5678' }),
			target: '/webhook/abc-123/webhook',
		};
		expect(verdict(arrived, { url })).toBeNull();
	});

	it('behind a proxy that took off a path prefix, with a query', () => {
		const url = new URL('https://n8n.example.com/automation/webhook/abc-123/webhook');
		const signed = makeCall({ target: '/automation/webhook/abc-123/webhook?source=copernica' });
		const arrived = { ...signed, target: '/webhook/abc-123/webhook?source=copernica' };
		expect(verdict(arrived, { url })).toBeNull();
	});

	it('to an n8n on this machine, the default port of http written out', () => {
		const url = new URL('http://localhost/webhook/abc-123/webhook');
		expect(verdict(makeCall({ headers: { host: 'localhost:80' } }), { url })).toBeNull();
	});

	it('with a signed header that came twice: both values count, in order', () => {
		const covered = [...coveredByDefault, 'x-tag'];
		const call = makeCall({ headers: { 'x-tag': 'one, two' }, covered });
		const arrivedAs = (tags: string[]) => ({
			...call,
			headers: { ...call.headers, 'x-tag': tags },
		});
		expect(verdict(arrivedAs(['one', 'two']))).toBeNull();
		expect(verdict(arrivedAs(['two', 'one']))).toBe('SIGNATURE_INVALID');
	});

	it('with blanks around the parameters of the signature', () => {
		const call = makeCall();
		const header = String(call.headers.signature)
			.replace(/keyId="([^"]*)"/, 'keyId=" $1 "')
			.replace(/algorithm="([^"]*)"/, 'algorithm=" $1 "');
		expect(verdict(tampered(call, { signature: header }))).toBeNull();
	});

	it('any key under the name will do, so that the monthly change is no gap', () => {
		expect(verdict(makeCall(), {}, [foreignPair.publicKey, pair.publicKey])).toBeNull();
	});

	it('as old as the age limit and as early as the tolerance', () => {
		const sent = Date.UTC(2025, 2, 4, 9, 30, 0);
		expect(verdict(makeCall(), { now: sent + 60_000 })).toBeNull();
		expect(verdict(makeCall(), { now: sent - 30_000 })).toBeNull();
		expect(verdict(makeCall(), { now: sent + 299_000, maxAgeSeconds: 300 })).toBeNull();
		// A clock that is behind: the call seems to come from the future.
		expect(verdict(makeCall(), { now: sent - 45_000 })).toBe('DATE_IN_FUTURE');
		expect(verdict(makeCall(), { now: sent - 45_000, maxAgeSeconds: 90 })).toBeNull();
		expect(verdict(makeCall(), { now: sent - 271_000, maxAgeSeconds: 300 })).toBe('DATE_IN_FUTURE');
	});
});

const goodDigest = makeCall().headers.digest;

const refused: Array<[RefusalCode, string, () => SignedCall, Partial<SignaturePolicy>?]> = [
	['SIGNATURE_MISSING', 'no header', () => tampered(makeCall(), { signature: undefined })],
	['SIGNATURE_MISSING', 'an empty header', () => tampered(makeCall(), { signature: ' ' })],
	[
		'SIGNATURE_MALFORMED',
		'something else',
		() => tampered(makeCall(), { signature: 'Bearer abc' }),
	],
	[
		'SIGNATURE_MALFORMED',
		'no key',
		() =>
			tampered(makeCall(), {
				signature: String(makeCall().headers.signature).replace('keyId', 'key'),
			}),
	],
	...['algorithm', 'headers', 'signature'].map((name): [RefusalCode, string, () => SignedCall] => [
		'SIGNATURE_MALFORMED',
		`no ${name}`,
		() =>
			tampered(makeCall(), {
				signature: String(makeCall().headers.signature).replace(`${name}="`, `x${name}="`),
			}),
	]),
	[
		'SIGNATURE_MALFORMED',
		'a parameter that comes twice',
		() => {
			const call = makeCall();
			return tampered(call, {
				signature: `${String(call.headers.signature)},algorithm="rsa-sha512"`,
			});
		},
	],
	[
		'SIGNATURE_MALFORMED',
		'a header listed twice',
		() => makeCall({ covered: [...coveredByDefault, 'host'] }),
	],
	['SIGNATURE_MALFORMED', 'no headers listed', () => makeCall({ covered: [] })],
	[
		'SIGNATURE_MALFORMED',
		'bytes that are no base64',
		() =>
			tampered(makeCall(), {
				signature: String(makeCall().headers.signature).replace('signature="', 'signature="*'),
			}),
	],
	['ALGORITHM_NOT_ALLOWED', 'SHA-1', () => makeCall({ algorithm: 'rsa-sha1', hash: 'sha1' })],
	['ALGORITHM_NOT_ALLOWED', 'an unnamed one', () => makeCall({ algorithm: 'hs2019' })],
	...coveredByDefault.map((name): [RefusalCode, string, () => SignedCall] => [
		'HEADER_NOT_SIGNED',
		name,
		() => makeCall({ covered: coveredByDefault.filter((one) => one !== name) }),
	]),
	['KEY_NOT_COPERNICA', 'another domain', () => makeCall({ keyId: 'one._domainkey.example.com' })],
	['DATE_UNREADABLE', 'no date', () => tampered(makeCall(), { date: undefined })],
	['DATE_UNREADABLE', 'an ISO date', () => makeCall({ headers: { date: '2025-03-04T09:30:00Z' } })],
	[
		'DATE_UNREADABLE',
		'a 31 February-like date',
		() => makeCall({ headers: { date: 'Tue, 44 Mar 2025 09:30:00 GMT' } }),
	],
	['DATE_STALE', '61 seconds old', () => makeCall(), { now: Date.UTC(2025, 2, 4, 9, 31, 1) }],
	[
		'DATE_IN_FUTURE',
		'31 seconds early',
		() => makeCall(),
		{ now: Date.UTC(2025, 2, 4, 9, 29, 29) },
	],
	[
		'DATE_UNREADABLE',
		'a date with a remark before it',
		() => makeCall({ headers: { date: 'About Tue, 04 Mar 2025 09:30:00 GMT' } }),
	],
	[
		'DATE_UNREADABLE',
		'a date with a remark behind it',
		() => makeCall({ headers: { date: 'Tue, 04 Mar 2025 09:30:00 GMT (or so)' } }),
	],
	['ACCOUNT_UNREADABLE', 'none', () => tampered(makeCall(), { 'x-copernica-id': undefined })],
	[
		'ACCOUNT_UNREADABLE',
		"SMTPeter's environment of the same number",
		() => makeCall({ headers: { 'x-copernica-id': 'environment_12345' } }),
	],
	[
		'ACCOUNT_MISMATCH',
		'another account that Copernica signed for',
		() => makeCall({ headers: { 'x-copernica-id': 'account_123456' } }),
	],
	[
		'ACCOUNT_UNKNOWN',
		'the trigger does not know its account',
		() => makeCall(),
		{ accountId: null },
	],
	['NONCE_MISSING', 'no nonce', () => makeCall({ headers: { 'x-nonce': '' } })],
	['DIGEST_MISSING', 'no digest', () => tampered(makeCall(), { digest: undefined })],
	[
		'DIGEST_MISMATCH',
		'another body',
		() => ({ ...makeCall(), body: Buffer.from(BODY.replace('jan', 'jos')) }),
	],
	[
		'DIGEST_MISMATCH',
		'a digest that is no base64',
		() => makeCall({ headers: { digest: 'SHA-256=%%%%' } }),
	],
	[
		'DIGEST_MISMATCH',
		'one of two does not fit',
		() => makeCall({ headers: { digest: `${String(goodDigest)},SHA-512=AAAA` } }),
	],
	[
		'DIGEST_MISMATCH',
		'so many digests that hashing them would be work',
		() => makeCall({ headers: { digest: Array(3).fill(goodDigest).join(',') } }),
	],
	[
		'ALGORITHM_NOT_ALLOWED',
		'a digest that is only a name',
		() => makeCall({ headers: { digest: 'SHA-256x' } }),
	],
	[
		'ALGORITHM_NOT_ALLOWED',
		'an MD5 digest',
		() =>
			makeCall({ headers: { digest: `MD5=${createHash('md5').update(BODY).digest('base64')}` } }),
	],
	['SIGNATURE_INVALID', 'a key of someone else', () => makeCall({ key: foreignPair.privateKey })],
	[
		'SIGNATURE_INVALID',
		'HMAC with the public key, called RSA',
		() => {
			const call = makeCall();
			const secret = pair.publicKey.export({ type: 'spki', format: 'pem' });
			const proof = createHmac('sha256', secret).update('x').digest('base64');
			return tampered(call, {
				signature: String(call.headers.signature).replace(
					/signature="[^"]*"/,
					`signature="${proof}"`,
				),
			});
		},
	],
	[
		'SIGNATURE_INVALID',
		'another query',
		() => ({ ...makeCall(), target: '/webhook/abc-123/webhook?x=1' }),
	],
	['SIGNATURE_INVALID', 'another method', () => ({ ...makeCall(), method: 'PUT' })],
	[
		'HOST_MISMATCH',
		'signed for another host',
		() => makeCall({ headers: { host: 'other.example.com' } }),
	],
	[
		'HOST_MISMATCH',
		'our host as the beginning of another',
		() => makeCall({ headers: { host: 'n8n.example.com.evil.example' } }),
	],
	[
		'HOST_MISMATCH',
		'signed for no host at all',
		() => tampered(makeCall({ headers: { host: '' } }), { host: undefined }),
	],
	['HOST_MISMATCH', 'another port', () => makeCall({ headers: { host: 'n8n.example.com:8443' } })],
	[
		'HOST_MISMATCH',
		'signed for another host and path',
		() => makeCall({ headers: { host: 'other.example.com' }, target: '/hook' }),
	],
	[
		'PATH_MISMATCH',
		'signed for another workflow of this server',
		() => makeCall({ target: '/webhook/def-456/webhook' }),
	],
];

describe('calls that are refused', () => {
	it.each(refused)('%s: %s', (code, _why, make, changes = {}) => {
		expect(verdict(make(), changes)).toBe(code);
	});

	it.each([...coveredByDefault.map((name): [string[]] => [[name]]), [['date', 'x-nonce']]])(
		'for %s that is not signed, by its name',
		(left) => {
			const covered = coveredByDefault.filter((name) => !left.includes(name));
			expect(examineSignature(makeCall({ covered: [...covered, 'x-other'] }), policy)).toEqual({
				ok: false,
				code: 'HEADER_NOT_SIGNED',
				detail: `Not signed: ${left.join(', ')}.`,
			});
		},
	);

	it.each([
		[95_400, 'DATE_STALE', "It was sent 95 seconds ago by this server's clock."],
		[-44_600, 'DATE_IN_FUTURE', "This server's clock is at least 45 seconds behind."],
	])('%d ms after they were sent, by how much the clocks differ', (ms, code, detail) => {
		const now = Date.UTC(2025, 2, 4, 9, 30, 0) + ms;
		expect(examineSignature(makeCall(), { ...policy, now })).toEqual({ ok: false, code, detail });
	});

	it('signed for another host, by way of a proxy that took off a prefix', () => {
		const url = new URL('https://n8n.example.com/automation/webhook/abc-123/webhook');
		const signed = makeCall({
			headers: { host: 'other.example.com' },
			target: '/automation/webhook/abc-123/webhook',
		});
		expect(verdict({ ...signed, target: '/webhook/abc-123/webhook' }, { url })).toBe(
			'HOST_MISMATCH',
		);
	});

	it('tampering with Host does not turn an invalid signature into one for another host', () => {
		expect(
			verdict(tampered(makeCall({ key: foreignPair.privateKey }), { host: 'other.example.com' })),
		).toBe('SIGNATURE_INVALID');
	});
});

/** One bit of a text flipped; header values keep to one byte a character. */
function flipBit(text: string, bit: number): string {
	const bytes = Buffer.from(text, 'latin1');
	const at = bit % (bytes.length * 8);
	bytes.writeUInt8(bytes.readUInt8(at >> 3) ^ (1 << (at & 7)), at >> 3);
	return bytes.toString('latin1');
}

describe('any one-bit change is refused', () => {
	const call = makeCall({ covered: [...coveredByDefault, 'content-type'] });

	it('of the body', () => {
		fc.assert(
			fc.property(fc.nat(), (bit) => {
				const body = Buffer.from(flipBit(BODY, bit), 'latin1');
				expect(verdict({ ...call, body })).toBe('DIGEST_MISMATCH');
			}),
		);
	});

	// `host` is left out: our own host counts, not what a proxy made of it; its case does not matter either.
	it.each(['date', 'digest', 'x-nonce', 'x-copernica-id', 'content-type'])('of %s', (name) => {
		fc.assert(
			fc.property(fc.nat(), (bit) => {
				const value = flipBit(String(call.headers[name]), bit);
				expect(verdict(tampered(call, { [name]: value }))).not.toBeNull();
			}),
		);
	});

	it('of the signature', () => {
		const header = String(call.headers.signature);
		const start = header.indexOf('signature="') + 'signature="'.length;
		fc.assert(
			fc.property(fc.nat(), (bit) => {
				const proof = Buffer.from(header.slice(start, -1), 'base64');
				const at = bit % (proof.length * 8);
				proof.writeUInt8(proof.readUInt8(at >> 3) ^ (1 << (at & 7)), at >> 3);
				const signature = `${header.slice(0, start)}${proof.toString('base64')}"`;
				expect(verdict(tampered(call, { signature }))).toBe('SIGNATURE_INVALID');
			}),
		);
	});

	it('of the path', () => {
		fc.assert(
			fc.property(fc.nat(), (bit) => {
				const target = flipBit(call.target, bit);
				const url = new URL('https://n8n.example.com');
				url.pathname = target;
				// The trigger's own URL is another: the call was not signed for it.
				expect(verdict(call, { url })).not.toBeNull();
			}),
		);
	});
});

describe('hostile headers', () => {
	it('never make it throw, nor let a call in', () => {
		fc.assert(
			fc.property(
				fc.string({ unit: 'binary' }),
				fc.constantFrom('signature', 'date', 'digest', 'host', 'x-copernica-id', 'x-nonce'),
				(value, name) => {
					const call = makeCall();
					const result = verdict(tampered(call, { [name]: value }));
					if (name !== 'host') expect(result).not.toBeNull();
				},
			),
			{ numRuns: 300 },
		);
	});

	it('too long to be a signature are not searched', () => {
		const call = makeCall();
		const header = String(call.headers.signature);
		const ofLength = (length: number) =>
			tampered(call, { signature: `${header}${' '.repeat(length - header.length - 1)},` });
		expect(verdict(ofLength(4_096))).toBeNull();
		expect(verdict(ofLength(4_097))).toBe('SIGNATURE_MALFORMED');
	});

	it('clock: the test data are of one moment', () => {
		expect(new Date(NOW).toISOString()).toBe('2025-03-04T09:30:05.000Z');
	});
});

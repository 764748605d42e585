import { createPublicKey } from 'crypto';
import { describe, expect, it } from '@jest/globals';
import { parseRequest, sign, verifySignature } from 'http-signature';
import type { RefusalCode } from '../../../core/callback/codes';
import { examineSignature, verifyClaim } from '../../../core/callback/signature/verify';
import type { SignedCall } from '../../../core/callback/signature/signedCall';
import { startSandbox } from '../../../sandbox/index';
import {
	coveredByDefault,
	foreignPair,
	KEY_ID,
	makeCall,
	pair,
	policy,
	tampered,
} from '../callback/support/signedCall';

/**
 * The signing code is held against another implementation of the same draft, the one that the draft's reference clients
 * use (npm `http-signature`): what it signs has to be let in, and what we take for genuine has to be genuine to it.
 */

const pem = pair.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
const publicPem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();

function verdict(call: SignedCall): RefusalCode | null {
	const examined = examineSignature(call, policy);
	return examined.ok ? verifyClaim(examined.claim, [pair.publicKey]) : examined.code;
}

/** The same call, signed anew by the other implementation. */
function signedByOther(call: SignedCall, headers: string[], algorithm = 'rsa-sha256'): SignedCall {
	const sent: Record<string, string> = {};
	for (const [name, value] of Object.entries(call.headers)) sent[name] = String(value);
	delete sent.signature;
	sign(
		{
			method: call.method,
			path: call.target,
			getHeader: (name: string) => sent[name.toLowerCase()],
			setHeader: (name: string, value: string) => {
				sent[name.toLowerCase()] = value;
			},
		},
		{ key: pem, keyId: KEY_ID, headers, algorithm, authorizationHeaderName: 'authorization' },
	);
	// It writes `Authorization: Signature …`; Copernica sends the same parameters in a header of that name.
	const { authorization = '', ...others } = sent;
	return { ...call, headers: { ...others, signature: authorization.replace(/^Signature /, '') } };
}

/** What the other implementation makes of a call; its clock is today's, so it does not judge the age. */
function otherAgrees(call: SignedCall, key = publicPem): boolean {
	const parsed = parseRequest(
		{
			method: call.method,
			url: call.target,
			httpVersion: '1.1',
			headers: Object.fromEntries(
				Object.entries(call.headers).map(([name, value]) => [name, String(value)]),
			),
		},
		{ clockSkew: 1e10, headers: ['date'] },
	);
	return verifySignature(parsed, key);
}

describe('calls that the other implementation signed', () => {
	it.each([
		['rsa-sha256', coveredByDefault],
		['rsa-sha512', coveredByDefault],
		['rsa-sha256', [...coveredByDefault, 'content-type']],
		['rsa-sha256', [...coveredByDefault].reverse()],
	])('are let in: %s over %j', (algorithm, headers) => {
		expect(verdict(signedByOther(makeCall(), headers, algorithm))).toBeNull();
	});

	it('are let in with a query and encoded characters', () => {
		const call = makeCall({
			target: '/webhook/abc-123/webhook?from=Publisher%20%26%20me&x=%C3%A9',
		});
		expect(verdict(signedByOther(call, coveredByDefault))).toBeNull();
	});

	it('are refused once anything that is signed differs', () => {
		const call = signedByOther(makeCall(), coveredByDefault);
		expect(verdict(tampered(call, { 'x-nonce': 'other' }))).toBe('SIGNATURE_INVALID');
		expect(verdict({ ...call, target: `${call.target}?a=1` })).toBe('SIGNATURE_INVALID');
		expect(verdict({ ...call, method: 'PUT' })).toBe('SIGNATURE_INVALID');
	});

	it('are refused where it leaves out what has to be signed', () => {
		expect(verdict(signedByOther(makeCall(), ['date']))).toBe('HEADER_NOT_SIGNED');
	});
});

describe('calls that the tests make', () => {
	it('are genuine to the other implementation, and those of a foreign key are not', () => {
		expect(otherAgrees(makeCall())).toBe(true);
		expect(otherAgrees(makeCall({ key: foreignPair.privateKey }))).toBe(false);
		expect(otherAgrees(tampered(makeCall(), { 'x-nonce': 'other' }))).toBe(false);
	});

	it('of the sandbox are genuine to the other implementation too', async () => {
		const sandbox = await startSandbox();
		try {
			// Nobody listens there: what was sent is in the log all the same.
			sandbox.copernica.registerCallback({
				database: 'Customers',
				url: 'http://127.0.0.1:1/webhook/abc-123/webhook',
				triggers: ['publisher'],
			});
			sandbox.copernica.edit({
				edit: 'create-profile',
				fields: { Email: 'anna@example.com' },
			});
			await sandbox.settled();
			const [delivery] = sandbox.copernica.deliveries.list();
			const headers = Object.fromEntries(
				(delivery?.sent?.headers ?? []).map(([name, value]) => [name.toLowerCase(), value]),
			);
			const target = '/webhook/abc-123/webhook';
			const call: SignedCall = { method: 'POST', target, headers, body: Buffer.alloc(0) };
			const der = Buffer.from(sandbox.copernica.keys.current().publicKey, 'base64');
			const key = createPublicKey({ key: der, format: 'der', type: 'spki' })
				.export({ type: 'spki', format: 'pem' })
				.toString();
			expect(otherAgrees(call, key)).toBe(true);
			expect(otherAgrees(tampered(call, { date: new Date(0).toUTCString() }), key)).toBe(false);
		} finally {
			await sandbox.stop();
		}
	});
});

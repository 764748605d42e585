import { describe, expect, it } from '@jest/globals';
import { examineSignature } from '../../../core/callback/signature/verify';
import { makeCall, policy, tampered } from '../callback/support/signedCall';

/** Found by mutation testing: a header that is signed as empty and then not there at all. */
describe('a signed header that does not arrive', () => {
	it.each([
		['x-nonce', 'NONCE_MISSING'],
		['x-copernica-id', 'ACCOUNT_UNREADABLE'],
		['date', 'DATE_UNREADABLE'],
		['digest', 'DIGEST_MISSING'],
	])('%s: %s, although an absent header counts as empty in what is signed', (name, code) => {
		const call = tampered(makeCall({ headers: { [name]: '' } }), { [name]: undefined });
		expect(examineSignature(call, policy)).toEqual({ ok: false, code });
	});
});

import { createPublicKey } from 'crypto';
import type { SignedCall } from '../../../../core/callback/signature/signedCall';
import { BODY } from './signedCall';

/** A call that the openssl command line signed: no code of this project had a hand in it. */
export const opensslCall: SignedCall = {
	method: 'POST',
	target: '/webhook/abc-123/webhook',
	headers: {
		host: 'n8n.example.com',
		date: 'Tue, 04 Mar 2025 09:30:00 GMT',
		digest: 'SHA-256=IsbGIsOW7xH6AJFnB5QToY6L8sl5n1rP0tE7zV/Dr68=',
		'x-nonce': '5f3a',
		'x-copernica-id': 'account_12345',
		signature:
			'keyId="one._domainkey.copernica.com",algorithm="rsa-sha256",headers="(request-target) host date digest x-nonce x-copernica-id",signature="Uy0083qWhpS8oNVeKyJRw+XPGnPCPwcz4UR5vOcqhvRCoaP0eSShkUfg4dkEBVrdkzCihxNNQ+CTBSIoER9bjokBKJUCppn7SEXFW64/9mwHbjHj0sVTMygGJuvIXxKTXgRo2zRuJvVm5v2G3Ub74AqyP+Zi6486WM154YCKN6o="',
	},
	body: Buffer.from(BODY),
};

/** The key that belongs to it. */
export const opensslKey = createPublicKey({
	key: Buffer.from(
		'MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDeg3ju4p4GNDh7yVIBKd5fNu75oHWwnxMHm7JL8aIRoCtE/U+YG3P0mksxZl5sjG5lzQxfkHtXnZTykCqOSzoXLLxWD/eGMwfOTXpkFBvxFWCTebc+MI3qcHnWhQuZqada8sEu8+bRvDT6kL8f4TkDzGXUv7JogOrtkOeTduBBVQIDAQAB',
		'base64',
	),
	format: 'der',
	type: 'spki',
});

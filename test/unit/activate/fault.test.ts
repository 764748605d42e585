import { describe, expect, it } from '@jest/globals';
import type { Exchange, Reply } from '../../../core/http/exchange';
import { faultOfRead } from '../../../core/activate/fault';
import { http } from './support';

function read(reply: Reply) {
	const last: Exchange = { reply, tries: 2, retryAfterMs: null, maybeTaken: false };
	return faultOfRead(last);
}

describe('faultOfRead', () => {
	it.each<[Reply, string]>([
		[http(400, { errors: ['limit is too high'] }), 'REQUEST_REFUSED'],
		[http(200, { success: false }), 'REQUEST_REFUSED'],
		[http(401), 'CREDENTIAL_REFUSED'],
		[http(404), 'API_NOT_FOUND'],
		[http(200, '<html></html>'), 'API_NOT_FOUND'],
		[http(429), 'RATE_LIMITED'],
		[http(502), 'VENDOR_UNAVAILABLE'],
		[{ kind: 'unclear', networkCode: 'ECONNRESET' }, 'NO_ANSWER'],
		[{ kind: 'notSent', networkCode: 'ENOTFOUND' }, 'VENDOR_UNAVAILABLE'],
		[{ kind: 'blocked', reason: 'no' }, 'REQUEST_BLOCKED'],
	])('%j is %s', (reply, code) => {
		expect(read(reply)).toMatchObject({ code, tries: 2 });
	});

	it('keeps the vendor text, scrubbed', () => {
		expect(read(http(400, { errors: ['ann@example.com: limit'] }))?.vendorText).toBe(
			'[address]: limit',
		);
	});

	it('has nothing against a list', () => {
		expect(read(http(200, []))).toBeNull();
	});
});

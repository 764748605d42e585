import { describe, expect, it } from '@jest/globals';
import { replyOfFault } from '../../../core/http/networkFault';

const axios = (more: object) => ({
	message: 'x',
	cause: { name: 'AxiosError', message: 'x', ...more },
});

/** As n8n 1.123 to 2.3 throw it: without the cause. */
const withoutCause = (httpCode: string | null) => ({
	name: 'NodeApiError',
	message: 'x',
	httpCode,
	cause: undefined,
});

describe('replyOfFault', () => {
	it.each([
		['refused', axios({ code: 'ECONNREFUSED' }), 'notSent'],
		['unknown host', axios({ code: 'ENOTFOUND' }), 'notSent'],
		[
			'time-out while connecting',
			axios({ code: 'ETIMEDOUT', cause: { syscall: 'connect' } }),
			'notSent',
		],
		[
			'time-out while connecting to each of several addresses',
			axios({
				code: 'ETIMEDOUT',
				cause: { errors: [{ syscall: 'connect' }, { syscall: 'connect' }] },
			}),
			'notSent',
		],
		['time-out of an open connection', axios({ code: 'ETIMEDOUT', syscall: 'read' }), 'unclear'],
		[
			'no route while connecting',
			axios({ code: 'EHOSTUNREACH', cause: { syscall: 'connect' } }),
			'notSent',
		],
		['no route any more', axios({ code: 'EHOSTUNREACH', cause: { syscall: 'read' } }), 'unclear'],
		['no route, who knows when', axios({ code: 'EHOSTUNREACH' }), 'unclear'],
		['a firewall', axios({ code: 'EACCES', cause: { syscall: 'connect' } }), 'notSent'],
		['resolver', axios({ code: 'EAI_AGAIN', cause: { syscall: 'getaddrinfo' } }), 'notSent'],
		['a server without TLS', axios({ code: 'EPROTO', cause: { syscall: 'write' } }), 'notSent'],
		['another TLS version', axios({ code: 'ERR_SSL_WRONG_VERSION_NUMBER' }), 'notSent'],
		['another host’s certificate', axios({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' }), 'notSent'],
		[
			'a damaged TLS record',
			axios({ code: 'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC' }),
			'unclear',
		],
		['broken pipe', axios({ code: 'EPIPE', cause: { syscall: 'write' } }), 'unclear'],
		['a URL that is none', axios({ code: 'ERR_INVALID_URL', name: 'TypeError' }), 'blocked'],
		['bad certificate', axios({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }), 'notSent'],
		['cut', axios({ code: 'ECONNRESET' }), 'unclear'],
		['time-out', axios({ code: 'ECONNABORTED' }), 'unclear'],
		['broken answer', axios({ code: 'HPE_INVALID_CONSTANT' }), 'unclear'],
		['no code', axios({}), 'unclear'],
		['nonsense', 'x', 'unclear'],
		['half an answer', axios({ code: 'ERR_BAD_RESPONSE', response: { status: 200 } }), 'unclear'],
		[
			'refused by the credential',
			{ message: 'x', cause: { name: 'UserError', message: 'no' } },
			'blocked',
		],
		['refused by n8n', { message: 'no' }, 'blocked'],
		['refused by n8n, by name', { name: 'NodeOperationError', message: 'no' }, 'blocked'],
		['older n8n: refused', withoutCause('ECONNREFUSED'), 'notSent'],
		['older n8n: no TLS', withoutCause('EPROTO'), 'notSent'],
		['older n8n: no route', withoutCause('EHOSTUNREACH'), 'unclear'],
		['older n8n: cut', withoutCause('ECONNRESET'), 'unclear'],
		['older n8n: time-out', withoutCause('ETIMEDOUT'), 'unclear'],
		['older n8n: anything', withoutCause(null), 'unclear'],
		['older n8n: a status', withoutCause('500'), 'unclear'],
	])('%s', (_, fault, kind) => {
		expect(replyOfFault(fault)?.kind).toBe(kind);
	});

	it('knows a cancelled execution', () => {
		expect(replyOfFault(axios({ code: 'ERR_CANCELED' }))).toBeNull();
		expect(replyOfFault(withoutCause('ERR_CANCELED'))).toBeNull();
	});

	it('passes on the code of the network, whoever keeps it', () => {
		const unclear = { kind: 'unclear', networkCode: 'ECONNRESET' };
		expect(replyOfFault(axios({ code: 'ECONNRESET' }))).toEqual(unclear);
		expect(replyOfFault(withoutCause('ECONNRESET'))).toEqual(unclear);
	});

	it('passes on why the request was blocked', () => {
		expect(
			replyOfFault({ message: 'outer', cause: { name: 'UserError', message: 'https only' } }),
		).toEqual({
			kind: 'blocked',
			reason: 'https only',
		});
	});
});

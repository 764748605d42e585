import { describe, expect, it } from '@jest/globals';
import { interpretAnswer } from '../../../core/activate/answer';
import { event } from './support';

const three = [event('CRMUpdate', 0), event('CRMUpdate', 1), event('CRMUpdate', 2)];

function read(status: number, body: unknown, events = three) {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	const answer = interpretAnswer({ status, body: text }, events);
	if (answer.kind === 'accepted') return 'accepted';
	if (answer.kind === 'cut') return 'cut';
	if (answer.kind === 'fault') return answer.code;
	return { refused: [...answer.refused.keys()], others: answer.others };
}

describe('interpretAnswer', () => {
	it.each([
		[200, ''],
		[204, ''],
		[200, 'OK'],
		[200, '{}'],
		[200, '[]'],
		[201, { success: true, created: 3, updated: 0 }],
		[202, { errors: [] }],
		[200, { errors: null, error: '' }],
		[200, { errors: {} }],
		[200, { verified: true }],
		[200, { errors: 0 }],
		[200, { errors: '0' }],
		[200, { errors: false }],
		[200, { errors: 'none' }],
		[200, { errors: { count: 0 } }],
		[200, { errors: { count: 0, messages: [] } }],
		[200, { error: { code: 0, message: '' } }],
		[200, { success: 'true', status: 'ok' }],
		[200, [{ success: true }, { success: true }, { success: true }]],
		[200, '\uFEFF{"success":true}'],
		[200, 'Thank you'],
		[200, '"ok"'],
		[200, 'null'],
		[200, { status: 'success' }],
		[200, { status: true }],
		[200, { status: 200 }],
		[200, { status: 1 }],
		[200, { status: 'queued' }],
		[200, { Status: 'OK', Errors: [] }],
		[200, { accepted: 3, failed: 0, rejected: [] }],
		[200, { data: { success: true, errors: [] } }],
		[200, { results: [{ success: true }, { status: 200, error: null }, { ok: 1 }] }],
		[200, ' \n'],
		[200, 'true'],
		[200, '1'],
		[200, '3'],
		[200, 'OK, thank you'],
		[200, { message: 'Events received' }],
		[200, { message: '3 events processed, no errors' }],
		[200, { code: 200, message: 'OK' }],
		[200, { code: 0, msg: 'success' }],
		[200, { hasErrors: false }],
		[200, { error_count: 0, 'Error-Message': '' }],
		[200, { success: true, message: 'Hello', id: 12, trace: 'error-1' }],
		[200, { accepted: 3 }],
		[200, { created: 1, updated: 1, errors: [] }],
		[200, { data: { accepted: '3' } }],
		[200, { result: 'ok' }],
		[200, ['ok', 'accepted', true]],
		[200, { success: true, events: [0, 401, 2] }],
		[200, { success: true, default: 'x', issued_at: 'now', noErrors: true }],
		[200, { success: true, warnings: ['custom_x is new'] }],
	])('takes %i %j as accepted', (status, body) => {
		expect(read(status, body)).toBe('accepted');
	});

	it.each([
		['text without a place', { errors: ['Something is wrong'] }, []],
		['one text', { errors: 'Something is wrong' }, []],
		['error instead of errors', { error: { message: 'wrong' } }, []],
		['an index that may count from 0 or from 1', { errors: [{ index: 1, message: 'wrong' }] }, []],
		['an index that a zero explains', { errors: [{ index: 0 }, { index: 2 }] }, [0, 2]],
		['an index that the last one explains', { errors: [{ index: 3 }, { index: 1 }] }, [2, 0]],
		[
			'an index as text',
			{ errors: [{ event_index: '0', code: 'X' }, { event_index: '1' }] },
			[0, 1],
		],
		[
			'an index that an address confirms',
			{ errors: [{ index: 2, email: 'p1@example.com' }, { index: 1 }] },
			[1, 0],
		],
		['indexes that fit no way of counting', { errors: [{ index: 0 }, { index: 3 }] }, []],
		['a count of errors', { errors: 2 }, []],
		['a count of errors as text', { errors: '1' }, []],
		['object with address', { errors: [{ email: 'P1@example.com', message: 'wrong' }] }, [1]],
		[
			'object that repeats the event',
			{ errors: [{ event: { email: 'p2@example.com' }, code: 4 }] },
			[2],
		],
		['text with the address', { errors: ['p0@example.com: bad birthdate'] }, [0]],
		['text with a place', { errors: ['events.2.email is not valid'] }, [2]],
		['text with a bracketed place', { errors: ['events[1]: TIMESTAMP_ERROR'] }, [1]],
		['keyed by position', { errors: { '0': 'wrong', '2': ['a', 'b'] } }, [0, 2]],
		['keyed by a position that may count from 1', { errors: { '1': 'wrong' } }, []],
		['keyed by path', { errors: { 'events.0.birthdate': ['wrong'] } }, [0]],
		['keyed by field', { errors: { birthdate: ['wrong'] } }, []],
		[
			'position outside the request, so none is trusted',
			{ errors: [{ index: 4 }, { index: 1 }] },
			[],
		],
		['address and position that differ', { errors: [{ index: 0, email: 'p1@example.com' }] }, []],
		['address of nobody', { errors: [{ email: 'zoe@example.com', message: 'wrong' }] }, []],
		['success false', { success: false }, []],
		['success false as text', { success: 'false' }, []],
		['success zero', { success: 0 }, []],
		['success no', { success: 'no' }, []],
		['ok false', { ok: false }, []],
		['a status of its own', { status: 'error' }, []],
		['nothing but false', false, []],
		['a list of results', [{ success: true }, { success: false }, { success: true }], []],
		['text with an escaped address', { errors: ['p0%40example.com is wrong'] }, [0]],
		['status false', { status: false }, []],
		['status zero', { status: 0 }, []],
		['status NOK', { status: 'NOK' }, []],
		['status ko', { status: ' ko ' }, []],
		['status refused', { status: 'Refused' }, []],
		['status rejected', { status: 'rejected' }, []],
		['status failure', { status: 'failure' }, []],
		['status 400', { status: 400 }, []],
		['status 500 as text', { status: '500' }, []],
		['success failed', { success: 'failed' }, []],
		['a negative success', { success: -1 }, []],
		['Success false', { Success: false }, []],
		['both spellings, one of them false', { success: true, SUCCESS: false }, []],
		['Errors', { Errors: ['bad'] }, []],
		['Errors with an Index', { Errors: [{ Index: 0, Message: 'bad' }] }, [0]],
		['errors in a wrapper', { data: { errors: ['bad'] } }, []],
		['errors with places in a wrapper', { data: { errors: [{ index: 0 }] } }, [0]],
		['success false in a wrapper', { data: { success: false } }, []],
		['status error in a wrapper', { Response: { status: 'error' } }, []],
		['a wrapper that is a word', { response: 'error' }, []],
		['wrapped results', { data: { results: [{}, { success: false }, {}] } }, [1]],
		['a result that is none', { results: [{ success: false }] }, []],
		['results one by one', { results: [{ ok: true }, { ok: true }, { Status: 'NOK' }] }, [2]],
		['results as flags', { results: [true, false, true] }, [1]],
		['an error in the events', { events: [{ error: 'bad' }] }, []],
		['errors in the events', { events: [{ errors: ['bad'] }, {}, {}] }, [0]],
		['a result that names its event', { results: [{ index: 0, success: false }] }, [0]],
		[
			'a result that names its address',
			{ results: [{ email: 'p1@example.com', status: 'error' }] },
			[1],
		],
		[
			'a result that names another event than its place',
			{ results: [{ email: 'p1@example.com', success: false }, {}, {}] },
			[],
		],
		['results by number', { results: { '1': { success: false } } }, []],
		['the JSON text error', '"error"', []],
		['the JSON text false', '"false"', []],
		['the text of an error', 'ERROR: no such thing', []],
		['the text of a failure', 'Failed to store', []],
		['the text denied', 'denied', []],
		['the text refused', 'Refused by policy', []],
		['success N', { success: 'N' }, []],
		['status ERR', { status: 'ERR' }, []],
		['a part of it', { status: 'partial_success' }, []],
		['a count of what failed', { success: true, failed: 1 }, []],
		['what failed', { success: true, failed: [{ email: 'p1@example.com' }] }, [1]],
		['a count of what was rejected', { accepted: 2, rejected: 1 }, []],
		['an exception', { exception: 'Timeout' }, []],
		['a fault of a gateway', { fault: { faultstring: 'Rate limit' } }, []],
		['a success that is denied elsewhere', { success: true, errors: ['no'] }, []],
	])('200 with errors: %s', (_, body, refused) => {
		expect(read(200, body)).toEqual({
			refused,
			others: refused.length > 0 ? 'accepted' : 'unclear',
		});
	});

	it.each([
		'Hello',
		'Welkom',
		'"what"',
		{ status: 'blokkade' },
		{ status: 'pending_review' },
		{ message: 'Hello' },
		{ id: 12 },
		{ events: [0, 401, 2], data: null, response: '' },
		{ data: {} },
		{ results: [{ id: 1 }, { id: 2 }, { id: 3 }] },
		[1, 2, 3],
		{ created: 0, updated: 0 },
		{ created: 1 },
		{ success: true, message: 'No invalid or missing events' },
		{ time: '2026-01-15 10:00:00' },
	])('lives with a 200 that says %j: what a success says is not known', (body) => {
		expect(read(200, body)).toBe('accepted');
	});

	it.each([{ accepted: 2 }, { success: true, received: '1' }, { data: { processed: 0 } }])(
		'leaves open which events were taken where a 200 counts fewer: %j',
		(body) => {
			expect(read(200, body)).toEqual({ refused: [], others: 'unclear' });
		},
	);

	it.each([
		'Unauthorized',
		'Unauthorised: check your key',
		'Access forbidden',
		'API key expired',
		'Quota exceeded',
		'Too many events, request was not accepted',
		'OK, but the account is blocked',
		{ code: 401, message: 'Unauthorized' },
		{ code: '401' },
		{ code: -1 },
		{ statusCode: 403 },
		{ 'Status-Code': 500 },
		{ httpCode: 429, message: 'slow down' },
		{ hasErrors: true },
		{ has_error: 1 },
		{ errorCode: 12 },
		{ errorMessage: 'x' },
		{ status: 'error' },
		{ status: 'account_suspended' },
		{ state: 'failed' },
		{ message: 'Invalid API key' },
		{ success: 'maybe', message: 'Missing events' },
		{ success: true, skipped: 1 },
		{ success: true, invalid_events: [3] },
		{ success: true, dropped: ['p0@example.com'] },
		{ accepted: false },
		{ verified: false },
		{ unauthorized: true },
		{ data: { hasErrors: true } },
		{ response: { code: 401 } },
		{ result: { message: 'Unauthorized' } },
		{ results: [{ code: 401 }, { code: 401 }, { code: 401 }] },
		{ error: 'Unauthorized', code: 401 },
	])('never takes a 200 for an acceptance that says %j', (body) => {
		expect(read(200, body)).toMatchObject({ others: expect.stringMatching(/unclear|accepted/) });
		expect(read(200, body)).not.toBe('accepted');
		expect(read(200, body, three.slice(0, 1))).toMatchObject({ refused: [0] });
	});

	it('does not call the rest accepted when one complaint has no place', () => {
		expect(read(200, { errors: [{ index: 0, message: 'a' }, 'b'] })).toEqual({
			refused: [0],
			others: 'unclear',
		});
	});

	it.each([
		{ success: false, errors: [{ index: 0, message: 'wrong' }] },
		{ data: { status: 'error', errors: [{ index: 0, message: 'wrong' }] } },
		{ success: false, results: [{ success: false }, { success: true }, { success: true }] },
	])('does not call the rest accepted beside a denial of the whole: %j', (body) => {
		expect(read(200, body)).toEqual({ refused: [0], others: 'unclear' });
	});

	it('looks for no results in what a read gives', () => {
		const body = { data: [{ email: 'p0@example.com', status: 'no', error: 'x' }] };
		expect(read(200, body, [])).toBe('accepted');
		expect(read(200, body.data, [])).toBe('accepted');
		expect(read(200, { success: false, data: [] }, [])).toMatchObject({ others: 'unclear' });
	});

	it('does not pick one of two events of the same address', () => {
		expect(
			read(200, { errors: ['p0@example.com wrong'] }, [event('A_1', 0), event('B_1', 0)]),
		).toEqual({
			refused: [],
			others: 'unclear',
		});
	});

	it('does not take an address for another one that it is part of', () => {
		const events = [
			{ ...event('CRMUpdate', 0), email: 'ann@example.com' },
			{ ...event('CRMUpdate', 1), email: 'joann@example.com' },
		];
		expect(read(200, { errors: ['joann@example.com wrong'] }, events)).toEqual({
			refused: [1],
			others: 'accepted',
		});
	});

	it.each([400, 409, 422])('a %i may be partial: the rest stays unclear', (status) => {
		expect(read(status, { errors: [{ index: 0, message: 'wrong' }] })).toEqual({
			refused: [0],
			others: 'unclear',
		});
		expect(read(status, { errors: ['wrong'] })).toEqual({ refused: [], others: 'unclear' });
		expect(read(status, '')).toEqual({ refused: [], others: 'unclear' });
	});

	it.each([
		['cut', '{"success":tr'],
		['cut after its first letter', '{'],
		['a cut list', '[{"success":true},'],
		['cut in the middle of the errors', '{"errors":[{"index":0,"mess'],
		['behind a warning of the server', '<br />\n<b>Warning</b>: x {"success":true}'],
	])('does not take a success for one when its body is %s', (_, body) => {
		expect(read(200, body)).toBe('cut');
	});

	it.each([1, 3])(
		'does not take a success for one when it is too long to be read (%i)',
		(count) => {
			const body = JSON.stringify({ errors: [], filler: 'x'.repeat(1_000_000) });
			expect(read(200, body, three.slice(0, count))).toEqual({ refused: [], others: 'unclear' });
		},
	);

	it('looks at each event a few times only, however many an answer names', () => {
		let looks = 0;
		const many = Array.from({ length: 1000 }, (_, person) => {
			const plain = event('CRMUpdate', person);
			return {
				...plain,
				get email() {
					looks += 1;
					return plain.email ?? '';
				},
			};
		});
		const errors = many.map(({ email }, index) => ({
			index,
			message: `${String(email)} is wrong`,
		}));
		looks = 0;
		expect(read(200, { errors }, many)).toEqual({
			refused: many.map((_, position) => position),
			others: 'accepted',
		});
		expect(looks).toBeLessThan(20 * many.length);
	});

	it('a 413 took nothing', () => {
		expect(read(413, '')).toEqual({ refused: [], others: 'untouched' });
	});

	it.each([
		[200, { errors: ['wrong'] }],
		[200, { success: false }],
		[400, ''],
	])('a refused request of one event refuses that event: %i %j', (status, body) => {
		expect(read(status, body, three.slice(0, 1))).toMatchObject({ refused: [0] });
	});

	it.each([
		[401, '', 'CREDENTIAL_REFUSED'],
		[403, '<html>no</html>', 'CREDENTIAL_REFUSED'],
		[429, '', 'RATE_LIMITED'],
		[408, '', 'VENDOR_UNAVAILABLE'],
		[500, { errors: ['x'] }, 'VENDOR_UNAVAILABLE'],
		[503, '<html>down</html>', 'VENDOR_UNAVAILABLE'],
		[302, '', 'API_NOT_FOUND'],
		[404, '{"errors":["x"]}', 'API_NOT_FOUND'],
		[405, '', 'API_NOT_FOUND'],
		[200, '\n<!DOCTYPE html><html></html>', 'API_NOT_FOUND'],
		[400, '<html>proxy</html>', 'API_NOT_FOUND'],
	])('%i %j is about the whole request', (status, body, code) => {
		expect(read(status, body)).toBe(code);
	});
});

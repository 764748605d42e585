import { describe, expect, it } from '@jest/globals';
import {
	isSuccess,
	copernicaStandingOf,
	type CopernicaAnswer,
} from '../../../core/copernica/answer';
import {
	aboutPath,
	FAULT_CODES,
	copernicaFaultOf,
	type CopernicaFault,
} from '../../../core/copernica/fault';
import {
	copernicaFaultDescription,
	copernicaFaultMessage,
} from '../../../core/copernica/faultText';
import type { Reply } from '../../../core/http/exchange';

const answer = (status: number, vendorMessage: string | null = null): CopernicaAnswer => ({
	status,
	headers: {},
	body: null,
	vendorMessage,
});

/** The fault after the last try of a request. */
function fault(
	last: CopernicaAnswer | Exclude<Reply, { kind: 'answer' }>,
	{ repeatable = true, tries = 1, maybeTaken = false, path = 'databases' } = {},
): CopernicaFault {
	const reply: Reply<CopernicaAnswer> = 'kind' in last ? last : { kind: 'answer', ...last };
	return copernicaFaultOf(
		{ reply, tries, retryAfterMs: null, maybeTaken },
		repeatable,
		(text) => text,
		aboutPath(path),
	);
}

const kindOf = (...given: Parameters<typeof fault>) => fault(...given).kind;

describe('the fault of a request', () => {
	it.each<[number, string | null, CopernicaFault['kind']]>([
		[404, null, 'gone'],
		[410, null, 'gone'],
		[400, 'No entity with supplied ID', 'gone'],
		[400, 'Invalid field', 'refused'],
		[200, 'Invalid field', 'refused'],
		[422, null, 'refused'],
		[400, 'Invalid access token', 'denied'],
		[401, null, 'denied'],
		[403, null, 'denied'],
		[429, null, 'busy'],
		[408, null, 'busy'],
		[500, null, 'busy'],
		[503, null, 'busy'],
		[302, null, 'redirected'],
	])('with status %p and the text %p is %p', (status, text, kind) => {
		expect(kindOf(answer(status, text))).toBe(kind);
	});

	it('is one of a busy vendor where nothing was sent, or where it may be repeated', () => {
		expect(kindOf({ kind: 'notSent', networkCode: null }, { repeatable: false })).toBe('busy');
		expect(kindOf({ kind: 'unclear', networkCode: null }, { maybeTaken: true })).toBe('busy');
	});

	it('leaves a write open that must not be repeated', () => {
		const open = { repeatable: false, maybeTaken: true };
		expect(kindOf({ kind: 'unclear', networkCode: null }, open)).toBe('unknown');
		expect(kindOf(answer(504), open)).toBe('unknown');
	});

	it('is for the user where the request was not let out', () => {
		const blocked = fault({ kind: 'blocked', reason: 'The Base URL is not a URL.' });
		expect(copernicaFaultMessage(blocked)).toBe('The Base URL is not a URL.');
		expect(copernicaFaultDescription(blocked)).toBeNull();
	});

	it.each([
		['database/99/fields', 'Copernica has no database with ID 99. It may have been deleted.'],
		['miniview/7', 'Copernica has no miniselection with ID 7. It may have been deleted.'],
		['databases', 'Copernica has no record with this ID. It may have been deleted.'],
	])('says what is missing under %p', (path, message) => {
		expect(copernicaFaultMessage(fault(answer(404), { path }))).toBe(message);
	});

	it('knows what was removed already', () => {
		const twice = 'This profile has already been removed';
		expect(fault(answer(400, twice))).toMatchObject({ kind: 'gone', wasRemoved: true });
		expect(fault(answer(404), { tries: 2 })).toMatchObject({ kind: 'gone', wasRemoved: true });
		expect(fault(answer(404))).toMatchObject({ kind: 'gone', wasRemoved: false });
	});

	it('gives the row a code', () => {
		expect(FAULT_CODES[kindOf(answer(400))]).toBe('REFUSED_BY_COPERNICA');
		expect(FAULT_CODES[kindOf(answer(401))]).toBe('ACCESS_DENIED');
		expect(FAULT_CODES[kindOf(answer(503))]).toBe('COPERNICA_UNAVAILABLE');
	});
});

describe('what an answer says about the request', () => {
	it.each([
		[429, 'later', 'later'],
		[408, 'open', 'open'],
		[502, 'open', 'open'],
		[503, 'open', 'open'],
		[504, 'open', 'open'],
		// What may be repeated is the same the next time; what may not may have been done.
		[500, 'settled', 'open'],
		[400, 'settled', 'settled'],
	])('status %p: %p where it may be repeated, otherwise %p', (status, repeatable, once) => {
		expect(copernicaStandingOf(answer(status), true)).toBe(repeatable);
		expect(copernicaStandingOf(answer(status), false)).toBe(once);
	});

	it('takes a refusal in a 200 for what it is', () => {
		expect(isSuccess('GET', answer(200))).toBe(true);
		expect(isSuccess('GET', answer(200, 'No'))).toBe(false);
		expect(isSuccess('PUT', answer(303))).toBe(true);
		expect(isSuccess('GET', answer(303))).toBe(false);
	});
});

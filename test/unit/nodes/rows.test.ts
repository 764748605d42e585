import { describe, expect, it } from '@jest/globals';
import { errorJson } from '../../../nodes/shared/rows';

const fault = {
	error: 'Copernica is not available right now (status 503)',
	details: { status: 'rejected', code: 'COPERNICA_UNAVAILABLE', reason: 'Try again later.' },
};

/** Whether n8n takes the JSON for that of a fault, by the rule that it has had since 2.34, and the one before it. */
const isMoved = (json: object) =>
	Object.keys(json).every((key) => ['error', 'message', 'details'].includes(key));
const wasMoved = (json: object) => ['error', 'error,message'].includes(Object.keys(json).join());

describe('a row on the error output', () => {
	it('has one shape, with the keys of 1.0.0 beside it for a while', () => {
		const json = errorJson(fault, true);
		expect(json).toEqual({
			error: fault.error,
			message: 'COPERNICA_UNAVAILABLE: Try again later.',
			details: fault.details,
		});
		expect(isMoved(json)).toBe(true);
	});

	it('is moved by an n8n that does not know details, too', () => {
		expect(wasMoved(errorJson(fault, true))).toBe(false);
		expect(wasMoved(errorJson(fault, false))).toBe(true);
	});
});

import { describe, expect, it } from '@jest/globals';
import type { INode } from 'n8n-workflow';
import { COPERNICA_CODES, MATCH_RISKS, VALUE_RULES } from '../../../core/copernica/codes';
import { SIGN_IN_TEXTS } from '../../../core/copernica/faultText';
import { Copernica } from '../../../nodes/Copernica/Copernica.node';
import { CopernicaApi } from '../../../credentials/CopernicaApi.credentials';
import { copernicaFaultOf } from '../../../core/copernica/fault';
import { toNodeApiError } from '../../../nodes/Copernica/api/apiError';
import { runNode } from '../support';
import { startScriptedVendor } from './scriptedVendor';

const node: INode = {
	id: '1',
	name: 'Copernica',
	type: 'copernica',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

/** The n8n error for a request that ended with this status, or with no answer. */
function fault(
	status: number | null,
	{ retryAfterMs = null, tries = 1 }: { retryAfterMs?: number | null; tries?: number } = {},
) {
	const reply =
		status === null
			? ({ kind: 'unclear', networkCode: null } as const)
			: ({ kind: 'answer', status, headers: {}, body: null, vendorMessage: null } as const);
	const last = { reply, tries, retryAfterMs, maybeTaken: status === null };
	return toNodeApiError(node, copernicaFaultOf(last, tries === 1, String), 3);
}

describe('what a fault says', () => {
	it.each([
		[null, 'Copernica could not be reached, or gave no answer in time'],
		[301, 'Copernica answered with a redirect (status 301)'],
		[400, 'Copernica refused the request (status 400)'],
		[401, 'Authorization failed: Copernica does not accept the access token'],
		[403, 'Copernica does not allow this with the access token in use'],
		[404, 'Copernica has no record with this ID. It may have been deleted.'],
		[429, 'Copernica receives too many requests right now'],
		[500, 'Copernica is not available right now (status 500)'],
	])('%p: %p, through n8n’s own rewriting', (status, message) => {
		const error = fault(status);
		expect(error.message).toBe(message);
		expect(error.context.itemIndex).toBe(3);
		expect(error).toMatchObject({ httpCode: status === null ? null : String(status) });
	});

	it('carries how long to wait in the way n8n reads it', () => {
		expect(fault(429, { retryAfterMs: 7_200_000 })).toMatchObject({
			failure: { cause: 'rate-limited', retryAfterMs: 7_200_000 },
		});
	});
});

const unwelcome = /\b(errors?|problems?|failures?|failed|mistakes?)\b/i;

describe('the words', () => {
	it('are those that n8n asks for', () => {
		const texts = [
			...Object.values(COPERNICA_CODES).map(({ reason }) => reason),
			...Object.values({ ...VALUE_RULES, ...MATCH_RISKS }),
			JSON.stringify(new Copernica().description.properties),
			JSON.stringify(new CopernicaApi().properties),
			...[null, 301, 400, 403, 404, 429, 500].flatMap((status) => {
				const { message, description } = fault(status, { tries: 5, retryAfterMs: 1 });
				return [message, String(description)];
			}),
			SIGN_IN_TEXTS.unavailable,
			SIGN_IN_TEXTS.unreadable,
		];
		for (const text of texts) {
			// n8n's own key for a message next to a field.
			expect(text.replaceAll('"errorMessage"', '')).not.toMatch(unwelcome);
		}
	});
});

describe('as a tool', () => {
	it('shows the model what was rejected, too', async () => {
		const vendor = await startScriptedVendor({ answers: {} });
		const run = await runNode({
			nodeType: 'test.copernicaTool',
			nodeTypes: { 'test.copernicaTool': new Copernica() },
			parameters: { resource: 'profile', operation: 'get', profileId: 'nope' },
			credentials: { copernicaApi: vendor.credential },
			items: [{}],
		});
		await vendor.stop();
		expect(run.outputs[0]?.[0]?.json).toMatchObject({ code: 'ID_INVALID' });
	});
});

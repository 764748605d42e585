import { describe, expect, it } from '@jest/globals';
import { NodeApiError, NodeOperationError, type INode } from 'n8n-workflow';
import { fingerprintOf, partlySentPrint } from '../../../core/contracts/fingerprint';
import type { PreparedProfile } from '../../../core/contracts/preparedProfile';
import { resultSchema } from '../../../core/contracts/result';
import { ACTIVATE_URL_REFUSED } from '../../../core/http/baseUrl';
import { resultReason, SYNC_CODES, type SyncCode } from '../../../core/activate/codes';
import { faultDescription, faultMessage, stoppedHint } from '../../../core/activate/faultText';
import { planSync } from '../../../core/activate/planSync';
import { holdBack, queueOf, resultOf } from '../../../core/activate/results';
import { NOW, prepared, settings } from './support';

const node: INode = {
	id: '1',
	name: 'Spotler Activate',
	type: 'spotlerActivate',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};
const codes = Object.keys(SYNC_CODES).filter((code): code is SyncCode => code in SYNC_CODES);
const faults = [
	'RATE_LIMITED',
	'VENDOR_UNAVAILABLE',
	'CREDENTIAL_REFUSED',
	'API_NOT_FOUND',
	'NO_ANSWER',
	'REQUEST_BLOCKED',
	'REQUEST_REFUSED',
] as const;
const fault = {
	httpStatus: 503,
	networkCode: null,
	tries: 4,
	retryAfterMs: 5000,
	vendorText: 'closed',
	blockedReason: null,
};

describe('texts', () => {
	it.each(
		faults.flatMap((code) =>
			(['send', 'read', 'row'] as const).map((purpose) => [code, purpose] as const),
		),
	)('the fault %s (%s) keeps its text in n8n', (code, purpose) => {
		const message = faultMessage({ code }, purpose);
		for (const httpCode of ['503', '429', undefined]) {
			expect(
				new NodeApiError(node, { message, ...(httpCode ? { httpCode } : {}) }, { message }).message,
			).toBe(message);
		}
	});

	it('the base URL refusal keeps its text in n8n', () => {
		expect(new NodeOperationError(node, ACTIVATE_URL_REFUSED).message).toBe(ACTIVATE_URL_REFUSED);
	});

	it('avoid words that n8n does not use towards users, and leave no placeholder', () => {
		const texts = [
			...codes.map((code) => resultReason(code)),
			...faults.flatMap((code) => [faultMessage({ code }, 'send'), faultMessage({ code }, 'read')]),
			ACTIVATE_URL_REFUSED,
		];
		for (const text of texts) {
			expect(text).not.toMatch(/\b(error|problem|failure|mistake)s?\b|[{}]/i);
			expect(text).toMatch(/[.)]$/);
		}
	});

	it('tell tries, status, the wait asked for and the vendor text', () => {
		expect(faultDescription({ ...fault, code: 'RATE_LIMITED' })).toBe(
			'Tried 4 times. Last HTTP status: 503. Activate asked to wait 5 seconds. Activate said: "closed"',
		);
		expect(stoppedHint({ ...fault, code: 'RATE_LIMITED' }, 1)).toContain('1 row was');
	});
});

describe('results', () => {
	const plan = (limits = settings.limits, dryRun = false) =>
		holdBack(
			planSync(
				[
					{
						itemIndex: 0,
						json: prepared(),
						eventName: null,
						optOutOldAddress: [],
					},
				],
				NOW,
			),
			{ limits, isDryRun: () => dryRun },
		);

	it('a dry run sends nothing and shows the event', () => {
		const rows = plan(settings.limits, true);
		expect(queueOf(rows)).toEqual([]);
		const [row] = rows;
		expect(row && resultOf(row, undefined, { includePayload: false })).toMatchObject({
			status: 'skipped',
			code: 'DRY_RUN',
			event: 'CRMUpdate',
			email: 'ann@example.com',
			attempts: 0,
			payload: { event: 'CRMUpdate', email: 'ann@example.com' },
		});
		expect(row && resultOf(row, undefined, { includePayload: false })).not.toHaveProperty(
			'fingerprint',
		);
	});

	it('a dry run still shows what is invalid', () => {
		expect(plan({ maxEvents: 1, maxBytes: 50 }, true)[0]?.finding?.code).toBe('EVENT_TOO_LARGE');
	});

	it('an accepted row fits the contract, and shows the event only on request', () => {
		const [row] = plan();
		const outcome = { code: null, vendorText: null, attempts: 1, httpStatus: 200, leftOut: [] };
		const result = row && resultOf(row, outcome, { includePayload: false });
		expect(resultSchema.parse(result)).toEqual({
			status: 'accepted',
			code: null,
			reason: null,
			event: 'CRMUpdate',
			eventReason: 'The row does not contain a newsletter consent.',
			email: 'ann@example.com',
			source: prepared().source,
			profileId: '7',
			subprofileId: null,
			databaseId: '1',
			collectionId: null,
			attempts: 1,
			httpStatus: 200,
			notes: [],
			fingerprint: fingerprintOf(prepared()),
		});
		expect(result).not.toHaveProperty('payload');
		expect(row && resultOf(row, outcome, { includePayload: true })).toHaveProperty('payload');
	});

	it('has a fingerprint of no profile if Activate may lack a consent', () => {
		const [row] = plan();
		const lacking = { code: null, vendorText: null, attempts: 1, httpStatus: 200, leftOut: [] };
		const result = row && resultOf(row, { ...lacking, lacking: true }, { includePayload: false });
		expect(result?.fingerprint).toBe(partlySentPrint(fingerprintOf(prepared())));
		expect(result?.fingerprint).not.toBe(fingerprintOf(prepared()));
	});

	it('a row without a outcome never counts as sent', () => {
		const [row] = plan();
		expect(row && resultOf(row, undefined, { includePayload: false })).toMatchObject({
			status: 'rejected',
			code: 'NOT_SENT',
		});
	});

	it('a refused row carries the scrubbed vendor text', () => {
		const [row] = plan();
		const outcome = {
			code: 'EVENT_REFUSED' as const,
			vendorText: 'gender?',
			attempts: 1,
			httpStatus: 400,
			leftOut: [],
		};
		expect(row && resultOf(row, outcome, { includePayload: false }).reason).toContain(
			'Activate said: "gender?"',
		);
	});

	describe('a rejected row that is sent again as it is', () => {
		const refused = {
			code: 'EVENT_REFUSED',
			vendorText: null,
			attempts: 1,
			httpStatus: 400,
			leftOut: [],
		} as const;
		const planned = (json: unknown) =>
			planSync([{ itemIndex: 0, json, eventName: null, optOutOldAddress: [] }], NOW);
		const again = (row: PreparedProfile) => {
			const [first] = planned(row);
			const result = first && resultOf(first, refused, { includePayload: false });
			return queueOf(planned(JSON.parse(JSON.stringify(result))))[0];
		};

		it('still only restates what nobody says now', () => {
			const profile = { email: 'ann@example.com', newsletter: 'yes' };
			const restated = { newsletter: null };
			expect(again(prepared({ profile, restated }))).toMatchObject({ event: profile, restated });
		});
	});

	describe('a value that was overtaken before it was posted', () => {
		const note = { field: 'firstname', from: null, code: 'OVERTAKEN', reason: 'Newer.' };
		const outcome = { code: null, vendorText: null, attempts: 1, httpStatus: 200, leftOut: [note] };

		it('stands on the row, and nothing claims that Activate holds it', () => {
			const [row] = plan();
			const result =
				row && resultOf(row, { ...outcome, event: 'My_Event' }, { includePayload: true });
			expect(result).toMatchObject({ status: 'accepted', event: 'My_Event', notes: [note] });
			expect(result?.fingerprint).toBe(partlySentPrint(fingerprintOf(prepared())));
			expect(result?.payload).toMatchObject({ event: 'My_Event', email: 'ann@example.com' });
			expect(result?.payload).not.toHaveProperty('firstname');
		});

		it('is named by a row of which nothing is left', () => {
			const [row] = plan();
			const result =
				row &&
				resultOf(row, { ...outcome, code: 'OVERTAKEN', attempts: 0 }, { includePayload: false });
			expect(result).toMatchObject({
				status: 'skipped',
				code: 'OVERTAKEN',
				reason: expect.stringContaining('"firstname"'),
			});
			expect(result).not.toHaveProperty('fingerprint');
		});
	});

	it.each(['EVENT_REFUSED', 'NO_ANSWER', 'NOT_SENT', 'OLD_ADDRESS_KEPT'] as const)(
		'a row that ends as %s brings no fingerprint to remember',
		(code) => {
			const [row] = plan();
			const outcome = { code, vendorText: null, attempts: 1, httpStatus: null, leftOut: [] };
			expect(row && resultOf(row, outcome, { includePayload: false })).not.toHaveProperty(
				'fingerprint',
			);
		},
	);
});

import { afterEach, describe, expect, it } from '@jest/globals';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { fingerprintOf } from '../../../core/contracts/fingerprint';
import type { PreparedProfile } from '../../../core/contracts/preparedProfile';
import { holdSleeps, until } from '../support';
import { sandboxCredentials } from '../support/sandboxCredentials';
import { withSandbox } from '../../support/withSandbox';
import { preparedProfile, runActivate } from './support';

const sandbox = withSandbox();
let sleeps: ReturnType<typeof holdSleeps> | undefined;

afterEach(() => {
	sleeps?.restore();
});

/** A change of Ann's that came as the nth; each test has an Ann of its own. */
function change(ann: string, nth: number, profile: PreparedProfile['profile']): PreparedProfile {
	const base = preparedProfile({ email: ann, ...profile });
	return { ...base, source: { ...base.source, order: base.source.order + nth } };
}

const optedIn = { changed: ['newsletter'], previous: { newsletter: 'no' } };

async function sync(items: PreparedProfile[], options: INodeParameters = {}) {
	return await runActivate(sandbox, {
		parameters: { resource: 'profile', operation: 'sync', options },
		items: items.map((item) => ({ ...item })),
	});
}

const json = (items: INodeExecutionData[] | undefined) => (items ?? []).map((item) => item.json);
const fieldsOf = (email: string) => sandbox.activate.contacts.find(email)?.fields;
const busy = { kind: 'status', status: 429, retryAfter: { seconds: 45 } } as const;

describe('executions that overtake each other', () => {
	it('an opt-out survives an edit of the city that Activate was too busy for', async () => {
		sleeps = holdSleeps();
		sandbox.activate.faults.add({ fault: busy, times: 1 });
		const ann = 'ann1@example.com';
		const item = change(ann, 1, { city: 'Delft', newsletter: 'yes', firstname: 'Ann' });
		const edit = sync([item]);
		await until(() => sleeps?.waits.includes(45_000) === true);
		const optOut = await sync([change(ann, 2, { city: 'Gouda', newsletter: 'no' })]);
		expect(json(optOut.outputs[0])).toMatchObject([{ status: 'accepted', attempts: 1 }]);
		sleeps.release();
		const [row] = json((await edit).outputs[0]);
		expect(row).toMatchObject({ status: 'accepted', attempts: 2 });
		expect(row?.notes).toMatchObject([
			{ field: 'city', from: null, code: 'OVERTAKEN' },
			{ field: 'newsletter', from: null, code: 'OVERTAKEN' },
		]);
		// Activate does not hold what the row says, so that must not be remembered as what was last sent.
		expect(row?.fingerprint).not.toBe(fingerprintOf(item));
		expect(fieldsOf(ann)).toMatchObject({ city: 'Gouda', newsletter: 'no', firstname: 'Ann' });
	});

	it('an opt-in that was withdrawn meanwhile starts nothing', async () => {
		sleeps = holdSleeps();
		sandbox.activate.faults.add({ fault: busy, times: 1 });
		const ann = 'ann2@example.com';
		const optIn = sync([{ ...change(ann, 1, { newsletter: 'yes', city: 'Delft' }), ...optedIn }]);
		await until(() => sleeps?.waits.includes(45_000) === true);
		await sync([change(ann, 2, { newsletter: 'no' })]);
		sleeps.release();
		expect(json((await optIn).outputs[0])).toMatchObject([
			{ status: 'accepted', event: 'CRMUpdate', notes: [{ field: 'newsletter' }] },
		]);
		expect(sandbox.activate.arrivals().map(({ event }) => Object(event).event)).toEqual([
			'CRMUpdate',
			'CRMUpdate',
		]);
		expect(fieldsOf(ann)).toMatchObject({ newsletter: 'no', city: 'Delft' });
	});

	it('a row of which nothing is left is skipped, with its code', async () => {
		const ann = 'ann3@example.com';
		await sync([change(ann, 2, { newsletter: 'no' })]);
		const run = await sync([change(ann, 1, { newsletter: 'yes' })]);
		expect(json(run.outputs[0])).toMatchObject([
			{ status: 'skipped', code: 'OVERTAKEN', attempts: 0, httpStatus: null },
		]);
		expect(fieldsOf(ann)).toMatchObject({ newsletter: 'no' });
	});

	it('the second one waits until the first is answered', async () => {
		const ann = 'ann4@example.com';
		sandbox.activate.faults.add({ fault: { kind: 'slow', delayMs: 150 }, times: 1 });
		const older = sync([change(ann, 1, { newsletter: 'yes' })]);
		const newer = sync([change(ann, 2, { newsletter: 'no' })]);
		await Promise.all([older, newer]);
		expect(fieldsOf(ann)).toMatchObject({ newsletter: 'no' });
	});

	it('a dry run leaves no trace', async () => {
		const ann = 'ann5@example.com';
		await sync([change(ann, 2, { newsletter: 'no' })], { dryRun: true });
		const run = await sync([change(ann, 1, { newsletter: 'yes' })]);
		expect(json(run.outputs[0])).toMatchObject([{ status: 'accepted', notes: [] }]);
	});

	it('two credentials of one account share the order, those of two accounts do not', async () => {
		const ann = 'ann6@example.com';
		await sync([change(ann, 2, { newsletter: 'no' })]);
		const run = async (more: object) =>
			await runActivate(sandbox, {
				parameters: { resource: 'profile', operation: 'sync' },
				credentials: {
					spotlerActivateApi: { ...sandboxCredentials(sandbox).spotlerActivateApi, ...more },
				},
				items: [{ ...change(ann, 1, { newsletter: 'yes' }) }],
			});
		const padded = await run({ accountId: ` ${sandbox.activate.accountId} ` });
		expect(json(padded.outputs[0])).toMatchObject([{ code: 'OVERTAKEN' }]);
		const other = await run({ accountId: 'other' });
		expect(other.error).toMatchObject({ httpCode: '401' });
	});
});

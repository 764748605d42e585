import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NodeOperationError } from 'n8n-workflow';
import { REFUSALS } from '../../../core/callback/codes';
import { PUBLIC_URL, startReceiver, type Receiver } from '../support/index';
import { startKeyServer, type KeyServer } from './calls/keyServer';
import { signedCall, type Oddity } from './calls/sender';
import { manual } from './calls/settings';

let keys: KeyServer;
let receiver: Receiver;

beforeAll(async () => {
	keys = await startKeyServer();
	receiver = await startReceiver({
		// In the editor bursts are never grouped, whatever the option says.
		parameters: manual({
			entity: 'profile',
			keys,
			options: { groupBursts: { group: { mode: 'wait', window: 10_000 } } },
		}),
		publicUrl: PUBLIC_URL,
	});
});
afterAll(async () => {
	await receiver.stop();
	await keys.stop();
});

const send = async (oddity: Oddity, test: boolean) => {
	const call = signedCall(
		{ contentType: 'application/json', body: '{"id":"7","action":"create"}' },
		oddity,
	);
	receiver.executions.length = 0;
	return await receiver.send({ ...call, test });
};

describe.each([
	['before anything is registered', async () => undefined],
	['once n8n listens', async () => await receiver.testRegistration.activate()],
])('the test URL, %s', (_name, prepare) => {
	beforeAll(async () => {
		await prepare();
	});

	it('lets in a call that was signed for it, ungrouped', async () => {
		for (let count = 0; count < 2; count++) {
			const answer = await send({ path: receiver.testPath }, true);
			expect(answer.status).toBe(200);
			expect(receiver.executions).toEqual([expect.objectContaining({ mode: 'manual' })]);
		}
	});

	it.each([
		['signed for the production URL', 'SIGNATURE_INVALID', () => ({ path: receiver.path })],
		['not signed', 'SIGNATURE_MISSING', () => ({ unsigned: true })],
		['too old', 'DATE_STALE', () => ({ clock: -90 })],
	] as const)('ends the test with the code of a call that is %s', async (_why, code, oddity) => {
		await send({ path: receiver.testPath, ...oddity() }, true);
		expect(receiver.executions).toHaveLength(1);
		const [{ fault } = {}] = receiver.executions;
		expect(fault).toBeInstanceOf(NodeOperationError);
		expect(fault).toMatchObject({
			message: `A call was refused: ${code}`,
			description: expect.stringContaining(REFUSALS[code].text),
		});
	});
});

it('a call that was signed for the test URL does not get into production', async () => {
	const answer = await send({ path: receiver.testPath }, false);
	expect(answer).toMatchObject({ status: 401, json: { code: 'SIGNATURE_INVALID' } });
	expect(receiver.executions).toEqual([]);
});

it.each([{ onError: 'continueRegularOutput' }, { continueOnFail: true }] as const)(
	'a refused call lets nothing through where the trigger is set to continue: %j',
	async (settings) => {
		const continuing = await startReceiver({
			parameters: manual({ entity: 'profile', keys }),
			publicUrl: PUBLIC_URL,
			settings,
		});
		const unsigned = signedCall(
			{ contentType: 'application/json', body: '{"id":"7","action":"create"}' },
			{ path: continuing.testPath, unsigned: true },
		);
		const answer = await continuing.send({ ...unsigned, test: true });
		await continuing.stop();
		expect(answer).toMatchObject({ status: 401, json: { code: 'SIGNATURE_MISSING' } });
		expect(continuing.executions).toEqual([]);
	},
);

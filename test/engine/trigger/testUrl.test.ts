import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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

	it('refuses a call that was signed for the production URL', async () => {
		const answer = await send({ path: receiver.path }, true);
		expect(answer).toMatchObject({ status: 401, json: { code: 'SIGNATURE_INVALID' } });
		expect(receiver.executions).toEqual([]);
	});
});

it('a call that was signed for the test URL does not get into production', async () => {
	const answer = await send({ path: receiver.testPath }, false);
	expect(answer).toMatchObject({ status: 401, json: { code: 'SIGNATURE_INVALID' } });
	expect(receiver.executions).toEqual([]);
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { withSandbox } from '../../support/withSandbox';
import {
	PUBLIC_URL,
	receive,
	sandboxCredentials,
	startReceiver,
	type Receiver,
} from '../support/index';
import { signedCall } from './calls/sender';
import { automatic, manual } from './calls/settings';
import type { Payload } from './calls/payloads';

/**
 * Whether a database's callback also brings subprofiles is not documented (docs/vendors/copernica.md#5-unknown, point
 * 16). A bare record with the fields of a collection must never be taken for a profile: its ID is another one.
 */

const sandbox = withSandbox();
let receiver: Receiver;

const customers = () => {
	const database = sandbox.copernica.store.findDatabase('Customers');
	if (database === null) throw new Error('The sandbox is not filled');
	return database;
};

/** A trigger on Customers that takes unsigned calls: what is tested here comes after the proof. */
async function start(isPublished = true): Promise<void> {
	receiver = await startReceiver({
		parameters: automatic({
			entity: 'profile',
			keys: { url: sandbox.copernica.dohUrl },
			ids: { database: String(customers().id), collection: '' },
			signature: 'off',
		}),
		credentials: sandboxCredentials(sandbox),
		workflowId: `kind ${String(isPublished)} ${expect.getState().currentTestName}`,
	});
	if (isPublished) await receiver.registration.activate();
	sandbox.copernica.requests.clear();
}
afterEach(async () => {
	await receiver.stop();
});

async function send(fields: Record<string, string>, more: Payload = {}) {
	return await receiver.send({
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ id: '9', action: 'update', fields, ...more }),
	});
}

const requests = () => sandbox.copernica.requests.list().length;
const ofCollection = { Favoriet_merk: 'Voorbeeldmerk' };

describe('a published trigger', () => {
	beforeEach(async () => await start());

	it.each([
		['of a collection alone', ofCollection],
		['of a collection, in another case', { FAVORIET_MERK: 'x' }],
		['of both', { Email: 'a@example.com', ...ofCollection }],
	])('takes no record with fields %s for a profile', async (_what, fields) => {
		const { status, json } = await send(fields);
		expect({ status, json }).toMatchObject({
			status: 200,
			json: { status: 'ignored', code: 'NOT_A_PROFILE' },
		});
		expect(receiver.executions).toEqual([]);
		expect(requests()).toBe(0);
	});

	it('takes a profile, also with an interest, and asks Copernica nothing', async () => {
		await send({ Email: 'a@example.com', Plaats: 'Delft' });
		await send({ Email: 'a@example.com' }, { parameters: { Sport: '1' } });
		expect(receiver.executions).toHaveLength(2);
		expect(requests()).toBe(0);
	});

	it('takes a profile with a field that was added since, and looks once', async () => {
		sandbox.copernica.store.addField(customers(), { name: 'Nieuw' });
		await send({ Email: 'a@example.com', Nieuw: '1' });
		const once = requests();
		await send({ Email: 'b@example.com', Nieuw: '1' });
		expect(receiver.executions).toHaveLength(2);
		expect(once).toBeGreaterThan(0);
		expect(requests()).toBe(once);
	});

	it('takes no record of a collection that was added since for a profile', async () => {
		sandbox.copernica.store.addCollection(customers(), 'Later', [{ name: 'Ordernummer' }]);
		expect((await send({ Ordernummer: '1' })).json).toMatchObject({ code: 'NOT_A_PROFILE' });
		expect(receiver.executions).toEqual([]);
	});

	it('refuses what it cannot look up, and takes it when it comes again', async () => {
		sandbox.copernica.faults.add({ fault: { kind: 'status', status: 403 } });
		const refused = await send({ Nieuw: '1' });
		expect(refused).toMatchObject({ status: 503, json: { code: 'FIELDS_LOOKUP_FAILED' } });
		expect(receiver.executions).toEqual([]);
		sandbox.copernica.faults.clear();
		expect((await send({ Nieuw: '1' })).status).toBe(200);
		expect(receiver.executions).toHaveLength(1);
	});

	it('believes a body that says what it is', async () => {
		await send(ofCollection, { subprofile: '9' });
		expect(receiver.executions).toEqual([]);
		expect((await send(ofCollection, { collection: '2' })).json).toMatchObject({
			code: 'ENTITY_NOT_EXPECTED',
		});
	});
});

describe('a trigger that was published before names were kept', () => {
	beforeEach(async () => await start(false));

	it('looks them up', async () => {
		expect((await send(ofCollection)).json).toMatchObject({ code: 'NOT_A_PROFILE' });
		await send({ Email: 'a@example.com' });
		expect(receiver.executions).toHaveLength(1);
	});

	it('goes on as before where that fails', async () => {
		sandbox.copernica.faults.add({ fault: { kind: 'status', status: 403 } });
		await send({ Email: 'a@example.com' });
		expect(receiver.executions).toHaveLength(1);
	});
});

describe('by hand', () => {
	beforeEach(async () => await start(false));
	const sendTo = async (databaseFields: string[], fields: Record<string, string>) =>
		await receive({
			parameters: manual({
				entity: 'profile',
				keys: { url: sandbox.copernica.dohUrl },
				signature: 'off',
				options: { databaseFields },
			}),
			publicUrl: PUBLIC_URL,
			call: signedCall({ body: JSON.stringify({ id: '9', action: 'update', fields }) }),
		});

	it('the fields that were entered decide', async () => {
		const fields = ['Email', 'Plaats'];
		expect((await sendTo(fields, ofCollection)).json).toMatchObject({ code: 'NOT_A_PROFILE' });
		expect((await sendTo(fields, { email: 'a@example.com' })).executions).toHaveLength(1);
	});

	it('nothing is checked where none were entered', async () =>
		expect((await sendTo([], ofCollection)).executions).toHaveLength(1));
});

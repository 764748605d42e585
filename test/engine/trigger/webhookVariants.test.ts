import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { withSandbox } from '../../support/withSandbox';
import { sandboxCredentials, startReceiver, type Receiver } from '../support/index';
import { automatic } from './calls/settings';

/**
 * Marketing Suite Webhooks about profiles and subprofiles, in each form that the vendor's pages and samples show
 * (docs/vendors/copernica.md#19-marketing-suite-webhooks), for a trigger that accepts them.
 */

const sandbox = withSandbox();
let receiver: Receiver;

const collection = () => {
	const found = sandbox.copernica.store.findCollection('SQ_profile');
	if (found === null) throw new Error('The sandbox is not filled');
	return found;
};
const anne = () => {
	const [first] = sandbox.copernica.store.profilesOf(collection().databaseId);
	if (first === undefined) throw new Error('No customer');
	return first;
};
const annesValues = () => {
	const [first] = sandbox.copernica.store.subprofilesOf(collection().id, anne().id);
	if (first === undefined) throw new Error('No subprofile');
	return first;
};

async function start(entity: 'profile' | 'subprofile', acceptWebhooks = true): Promise<void> {
	receiver = await startReceiver({
		parameters: automatic({
			entity,
			keys: { url: sandbox.copernica.dohUrl },
			ids: { database: String(anne().databaseId), collection: String(collection().id) },
			options: { acceptWebhooks },
		}),
		credentials: sandboxCredentials(sandbox),
		workflowId: `variants ${expect.getState().currentTestName}`,
	});
	await receiver.registration.activate();
}
afterEach(async () => await receiver.stop());

type Variant = Parameters<(typeof sandbox)['copernica']['sendWebhook']>[4];

async function send(variant: Variant, type: 'update' | 'delete' = 'update') {
	sandbox.copernica.sendWebhook(receiver.url, anne().id, type, {}, variant);
	await sandbox.settled();
	return receiver.items().at(-1)?.json;
}

describe('a profile', () => {
	beforeEach(async () => await start('profile'));

	it.each<[string, Variant]>([
		['as the tables say', {}],
		['with the event under "action"', { eventKey: 'action' }],
		['with an id besides', { id: true }],
		['without a Unix time', { time: false }],
	])('%s', async (_form, variant) => {
		expect(await send(variant)).toMatchObject({
			change: 'update',
			entity: 'profile',
			profileId: String(anne().id),
			fields: { Email: anne().fields.Email },
		});
	});

	it('with interests as a list says which are on, as a map also which are off', async () => {
		expect(await send({ interests: 'list' })).toMatchObject({
			interests: ['Sport'],
			interestsOff: null,
		});
		expect(await send({ interests: 'map' })).toMatchObject({
			interests: ['Sport'],
			interestsOff: ['Mode'],
		});
	});

	it('keeps what is stored, whatever the change was called with', async () => {
		const parameters = { Plaats: 'delft ', Sport: '0' };
		const json = await send({ parameters, interests: 'map' });
		expect(json).toMatchObject({
			fields: { Plaats: anne().fields.Plaats },
			changed: ['Plaats'],
			interests: ['Sport'],
		});
	});

	it('that was deleted', async () => {
		expect(await send({}, 'delete')).toMatchObject({
			change: 'delete',
			profileId: String(anne().id),
		});
	});
});

describe('a subprofile', () => {
	beforeEach(async () => await start('subprofile'));

	it.each([false, true])('is known by "subprofile", never by "id" (sent: %s)', async (id) => {
		const { id: subprofileId, fields } = annesValues();
		expect(await send({ subprofileId, id })).toMatchObject({
			entity: 'subprofile',
			subprofileId: String(subprofileId),
			profileId: String(anne().id),
			collectionId: String(collection().id),
			fields,
		});
	});
});

describe('a trigger that does not accept them', () => {
	beforeEach(async () => await start('profile', false));

	it.each<[string, Variant]>([
		['a profile', {}],
		['a profile with the event under "action" and an id', { eventKey: 'action', id: true }],
	])('ignores %s', async (_what, variant) => {
		await send(variant);
		expect(sandbox.copernica.deliveries.list()[0]?.answer).toContain('MARKETING_SUITE_WEBHOOK');
		expect(receiver.executions).toEqual([]);
	});

	it('answers the button "Test webhook"', async () => {
		sandbox.copernica.testWebhook(receiver.url);
		await sandbox.settled();
		expect(sandbox.copernica.deliveries.list()[0]?.answer).toContain('MARKETING_SUITE_WEBHOOK');
	});
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';
import { withSandbox } from '../../support/withSandbox';
import { lifecycle, sandboxCredentials, startReceiver, type Receiver } from '../support/index';
import { automatic, manual } from './calls/settings';

/** The source "Activate Audience": rows that Activate's connector adds to its collection squeezely_triggers. */

const sandbox = withSandbox();
let receiver: Receiver | undefined;

afterEach(async () => {
	await receiver?.stop();
	receiver = undefined;
});

const byId = (value: string) => ({ __rl: true, mode: 'id', value });

function parameters(database = 'Customers'): INodeParameters {
	const { store, dohUrl } = sandbox.copernica;
	return {
		...automatic({ entity: 'profile', keys: { url: dohUrl } }),
		source: 'audience',
		database: byId(String(store.findDatabase(database)?.id)),
	};
}

const triggers = () => {
	const collection = sandbox.copernica.store.findCollection('squeezely_triggers');
	if (collection === null) throw new Error('The sandbox is not filled');
	return collection;
};
const customer = () => {
	const { store } = sandbox.copernica;
	const [first] = store.profilesOf(store.findDatabase('Customers')?.id ?? 0);
	if (first === undefined) throw new Error('No customer');
	return first;
};

async function started(): Promise<Receiver> {
	receiver = await startReceiver({
		parameters: parameters(),
		credentials: sandboxCredentials(sandbox),
		workflowId: 'audience',
	});
	await receiver.registration.activate();
	return receiver;
}

/** A row as the connector adds it: through REST. */
function addRow(fields: Record<string, string>) {
	return sandbox.copernica.edit({
		edit: 'create-subprofile',
		profile: customer().id,
		collection: 'squeezely_triggers',
		fields,
		cause: 'rest',
	});
}

const ENTERED = { Trigger: 'audience', AudienceId: '7', AudienceName: 'Loyal customers' };

describe('somebody who enters an audience', () => {
	it('starts the workflow, although the row comes through the API', async () => {
		const { items } = await started();
		const row = addRow(ENTERED);
		await sandbox.settled();
		expect(items().map(({ json }) => json)).toEqual([
			expect.objectContaining({
				change: 'create',
				entity: 'subprofile',
				subprofileId: String(row.id),
				collectionId: String(triggers().id),
				fields: ENTERED,
			}),
		]);
	});

	it.each([
		['another kind of trigger', { ...ENTERED, Trigger: 'journey' }],
		['a product', { Trigger: 'product' }],
	])('is not what a row about %s says', async (_what, fields) => {
		const { executions } = await started();
		addRow(fields);
		await sandbox.settled();
		expect(executions).toEqual([]);
		expect(sandbox.copernica.deliveries.list()[0]?.answer).toContain('NOT_ABOUT_AN_AUDIENCE');
	});

	it('is nothing that an edit of the profile or a removed row says', async () => {
		const { executions } = await started();
		const row = addRow(ENTERED);
		await sandbox.settled();
		const profile = customer().id;
		sandbox.copernica.edit({ edit: 'update-profile', profile, fields: { Plaats: 'Delft' } });
		sandbox.copernica.edit({ edit: 'delete-subprofile', subprofile: row.id });
		await sandbox.settled();
		expect(executions).toHaveLength(1);
	});
});

describe('the registration', () => {
	const ours = () =>
		sandbox.copernica.callbacks
			.list()
			.map(({ collectionId, action, triggers: boxes }) => ({ collectionId, action, boxes }));

	it('adds one callback to the collection, leaves "rest" ticked, and takes it away again', async () => {
		const { registration } = await started();
		expect(ours()).toEqual([
			{
				collectionId: triggers().id,
				action: 'all',
				boxes: expect.arrayContaining(['rest']),
			},
		]);
		await registration.activate();
		expect(ours()).toHaveLength(1);
		expect(await registration.delete()).toBe(true);
		expect(ours()).toEqual([]);
	});

	it('takes it away by its URL where the state is lost', async () => {
		const first = await lifecycle({
			parameters: parameters(),
			credentials: sandboxCredentials(sandbox),
		});
		await first.create();
		const other = await lifecycle({
			parameters: parameters(),
			credentials: sandboxCredentials(sandbox),
		});
		expect(await other.delete()).toBe(true);
		expect(ours()).toEqual([]);
	});

	it('says what to do in a database that Activate does not know', async () => {
		const trigger = await lifecycle({
			parameters: parameters('Prospects'),
			credentials: sandboxCredentials(sandbox),
		});
		await expect(trigger.create()).rejects.toMatchObject({
			message: 'The database has no collection squeezely_triggers',
			description: expect.stringContaining('connected in Activate'),
		});
		expect(ours()).toEqual([]);
	});
});

describe('by hand', () => {
	beforeEach(async () => {
		const { dohUrl, accountId } = sandbox.copernica;
		receiver = await startReceiver({
			parameters: {
				...manual({ entity: 'profile', keys: { url: dohUrl }, accountId }),
				source: 'audience',
			},
			workflowId: 'by hand',
		});
		sandbox.copernica.registerCallback({ collection: 'squeezely_triggers', url: receiver.url });
	});

	it('it needs no credential', async () => {
		addRow(ENTERED);
		await sandbox.settled();
		expect(receiver?.items()[0]?.json).toMatchObject({ entity: 'subprofile', fields: ENTERED });
	});
});

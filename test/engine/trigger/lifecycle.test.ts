import {
	afterAll,
	afterEach,
	beforeAll,
	beforeEach,
	describe,
	expect,
	it,
	jest,
} from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { startSandbox, type Sandbox } from '../../../sandbox/index';
import {
	lifecycle,
	nodeStaticData,
	sandboxCredentials,
	skipSleeps,
	type Lifecycle,
	type LifecycleOptions,
} from '../support/index';
import { automatic, manual } from './calls/settings';

const OTHER_URL = 'https://other.example.com/webhook/theirs';

let sandbox: Sandbox;
let sleeps: ReturnType<typeof skipSleeps>;

beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => {
	await sandbox.stop();
});
beforeEach(() => {
	sandbox.reset();
	sleeps = skipSleeps();
});
afterEach(() => {
	sleeps.restore();
	jest.restoreAllMocks();
});

type Settings = Partial<Parameters<typeof automatic>[0]>;

/** Ids of the sandbox's database Customers and its collection SQ_profile. */
function ids() {
	const database = sandbox.copernica.store.findDatabase('Customers');
	const collection = sandbox.copernica.store.findCollection('SQ_profile');
	if (database === null || collection === null) throw new Error('The sandbox is not filled');
	return { database: String(database.id), collection: String(collection.id) };
}

/** An automatic trigger on Customers. */
async function trigger(
	options: Partial<LifecycleOptions> = {},
	settings: Settings = {},
): Promise<Lifecycle> {
	return await lifecycle({
		parameters: automatic({
			entity: 'profile',
			keys: { url: sandbox.copernica.dohUrl },
			ids: ids(),
			...settings,
		}),
		credentials: sandboxCredentials(sandbox),
		...options,
	});
}

/** The callbacks as they stand at Copernica. */
const remote = () =>
	sandbox.copernica.callbacks
		.list()
		.map(({ id, url, method, action, expression, databaseId, collectionId }) => ({
			id,
			url,
			method,
			action,
			expression,
			databaseId,
			collectionId,
		}));

/** A callback of ours as a person or an earlier activation left it. */
const place = (url: string, others: IDataObject = {}) =>
	sandbox.copernica.registerCallback({ database: 'Customers', url, ...others });

/** Requests made since the last reset that were not reads. */
const writes = () =>
	sandbox.copernica.requests
		.list()
		.filter(({ method, path }) => method !== 'GET' && !path.startsWith('/authenticate'));

const copernicaIsDown = () =>
	sandbox.copernica.faults.add({ fault: { kind: 'status', status: 503, body: 'html' } });

describe('checkExists', () => {
	it('is false when nothing is there, and changes nothing', async () => {
		place(OTHER_URL);
		const before = remote();
		expect(await (await trigger()).checkExists()).toBe(false);
		expect(remote()).toEqual(before);
		expect(writes()).toEqual([]);
	});

	it('is true for what create made, after a restart', async () => {
		const first = await trigger();
		await first.create();
		const restarted = await trigger({ staticData: first.staticData() });
		sandbox.copernica.requests.clear();
		expect(await restarted.checkExists()).toBe(true);
		expect(restarted.state()).toEqual(first.state());
		expect(writes()).toEqual([]);
	});

	it('finds ours by its URL when the state is lost, and remembers it with the account', async () => {
		const ours = await trigger();
		const { id } = place(ours.url);
		expect(await ours.checkExists()).toBe(true);
		expect(ours.state()).toMatchObject({
			callbackId: String(id),
			url: ours.url,
			accountId: sandbox.copernica.accountId,
		});
	});

	it('finds ours behind two hundred of others: the list comes in pages', async () => {
		for (let count = 0; count < 205; count++) place(`${OTHER_URL}/${count}`);
		const ours = await trigger();
		place(ours.url);
		expect(await ours.checkExists()).toBe(true);
	});

	it.each<[string, IDataObject, Settings]>([
		['another action', { action: 'create' }, {}],
		['more actions than wanted', { action: 'all' }, { actions: ['update'] }],
		['XML', { method: 'xml' }, {}],
		['a condition that is not ours', { expression: "Plaats == 'Delft'" }, {}],
		['no condition where we have one', {}, { options: { expression: "Plaats == 'Delft'" } }],
	])('is false for our URL with %s', async (_name, others, settings) => {
		const ours = await trigger({}, settings);
		place(ours.url, others);
		expect(await ours.checkExists()).toBe(false);
		expect(writes()).toEqual([]);
	});

	it('is false when our URL stands there twice: every change would come twice', async () => {
		const ours = await trigger();
		place(ours.url);
		place(ours.url);
		expect(await ours.checkExists()).toBe(false);
	});

	it('is false when n8n got another address since', async () => {
		const first = await trigger();
		await first.create();
		const moved = await trigger({
			staticData: first.staticData(),
			publicUrl: 'https://moved.example.com',
		});
		expect(await moved.checkExists()).toBe(false);
	});

	it('is false while the one of its former address is left, even if the new one is there', async () => {
		const first = await trigger();
		await first.create();
		const moved = await trigger({
			staticData: first.staticData(),
			publicUrl: 'https://moved.example.com',
		});
		place(moved.url);
		expect(await moved.checkExists()).toBe(false);
		await moved.create();
		expect(remote().map(({ url }) => url)).toEqual([moved.url]);
	});

	it('is false when other settings were registered', async () => {
		const first = await trigger();
		await first.create();
		const changed = await trigger({ staticData: first.staticData() }, { entity: 'subprofile' });
		expect(await changed.checkExists()).toBe(false);
	});

	it.each([503, 500, 403, 429])(
		'throws for a fault (%s): a fault is no "not there"',
		async (status) => {
			sandbox.copernica.faults.add({ fault: { kind: 'status', status } });
			await expect((await trigger()).checkExists()).rejects.toThrow();
		},
	);

	it('throws for a database that is not there', async () => {
		const gone = await trigger({}, { ids: { database: '4711', collection: '1' } });
		await expect(gone.checkExists()).rejects.toThrow();
	});

	it('keeps n8n’s own text for a bad access token, which stops n8n’s retries', async () => {
		sandbox.copernica.faults.add({ fault: { kind: 'status', status: 401 } });
		await expect((await trigger()).checkExists()).rejects.toMatchObject({
			message: expect.stringContaining('Authorization'),
		});
	});
});

describe('create', () => {
	it('registers a flat JSON callback and remembers what it needs', async () => {
		const ours = await trigger();
		expect(await ours.create()).toBe(true);
		const [registered, ...more] = remote();
		expect(more).toEqual([]);
		expect(registered).toMatchObject({
			url: ours.url,
			method: 'json',
			action: 'all',
			expression: '',
			databaseId: Number(ids().database),
			collectionId: null,
		});
		expect(ours.state()).toEqual({
			callbackId: String(registered?.id),
			url: ours.url,
			eventsKey: expect.any(String),
			accountId: sandbox.copernica.accountId,
			names: {
				ofProfiles: expect.arrayContaining(['email', 'sport']),
				ofSubprofiles: expect.arrayContaining(['favoriet_merk', 'audiencename']),
			},
		});
	});

	it('registers subprofiles on the collection, one action as itself, and the condition', async () => {
		const ours = await trigger(
			{},
			{ entity: 'subprofile', actions: ['update'], options: { expression: 'Winkel != ""' } },
		);
		await ours.create();
		expect(remote()).toEqual([
			expect.objectContaining({
				action: 'update',
				expression: 'Winkel != ""',
				collectionId: Number(ids().collection),
			}),
		]);
	});

	it.each(['x-created-and-x-location', 'x-created', 'location', 'x-location', 'none'] as const)(
		'finds the new id when Copernica tells it by %s',
		async (createdHeaders) => {
			sandbox.copernica.quirks.set({ createdHeaders });
			const ours = await trigger();
			await ours.create();
			expect(ours.state()).toMatchObject({ callbackId: String(remote()[0]?.id) });
		},
	);

	it('adopts ours, with the triggers that a person switched off in Publisher', async () => {
		const ours = await trigger();
		const { id } = place(ours.url, { triggers: ['publisher'] });
		await ours.create();
		expect(writes()).toEqual([]);
		expect(ours.state()).toMatchObject({ callbackId: String(id) });
		expect(sandbox.copernica.callbacks.find(id)?.triggers).toEqual(['publisher']);
	});

	it('replaces ours when its settings differ, and touches no other', async () => {
		const ours = await trigger();
		const theirs = place(OTHER_URL, { action: 'create' });
		place(ours.url, { action: 'create' });
		await ours.create();
		expect(remote()).toEqual([
			expect.objectContaining({ id: theirs.id, url: OTHER_URL }),
			expect.objectContaining({ url: ours.url, action: 'all' }),
		]);
	});

	it('leaves one of several with our URL', async () => {
		const ours = await trigger();
		place(ours.url);
		place(ours.url);
		place(ours.url, { method: 'xml' });
		await ours.create();
		expect(remote().map(({ url }) => url)).toEqual([ours.url]);
		expect(ours.state()).toMatchObject({ callbackId: String(remote()[0]?.id) });
	});

	it('removes the one of its former address, by the id it knows', async () => {
		const first = await trigger();
		await first.create();
		place(OTHER_URL);
		const moved = await trigger({
			staticData: first.staticData(),
			publicUrl: 'https://moved.example.com',
		});
		await moved.activate();
		expect(
			remote()
				.map(({ url }) => url)
				.sort(),
		).toEqual([OTHER_URL, moved.url].sort());
	});

	it('moves to a new address by unpublishing and publishing, which is what the texts advise', async () => {
		const first = await trigger();
		await first.activate();
		place(OTHER_URL);
		// n8n starts under the new address and asks the trigger nothing: the callback still stands at the old one.
		const moved = await trigger({
			staticData: first.staticData(),
			publicUrl: 'https://moved.example.com',
		});
		await moved.delete();
		expect(remote().map(({ url }) => url)).toEqual([OTHER_URL]);
		const published = await trigger({
			staticData: moved.staticData(),
			publicUrl: 'https://moved.example.com',
		});
		await published.activate();
		expect(remote().map(({ url }) => url)).toEqual([OTHER_URL, moved.url]);
	});

	it('removes the one on its former database when the source is changed', async () => {
		const first = await trigger();
		await first.create();
		const changed = await trigger({ staticData: first.staticData() }, { entity: 'subprofile' });
		await changed.activate();
		expect(remote()).toEqual([expect.objectContaining({ collectionId: Number(ids().collection) })]);
	});

	it('does not remove the id it knows once that belongs to someone else', async () => {
		const theirs = place(OTHER_URL);
		const ours = await trigger({
			staticData: nodeStaticData({
				callbackId: String(theirs.id),
				url: 'https://former.example.com/webhook',
				eventsKey: 'x',
			}),
		});
		await ours.create();
		expect(sandbox.copernica.callbacks.find(theirs.id)).not.toBeNull();
	});

	it('throws when Copernica took the call but does not show the callback', async () => {
		const { callbacks } = sandbox.copernica;
		const add = callbacks.add.bind(callbacks);
		jest
			.spyOn(callbacks, 'add')
			.mockImplementation((source, input) => add(source, { ...input, url: `${input.url}?cut` }));
		const ours = await trigger();
		await expect(ours.create()).rejects.toThrow('Copernica did not confirm the callback');
		expect(ours.state()).toEqual({});
	});

	it('throws where this version of the API knows no callbacks', async () => {
		sandbox.copernica.quirks.set({ callbacksAnswer: 'none' });
		await expect((await trigger()).create()).rejects.toThrow();
	});

	it('is not doubled when the answer to it got lost and n8n tries again', async () => {
		sandbox.copernica.faults.add({
			fault: { kind: 'cut-after' },
			method: 'POST',
			path: 'callbacks',
			times: 1,
		});
		const ours = await trigger();
		await expect(ours.activate()).rejects.toThrow();
		await ours.activate();
		expect(remote()).toHaveLength(1);
		expect(ours.state()).toMatchObject({ callbackId: String(remote()[0]?.id) });
	});

	it('stays one over many starts of n8n', async () => {
		let staticData: IDataObject | undefined;
		for (let start = 0; start < 3; start++) {
			const ours = await trigger({ staticData });
			await ours.activate();
			staticData = ours.staticData();
		}
		expect(remote()).toHaveLength(1);
		expect(writes()).toHaveLength(1);
	});

	it.each(['http://localhost:5678', 'http://127.0.0.1:5678'])(
		'refuses %s with the remedy, before anything is sent',
		async (publicUrl) => {
			const ours = await trigger({
				publicUrl,
				credentials: {
					copernicaApi: {
						...sandboxCredentials(sandbox).copernicaApi,
						baseUrl: 'https://api.copernica.com',
					},
				},
			});
			await expect(ours.create()).rejects.toMatchObject({
				message: expect.any(String),
				description: expect.stringContaining('WEBHOOK_URL'),
			});
			expect(sandbox.copernica.requests.list()).toEqual([]);
		},
	);

	it('allows a local address for a local Copernica', async () => {
		const ours = await trigger({ publicUrl: 'http://127.0.0.1:5678' });
		await ours.create();
		expect(remote()).toHaveLength(1);
	});

	it('registers the test URL beside the production URL', async () => {
		const production = await trigger();
		const test = await trigger({ test: true });
		await production.activate();
		await test.activate();
		expect(remote().map(({ url }) => url)).toEqual([production.url, test.url]);
		await test.delete();
		expect(remote().map(({ url }) => url)).toEqual([production.url]);
	});
});

describe('delete', () => {
	it('removes ours by id, empties the state and touches no other', async () => {
		const ours = await trigger();
		await ours.create();
		place(OTHER_URL);
		expect(await ours.delete()).toBe(true);
		expect(remote().map(({ url }) => url)).toEqual([OTHER_URL]);
		expect(ours.state()).toEqual({});
	});

	it('is done when ours is gone already', async () => {
		const ours = await trigger();
		await ours.create();
		sandbox.copernica.callbacks.clear();
		expect(await ours.delete()).toBe(true);
		expect(ours.state()).toEqual({});
		expect(ours.logs().filter(({ level }) => level === 'warn')).toEqual([]);
	});

	it('is done when ours goes between finding it and removing it', async () => {
		const ours = await trigger();
		place(ours.url);
		jest.spyOn(sandbox.copernica.callbacks, 'find').mockReturnValue(null);
		expect(await ours.delete()).toBe(true);
		expect(writes()).toHaveLength(1);
		expect(ours.logs().filter(({ level }) => level === 'warn')).toEqual([]);
	});

	it('is done when the whole database is gone', async () => {
		const gone = await trigger(
			{ staticData: nodeStaticData({ callbackId: '77', url: 'https://n8n.example.com/x' }) },
			{ ids: { database: '4711', collection: '1' } },
		);
		expect(await gone.delete()).toBe(true);
		expect(gone.state()).toEqual({});
	});

	it('does not stop n8n for a fault: it keeps the id and logs what to remove by hand', async () => {
		const ours = await trigger();
		await ours.create();
		const { callbackId } = ours.state();
		copernicaIsDown();
		expect(await ours.delete()).toBe(false);
		expect(ours.state()).toMatchObject({ callbackId });
		const warnings = ours.logs().filter(({ level }) => level === 'warn');
		expect(warnings.map(({ message }) => message)).toEqual([
			expect.stringContaining(`callback ${String(callbackId)}`),
		]);
		for (const told of ['Publisher', '"Copernica Trigger"', '"Engine test" (ID workflow)']) {
			expect(warnings[0]?.message).toContain(told);
		}
		expect(warnings[0]?.message).toContain(
			'could not be removed: Copernica is not available right now (status 503)',
		);

		sandbox.copernica.faults.clear();
		expect(await ours.delete()).toBe(true);
		expect(remote()).toEqual([]);
	});

	it('says nothing of a callback that was never made', async () => {
		const ours = await trigger({ webhookId: 'never-made' });
		copernicaIsDown();
		await expect(ours.activate()).rejects.toThrow('Copernica');
		expect(await ours.delete()).toBe(false);
		expect(ours.logs().filter(({ level }) => level === 'warn')).toEqual([]);
	});

	it('warns of one that may have been made, although n8n forgot what the activation stored', async () => {
		const ours = await trigger({ webhookId: 'perhaps-made' });
		sandbox.copernica.faults.add({
			method: 'POST',
			path: '/callbacks',
			fault: { kind: 'cut-after' },
		});
		await expect(ours.activate()).rejects.toThrow();
		sandbox.copernica.faults.clear();
		copernicaIsDown();
		const forgotten = await trigger({ webhookId: 'perhaps-made' });
		expect(await forgotten.delete()).toBe(false);
		const [warning] = forgotten.logs().filter(({ level }) => level === 'warn');
		expect(warning?.message).toContain('callback that may be left');
	});

	it('keeps the id when Copernica does not know the method: that is not "gone"', async () => {
		const ours = await trigger();
		await ours.create();
		sandbox.copernica.quirks.set({ callbackDelete: false });
		expect(await ours.delete()).toBe(false);
		expect(ours.state()).toHaveProperty('callbackId');
		expect(ours.logs().some(({ level }) => level === 'warn')).toBe(true);
	});

	it.each(['no state', 'a renamed node', 'the state of before'])(
		'finds ours by its URL with %s',
		async (name) => {
			const first = await trigger();
			await first.create();
			place(OTHER_URL);
			const options: Record<string, Partial<LifecycleOptions>> = {
				'no state': {},
				'a renamed node': { staticData: first.staticData(), nodeName: 'Renamed' },
				'the state of before': { staticData: nodeStaticData({ callbackId: '4711' }) },
			};
			await (await trigger(options[name])).delete();
			expect(remote().map(({ url }) => url)).toEqual([OTHER_URL]);
		},
	);

	it('never removes the callback of someone else, even under the id it knows', async () => {
		const theirs = place(OTHER_URL);
		const ours = await trigger({
			staticData: nodeStaticData({
				callbackId: String(theirs.id),
				url: 'https://n8n.example.com/x',
			}),
		});
		await ours.delete();
		expect(remote()).toHaveLength(1);
	});

	it('removes a subprofile callback too', async () => {
		const ours = await trigger({}, { entity: 'subprofile' });
		await ours.create();
		await ours.delete();
		expect(remote()).toEqual([]);
	});

	it('leaves nothing behind when an activation does not succeed', async () => {
		const ours = await trigger();
		// Created, but the list that is to confirm it does not come.
		sandbox.copernica.faults.add({
			fault: { kind: 'status', status: 403 },
			method: 'GET',
			path: 'callbacks',
			every: 2,
		});
		await expect(ours.create()).rejects.toThrow();
		expect(remote()).toHaveLength(1);
		sandbox.copernica.faults.clear();
		// n8n then calls delete with the static data of before.
		await (await trigger()).delete();
		expect(remote()).toEqual([]);
	});
});

describe('manual registration', () => {
	const byHand = async (settings: INodeParameters = {}) =>
		await lifecycle({
			parameters: {
				...manual({ entity: 'profile', keys: { url: sandbox.copernica.dohUrl } }),
				...settings,
			},
		});

	it('asks Copernica nothing, with or without a credential', async () => {
		const ours = await byHand();
		expect(await ours.checkExists()).toBe(true);
		await ours.create();
		await ours.delete();
		expect(sandbox.copernica.requests.list()).toEqual([]);
	});

	it('refuses to start without the account that signatures are checked against', async () => {
		const ours = await byHand({ accountId: '' });
		await expect(ours.activate()).rejects.toThrow('The Account ID is not set');
	});

	it.each(['12a', '0', '-1', '1.5', ' one'])('refuses "%s" for a database', async (value) => {
		const ours = await byHand({ database: { __rl: true, mode: 'id', value } });
		await expect(ours.activate()).rejects.toThrow('The database is not an ID');
	});

	it.each(['', ' ', '12', ' 12 '])('takes "%s" for a database', async (value) => {
		const ours = await byHand({ database: { __rl: true, mode: 'id', value } });
		await ours.activate();
	});

	it('refuses a resolver that is not https', async () => {
		const ours = await byHand({ options: { resolvers: ['http://dns.example.com/query'] } });
		await expect(ours.activate()).rejects.toThrow(/cannot be used/);
	});
});

describe('secrets', () => {
	it('show up neither in the state nor in the log nor in what is thrown', async () => {
		const ours = await trigger();
		await ours.activate();
		copernicaIsDown();
		let thrown = '';
		try {
			await ours.checkExists();
		} catch (fault) {
			thrown = JSON.stringify(fault, Object.getOwnPropertyNames(fault));
		}
		await ours.delete();
		expect(thrown).not.toBe('');
		const written = JSON.stringify([ours.staticData(), ours.logs()]) + thrown;
		const { sessionToken } = await ours.credentials.storedValues('copernicaApi');
		expect(String(sessionToken)).not.toBe('');
		expect(written).not.toContain(sandbox.copernica.accessToken);
		expect(written).not.toContain(String(sessionToken));
	});
});

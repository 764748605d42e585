import { describe, expect, it } from '@jest/globals';
import { readChange } from '../../../core/contracts/change';
import { picked } from '../copernica/account';
import { withPolledAccount } from './account';

const account = withPolledAccount();
const ids = (items: Array<{ profileId?: unknown }>) => items.map(({ profileId }) => profileId);

describe('a look', () => {
	it('tells nothing at first, then what was changed and created, and nothing twice', async () => {
		const { look } = await account.start();
		expect(await look()).toEqual([]);
		account.pass(60);
		const [first] = account.profiles;
		account.edit(first ?? '', { Voornaam: 'Anna' });
		const made = account.create({ Email: 'nieuw@example.com', Nieuwsbrief: 'Ja' });
		const items = await look();
		expect(items).toMatchObject([
			{ change: 'update', entity: 'profile', profileId: first, changed: null, previous: null },
			{ change: 'create', profileId: made, databaseId: account.customers, speaksForCreation: true },
		]);
		expect(items[0]?.fields).toMatchObject({ Voornaam: 'Anna' });
		const now = new Date().toISOString();
		for (const json of items) {
			expect(readChange(json, now)).toMatchObject({ ok: true, change: json });
		}
		expect(await look()).toEqual([]);
	});

	it('takes one request where nothing changed', async () => {
		const { look } = await account.start();
		await look();
		account.requests();
		await look();
		expect(account.requests()).toEqual([`GET /v4/database/${account.customers}/profiles`]);
	});

	it('tells the newest values once, however often a profile changed', async () => {
		const { look } = await account.start();
		await look();
		for (const Voornaam of ['A', 'B', 'C']) {
			account.pass(1);
			account.edit(account.profiles[0] ?? '', { Voornaam });
		}
		expect(await look()).toMatchObject([{ fields: { Voornaam: 'C' } }]);
	});

	it('goes on where an error stopped it', async () => {
		const { look } = await account.start();
		await look();
		account.pass(60);
		account.edit(account.profiles[2] ?? '', { Voornaam: 'X' });
		account.sandbox.copernica.faults.add({ fault: { kind: 'status', status: 500 } });
		await expect(look()).rejects.toThrow(/Copernica/);
		account.sandbox.copernica.faults.clear();
		expect(ids(await look())).toEqual([account.profiles[2]]);
	});

	it('gives the rest of many changes at the next looks, in order', async () => {
		const { look } = await account.start({ options: { recordsPerLook: 3 } });
		await look();
		account.pass(60);
		for (const id of account.profiles) account.edit(id, { Notitie: 'x' });
		const told = [await look(), await look(), await look(), await look()].map(ids);
		expect(told.map(({ length }) => length)).toEqual([3, 3, 2, 0]);
		expect(told.flat()).toEqual(account.profiles);
	});

	it.each([
		['create', 'create'],
		['update', 'update'],
		['create,update', 'update'],
	])('leaves out no new record that changed while it waited, with %s', async (actions, told) => {
		const { look } = await account.start({
			actions: actions.split(','),
			options: { recordsPerLook: 1 },
		});
		await look();
		account.pass(60);
		const made = account.create({ Email: 'nieuw@example.com' });
		account.pass(60);
		account.edit(account.profiles[0] ?? '', { Voornaam: 'X' });
		account.pass(60);
		account.edit(made, { Voornaam: 'Y' });
		const items = [...(await look()), ...(await look())];
		expect(items.filter(({ profileId }) => profileId === made)).toMatchObject([{ change: told }]);
	});

	it('stops in time where n8n gives it little, and tells the rest later', async () => {
		const { look } = await account.start({}, { budget: -1 });
		await look();
		account.pass(60);
		account.sandbox.copernica.quirks.set({ largestPage: 3 });
		for (const id of account.profiles) {
			account.pass(1);
			account.edit(id, { Notitie: 'x' });
		}
		const told: unknown[] = [];
		for (let count = 0; count < 6; count += 1) told.push(...ids(await look()));
		expect(told).toEqual(account.profiles);
	});

	it('does not run twice at once', async () => {
		const { look } = await account.start();
		await look();
		account.edit(account.profiles[0] ?? '', { Voornaam: 'X' });
		const both = await Promise.all([look(), look()]);
		expect(both.flat()).toHaveLength(1);
	});

	it('leaves deleted profiles out', async () => {
		const { look } = await account.start();
		await look();
		account.pass(60);
		account.sandbox.copernica.edit({
			edit: 'delete-profile',
			profile: Number(account.profiles[0]),
			cause: 'form',
		});
		expect(await look()).toEqual([]);
	});
});

describe('the first look', () => {
	it('begins at a date, and tells what was created since', async () => {
		account.pass(600);
		const { modified } = [...account.sandbox.copernica.store.profiles.values()][0] ?? {};
		const since = String(modified);
		account.edit(account.profiles[1] ?? '', { Voornaam: 'X' });
		const made = account.create({ Email: 'nieuw@example.com' });
		account.pass(600);
		const { look } = await account.start({
			firstLook: 'since',
			since: `${since.slice(0, 10)}T${since.slice(11)}`,
		});
		expect(
			(await look()).map(({ change, profileId }) => `${String(change)} ${String(profileId)}`),
		).toContain(`create ${made}`);
	});

	it('begins with the oldest record, and takes nobody who is there for new', async () => {
		const { look } = await account.start({ firstLook: 'everything' });
		const items = await look();
		expect(ids(items)).toEqual(account.profiles);
		expect(new Set(items.map(({ change }) => change))).toEqual(new Set(['update']));
	});

	it('comes again with another source, and not for who chooses "From Now On" later', async () => {
		const everything = await account.start({ firstLook: 'everything' });
		await everything.look();
		account.pass(60);
		account.edit(account.profiles[0] ?? '', { Voornaam: 'X' });
		const staticData = everything.staticData();
		const now = await account.start({ actions: ['update'] }, { staticData });
		expect(ids(await now.look())).toContain(account.profiles[0]);
		const other = await account.start(
			{ source: 'collection', collection: picked(account.sqProfile) },
			{ staticData },
		);
		expect(await other.look()).toEqual([]);
	});
});

describe('after n8n was killed between two looks', () => {
	it('records come again rather than never, and once only', async () => {
		const first = await account.start();
		await first.look();
		account.pass(60);
		const [one, two] = account.profiles;
		account.edit(one ?? '', { Voornaam: 'X' });
		expect(ids(await first.look())).toEqual([one]);
		// What n8n has stored with the execution; the process is gone, and Copernica goes on.
		const staticData = first.staticData();
		account.pass(60);
		account.edit(two ?? '', { Voornaam: 'Y' });
		const second = await account.start({}, { staticData });
		expect(ids(await second.look())).toEqual([one, two]);
		expect(await second.look()).toEqual([]);
		const third = await account.start({}, { staticData: second.staticData() });
		expect(await third.look()).toEqual([]);
	});

	it('records come again as well when the next process is killed before its second look', async () => {
		const first = await account.start();
		await first.look();
		account.pass(60);
		const [one] = account.profiles;
		account.edit(one ?? '', { Voornaam: 'X' });
		await first.look();
		const second = await account.start({}, { staticData: first.staticData() });
		expect(ids(await second.look())).toEqual([one]);
		const third = await account.start({}, { staticData: second.staticData() });
		expect(ids(await third.look())).toEqual([one]);
		expect(await third.look()).toEqual([]);
		const fourth = await account.start({}, { staticData: third.staticData() });
		expect(await fourth.look()).toEqual([]);
	});

	it('what comes again is no new profile, so that no journey starts twice', async () => {
		const first = await account.start();
		await first.look();
		account.pass(60);
		account.create({ Email: 'nieuw@example.com' });
		expect(await first.look()).toMatchObject([{ change: 'create' }]);
		const second = await account.start({}, { staticData: first.staticData() });
		expect(await second.look()).toMatchObject([{ change: 'update' }]);
	});

	it('a record that is new to the look that comes again is not left out where only updates are wanted', async () => {
		const parameters = { actions: ['update'] };
		const first = await account.start(parameters);
		await first.look();
		account.pass(60);
		const made = account.create({ Email: 'nieuw@example.com' });
		account.edit(account.profiles[0] ?? '', { Voornaam: 'X' });
		expect(ids(await first.look())).toEqual([account.profiles[0]]);
		account.pass(60);
		account.edit(made, { Nieuwsbrief: 'Nee' });
		const second = await account.start(parameters, { staticData: first.staticData() });
		expect(ids(await second.look())).toContain(made);
	});

	it('everything that changed meanwhile is told, also what a look had not come to', async () => {
		const first = await account.start({ options: { recordsPerLook: 2 } });
		await first.look();
		account.pass(60);
		for (const id of account.profiles) account.edit(id, { Notitie: 'x' });
		await first.look();
		const second = await account.start({}, { staticData: first.staticData() });
		expect(ids(await second.look())).toEqual(account.profiles);
	});

	it('a Copernica that is away at the start keeps nothing from starting', async () => {
		const first = await account.start();
		await first.look();
		const staticData = first.staticData();
		account.pass(60);
		account.edit(account.profiles[0] ?? '', { Voornaam: 'X' });
		account.sandbox.copernica.faults.add({ fault: { kind: 'status', status: 503 } });
		const second = await account.start({}, { staticData, activation: 'init' });
		expect(await second.look()).toEqual([]);
		expect(second.logs()).toMatchObject([{ level: 'warn' }]);
		await expect(second.look()).rejects.toThrow();
		account.sandbox.copernica.faults.clear();
		expect(ids(await second.look())).toEqual([account.profiles[0]]);
	});
});

describe('what n8n has lost of the place', () => {
	it('is not needed for a node with a new name', async () => {
		const first = await account.start();
		await first.look();
		const staticData = first.staticData();
		account.pass(60);
		account.edit(account.profiles[0] ?? '', { Voornaam: 'X' });
		const renamed = await account.start({}, { staticData, nodeName: 'Changes Missed' });
		expect(ids(await renamed.look())).toEqual([account.profiles[0]]);
	});

	it('is there where another node of the workflow, published before, saved last', async () => {
		const workflowId = 'with two triggers';
		const one = await account.start({}, { workflowId, nodeId: 'one', nodeName: 'One' });
		await one.look();
		const more = { workflowId, nodeId: 'two', nodeName: 'Two' };
		const two = await account.start({ source: 'unsubscribes' }, more);
		await two.look();
		account.pass(60);
		account.edit(account.profiles[0] ?? '', { Voornaam: 'X' });
		await one.look();
		const staticData = one.staticData();
		expect(Object.keys(staticData)).not.toContain('node:Two');
		account.sandbox.copernica.edit({
			edit: 'unsubscribe-profile',
			profile: Number(account.profiles[1]),
		});
		const later = { ...more, workflowId: 'with two triggers', staticData };
		const again = await account.start({ source: 'unsubscribes' }, later);
		expect(ids(await again.look())).toEqual([account.profiles[1]]);
	});
});

describe('a test in the editor', () => {
	it('shows the newest records that fit and moves nothing', async () => {
		account.pass(60);
		account.edit(account.profiles[3] ?? '', { Voornaam: 'X' });
		account.pass(1);
		const made = account.create({ Email: 'nieuw@example.com' });
		const test = await account.start({}, { mode: 'manual' });
		const shown = await test.look();
		expect(shown.length).toBeLessThanOrEqual(10);
		expect(ids(shown).slice(-2)).toEqual([account.profiles[3], made]);
		expect(test.staticData()).toEqual({});
		const updates = await account.start({ actions: ['update'] }, { mode: 'manual' });
		expect(ids(await updates.look())).not.toContain(made);
	});
});

describe('other sources', () => {
	it('subprofiles of a collection', async () => {
		const { look } = await account.start({
			source: 'collection',
			collection: picked(account.sqProfile),
		});
		expect(await look()).toEqual([]);
		account.pass(60);
		const [profile] = account.profiles;
		const { id } = account.sandbox.copernica.edit({
			edit: 'create-subprofile',
			profile: Number(profile),
			collection: Number(account.sqProfile),
			fields: { Favoriet_merk: 'X' },
			cause: 'form',
		});
		expect(await look()).toMatchObject([
			{
				change: 'create',
				entity: 'subprofile',
				subprofileId: String(id),
				profileId: profile,
				databaseId: account.customers,
				collectionId: account.sqProfile,
				fields: { Favoriet_merk: 'X' },
			},
		]);
	});

	it.each([false, true])('a selection, with its order ignored: %s', async (ignored) => {
		account.sandbox.copernica.quirks.set({ selectionOrderIgnored: ignored });
		const { selections } = account.sandbox.copernica.store;
		const view = [...selections.all.values()].find(({ name }) => name === 'Nieuwsbrief');
		const members = account.profiles.filter((id) => view?.members.has(Number(id)));
		const { look } = await account.start({
			source: 'selection',
			selection: picked(String(view?.id)),
		});
		expect(await look()).toEqual([]);
		for (const id of account.profiles) {
			account.pass(1);
			account.edit(id, { Notitie: 'x' });
		}
		expect(ids(await look())).toEqual(members);
	});
});

describe('settings', () => {
	it.each([
		[{ database: picked('') }, 'No database is selected'],
		[{ source: 'collection', collection: picked('SQ') }, 'No collection is selected'],
		[{ actions: '={{ [] }}' }, 'No actions are selected'],
		[{ options: { recordsPerLook: 0 } }, 'The number of records per look cannot be used'],
		[{ firstLook: 'since', since: 'yesterday' }, 'The date under Since cannot be read'],
	])('%j: %s', async (parameters, message) => {
		const { look } = await account.start(parameters).catch((thrown: unknown) => {
			// n8n itself asks for what is required.
			expect(String(thrown)).toMatch(/required/);
			return { look: async () => await Promise.reject(new Error(message)) };
		});
		await expect(look()).rejects.toThrow(message);
	});

	it('refuse a database in which a field hides the time of changes', async () => {
		const database = account.sandbox.copernica.store.addDatabase('Old', '', [{ name: 'Modified' }]);
		const { look } = await account.start({ database: picked(String(database.id)) });
		await expect(look()).rejects.toThrow('A field is called "modified"');
	});
});

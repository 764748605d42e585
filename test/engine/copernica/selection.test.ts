import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';
import { nodeMethods, runNode } from '../support';
import { openAccount, picked, type Account } from './account';
import { startScriptedVendor, type ScriptedVendor } from './scriptedVendor';

let account: Account;

beforeAll(async () => {
	account = await openAccount();
});
beforeEach(() => account.reset());
afterAll(async () => await account.stop());

const list = (extra: INodeParameters = {}): INodeParameters => ({
	resource: 'selection',
	operation: 'getAll',
	database: picked(account.customers),
	returnAll: true,
	...extra,
});
const rebuild = (extra: INodeParameters = {}): INodeParameters => ({
	resource: 'selection',
	operation: 'rebuild',
	database: picked(account.customers),
	selection: picked('={{ $json.id }}'),
	...extra,
});
const profiles = (extra: INodeParameters = {}): INodeParameters => ({
	resource: 'profile',
	operation: 'getAll',
	source: 'selection',
	database: picked(account.customers),
	selection: picked(account.selections.subscribed),
	returnAll: true,
	...extra,
});
const subprofiles = (extra: INodeParameters = {}): INodeParameters => ({
	resource: 'subprofile',
	operation: 'getAll',
	source: 'miniselection',
	database: picked(account.customers),
	collection: picked(account.sqProfile),
	miniselection: picked(account.selections.manyPoints),
	returnAll: true,
	...extra,
});
const where = (name: string, value: string): INodeParameters => ({
	filters: { filter: [{ name, operator: 'is', value }] },
});
const subscribed = () => account.profiles.filter((id) => account.stored(id).Nieuwsbrief === 'Ja');
const ask = (at: number, Nieuwsbrief: string) =>
	account.copernica.edit({
		edit: 'update-profile',
		profile: Number(account.profiles[at]),
		fields: { Nieuwsbrief },
	});

describe('get many', () => {
	it.each([
		['lists what is right below it', {}],
		['lists nested ones too', { nestedSelectionsInList: true }],
		['does not tell which have others in them', { hasChildrenShown: false }],
	])('gives each selection once where a database %s', async (_, quirks) => {
		account.copernica.quirks.set(quirks);
		const { completed } = await account.run(list());
		const { subscribed: outer, women } = account.selections;
		const of = { databaseId: account.customers, collectionId: null };
		expect(completed).toMatchObject([
			{ selectionId: outer, name: 'Nieuwsbrief', parentId: null, ...of },
			{ selectionId: women, name: 'Nieuwsbrief, vrouwen', parentId: outer, ...of },
		]);
		expect(completed[0]?.lastBuilt).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
	});

	it('gives the miniselections of a collection', async () => {
		const { completed } = await account.run(
			list({ source: 'collection', collection: picked(account.sqProfile) }),
		);
		expect(completed).toMatchObject([
			{
				selectionId: account.selections.manyPoints,
				name: 'Veel punten',
				parentId: null,
				collectionId: account.sqProfile,
			},
		]);
	});

	it('reads them once for many items', async () => {
		const { requests } = await account.run(list(), [{}, {}, {}]);
		expect(requests).toHaveLength(2);
	});
});

describe('rebuild', () => {
	it('lets those in who fit now, and those out who do not', async () => {
		ask(1, 'Ja');
		ask(0, 'Nee');
		expect((await account.run(profiles())).completed.map(({ profileId }) => profileId)).toContain(
			account.profiles[0],
		);
		const id = account.selections.subscribed;
		const { completed, writes } = await account.run(rebuild(), [{ id }, { id }]);
		expect(completed).toEqual([
			{ status: 'started', selectionId: id },
			{ status: 'started', selectionId: id },
		]);
		expect(writes).toHaveLength(1);
		expect((await account.run(profiles())).completed.map(({ profileId }) => profileId)).toEqual(
			subscribed(),
		);
	});

	it('rebuilds a miniselection', async () => {
		const points = { Loyaliteitspunten: 500 };
		const subprofile = Number(account.subprofiles[0]);
		account.copernica.edit({ edit: 'update-subprofile', subprofile, fields: points });
		await account.run(
			rebuild({
				source: 'miniselection',
				collection: picked(account.sqProfile),
				miniselection: picked(account.selections.manyPoints),
			}),
		);
		expect((await account.run(subprofiles())).completed).toHaveLength(2);
	});

	it('says which one does not exist', async () => {
		const { rejected } = await account.run(rebuild(), [{ id: '99999' }]);
		expect(rejected).toMatchObject([
			{
				status: 'rejected',
				code: 'SELECTION_GONE',
				selectionId: '99999',
				reason: expect.stringContaining('selection 99999'),
			},
		]);
	});

	it('takes no miniselection for a selection, nor the other way round', async () => {
		const { manyPoints } = account.selections;
		const { rejected } = await account.run(rebuild(), [{ id: manyPoints }]);
		expect(rejected).toMatchObject([{ code: 'SELECTION_GONE' }]);
	});
});

describe('profiles of a selection', () => {
	const ids = async (extra: INodeParameters = {}) => {
		const { completed, rejected, run } = await account.run(profiles(extra));
		expect(run.error).toBeUndefined();
		expect(rejected).toEqual([]);
		return completed.map(({ profileId }) => profileId);
	};

	it('are those in it, as Changes too', async () => {
		expect(subscribed().length).toBeGreaterThan(2);
		expect(await ids()).toEqual(subscribed());
		const { completed } = await account.run(profiles({ output: 'change', limit: 1 }));
		const ofDatabase = await account.run(
			profiles({ source: 'database', output: 'change', limit: 1 }),
		);
		expect(completed[0]).toMatchObject({
			entity: 'profile',
			databaseId: account.customers,
			interestsOff: ['Mode'],
			changeKey: ofDatabase.completed[0]?.changeKey,
		});
	});

	it('are those of the nested one', async () => {
		const women = picked(account.selections.women);
		expect(await ids({ selection: women })).toEqual([account.profiles[0]]);
	});

	it('leave out who was deleted since', async () => {
		account.copernica.edit({ edit: 'delete-profile', profile: Number(account.profiles[0]) });
		expect(await ids()).toEqual(subscribed());
		expect(await ids()).not.toContain(account.profiles[0]);
	});

	it('are filtered and limited', async () => {
		expect(await ids(where('Plaats', 'Amsterdam'))).toEqual([account.profiles[0]]);
		expect(await ids({ returnAll: false, limit: 2 })).toEqual(subscribed().slice(0, 2));
	});

	it('all come, however few rows a page has', async () => {
		account.copernica.quirks.set({ largestPage: 1, largestPageShown: false });
		expect(await ids()).toEqual(subscribed());
	});

	it('never get a filter that their own database does not know, which would give all of them', async () => {
		const { rejected, requests } = await account.run(
			profiles({ database: picked(account.prospects), ...where('Bron', 'x') }),
		);
		expect(rejected).toMatchObject([{ code: 'FIELD_UNKNOWN', field: 'Bron' }]);
		expect(requests.filter((request) => request.endsWith('/profiles'))).toEqual([]);
	});

	it('may come in any order on one page', async () => {
		account.copernica.quirks.set({ selectionOrderIgnored: true });
		expect((await ids()).sort()).toEqual(subscribed().sort());
	});

	it('are not half read where the order is ignored: the run ends with a clear text', async () => {
		account.copernica.quirks.set({ selectionOrderIgnored: true, largestPage: 2 });
		const { run } = await account.run(profiles());
		expect(run.error?.message).toBe('Copernica answered, but not with the next page of the list');
	});

	it('asks for the selection once for many items', async () => {
		const { requests } = await account.run(profiles({ limit: 1, returnAll: false }), [{}, {}]);
		const path = `GET /v4/view/${account.selections.subscribed}`;
		expect(requests.filter((request) => request === path)).toHaveLength(1);
	});

	it('are rejected where the selection is no ID or is gone', async () => {
		const { rejected } = await account.run(profiles({ selection: picked('={{ $json.id }}') }), [
			{ id: 'x' },
			{ id: '99999' },
		]);
		expect(rejected).toMatchObject([
			{ code: 'ID_INVALID', field: 'selection' },
			{ code: 'SELECTION_GONE' },
		]);
	});
});

describe('subprofiles of a miniselection', () => {
	it('are those in it, as Changes too', async () => {
		const { completed } = await account.run(subprofiles());
		expect(completed).toMatchObject([{ subprofileId: account.subprofiles[1] }]);
		const changes = await account.run(subprofiles({ output: 'change' }));
		expect(changes.completed).toMatchObject([
			{
				entity: 'subprofile',
				subprofileId: account.subprofiles[1],
				collectionId: account.sqProfile,
				databaseId: account.customers,
			},
		]);
	});

	it('are filtered by the fields of their own collection', async () => {
		const other = account.copernica.store.findCollection('squeezely_audiences');
		const parameters = (name: string, value: string) =>
			subprofiles({ collection: picked(String(other?.id)), ...where(name, value) });
		const { completed } = await account.run(parameters('Loyaliteitspunten', '200'));
		expect(completed).toHaveLength(1);
		const { rejected } = await account.run(parameters('email_hash', 'x'));
		expect(rejected).toMatchObject([{ code: 'FIELD_UNKNOWN' }]);
	});
});

describe('the lists of the editor', () => {
	const editor = async (parameters: INodeParameters) =>
		await nodeMethods({
			nodeType: 'copernica',
			parameters,
			credentials: { copernicaApi: account.credential },
		});

	it('show nested selections behind the one they are in, and search by name or ID', async () => {
		const { listSearch } = await editor(profiles());
		const { subscribed: outer, women } = account.selections;
		expect((await listSearch('searchSelections')).results).toEqual([
			{ name: 'Nieuwsbrief', value: outer },
			{ name: 'Nieuwsbrief › Nieuwsbrief, vrouwen', value: women },
		]);
		expect((await listSearch('searchSelections', 'VROUW')).results).toHaveLength(1);
		expect((await listSearch('searchSelections', women)).results).toHaveLength(1);
		expect((await listSearch('searchSelections', 'nothing')).results).toEqual([]);
	});

	it('show miniselections once a collection is chosen', async () => {
		const { listSearch } = await editor(subprofiles());
		expect((await listSearch('searchMiniselections')).results).toEqual([
			{ name: 'Veel punten', value: account.selections.manyPoints },
		]);
		const without = await editor(subprofiles({ collection: picked('') }));
		await expect(without.listSearch('searchMiniselections')).rejects.toThrow(
			'Choose a collection first',
		);
	});
});

describe('selections that lead back to each other', () => {
	let vendor: ScriptedVendor;
	afterEach(async () => await vendor.stop());

	it('are read once each, and the reading ends', async () => {
		const view = (id: string, parent: string) => ({
			ID: id,
			name: `Selection ${id}`,
			'parent-type': 'view',
			'parent-id': parent,
			'has-children': true,
		});
		const one = [{ body: { start: 0, limit: 1_000, total: 1, data: [view('1', '2')] } }];
		const two = [{ body: { start: 0, limit: 1_000, total: 1, data: [view('2', '1')] } }];
		vendor = await startScriptedVendor({
			answers: {
				'GET /v4/database/1/views': one,
				'GET /v4/view/1/views': two,
				'GET /v4/view/2/views': one,
			},
		});
		const run = await runNode({
			nodeType: 'copernica',
			parameters: { resource: 'selection', operation: 'getAll', database: picked('1') },
			credentials: { copernicaApi: vendor.credential },
			items: [{}],
		});
		expect(run.error).toBeUndefined();
		expect(run.outputs[0]?.map(({ json }) => json.selectionId)).toEqual(['1', '2']);
	});
});

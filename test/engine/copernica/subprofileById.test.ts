import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';
import { autoMapped, mapped, openAccount, picked, type Account } from './account';

let account: Account;
let first: string;

beforeAll(async () => {
	account = await openAccount();
	first = account.subprofiles[0] ?? '';
});
beforeEach(() => account.reset());
afterAll(async () => await account.stop());

const get = (extra: INodeParameters = {}): INodeParameters => ({
	resource: 'subprofile',
	operation: 'get',
	subprofileId: '={{ $json.id }}',
	...extra,
});
const update = (extra: INodeParameters = {}): INodeParameters => ({
	resource: 'subprofile',
	operation: 'update',
	database: picked(account.customers),
	collection: picked(account.sqProfile),
	subprofileId: '={{ $json.id }}',
	fields: mapped({ Winkel: 'Delft' }),
	...extra,
});
const remove: INodeParameters = {
	resource: 'subprofile',
	operation: 'delete',
	subprofileId: '={{ $json.id }}',
};
const stored = (id: string) => account.copernica.store.subprofiles.get(Number(id));
const deleteFirst = () =>
	account.copernica.edit({ edit: 'delete-subprofile', subprofile: Number(first) });

describe('get', () => {
	it('gives the subprofile with the profile and collection it belongs to', async () => {
		const { completed, requests } = await account.run(get(), [{ id: first }, { id: first }]);
		expect(completed[0]).toMatchObject({
			subprofileId: first,
			profileId: account.profiles[0],
			collectionId: account.sqProfile,
			fields: { Favoriet_merk: 'Voorbeeldmerk' },
		});
		expect(requests).toHaveLength(1);
	});

	it('gives the Change that Get Many gives, with the database that the subprofile does not tell', async () => {
		const change = { output: 'change' };
		const { completed } = await account.run(get(change), [{ id: first }]);
		const many = await account.run({
			resource: 'subprofile',
			operation: 'getAll',
			database: picked(account.customers),
			collection: picked(account.sqProfile),
			limit: 1,
			...change,
		});
		expect(completed[0]).toMatchObject({
			databaseId: account.customers,
			changeKey: many.completed[0]?.changeKey,
		});
	});

	it('rejects a deleted one, whose fields read as empty', async () => {
		deleteFirst();
		const { completed, rejected } = await account.run(get(), [{ id: first }]);
		expect(completed).toEqual([]);
		expect(rejected).toMatchObject([
			{
				code: 'PROFILE_GONE',
				subprofileId: first,
				reason: expect.stringContaining(`subprofile ${first}`),
			},
		]);
	});
});

describe('update', () => {
	it('writes what differs, once for two items that want the same', async () => {
		const { completed, writes } = await account.run(update(), [{ id: first }, { id: first }]);
		expect(completed).toMatchObject([
			{ status: 'updated', changed: ['Winkel'], profileId: account.profiles[0] },
			{ status: 'unchanged', changed: [] },
		]);
		expect(writes).toHaveLength(1);
		expect(stored(first)?.fields.Winkel).toBe('Delft');
	});

	it('writes nothing to a deleted one, although Copernica would take it', async () => {
		deleteFirst();
		const { rejected, writes } = await account.run(update(), [{ id: first }]);
		expect(rejected).toMatchObject([{ code: 'PROFILE_GONE', subprofileId: first }]);
		expect(writes).toEqual([]);
	});

	it('goes by the collection that the subprofile is really in', async () => {
		const other = account.copernica.edit({
			edit: 'create-subprofile',
			profile: Number(account.profiles[0]),
			collection: 'squeezely_audiences',
			fields: {},
		});
		const { rejected, writes } = await account.run(update(), [{ id: other.id }]);
		expect(rejected).toMatchObject([{ code: 'FIELD_UNKNOWN', field: 'Winkel' }]);
		expect(writes).toEqual([]);
	});

	it.each([
		['nothing', { fields: autoMapped() }, 'NOTHING_TO_WRITE'],
		['a bad value', { fields: mapped({ Loyaliteitspunten: 'many' }) }, 'VALUE_INVALID'],
	])('rejects %s and writes nothing', async (_, extra, code) => {
		const { rejected, writes } = await account.run(update(extra), [{ id: first }]);
		expect(rejected).toMatchObject([{ status: 'invalid', code }]);
		expect(writes).toEqual([]);
	});

	it.each(['', '0', '..', '1/fields', 'abc'])('refuses the ID %p and asks nothing', async (id) => {
		for (const parameters of [get(), update(), remove]) {
			const { rejected, requests } = await account.run(parameters, [{ id }]);
			expect(rejected).toMatchObject([
				{ status: 'invalid', code: 'ID_INVALID', field: 'subprofileId' },
			]);
			expect(requests).toEqual([]);
		}
	});
});

describe('delete', () => {
	it('deletes the subprofile alone, and may be repeated', async () => {
		const once = await account.run(remove, [{ id: first }]);
		const done = { subprofileId: first, deleted: true };
		expect(once.completed).toEqual([{ status: 'deleted', ...done }]);
		expect((await account.run(remove, [{ id: first }])).completed).toEqual([
			{ status: 'unchanged', ...done },
		]);
		expect(stored(first)?.removed).not.toBe(false);
		expect(stored(account.subprofiles[1] ?? '')?.removed).toBe(false);
		expect(account.stored(account.profiles[0] ?? '').Voornaam).toBe('Anne');
	});

	it('does not say "deleted" of one that never was', async () => {
		const { completed, rejected } = await account.run(remove, [{ id: '99999' }]);
		expect(completed).toEqual([]);
		expect(rejected).toMatchObject([{ code: 'PROFILE_GONE', subprofileId: '99999' }]);
	});

	it('asks once for two items with one ID', async () => {
		const { completed, writes } = await account.run(remove, [{ id: first }, { id: first }]);
		expect(completed.map(({ status }) => status)).toEqual(['deleted', 'unchanged']);
		expect(writes).toHaveLength(1);
	});

	it('knows its own work again when the answer was lost', async () => {
		account.copernica.faults.add({ method: 'DELETE', fault: { kind: 'cut-after' }, times: 1 });
		const { completed } = await account.run(remove, [{ id: first }]);
		expect(completed).toMatchObject([{ deleted: true }]);
		expect(stored(first)?.removed).not.toBe(false);
	});
});

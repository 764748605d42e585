import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';
import { autoMapped, mapped, openAccount, picked, type Account } from './account';

let account: Account;
let first: string;

beforeAll(async () => {
	account = await openAccount();
	first = account.profiles[0] ?? '';
});
beforeEach(() => account.reset());
afterAll(async () => await account.stop());

const update = (extra: INodeParameters = {}): INodeParameters => ({
	resource: 'profile',
	operation: 'update',
	database: picked(account.customers),
	profileId: '={{ $json.id }}',
	fields: mapped({ Plaats: 'Elders' }),
	...extra,
});
const remove = (extra: INodeParameters = {}): INodeParameters => ({
	resource: 'profile',
	operation: 'delete',
	profileId: '={{ $json.id }}',
	...extra,
});
const unsubscribe: INodeParameters = {
	resource: 'profile',
	operation: 'unsubscribe',
	profileId: '={{ $json.id }}',
};
const get: INodeParameters = {
	resource: 'profile',
	operation: 'get',
	profileId: '={{ $json.id }}',
};

describe('update', () => {
	it('reports a deleted profile and does not write to it, although Copernica would take it', async () => {
		account.copernica.edit({ edit: 'delete-profile', profile: Number(first) });
		const { rejected, writes } = await account.run(update(), [{ id: first }]);
		expect(rejected).toMatchObject([
			{ status: 'rejected', code: 'PROFILE_GONE', profileId: first },
		]);
		expect(writes).toEqual([]);
	});

	it('goes by the database that the profile is really in', async () => {
		const other = account.copernica.edit({
			edit: 'create-profile',
			database: 'Prospects',
			fields: { Email: 'p@example.com' },
		});
		const { rejected, writes } = await account.run(update(), [{ id: other.id }]);
		expect(rejected).toMatchObject([{ code: 'FIELD_UNKNOWN', field: 'Plaats' }]);
		expect(writes).toEqual([]);
	});

	it('says so when nothing is to be written', async () => {
		const { rejected, writes } = await account.run(update({ fields: autoMapped() }), [
			{ id: first },
		]);
		expect(rejected).toMatchObject([{ status: 'invalid', code: 'NOTHING_TO_WRITE' }]);
		expect(writes).toEqual([]);
	});

	it('writes interests alone', async () => {
		const parameters = update({ fields: mapped({}), options: { addInterests: ['Mode'] } });
		const { completed } = await account.run(parameters, [{ id: first }]);
		expect(completed).toMatchObject([{ status: 'updated', changed: ['Mode'] }]);
		expect(account.copernica.store.profiles.get(Number(first))?.interests).toEqual([
			'Sport',
			'Mode',
		]);
	});

	it('writes once for two items that want the same', async () => {
		const { completed, writes } = await account.run(update(), [{ id: first }, { id: first }]);
		expect(completed.map(({ status }) => status)).toEqual(['updated', 'unchanged']);
		expect(writes).toHaveLength(1);
	});

	it.each(['', '0', '..', '1/fields', 'abc'])('refuses the ID %p and asks nothing', async (id) => {
		const { rejected, requests } = await account.run(update(), [{ id }]);
		expect(rejected).toMatchObject([{ status: 'invalid', code: 'ID_INVALID', field: 'profileId' }]);
		expect(requests).toEqual([]);
	});
});

describe('get', () => {
	it('rejects a deleted profile, whose fields read as empty', async () => {
		account.copernica.edit({ edit: 'delete-profile', profile: Number(first) });
		const { completed, rejected } = await account.run(get, [{ id: first }]);
		expect(completed).toEqual([]);
		expect(rejected).toMatchObject([
			{ code: 'PROFILE_GONE', reason: expect.stringContaining('deleted') },
		]);
	});

	it('reads a profile once for many items', async () => {
		const { completed, requests } = await account.run(get, [
			{ id: first },
			{ id: first },
			{ id: first },
		]);
		expect(completed).toHaveLength(3);
		expect(requests).toHaveLength(1);
	});
});

describe('delete', () => {
	it('deletes, and may be repeated', async () => {
		const once = await account.run(remove(), [{ id: first }]);
		expect(once.completed).toEqual([{ status: 'deleted', profileId: first, deleted: true }]);
		const twice = await account.run(remove(), [{ id: first }]);
		expect(twice.completed).toEqual([{ status: 'unchanged', profileId: first, deleted: true }]);
		expect(account.copernica.store.profiles.get(Number(first))?.removed).not.toBe(false);
	});

	it('does not say "deleted" of a profile that never was', async () => {
		const { completed, rejected } = await account.run(remove(), [{ id: '99999' }]);
		expect(completed).toEqual([]);
		expect(rejected).toMatchObject([{ code: 'PROFILE_GONE', profileId: '99999' }]);
	});

	it('asks once for two items with one ID', async () => {
		const { completed, writes } = await account.run(remove(), [{ id: first }, { id: first }]);
		expect(completed.map(({ status }) => status)).toEqual(['deleted', 'unchanged']);
		expect(writes).toHaveLength(1);
	});

	it('knows its own work again when the answer was lost', async () => {
		account.copernica.faults.add({ method: 'DELETE', fault: { kind: 'cut-after' }, times: 1 });
		const { completed } = await account.run(remove({ completely: true }), [{ id: first }]);
		expect(completed).toMatchObject([{ deleted: true }]);
		expect(account.copernica.store.profiles.has(Number(first))).toBe(false);
	});

	it('keeps the profile in the background unless told otherwise', async () => {
		await account.run(remove(), [{ id: first }]);
		expect(account.copernica.store.profiles.has(Number(first))).toBe(true);
	});
});

describe('unsubscribe', () => {
	const setBehaviour = (behavior: 'nothing' | 'remove' | 'update', fields = {}) => {
		const database = account.copernica.store.findDatabase('Customers');
		if (database !== null) database.unsubscribe = { behavior, fields };
	};

	it('runs what the database is set up to do', async () => {
		setBehaviour('update', { Nieuwsbrief: 'Nee' });
		const { completed } = await account.run(unsubscribe, [{ id: first }]);
		expect(completed).toEqual([{ status: 'unsubscribed', profileId: first, behavior: 'update' }]);
		expect(account.stored(first).Nieuwsbrief).toBe('Nee');
	});

	it('writes nothing for who is unsubscribed already', async () => {
		setBehaviour('update', { Nieuwsbrief: 'Nee' });
		await account.run(unsubscribe, [{ id: first }]);
		const { completed, writes } = await account.run(unsubscribe, [{ id: first }]);
		expect(completed).toMatchObject([{ status: 'unchanged' }]);
		expect(writes).toEqual([]);
	});

	it('rejects where the database would do nothing and the person stay subscribed', async () => {
		setBehaviour('nothing');
		const { completed, rejected, writes } = await account.run(unsubscribe, [{ id: first }]);
		expect(completed).toEqual([]);
		expect(rejected).toMatchObject([{ status: 'rejected', code: 'UNSUBSCRIBE_NOT_SET_UP' }]);
		expect(writes).toEqual([]);
	});

	it('removes where that is the behaviour, and says PROFILE_GONE the next time', async () => {
		setBehaviour('remove');
		const { completed, rejected } = await account.run(unsubscribe, [{ id: first }, { id: first }]);
		expect(completed).toMatchObject([{ status: 'unsubscribed', behavior: 'remove' }]);
		expect(rejected).toMatchObject([{ code: 'PROFILE_GONE' }]);
	});

	it('asks for the behaviour once per database', async () => {
		setBehaviour('update', { Nieuwsbrief: 'Nee' });
		const { requests } = await account.run(
			unsubscribe,
			account.profiles.slice(0, 4).map((id) => ({ id })),
		);
		const asked = requests.filter((request) => request.startsWith(`GET /v4/database/`));
		expect(asked).toHaveLength(1);
	});
});

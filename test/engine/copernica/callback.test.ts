import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openAccount, picked, type Account } from './account';

let account: Account;
let ids: string[];

beforeAll(async () => {
	account = await openAccount();
});
beforeEach(() => {
	account.reset();
	ids = [
		account.copernica.registerCallback({ database: 'Customers', url: 'http://127.0.0.1:9/a' }),
		account.copernica.registerCallback({ collection: 'SQ_profile', url: 'http://127.0.0.1:9/b' }),
		account.copernica.registerCallback({ database: 'Prospects', url: 'http://127.0.0.1:9/c' }),
	].map(({ id }) => String(id));
});
afterAll(async () => await account.stop());

const remove = { resource: 'callback', operation: 'delete', callbackId: '={{ $json.id }}' };
const left = () => account.copernica.callbacks.list().map(({ id }) => String(id));

describe('get many', () => {
	it('finds those of the database and of its collections, and no others', async () => {
		const { completed, requests } = await account.run({
			resource: 'callback',
			operation: 'getAll',
			database: picked(account.customers),
		});
		expect(completed).toMatchObject([
			{ callbackId: ids[0], url: 'http://127.0.0.1:9/a', collectionId: null },
			{
				callbackId: ids[1],
				url: 'http://127.0.0.1:9/b',
				collectionId: account.sqProfile,
				collection: 'SQ_profile',
			},
		]);
		expect(requests.filter((request) => request.includes('/v1/'))).toHaveLength(4);
	});
});

describe.each([
	['in the list wrapper, as documented', false],
	['bare', true],
])('a callback that is answered %s', (_name, callbackBare) => {
	it('is deleted, and the next one is not there', async () => {
		account.copernica.quirks.set({ callbackBare });
		const { completed, rejected } = await account.run(remove, [{ id: ids[1] }, { id: 99_999 }]);
		expect(completed).toMatchObject([{ callbackId: ids[1], url: 'http://127.0.0.1:9/b' }]);
		expect(rejected).toMatchObject([{ code: 'CALLBACK_GONE' }]);
		expect(left()).toEqual([ids[0], ids[2]]);
	});
});

describe('delete', () => {
	it('removes one, says what it was, and goes on after one that is not there', async () => {
		const { completed, rejected } = await account.run(remove, [
			{ id: ids[1] },
			{ id: 99_999 },
			{ id: ids[0] },
		]);
		expect(completed).toEqual([
			{ status: 'deleted', callbackId: ids[1], url: 'http://127.0.0.1:9/b', deleted: true },
			{ status: 'deleted', callbackId: ids[0], url: 'http://127.0.0.1:9/a', deleted: true },
		]);
		expect(rejected).toMatchObject([{ code: 'CALLBACK_GONE', callbackId: '99999' }]);
		expect(left()).toEqual([ids[2]]);
	});

	it('says the vendor’s text where Copernica does not take the call', async () => {
		account.copernica.quirks.set({ callbackDelete: false });
		const { rejected } = await account.run(remove, [{ id: ids[0] }]);
		expect(rejected).toMatchObject([
			{ code: 'REFUSED_BY_COPERNICA', reason: expect.stringContaining('Invalid method') },
		]);
		expect(left()).toHaveLength(3);
	});

	it('refuses an ID that would lead elsewhere', async () => {
		const { rejected, requests } = await account.run(remove, [{ id: '../database/1' }]);
		expect(rejected).toMatchObject([{ code: 'ID_INVALID', field: 'callbackId' }]);
		expect(requests).toEqual([]);
	});

	it('waits out 429, and ends the run when 503 stays', async () => {
		account.copernica.faults.add({
			method: 'DELETE',
			fault: { kind: 'status', status: 429, retryAfter: { seconds: 1 } },
			times: 1,
		});
		const first = await account.run(remove, [{ id: ids[0] }]);
		expect(first.completed).toHaveLength(1);
		expect(first.waits).toEqual([1_000]);
		account.copernica.faults.add({
			method: 'DELETE',
			fault: { kind: 'status', status: 503, body: 'html' },
		});
		const second = await account.run(remove, [{ id: ids[1] }]);
		expect(second.run.error?.message).toBe('Copernica is not available right now (status 503)');
	});

	it('keeps going when set to, paired, with the item in the row', async () => {
		account.copernica.faults.add({
			method: 'DELETE',
			fault: { kind: 'status', status: 503, body: 'html' },
		});
		const { run, rejected } = await account.run(remove, [{ id: ids[0] }, { id: ids[1] }], {
			onError: 'continueRegularOutput',
		});
		expect(rejected).toMatchObject([
			{ code: 'COPERNICA_UNAVAILABLE', input: { id: ids[0] } },
			{ code: 'NOT_ATTEMPTED', input: { id: ids[1] } },
		]);
		expect(run.returned[0]?.[1]?.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
		]);
	});

	it('says so when the access token is refused, which v1 takes as it is', async () => {
		const { accessToken } = account.credential;
		account.credential.accessToken = 'wrong';
		account.credential.sessionToken = 'some.old.token';
		const { run } = await account.run(remove, [{ id: ids[0] }]);
		account.credential.accessToken = accessToken;
		expect(run.error?.message).toMatch(
			/^Authorization failed: Copernica does not accept the access token/,
		);
		expect(left()).toHaveLength(3);
	});
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';
import { readChange } from '../../../core/contracts/change';
import { openAccount, picked, type Account } from './account';

let account: Account;
beforeAll(async () => {
	account = await openAccount();
});
beforeEach(() => account.reset());
afterAll(async () => await account.stop());

const getUnsubscribes = (extra: INodeParameters = {}): INodeParameters => ({
	resource: 'profile',
	operation: 'getUnsubscribes',
	database: picked(account.customers),
	since: '2020-01-01T00:00:00',
	returnAll: true,
	...extra,
});

function unsubscribe(profile: string | undefined, system: 'ms' | 'publisher' = 'publisher'): void {
	account.copernica.edit({ edit: 'unsubscribe-profile', profile: Number(profile), system });
}

const ids = (rows: Array<{ profileId?: unknown }>) => rows.map(({ profileId }) => profileId);

describe('Get Unsubscribes', () => {
	it('gives who unsubscribed through either kind of mailing, with the fields as they are now', async () => {
		const [one, two, three] = account.profiles;
		unsubscribe(one, 'ms');
		unsubscribe(two);
		unsubscribe(three, 'ms');
		const { completed, rejected } = await account.run(getUnsubscribes());
		expect(rejected).toEqual([]);
		expect(ids(completed).sort()).toEqual([one, two, three].sort());
		expect(completed).toContainEqual({
			unsubscribeId: expect.any(String),
			unsubscribedAt: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
			mailings: 'marketingSuite',
			mailingId: expect.any(String),
			source: 'click',
			success: null,
			profileId: one,
			databaseId: account.customers,
			fields: expect.objectContaining({ Nieuwsbrief: 'Ja' }),
		});
	});

	it('gives Changes that the other steps read', async () => {
		unsubscribe(account.profiles[0]);
		const { completed } = await account.run(getUnsubscribes({ output: 'change' }));
		const read = readChange(completed[0], new Date().toISOString());
		expect(read).toMatchObject({
			ok: true,
			change: { change: 'update', profileId: account.profiles[0], changed: null },
		});
	});

	it('asks only for the kind of mailings that is chosen, and counts the limit over all', async () => {
		unsubscribe(account.profiles[0], 'ms');
		unsubscribe(account.profiles[1]);
		unsubscribe(account.profiles[2]);
		const { completed, requests } = await account.run(
			getUnsubscribes({ mailings: ['publisher'], returnAll: false, limit: 1 }),
		);
		expect(ids(completed)).toEqual([account.profiles[1]]);
		expect(requests).toEqual([
			'GET /v4/publisher/unsubscribes',
			`GET /v4/profile/${account.profiles[1] ?? ''}`,
		]);
	});

	it('leaves out what was before, but not that very second', async () => {
		unsubscribe(account.profiles[0]);
		unsubscribe(account.profiles[1], 'ms');
		const times = account.copernica.store.unsubscribes.all.map(({ timestamp }) => timestamp);
		const since = times.sort()[0] ?? '';
		expect((await account.run(getUnsubscribes({ since }))).completed).toHaveLength(2);
		const { completed } = await account.run(getUnsubscribes({ since: '2999-01-01' }));
		expect(completed).toEqual([]);
	});

	it('reads all pages, and each profile once', async () => {
		account.copernica.quirks.set({ largestPage: 2 });
		for (let count = 0; count < 5; count += 1) unsubscribe(account.profiles[0], 'ms');
		const { completed, requests } = await account.run(getUnsubscribes());
		expect(completed).toHaveLength(5);
		expect(requests.filter((request) => request.includes('/profile/'))).toHaveLength(1);
	});

	it('leaves out profiles of other databases of the account', async () => {
		const { id } = account.copernica.edit({
			edit: 'create-profile',
			database: 'Prospects',
			fields: { Email: 'p@example.com' },
		});
		unsubscribe(String(id));
		expect((await account.run(getUnsubscribes())).completed).toEqual([]);
	});

	it('tells of a profile that an unsubscribe deleted: it does not vanish', async () => {
		const database = account.copernica.store.findDatabase('Customers');
		if (database !== null) database.unsubscribe = { behavior: 'remove', fields: {} };
		unsubscribe(account.profiles[0]);
		const { completed, rejected } = await account.run(getUnsubscribes());
		expect(completed).toEqual([]);
		expect(rejected).toMatchObject([{ code: 'PROFILE_GONE', profileId: account.profiles[0] }]);
	});

	it('refuses a date that cannot be read', async () => {
		const { run, requests } = await account.run(getUnsubscribes({ since: '={{ "soon" }}' }));
		expect(run.error?.message).toBe('The date under Since cannot be read');
		expect(requests).toEqual([]);
	});

	it('says when the limit leaves some out, oldest first, and what to do', async () => {
		for (const profile of account.profiles.slice(0, 5)) unsubscribe(profile);
		const { completed, run } = await account.run(getUnsubscribes({ returnAll: false, limit: 2 }));
		expect(completed).toHaveLength(2);
		expect(run.hints).toEqual([
			'Up to 3 later unsubscribes were left out, because Limit is 2. To miss no opt-out, turn on Return All or raise Limit.',
		]);
	});

	it('says nothing where the limit was just enough, or all are returned', async () => {
		for (const profile of account.profiles.slice(0, 2)) unsubscribe(profile);
		const exact = await account.run(getUnsubscribes({ returnAll: false, limit: 2 }));
		const all = await account.run(getUnsubscribes());
		expect([...exact.run.hints, ...all.run.hints]).toEqual([]);
	});
});

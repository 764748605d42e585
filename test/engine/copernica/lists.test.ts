import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';
import { nodeMethods } from '../support';
import { openAccount, picked, type Account } from './account';

/** Lists that do not say what they did with the question: Copernica's own words about paging contradict each other. */
let account: Account;
const PEOPLE = 1_250;

beforeAll(async () => {
	account = await openAccount(PEOPLE);
});
beforeEach(() => account.reset());
afterAll(async () => await account.stop());

const getMany = (extra: INodeParameters = {}): INodeParameters => ({
	resource: 'profile',
	operation: 'getAll',
	database: picked(account.customers),
	...extra,
});
const databases = { resource: 'database', operation: 'getAll', returnAll: true };

function addDatabases(count: number): void {
	for (let number = 0; number < count; number += 1) {
		account.copernica.store.addDatabase(`Filler ${number}`, '', []);
	}
}

describe('profiles, read by ID', () => {
	const ids = async (parameters: INodeParameters) => {
		const { completed, requests, run } = await account.run(parameters);
		expect(run.error).toBeUndefined();
		return { ids: completed.map(({ profileId }) => profileId), requests };
	};

	it.each([
		['that is not echoed', { largestPageShown: false }],
		['that is echoed', { largestPageShown: true }],
		['without a total', { largestPageShown: false, totalShown: false }],
		['with start always 0', { largestPageShown: false, startEchoedAsZero: true }],
	])('a page cap of 100 %s: all the same, to the last one', async (_name, quirks) => {
		account.copernica.quirks.set({ largestPage: 100, ...quirks });
		expect((await ids(getMany({ limit: 5_000 }))).ids).toEqual(account.profiles);
		expect((await ids(getMany({ returnAll: true }))).ids).toEqual(account.profiles);
		expect((await ids(getMany({ limit: 120 }))).ids).toEqual(account.profiles.slice(0, 120));
	});

	it('asks once where everything came at once, and once more where no total says so', async () => {
		const few = getMany({
			filters: { filter: [{ name: 'Klantnummer', operator: 'isAtMost', value: '1003' }] },
		});
		const pages = (requests: string[]) =>
			requests.filter((request) => request.endsWith('/profiles')).length;
		const told = await ids(few);
		expect(told.ids).toHaveLength(3);
		expect(pages(told.requests)).toBe(1);
		account.copernica.quirks.set({ totalShown: false });
		expect(pages((await ids(few)).requests)).toBe(2);
	});

	it('writes to a profile that a capped scan finds', async () => {
		account.copernica.quirks.set({ largestPage: 100, largestPageShown: false });
		const items = Array.from({ length: 60 }, (_, at) => ({ Klantnummer: 1_001 + at * 20 }));
		const { completed } = await account.run(
			{
				resource: 'profile',
				operation: 'upsert',
				database: picked(account.customers),
				fields: {
					mappingMode: 'autoMapInputData',
					value: {},
					matchingColumns: ['Klantnummer'],
					schema: [],
				},
			},
			items,
		);
		expect(completed.every(({ status }) => status === 'unchanged')).toBe(true);
	});
});

describe('short lists, read by offset', () => {
	it.each([
		['start is always echoed as 0', { startEchoedAsZero: true }],
		['a page holds 100', { largestPage: 100 }],
		['a page holds 100, and nothing says so', { largestPage: 100, largestPageShown: false }],
		['no total is told', { largestPage: 100, largestPageShown: false, totalShown: false }],
	])('gives each one once when %s', async (_name, quirks) => {
		addDatabases(1_100);
		account.copernica.quirks.set(quirks);
		const { completed } = await account.run(databases);
		expect(new Set(completed.map(({ databaseId }) => databaseId)).size).toBe(1_102);
		expect(completed).toHaveLength(1_102);
	});

	it('ends with a clear text when every page is the first one', async () => {
		addDatabases(1_100);
		account.copernica.quirks.set({ startIgnored: true, startEchoedAsZero: true });
		const { run, requests } = await account.run(databases);
		expect(run.error?.message).toBe('Copernica answered, but not with the next page of the list');
		expect(requests).toHaveLength(2);
		const editor = await nodeMethods({
			nodeType: 'copernica',
			parameters: getMany(),
			credentials: { copernicaApi: account.credential },
		});
		await expect(editor.listSearch('searchDatabases', 'nowhere')).rejects.toThrow(
			'not with the next page of the list',
		);
	});
});

describe('a database or collection that is no ID', () => {
	it.each([
		'abc',
		'1 2',
		'-1',
		'0',
		'1.5',
		'../1',
		'１',
		'',
		'x'.repeat(100_000),
		'12345678901234567890',
	])('%.20p is rejected with a code, and nothing is asked', async (id) => {
		const bad = { __rl: true, mode: 'id', value: '={{ $json.id }}' };
		const operations: INodeParameters[] = [
			getMany({ database: bad }),
			{ resource: 'callback', operation: 'getAll', database: bad },
			{
				resource: 'profile',
				operation: 'upsert',
				database: bad,
				fields: { mappingMode: 'autoMapInputData', value: {}, matchingColumns: ['Email'] },
			},
			{
				resource: 'subprofile',
				operation: 'getAll',
				database: picked(account.customers),
				collection: bad,
			},
		];
		for (const parameters of operations) {
			const { run, rejected, requests } = await account.run(parameters, [{ id }]);
			expect(run.error).toBeUndefined();
			expect(rejected).toMatchObject([{ status: 'invalid', code: 'ID_INVALID', input: { id } }]);
			expect(requests).toEqual([]);
		}
	});

	it('a number that lost its last digits is none', async () => {
		const { rejected } = await account.run(
			{ resource: 'profile', operation: 'get', profileId: '={{ $json.id }}' },
			[{ id: JSON.parse('1234567890123456789') }],
		);
		expect(rejected).toMatchObject([{ code: 'ID_INVALID' }]);
	});

	it('blanks around it do not matter', async () => {
		const { completed } = await account.run(
			getMany({ database: picked(` ${account.customers} `), limit: 1 }),
		);
		expect(completed).toHaveLength(1);
	});
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';
import { openAccount, picked, type Account } from './account';

let account: Account;

beforeAll(async () => {
	account = await openAccount();
});
beforeEach(() => account.reset());
afterAll(async () => await account.stop());

const ofDatabase = (operation: string, extra: INodeParameters = {}): INodeParameters => ({
	resource: 'database',
	operation,
	database: picked(account.customers),
	returnAll: true,
	...extra,
});

describe('get fields', () => {
	it('gives those of the database in order, with types, and options of a select', async () => {
		const { completed, requests } = await account.run(ofDatabase('getFields'), [{}, {}]);
		const stored = account.copernica.store.findDatabase('Customers')?.fields ?? [];
		expect(completed.slice(0, stored.length).map(({ name }) => name)).toEqual(
			stored.map(({ name }) => name),
		);
		expect(completed.find(({ name }) => name === 'Nieuwsbrief')).toEqual({
			fieldId: String(stored.find(({ name }) => name === 'Nieuwsbrief')?.id),
			name: 'Nieuwsbrief',
			type: 'select',
			options: ['Ja', 'Nee'],
			length: 50,
			databaseId: account.customers,
			collectionId: null,
		});
		expect(requests).toHaveLength(1);
	});

	it('gives those of a collection', async () => {
		const { completed } = await account.run(
			ofDatabase('getFields', { source: 'collection', collection: picked(account.sqProfile) }),
		);
		expect(completed).toHaveLength(5);
		expect(completed[1]).toMatchObject({
			name: 'Loyaliteitspunten',
			type: 'integer',
			collectionId: account.sqProfile,
		});
	});

	it('asks nothing where the collection is no ID', async () => {
		const { rejected, requests } = await account.run(
			ofDatabase('getFields', { source: 'collection', collection: picked('x') }),
		);
		expect(rejected).toMatchObject([{ code: 'ID_INVALID', field: 'collection' }]);
		expect(requests).toEqual([]);
	});
});

describe('get collections', () => {
	it('gives those of the database, read once for many items', async () => {
		const { completed, requests } = await account.run(ofDatabase('getCollections'), [{}, {}]);
		const collection = { databaseId: account.customers };
		expect(completed.slice(0, 3)).toMatchObject([
			{ collectionId: account.sqProfile, name: 'SQ_profile', ...collection },
			{ name: 'squeezely_audiences', ...collection },
			{ name: 'squeezely_triggers', ...collection },
		]);
		expect(requests).toHaveLength(1);
	});
});

it.each(['getFields', 'getCollections'])(
	'%s rejects a database that does not exist in Copernica’s own words, and does the rest',
	async (operation) => {
		const parameters = ofDatabase(operation, { database: picked('={{ $json.id }}'), limit: 1 });
		const { completed, rejected } = await account.run(parameters, [
			{ id: '99999' },
			{ id: account.customers },
		]);
		expect(completed.length).toBeGreaterThan(0);
		expect(rejected).toMatchObject([
			{
				code: 'REFUSED_BY_COPERNICA',
				reason: expect.stringContaining('No database with supplied ID'),
			},
		]);
	},
);

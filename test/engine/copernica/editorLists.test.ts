import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';
import { nodeMethods } from '../support';
import { openAccount, picked, type Account } from './account';

let account: Account;

beforeAll(async () => {
	account = await openAccount();
});
beforeEach(() => account.reset());
afterAll(async () => await account.stop());

const editor = async (parameters: INodeParameters = {}) =>
	await nodeMethods({
		nodeType: 'copernica',
		parameters: { resource: 'profile', operation: 'getAll', ...parameters },
		credentials: { copernicaApi: account.credential },
	});

describe('databases', () => {
	it('lists them by name', async () => {
		const { results } = await (await editor()).listSearch('searchDatabases');
		expect(results).toEqual([
			{ name: 'Customers', value: account.customers },
			{ name: 'Prospects', value: account.prospects },
		]);
	});

	it('searches by part of the name, in any case, or by ID', async () => {
		const { listSearch } = await editor();
		expect((await listSearch('searchDatabases', 'PROS')).results).toHaveLength(1);
		expect((await listSearch('searchDatabases', account.customers)).results).toMatchObject([
			{ name: 'Customers' },
		]);
		expect((await listSearch('searchDatabases', 'nothing')).results).toEqual([]);
	});

	it('marks those in the archive', async () => {
		const prospects = account.copernica.store.findDatabase('Prospects');
		if (prospects !== null) prospects.archived = true;
		const { results } = await (await editor()).listSearch('searchDatabases', 'pros');
		expect(results).toMatchObject([{ name: 'Prospects (archived)' }]);
	});

	it('looks through all pages until one has a match', async () => {
		for (let number = 0; number < 1_500; number++) {
			account.copernica.store.addDatabase(`Filler ${number}`, '', []);
		}
		account.copernica.store.addDatabase('The last one', '', []);
		const { listSearch } = await editor();
		expect((await listSearch('searchDatabases', 'last one')).results).toHaveLength(1);
		const first = await listSearch('searchDatabases');
		expect(first.results).toHaveLength(1_000);
		const second = await listSearch('searchDatabases', undefined, String(first.paginationToken));
		expect(second.results).toHaveLength(503);
		expect(second.paginationToken).toBeUndefined();
	});
});

describe('collections', () => {
	it('lists those of the chosen database', async () => {
		const { results } = await (
			await editor({ database: picked(account.customers) })
		).listSearch('searchCollections');
		expect(results.map(({ name }) => name)).toEqual([
			'SQ_profile',
			'squeezely_audiences',
			'squeezely_triggers',
		]);
	});

	it('says to choose a database first', async () => {
		await expect((await editor()).listSearch('searchCollections')).rejects.toThrow(
			'Choose a database first',
		);
	});
});

describe('fields', () => {
	it('lists the fields of the database, or of the collection once one is chosen', async () => {
		const ofDatabase = await editor({ database: picked(account.customers) });
		const names = (await ofDatabase.loadOptions('getFields')).map(({ value }) => value);
		expect(names).toContain('Email');
		const ofCollection = await editor({
			database: picked(account.customers),
			collection: picked(account.sqProfile),
			resource: 'subprofile',
		});
		expect((await ofCollection.loadOptions('getFields')).map(({ value }) => value)).toContain(
			'Winkel',
		);
	});

	it.each(['getFields', 'getSearchableFields', 'getInterests'])(
		'%s says what to choose first, and is no error',
		async (method) => {
			const { loadOptions } = await editor();
			expect(await loadOptions(method)).toEqual([{ name: 'Choose a database first', value: '' }]);
		},
	);

	it('of subprofiles are never those of the profile: the collection comes first', async () => {
		const { loadOptions, resourceMapping } = await editor({
			database: picked(account.customers),
			resource: 'subprofile',
		});
		const first = [{ name: 'Choose a collection first', value: '' }];
		expect(await loadOptions('getFields')).toEqual(first);
		expect(await loadOptions('getSearchableFields')).toEqual(first);
		expect(await resourceMapping('getMappingColumns')).toEqual({
			fields: [],
			emptyFieldsNotice: 'Choose a collection first.',
		});
	});

	it('give the mapper nothing but what to choose first', async () => {
		const { resourceMapping } = await editor({ operation: 'upsert' });
		expect(await resourceMapping('getMappingColumns')).toEqual({
			fields: [],
			emptyFieldsNotice: 'Choose a database first.',
		});
	});

	it('offers what else can be searched for', async () => {
		const { loadOptions } = await editor({ database: picked(account.customers) });
		const values = (await loadOptions('getSearchableFields')).map(({ value }) => value);
		expect(values).toEqual(expect.arrayContaining(['Email', 'id', 'code', 'modified']));
	});

	it('lists interests', async () => {
		const { loadOptions } = await editor({ database: picked(account.customers) });
		expect((await loadOptions('getInterests')).map(({ value }) => value)).toEqual([
			'Sport',
			'Mode',
		]);
	});

	it('gives the mapper the real types, options, and the address to match on', async () => {
		const { resourceMapping } = await editor({
			database: picked(account.customers),
			operation: 'upsert',
		});
		const { fields } = await resourceMapping('getMappingColumns');
		const column = (id: string) => fields.find((field) => field.id === id);
		expect(column('Email')).toMatchObject({ type: 'string', defaultMatch: true });
		expect(column('Klantnummer')).toMatchObject({ type: 'number', defaultMatch: false });
		expect(column('Geboortedatum')).toMatchObject({ type: 'dateTime' });
		expect(column('Nieuwsbrief')).toMatchObject({
			type: 'options',
			options: [
				{ name: 'Ja', value: 'Ja' },
				{ name: 'Nee', value: 'Nee' },
			],
		});
	});

	it('does not make a person wait long for a Copernica that is down', async () => {
		account.copernica.faults.add({
			path: '/databases',
			fault: { kind: 'status', status: 503, retryAfter: { seconds: 60 } },
		});
		await expect((await editor()).listSearch('searchDatabases')).rejects.toThrow(
			'Copernica is not available right now (status 503)',
		);
		const asked = account.copernica.requests
			.list()
			.filter(({ path }) => path.endsWith('/databases'));
		expect(asked).toHaveLength(1);
	});
});

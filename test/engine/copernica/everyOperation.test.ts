import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { z } from 'zod';
import { Copernica } from '../../../nodes/Copernica/Copernica.node';
import { readText } from '../../unit/docs/support/repository.cjs';
import { autoMapped, openAccount, picked, resetForEveryOperation, type Account } from './account';

/** Opened once for the file: the table below is filled in from its ids. */
let account: Account;

beforeAll(async () => {
	account = await openAccount();
});
beforeEach(() => resetForEveryOperation(account));
afterAll(async () => await account.stop());

interface Case {
	name: string;
	parameters: () => INodeParameters;
	/** Three items that work. */
	items: () => IDataObject[];
	/** What the first output must hold for the first item. */
	good: IDataObject;
	/** An item that cannot be done, and its code. */
	bad?: { item: IDataObject; code: string };
	/** The request to disturb: `path` is part of its path. */
	call: { method: string; path: string };
	/** A creation may have been carried out: a 503 is not repeated. */
	appends?: boolean;
}

const id = (at: number) => account.profiles[at] ?? '';
const byId = '={{ $json.id }}';
const ids = () => [0, 1, 2].map((at) => ({ id: id(at) }));
const subprofiles = () => [0, 1, 0].map((at) => ({ id: account.subprofiles[at] ?? '' }));
const selections = () => {
	const { subscribed, women } = account.selections;
	return [subscribed, women, subscribed].map((selection) => ({ id: selection }));
};
const goneId = { item: { id: '99999' }, code: 'PROFILE_GONE' };

const cases: Case[] = [
	{
		name: 'profile: get',
		parameters: () => ({ resource: 'profile', operation: 'get', profileId: byId }),
		items: ids,
		good: { fields: { Voornaam: 'Anne' } },
		bad: goneId,
		call: { method: 'GET', path: '/profile/' },
	},
	{
		name: 'profile: get many',
		parameters: () => ({
			resource: 'profile',
			operation: 'getAll',
			database: picked(account.customers),
			filters: { filter: [{ name: 'Klantnummer', operator: 'is', value: '={{ $json.number }}' }] },
		}),
		items: () => [{ number: 1001 }, { number: 1002 }, { number: 1003 }],
		good: { fields: { Voornaam: 'Anne' } },
		call: { method: 'GET', path: '/profiles' },
	},
	{
		name: 'profile: create or update',
		parameters: () => ({
			resource: 'profile',
			operation: 'upsert',
			database: picked(account.customers),
			fields: autoMapped(['Klantnummer']),
		}),
		items: () => [1001, 1002, 1003].map((Klantnummer) => ({ Klantnummer, Plaats: 'Elders' })),
		good: { status: 'updated', changed: ['Plaats'] },
		bad: { item: { Klantnummer: 'x' }, code: 'VALUE_INVALID' },
		call: { method: 'PUT', path: '/profile/' },
	},
	{
		name: 'profile: create',
		parameters: () => ({
			resource: 'profile',
			operation: 'upsert',
			database: picked(account.customers),
			fields: autoMapped(['Email']),
		}),
		items: () => ['a', 'b', 'c'].map((name) => ({ Email: `${name}@example.com` })),
		good: { status: 'created', changed: ['Email'] },
		bad: { item: { Email: '' }, code: 'MATCH_MISSING' },
		call: { method: 'POST', path: '/profiles' },
		appends: true,
	},
	{
		name: 'profile: update',
		parameters: () => ({
			resource: 'profile',
			operation: 'update',
			database: picked(account.customers),
			profileId: byId,
			fields: { mappingMode: 'defineBelow', value: { Plaats: 'Elders' }, matchingColumns: [] },
		}),
		items: ids,
		good: { status: 'updated', changed: ['Plaats'] },
		bad: goneId,
		call: { method: 'PUT', path: '/profile/' },
	},
	{
		name: 'profile: delete',
		parameters: () => ({ resource: 'profile', operation: 'delete', profileId: byId }),
		items: ids,
		good: { status: 'deleted', deleted: true },
		bad: goneId,
		call: { method: 'DELETE', path: '/profile/' },
	},
	{
		name: 'profile: unsubscribe',
		parameters: () => ({ resource: 'profile', operation: 'unsubscribe', profileId: byId }),
		items: () => [{ id: id(0) }, { id: id(3) }, { id: id(6) }],
		good: { status: 'unsubscribed', behavior: 'update' },
		bad: goneId,
		call: { method: 'PUT', path: '/unsubscribe' },
	},
	{
		name: 'profile: get unsubscribes',
		parameters: () => ({
			resource: 'profile',
			operation: 'getUnsubscribes',
			database: picked(account.customers),
			since: '={{ $json.since }}',
			limit: 1,
		}),
		items: () => ['2020-01-01', '2020-01-02', '2020-01-03'].map((since) => ({ since })),
		good: { mailings: 'publisher', fields: { Voornaam: 'Anne' } },
		call: { method: 'GET', path: '/publisher/unsubscribes' },
	},
	{
		name: 'subprofile: create or update',
		parameters: () => ({
			resource: 'subprofile',
			operation: 'upsert',
			database: picked(account.customers),
			collection: picked(account.sqProfile),
			profileId: byId,
			matchOn: 'only',
			fields: { mappingMode: 'defineBelow', value: { Winkel: 'Utrecht' }, matchingColumns: [] },
		}),
		items: () => [{ id: id(0) }, { id: id(1) }, { id: id(0) }],
		good: { status: 'updated', changed: ['Winkel'] },
		bad: goneId,
		call: { method: 'PUT', path: '/subprofile/' },
	},
	{
		name: 'subprofile: get',
		parameters: () => ({ resource: 'subprofile', operation: 'get', subprofileId: byId }),
		items: subprofiles,
		good: { fields: { Loyaliteitspunten: '100' } },
		bad: goneId,
		call: { method: 'GET', path: '/subprofile/' },
	},
	{
		name: 'subprofile: update',
		parameters: () => ({
			resource: 'subprofile',
			operation: 'update',
			database: picked(account.customers),
			collection: picked(account.sqProfile),
			subprofileId: byId,
			fields: { mappingMode: 'defineBelow', value: { Winkel: 'Utrecht' }, matchingColumns: [] },
		}),
		items: subprofiles,
		good: { status: 'updated', changed: ['Winkel'] },
		bad: goneId,
		call: { method: 'PUT', path: '/subprofile/' },
	},
	{
		name: 'subprofile: delete',
		parameters: () => ({ resource: 'subprofile', operation: 'delete', subprofileId: byId }),
		items: subprofiles,
		good: { status: 'deleted', deleted: true },
		bad: goneId,
		call: { method: 'DELETE', path: '/subprofile/' },
	},
	{
		name: 'subprofile: get many',
		parameters: () => ({
			resource: 'subprofile',
			operation: 'getAll',
			database: picked(account.customers),
			collection: picked(account.sqProfile),
			options: { profileId: byId },
		}),
		items: () => [{ id: id(0) }, { id: id(1) }, { id: id(0) }],
		good: { fields: { Loyaliteitspunten: '100' } },
		bad: { item: { id: 'x' }, code: 'ID_INVALID' },
		call: { method: 'GET', path: '/subprofiles' },
	},
	{
		name: 'database: get many',
		parameters: () => ({ resource: 'database', operation: 'getAll', limit: 1 }),
		items: () => [{}, {}, {}],
		good: { name: 'Customers' },
		call: { method: 'GET', path: '/databases' },
	},
	{
		name: 'database: get fields',
		parameters: () => ({
			resource: 'database',
			operation: 'getFields',
			database: picked(byId),
			limit: 1,
		}),
		items: () => [account.customers, account.prospects, account.customers].map((id) => ({ id })),
		good: { name: 'Email', type: 'email' },
		bad: { item: { id: 'x' }, code: 'ID_INVALID' },
		call: { method: 'GET', path: '/fields' },
	},
	{
		name: 'database: get collections',
		parameters: () => ({
			resource: 'database',
			operation: 'getCollections',
			database: picked(byId),
			limit: 1,
		}),
		items: () => [1, 2, 3].map(() => ({ id: account.customers })),
		good: { name: 'SQ_profile' },
		bad: { item: { id: 'x' }, code: 'ID_INVALID' },
		call: { method: 'GET', path: '/collections' },
	},
	{
		name: 'profile: get many of a selection',
		parameters: () => ({
			resource: 'profile',
			operation: 'getAll',
			source: 'selection',
			database: picked(account.customers),
			selection: picked(byId),
			limit: 1,
		}),
		items: selections,
		good: { fields: { Voornaam: 'Anne' } },
		bad: { item: { id: '99999' }, code: 'SELECTION_GONE' },
		call: { method: 'GET', path: '/profiles' },
	},
	{
		name: 'subprofile: get many of a miniselection',
		parameters: () => ({
			resource: 'subprofile',
			operation: 'getAll',
			source: 'miniselection',
			database: picked(account.customers),
			collection: picked(account.sqProfile),
			miniselection: picked(byId),
		}),
		items: () => [1, 2, 3].map(() => ({ id: account.selections.manyPoints })),
		good: { fields: { Loyaliteitspunten: '200' } },
		bad: { item: { id: '99999' }, code: 'SELECTION_GONE' },
		call: { method: 'GET', path: '/subprofiles' },
	},
	{
		name: 'selection: get many',
		parameters: () => ({
			resource: 'selection',
			operation: 'getAll',
			database: picked(byId),
			limit: 1,
		}),
		items: () => [1, 2, 3].map(() => ({ id: account.customers })),
		good: { name: 'Nieuwsbrief' },
		bad: { item: { id: 'x' }, code: 'ID_INVALID' },
		call: { method: 'GET', path: '/views' },
	},
	{
		name: 'selection: rebuild',
		parameters: () => ({
			resource: 'selection',
			operation: 'rebuild',
			database: picked(account.customers),
			selection: picked(byId),
		}),
		items: selections,
		good: { status: 'started' },
		bad: { item: { id: '99999' }, code: 'SELECTION_GONE' },
		call: { method: 'POST', path: '/rebuild' },
	},
	{
		name: 'callback: get many',
		parameters: () => ({
			resource: 'callback',
			operation: 'getAll',
			database: picked(account.customers),
		}),
		items: () => [{}, {}, {}],
		good: { url: 'http://127.0.0.1:9/hook' },
		call: { method: 'GET', path: '/callbacks' },
	},
	{
		name: 'change: add profile',
		parameters: () => ({ resource: 'change', operation: 'addProfile' }),
		items: () =>
			ids().map(({ id: profileId }) => ({
				entity: 'subprofile',
				change: 'update',
				profileId,
				fields: { a: 'b' },
			})),
		good: { profileFields: { Voornaam: 'Anne' } },
		bad: {
			item: { entity: 'subprofile', profileId: '99999', fields: { a: 'b' } },
			code: 'PROFILE_GONE',
		},
		call: { method: 'GET', path: '/profile/' },
	},
];

const shownSchema = z.object({ properties: z.record(z.string(), z.unknown()) });

/** What the editor shows of the output before a run. */
function shownKeys({ resource, operation }: INodeParameters): string[] {
	const file = `nodes/Copernica/__schema__/v1.0.0/${String(resource)}/${String(operation)}.json`;
	return Object.keys(shownSchema.parse(JSON.parse(readText(file))).properties);
}

const pairs = (items: Array<{ pairedItem?: unknown }> | undefined) =>
	(items ?? []).map(({ pairedItem }) => pairedItem);

describe.each(cases)('$name', ({ parameters, items, good, bad, call, appends }) => {
	it('works, in order and paired', async () => {
		const { run, completed, rejected } = await account.run(parameters(), items());
		expect(run.error).toBeUndefined();
		expect(rejected).toEqual([]);
		expect(completed).toHaveLength(3);
		expect(completed[0]).toMatchObject(good);
		expect(Object.keys(completed[0] ?? {})).toEqual(
			expect.arrayContaining(shownKeys(parameters())),
		);
		expect(pairs(run.returned[0]?.[0])).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
	});

	if (bad !== undefined) {
		it('rejects what cannot be done, and does the rest', async () => {
			const [first = {}, second = {}] = items();
			const { run, completed, rejected } = await account.run(parameters(), [
				first,
				bad.item,
				second,
			]);
			expect(run.error).toBeUndefined();
			expect(completed).toHaveLength(2);
			expect(rejected).toMatchObject([{ code: bad.code, reason: expect.any(String) }]);
			expect(pairs(run.returned[0]?.[1])).toEqual([{ item: 1 }]);
		});
	}

	it('gives the vendor’s own text for a 400', async () => {
		account.copernica.faults.add({ ...call, fault: { kind: 'status', status: 400 } });
		const { run, completed, rejected } = await account.run(parameters(), items().slice(0, 1));
		expect(run.error).toBeUndefined();
		expect(completed).toEqual([]);
		expect(rejected).toMatchObject([
			{ code: 'REFUSED_BY_COPERNICA', reason: expect.stringContaining('Copernica says:') },
		]);
	});

	it('waits out 429', async () => {
		const fault = { kind: 'status', status: 429, retryAfter: { seconds: 2 } } as const;
		account.copernica.faults.add({ ...call, fault, times: 1 });
		const { completed, waits } = await account.run(parameters(), items());
		expect(completed).toHaveLength(3);
		// The clock stands still here, so requests that begin later wait for the rest of the same two seconds.
		const [first, ...others] = waits;
		expect(first).toBe(2_000);
		expect(others.every((wait) => wait <= 2_000)).toBe(true);
	});

	it(appends === true ? 'does not repeat after 503' : 'waits out 503 with a page', async () => {
		const fault = { kind: 'status', status: 503, body: 'html' } as const;
		account.copernica.faults.add({ ...call, fault, times: 1 });
		const { completed, waits, run } = await account.run(parameters(), items());
		if (appends === true) {
			expect(waits).toEqual([]);
			expect(run.error?.description).toContain('Whether the change was made is not known');
		} else {
			expect(completed).toHaveLength(3);
			expect(waits).toHaveLength(1);
		}
	});

	it('ends the run with the item when 503 stays', async () => {
		account.copernica.faults.add({
			...call,
			fault: { kind: 'status', status: 503, body: 'html' },
		});
		const { run } = await account.run(parameters(), items());
		expect(run.error?.message).toBe('Copernica is not available right now (status 503)');
	});

	it('goes on when set to, with every item paired and nothing lost', async () => {
		account.copernica.faults.add({
			...call,
			fault: { kind: 'status', status: 503, body: 'html' },
		});
		const { run, completed, rejected } = await account.run(parameters(), items(), {
			onError: 'continueRegularOutput',
		});
		expect(run.error).toBeUndefined();
		expect(completed).toEqual([]);
		expect(rejected).toHaveLength(3);
		const [first] = rejected;
		expect(['COPERNICA_UNAVAILABLE', 'OUTCOME_UNKNOWN']).toContain(first?.code);
		expect(JSON.stringify(first)).toContain(JSON.stringify(items()[0]).slice(1, -1));
		expect(pairs(run.returned[0]?.[1])).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
	});

	it('has one shape on the error output, over the item as it came in', async () => {
		account.copernica.faults.add({
			...call,
			fault: { kind: 'status', status: 503, body: 'html' },
		});
		const { run } = await account.run(parameters(), items(), { onError: 'continueErrorOutput' });
		const rows = (run.outputs[2] ?? []).map(({ json }) => json);
		expect(rows).toHaveLength(3);
		for (const [index, row] of rows.entries()) {
			expect(row).toMatchObject({
				...items()[index],
				error: expect.any(String),
				details: { status: expect.any(String), code: expect.any(String) },
			});
			expect(row.reason).toBeUndefined();
		}
	});

	it('renews a token that ran out', async () => {
		account.copernica.tokens.expireAll();
		const { sessionToken } = await (
			await account.run({ resource: 'database', operation: 'getAll' })
		).run.credentials.storedValues('copernicaApi');
		account.credential.sessionToken = String(sessionToken);
		account.copernica.tokens.expireAll();
		const { run, completed } = await account.run(parameters(), items());
		expect(run.error).toBeUndefined();
		expect(completed).toHaveLength(3);
	});

	it('gives nothing and asks nothing for no items', async () => {
		const { run, requests } = await account.run(parameters(), []);
		expect(run.error).toBeUndefined();
		expect(requests).toEqual([]);
	});
});

describe('the description', () => {
	const { description } = new Copernica();

	it('has every operation of the table, and those that have a file of their own', () => {
		const all = description.properties
			.filter(({ name }) => name === 'operation')
			.flatMap(({ options = [], displayOptions }) =>
				options.map((option) =>
					'value' in option
						? `${String(displayOptions?.show?.resource)}:${String(option.value)}`
						: '',
				),
			);
		const tried = cases.map(({ parameters }) => {
			const { resource, operation } = parameters();
			return `${String(resource)}:${String(operation)}`;
		});
		const elsewhere = [
			'callback:check',
			'callback:delete',
			'mailing:getStatistics',
			'mailing:send',
		];
		expect([...new Set([...tried, ...elsewhere])].sort()).toEqual([...all].sort());
	});

	it('shows each field for operations that exist', () => {
		for (const property of description.properties) {
			if (property.name === 'resource') continue;
			expect(property.displayOptions?.show?.resource).toHaveLength(1);
		}
	});
});

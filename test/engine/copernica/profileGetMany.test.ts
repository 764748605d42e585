import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { readChange } from '../../../core/contracts/change';
import { openAccount, picked, type Account } from './account';
import { startScriptedVendor, type ScriptedVendor } from './scriptedVendor';
import { runNode } from '../support';

let account: Account;

beforeAll(async () => {
	account = await openAccount(2_500);
});
beforeEach(() => account.copernica.faults.clear());
afterAll(async () => await account.stop());

const getMany = (extra: INodeParameters = {}): INodeParameters => ({
	resource: 'profile',
	operation: 'getAll',
	database: picked(account.customers),
	...extra,
});
const filter = (...filters: IDataObject[]): INodeParameters => ({
	filters: { filter: JSON.parse(JSON.stringify(filters)) },
});

describe('paging', () => {
	it('returns all, each once and in order of ID, a thousand at a time', async () => {
		const { completed, requests } = await account.run(getMany({ returnAll: true }));
		expect(completed.map(({ profileId }) => profileId)).toEqual(account.profiles);
		expect(requests).toHaveLength(3);
	});

	it.each([1, 50, 1_000, 1_001])('stops at the limit %p', async (limit) => {
		const { completed, requests } = await account.run(getMany({ limit }));
		expect(completed).toHaveLength(limit);
		expect(requests).toHaveLength(limit > 1_000 ? 2 : 1);
	});

	it('asks for 50 when nothing is said', async () => {
		const { completed } = await account.run(getMany());
		expect(completed).toHaveLength(50);
	});

	it('starts with the next ID when a page before it was read, whatever was deleted meanwhile', async () => {
		account.copernica.faults.add({
			path: '/profiles',
			fault: { kind: 'status', status: 503 },
			every: 2,
		});
		const { completed } = await account.run(getMany({ returnAll: true }));
		expect(new Set(completed.map(({ profileId }) => profileId)).size).toBe(2_500);
	});
});

describe('the number of all', () => {
	const addTotal = { options: { addTotal: true } };

	it('is added to each item where it is asked for, whatever the limit', async () => {
		const { completed } = await account.run(getMany({ limit: 3, ...addTotal }));
		expect(completed.map(({ total }) => total)).toEqual([2_500, 2_500, 2_500]);
		const rest = await account.run(
			getMany({
				limit: 2,
				...addTotal,
				...filter({ name: 'id', operator: 'isAbove', value: account.profiles[2_395] ?? '' }),
			}),
		);
		expect(rest.completed.map(({ total }) => total)).toEqual([104, 104]);
	});

	it.each(['simplified', 'raw', 'change'])('is not there otherwise: %s', async (output) => {
		const { completed } = await account.run(getMany({ limit: 1, output }));
		expect(completed[0]).not.toHaveProperty('total');
		const asked = await account.run(getMany({ limit: 1, output, ...addTotal }));
		expect(asked.completed[0]).toEqual({
			...completed[0],
			...(output === 'change' ? { receivedAt: expect.any(String), order: expect.any(Number) } : {}),
			total: 2_500,
		});
	});

	it('is asked for once, however many pages are read', async () => {
		const { completed, requests } = await account.run(getMany({ limit: 2_001, ...addTotal }));
		expect(requests).toHaveLength(3);
		expect(new Set(completed.map(({ total }) => total))).toEqual(new Set([2_500]));
	});
});

describe('a limit that leaves out what is to be synced', () => {
	const hints = async (extra: INodeParameters) => (await account.run(getMany(extra))).run.hints;

	it('is told with the number of what is left out', async () => {
		expect(await hints({ limit: 100, output: 'change' })).toEqual([
			expect.stringMatching(/^2400 more were left out, because Limit is 100\. .*Return All/),
		]);
	});

	it.each([
		['all are returned', { returnAll: true, output: 'change' }],
		['the limit was just enough', { limit: 2_500, output: 'change' }],
		['a list is read to look at it, as with n8n’s own nodes', { limit: 100 }],
		['the workflow counts itself', { limit: 100, output: 'change', options: { addTotal: true } }],
	])('is not told where %s', async (_, extra) => {
		expect(await hints(extra)).toEqual([]);
	});
});

describe('filters', () => {
	it.each([
		[
			[{ name: 'nieuwsbrief', operator: 'is', value: 'Nee' }],
			(f: IDataObject) => f.Nieuwsbrief === 'Nee',
		],
		[
			[{ name: 'Email', operator: 'isLike', value: 'klant12%' }],
			(f: IDataObject) => /^klant12/.test(String(f.Email)),
		],
		[
			[
				{ name: 'Klantnummer', operator: 'isAtLeast', value: 1_010 },
				{ name: 'Klantnummer', operator: 'isBelow', value: 1_020 },
			],
			(f: IDataObject) => Number(f.Klantnummer) >= 1_010 && Number(f.Klantnummer) < 1_020,
		],
	])('%j', async (filters, fits) => {
		const { completed } = await account.run(getMany({ returnAll: true, ...filter(...filters) }));
		const stored = account.profiles.filter((id) => fits(account.stored(id)));
		expect(completed.map(({ profileId }) => profileId)).toEqual(stored);
		expect(stored.length).toBeGreaterThan(0);
	});

	it('never asks by a name that does not exist, which would give everyone', async () => {
		const { rejected, requests } = await account.run(
			getMany({ returnAll: true, ...filter({ name: 'Emial', operator: 'is', value: 'x' }) }),
		);
		expect(rejected).toMatchObject([{ status: 'invalid', code: 'FIELD_UNKNOWN', field: 'Emial' }]);
		expect(requests).toEqual([`GET /v4/database/${account.customers}/fields`]);
	});

	it.each([
		['nothing', {}],
		['null', { mail: null }],
		['an empty text', { mail: '' }],
	])(
		'refuses a filter whose expression gives %s, which would give empty fields',
		async (_, json) => {
			const filters = filter({ name: 'Email', operator: 'is', value: '={{ $json.mail }}' });
			const { run, requests } = await account.run(getMany(filters), [json]);
			expect(run.error?.message).toBe('The filter on "Email" has no value');
			expect(requests).toEqual([]);
		},
	);

	it('asks for empty fields where the value was left empty in the form', async () => {
		const filters = filter({ name: 'Geboortedatum', operator: 'is', value: '' });
		const { completed } = await account.run(getMany({ returnAll: true, ...filters }));
		const stored = account.profiles.filter((id) => account.stored(id).Geboortedatum === '');
		expect(completed.map(({ profileId }) => profileId)).toEqual(stored);
	});

	it('refuses an unknown condition', async () => {
		const { run, requests } = await account.run(
			getMany(filter({ name: 'Email', operator: 'contains', value: 'x' })),
		);
		expect(run.error?.message).toBe('The filters cannot be read');
		expect(requests).toEqual([]);
	});

	it('reads the field list once for many items', async () => {
		const items = Array.from({ length: 5 }, (_, at) => ({ number: 1_000 + at }));
		const filters = filter({ name: 'Klantnummer', operator: 'is', value: '={{ $json.number }}' });
		const { requests } = await account.run(getMany(filters), items);
		expect(requests.filter((request) => request.endsWith('/fields'))).toHaveLength(1);
	});
});

describe('output', () => {
	it('gives Changes that the other steps read', async () => {
		const { completed } = await account.run(getMany({ limit: 3, output: 'change' }));
		for (const [at, json] of completed.entries()) {
			const read = readChange(json, new Date().toISOString());
			expect(read).toMatchObject({ ok: true, change: json });
			expect(json).toMatchObject({
				change: 'update',
				entity: 'profile',
				profileId: account.profiles[at],
				databaseId: account.customers,
				changed: null,
				previous: null,
			});
		}
		expect(completed[0]?.interests).toEqual(['Sport']);
		expect(new Set(completed.map(({ changeKey }) => changeKey)).size).toBe(3);
	});

	it('gives the same key for the same content another time', async () => {
		const keys = async () =>
			(await account.run(getMany({ limit: 3, output: 'change' }))).completed.map(
				({ changeKey }) => changeKey,
			);
		expect(await keys()).toEqual(await keys());
	});

	it('gives what Copernica gives, when raw', async () => {
		const { completed } = await account.run(getMany({ limit: 1, output: 'raw' }));
		expect(completed[0]).toMatchObject({ ID: account.profiles[0], secret: expect.any(String) });
	});

	it('leaves the secret out otherwise', async () => {
		const { completed } = await account.run(getMany({ limit: 1 }));
		expect(JSON.stringify(completed)).not.toContain('secret');
	});
});

describe('a Copernica that ignores the condition on the ID', () => {
	let vendor: ScriptedVendor;
	afterEach(async () => await vendor.stop());

	it('ends with a clear text instead of reading for ever', async () => {
		const data = Array.from({ length: 1_000 }, (_, at) => ({
			ID: String(at + 1),
			fields: { Email: `p${at}@example.com` },
			removed: false,
		}));
		vendor = await startScriptedVendor({
			answers: { 'GET /v4/database/1/profiles': [{ body: { start: 0, limit: 1_000, data } }] },
		});
		const run = await runNode({
			nodeType: 'copernica',
			parameters: {
				resource: 'profile',
				operation: 'getAll',
				database: picked('1'),
				returnAll: true,
			},
			credentials: { copernicaApi: vendor.credential },
			items: [{}],
		});
		expect(run.error?.message).toBe('Copernica answered, but not with the next page of the list');
		expect(vendor.requests).toHaveLength(2);
	});
});

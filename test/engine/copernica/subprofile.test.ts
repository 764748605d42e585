import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { autoMapped, mapped, openAccount, picked, type Account } from './account';

let account: Account;

beforeAll(async () => {
	account = await openAccount();
});
beforeEach(() => account.reset());
afterAll(async () => await account.stop());

const upsert = (extra: INodeParameters = {}): INodeParameters => ({
	resource: 'subprofile',
	operation: 'upsert',
	database: picked(account.customers),
	collection: picked(account.sqProfile),
	profileId: '={{ $json.id }}',
	matchOn: 'only',
	fields: mapped({ Favoriet_merk: '={{ $json.brand }}', Loyaliteitspunten: '={{ $json.points }}' }),
	...extra,
});
const profile = (at: number) => account.profiles[at] ?? '';
const subprofiles = (profileId: string) =>
	account.copernica.store.subprofilesOf(Number(account.sqProfile), Number(profileId));

describe('create or update', () => {
	it('updates the only one, creates the first one, and leaves alone what fits', async () => {
		const items = [
			{ id: profile(0), brand: 'Merk', points: 100 },
			{ id: profile(5), brand: 'Merk', points: 7 },
			{ id: profile(1), brand: 'Voorbeeldmerk', points: 200 },
		];
		const { completed, writes } = await account.run(upsert(), items);
		expect(completed).toMatchObject([
			{ status: 'updated', changed: ['Favoriet_merk'], profileId: profile(0) },
			{ status: 'created', changed: ['Favoriet_merk', 'Loyaliteitspunten'] },
			{ status: 'unchanged', changed: [] },
		]);
		expect(writes).toHaveLength(2);
		const [made] = subprofiles(profile(5));
		expect(String(made?.id)).toBe(completed[1]?.subprofileId);
		expect(made?.fields).toMatchObject({ Favoriet_merk: 'Merk', Loyaliteitspunten: '7' });
	});

	it.each(['none', 'location'] as const)(
		'finds the new ID when Copernica tells it by %s',
		async (createdHeaders) => {
			account.copernica.quirks.set({ createdHeaders });
			const { completed } = await account.run(upsert(), [
				{ id: profile(5), brand: 'a', points: 1 },
			]);
			expect(completed[0]?.subprofileId).toBe(String(subprofiles(profile(5))[0]?.id));
		},
	);

	it('adds nothing under a deleted profile, although Copernica would', async () => {
		account.copernica.edit({ edit: 'delete-profile', profile: Number(profile(5)) });
		const { rejected, writes } = await account.run(upsert(), [
			{ id: profile(5), brand: 'a', points: 1 },
		]);
		expect(rejected).toMatchObject([{ code: 'PROFILE_GONE' }]);
		expect(writes).toEqual([]);
	});

	it('creates one for two items of one profile', async () => {
		const item = { id: profile(5), brand: 'a', points: 1 };
		const { completed } = await account.run(upsert(), [item, item]);
		expect(completed.map(({ status }) => status)).toEqual(['created', 'unchanged']);
		expect(subprofiles(profile(5))).toHaveLength(1);
	});

	it('writes to none of several', async () => {
		account.copernica.edit({
			edit: 'create-subprofile',
			profile: Number(profile(0)),
			collection: 'SQ_profile',
			fields: {},
		});
		const { rejected, writes } = await account.run(upsert(), [
			{ id: profile(0), brand: 'a', points: 1 },
		]);
		expect(rejected).toMatchObject([{ code: 'MATCH_AMBIGUOUS' }]);
		expect(writes).toEqual([]);
	});

	it('finds the one with the same values', async () => {
		const fields = mapped(
			{ Winkel: '={{ $json.shop }}', Loyaliteitspunten: '={{ $json.points }}' },
			['Winkel'],
		);
		const parameters = upsert({ matchOn: 'fields', fields });
		const items = [
			{ id: profile(0), shop: 'Delft', points: 1 },
			{ id: profile(0), shop: 'Gouda', points: 2 },
			{ id: profile(0), shop: 'Delft', points: 3 },
		];
		const { completed } = await account.run(parameters, items);
		expect(completed.map(({ status }) => status)).toEqual(['created', 'created', 'updated']);
		expect(
			subprofiles(profile(0)).map(({ fields: { Winkel, Loyaliteitspunten } }) => [
				Winkel,
				Loyaliteitspunten,
			]),
		).toEqual([
			['', '100'],
			['Delft', '3'],
			['Gouda', '2'],
		]);
	});

	it.each<[string, INodeParameters, IDataObject, string]>([
		['an unknown field', { fields: mapped({ Nope: 'x' }) }, {}, 'FIELD_UNKNOWN'],
		['a bad value', {}, { brand: 'a', points: 'many' }, 'VALUE_INVALID'],
		['nothing', { fields: autoMapped() }, {}, 'NOTHING_TO_WRITE'],
		[
			'no value to match on',
			{ matchOn: 'fields', fields: mapped({ Winkel: '', Favoriet_merk: 'x' }, ['Winkel']) },
			{},
			'MATCH_MISSING',
		],
	])('rejects %s and writes nothing', async (_name, extra, item, code) => {
		const { rejected, writes } = await account.run(upsert(extra), [{ id: profile(0), ...item }]);
		expect(rejected).toMatchObject([{ status: 'invalid', code }]);
		expect(writes).toEqual([]);
	});

	it('never creates twice: an answer that was lost is proved by reading', async () => {
		account.copernica.faults.add({
			method: 'POST',
			path: '/subprofiles/',
			fault: { kind: 'cut-after' },
			times: 1,
		});
		const { completed, writes } = await account.run(upsert(), [
			{ id: profile(5), brand: 'a', points: 1 },
		]);
		expect(completed).toMatchObject([{ status: 'created' }]);
		expect(writes).toHaveLength(1);
		expect(subprofiles(profile(5))).toHaveLength(1);
	});
});

describe('get many', () => {
	const getMany = (extra: INodeParameters = {}): INodeParameters => ({
		resource: 'subprofile',
		operation: 'getAll',
		database: picked(account.customers),
		collection: picked(account.sqProfile),
		returnAll: true,
		...extra,
	});

	it('gives those of the whole collection', async () => {
		const { completed } = await account.run(getMany());
		expect(completed.map(({ profileId }) => profileId)).toEqual([profile(0), profile(1)]);
	});

	it('gives Changes that Add Profile completes', async () => {
		const { completed } = await account.run(getMany({ output: 'change' }));
		expect(completed[0]).toMatchObject({
			entity: 'subprofile',
			profileId: profile(0),
			collectionId: account.sqProfile,
			databaseId: account.customers,
			profileFields: null,
		});
		const added = await account.run({ resource: 'change', operation: 'addProfile' }, completed);
		expect(added.completed).toMatchObject([
			{ profileFields: { Email: 'anne.devries@example.com' } },
			{ profileFields: { Email: 'bram.jansen@example.com' } },
		]);
	});

	it('filters by a checked field', async () => {
		const filters = { filter: [{ name: 'loyaliteitspunten', operator: 'isAbove', value: '100' }] };
		const { completed } = await account.run(getMany({ filters }));
		expect(completed.map(({ profileId }) => profileId)).toEqual([profile(1)]);
		const unknown = { filter: [{ name: 'Email', operator: 'is', value: 'x' }] };
		expect((await account.run(getMany({ filters: unknown }))).rejected).toMatchObject([
			{ code: 'FIELD_UNKNOWN' },
		]);
	});
});

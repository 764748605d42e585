import { afterEach, describe, expect, it } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';
import { runNode, skipSleeps } from '../support';
import { startScriptedVendor, type ScriptedAnswer, type ScriptedVendor } from './scriptedVendor';

const profileBody = (id: number, extra: IDataObject = {}): ScriptedAnswer => ({
	body: {
		ID: String(id),
		fields: { Email: `p${id}@example.com` },
		interests: ['cars'],
		database: '1',
		removed: false,
		...extra,
	},
});
const subprofileBody = (id: number, extra: IDataObject = {}): ScriptedAnswer => ({
	body: {
		ID: String(id),
		fields: { newsletter: 'yes' },
		profile: '7',
		collection: '4',
		removed: false,
		...extra,
	},
});
const INTERESTS = 'GET /v4/database/1/interests';
const interestsBody = (...names: string[]): ScriptedAnswer => ({
	body: { start: 0, total: names.length, data: names.map((name, at) => ({ ID: at + 1, name })) },
});
const gone = (message: string): ScriptedAnswer => ({ status: 400, body: { error: { message } } });
const busy: ScriptedAnswer = { status: 503, body: '<html>busy</html>' };

const change = (extra: IDataObject = {}): IDataObject => ({
	change: 'update',
	entity: 'subprofile',
	profileId: null,
	subprofileId: '3',
	databaseId: null,
	collectionId: null,
	fields: { newsletter: 'no' },
	profileFields: null,
	previous: { newsletter: 'yes' },
	changed: ['newsletter'],
	interests: null,
	interestsOff: null,
	accountId: '42',
	receivedAt: '2024-01-01T12:00:00.000Z',
	order: Date.parse('2024-01-01T12:00:00.000Z') * 1000,
	sentAt: null,
	otherProfiles: null,
	changeKey: 'a'.repeat(64),
	...extra,
});

let vendor: ScriptedVendor | undefined;
let sleeps: ReturnType<typeof skipSleeps> | undefined;

afterEach(async () => {
	sleeps?.restore();
	await vendor?.stop();
	vendor = undefined;
});

async function addProfile(
	answers: Record<string, ScriptedAnswer[]>,
	items: IDataObject[],
	onError?: 'continueRegularOutput' | 'continueErrorOutput',
) {
	vendor = await startScriptedVendor({ answers });
	sleeps = skipSleeps();
	const run = await runNode({
		nodeType: 'copernica',
		parameters: { resource: 'change', operation: 'addProfile' },
		credentials: { copernicaApi: vendor.credential },
		items,
		settings: onError === undefined ? {} : { onError },
	});
	const json = (output: number) => run.outputs[output]?.map((item) => item.json) ?? [];
	return {
		run,
		completed: json(0),
		rejected: json(1),
		paths: vendor.requests.map(({ method, path }) => `${method} ${path}`),
	};
}

describe('completing', () => {
	it('finds the profile through the subprofile and keeps what the change says', async () => {
		const { completed, rejected, paths } = await addProfile(
			{
				'GET /v4/subprofile/3': [subprofileBody(3)],
				'GET /v4/profile/7': [profileBody(7)],
				[INTERESTS]: [interestsBody('boats', 'Cars')],
			},
			[change()],
		);
		expect(rejected).toEqual([]);
		expect(completed).toEqual([
			change({
				profileId: '7',
				profileReadAt: expect.any(String),
				databaseId: '1',
				collectionId: '4',
				interests: ['cars'],
				interestsOff: ['boats'],
				profileFields: { Email: 'p7@example.com' },
			}),
		]);
		expect(paths).toEqual(['GET /v4/subprofile/3', 'GET /v4/profile/7', INTERESTS]);
	});

	it('does not ask for the subprofile when the change names the profile', async () => {
		const { completed, paths } = await addProfile({ 'GET /v4/profile/7': [profileBody(7)] }, [
			change({ profileId: 7 }),
		]);
		expect(completed[0]).toMatchObject({ profileFields: { Email: 'p7@example.com' } });
		expect(paths).toEqual(['GET /v4/profile/7', INTERESTS]);
	});

	it('reads each profile and subprofile, and the interests, once per run', async () => {
		const items = Array.from({ length: 20 }, (_, index) =>
			change(index % 2 === 0 ? {} : { profileId: '7', subprofileId: String(index) }),
		);
		const { completed, paths } = await addProfile(
			{ 'GET /v4/subprofile/3': [subprofileBody(3)], 'GET /v4/profile/7': [profileBody(7)] },
			items,
		);
		expect(completed).toHaveLength(20);
		expect(paths).toEqual(['GET /v4/subprofile/3', 'GET /v4/profile/7', INTERESTS]);
	});

	it('asks nothing for changes that are complete', async () => {
		const items = [
			change({ profileFields: { Email: 'x@example.com' } }),
			change({ entity: 'profile', profileId: '9', subprofileId: null }),
			change({ entity: 'profile', change: 'delete', profileId: '9', subprofileId: null }),
		];
		const { completed, rejected, paths } = await addProfile({}, items);
		expect(completed).toEqual(items);
		expect(rejected).toEqual([]);
		expect(paths).toEqual([]);
	});

	it('fills the fields of a change that brought only an ID, and gives it a key of its own', async () => {
		const bare = { fields: {}, previous: null, changed: null };
		const { completed } = await addProfile(
			{
				'GET /v4/subprofile/3': [subprofileBody(3)],
				'GET /v4/profile/7': [profileBody(7)],
				'GET /v4/profile/8': [profileBody(8)],
			},
			[change(bare), change({ ...bare, entity: 'profile', subprofileId: null, profileId: '8' })],
		);
		expect(completed[0]).toMatchObject({
			fields: { newsletter: 'yes' },
			profileFields: { Email: 'p7@example.com' },
		});
		expect(completed[1]).toMatchObject({
			fields: { Email: 'p8@example.com' },
			profileFields: null,
		});
		expect(completed[0]?.changeKey).not.toBe(change().changeKey);
		expect(completed[0]?.changeKey).not.toBe(completed[1]?.changeKey);
	});

	it('completes a deleted subprofile from what the change says', async () => {
		const { completed, paths } = await addProfile({ 'GET /v4/profile/7': [profileBody(7)] }, [
			change({ change: 'delete', profileId: '7', fields: {} }),
		]);
		expect(completed[0]).toMatchObject({
			change: 'delete',
			fields: {},
			profileFields: { Email: 'p7@example.com' },
		});
		expect(paths).toEqual(['GET /v4/profile/7', INTERESTS]);
	});
});

describe('rejecting', () => {
	it.each([
		[
			'an unknown profile',
			{ 'GET /v4/profile/7': [gone('No entity with supplied ID')] },
			{ profileId: '7' },
		],
		['a profile answered with 404', { 'GET /v4/profile/7': [{ status: 404 }] }, { profileId: '7' }],
		[
			'a deleted profile, which reads as empty',
			{
				'GET /v4/profile/7': [
					profileBody(7, { fields: { Email: '' }, removed: '2024-01-01 00:00:00' }),
				],
			},
			{ profileId: '7' },
		],
		[
			'an unknown subprofile',
			{ 'GET /v4/subprofile/3': [gone('No subprofile with supplied ID')] },
			{},
		],
		[
			'a deleted subprofile whose values are not told',
			{
				'GET /v4/subprofile/3': [subprofileBody(3, { removed: '2024-01-01 00:00:00' })],
				'GET /v4/profile/7': [profileBody(7)],
			},
			{ fields: {} },
		],
		[
			'a deleted profile that was not told',
			{},
			{ entity: 'profile', change: 'delete', fields: {} },
		],
	])('PROFILE_GONE for %s, with the change in it', async (_name, answers, extra) => {
		const { completed, rejected, run } = await addProfile(answers, [change(extra)]);
		expect(run.error).toBeUndefined();
		expect(completed).toEqual([]);
		expect(rejected).toEqual([
			{ ...change(extra), status: 'rejected', code: 'PROFILE_GONE', reason: expect.any(String) },
		]);
	});

	it.each([
		['no ID at all', {}, { subprofileId: null }],
		[
			'a subprofile without a profile',
			{ 'GET /v4/subprofile/3': [subprofileBody(3, { profile: 0 })] },
			{},
		],
		['a bare profile change without an ID', {}, { entity: 'profile', fields: {} }],
	])('PROFILE_UNKNOWN for %s', async (_name, answers, extra) => {
		const { rejected } = await addProfile(answers, [change(extra)]);
		expect(rejected).toMatchObject([{ code: 'PROFILE_UNKNOWN' }]);
	});

	it.each(['..', '7/fields', '0', '-1', 'seven'])(
		'ID_INVALID for the ID %p, without asking',
		async (id) => {
			const { rejected, paths } = await addProfile({}, [
				change({ profileId: id }),
				change({ subprofileId: id }),
			]);
			expect(rejected).toMatchObject([{ code: 'ID_INVALID' }, { code: 'ID_INVALID' }]);
			expect(paths).toEqual([]);
		},
	);

	it('NOT_A_CHANGE names the key, and loses nothing of the item', async () => {
		const { rejected } = await addProfile({}, [{ foo: 1 }, change({ fields: { a: { b: 1 } } })]);
		expect(rejected[0]).toMatchObject({
			foo: 1,
			status: 'invalid',
			code: 'NOT_A_CHANGE',
			field: 'fields',
		});
		expect(rejected[1]).toMatchObject({ code: 'VALUE_NOT_TEXT', field: 'a' });
	});

	it('says when a change without a time came in, so that it is no newer when it is sent again', async () => {
		const timeless = { entity: 'profile', fields: { a: { b: 1 } } };
		const receivedAt = '2025-01-31T12:00:00.000Z';
		const { rejected } = await addProfile({}, [timeless, { ...timeless, receivedAt }]);
		expect(rejected).toMatchObject([
			{ receivedAt: expect.stringMatching(/^20.*Z$/), code: 'VALUE_NOT_TEXT' },
			{ receivedAt, code: 'VALUE_NOT_TEXT' },
		]);
	});
});

describe('many items', () => {
	const answers = {
		'GET /v4/profile/1': [profileBody(1)],
		'GET /v4/profile/2': [gone('No entity with supplied ID')],
		'GET /v4/profile/3': [profileBody(3)],
	};
	const items = ['1', '2', '3', '2', '1'].map((profileId) => change({ profileId }));

	it('keeps order and pairs every row on both outputs', async () => {
		const { run } = await addProfile(answers, items);
		const pairs = (output: number) => run.returned[0]?.[output]?.map((item) => item.pairedItem);
		expect(pairs(0)).toEqual([{ item: 0 }, { item: 2 }, { item: 4 }]);
		expect(pairs(1)).toEqual([{ item: 1 }, { item: 3 }]);
		expect(run.outputs[0]?.map((item) => item.json.profileId)).toEqual(['1', '3', '1']);
	});

	it('gives nothing for nothing', async () => {
		const { run, paths } = await addProfile(answers, []);
		expect(run.error).toBeUndefined();
		expect(paths).toEqual([]);
	});

	it('ends the run when Copernica stays unavailable, and names the item', async () => {
		const { run } = await addProfile({ ...answers, 'GET /v4/profile/3': [busy] }, items);
		expect(run.error?.message).toBe('Copernica is not available right now (status 503)');
	});

	it('goes on when set to, marks the fault, and does not wait again for the items behind it', async () => {
		const { completed, rejected, run, paths } = await addProfile(
			{ ...answers, 'GET /v4/profile/1': [busy] },
			items,
			'continueRegularOutput',
		);
		expect(run.error).toBeUndefined();
		expect(completed).toEqual([]);
		expect(rejected.map(({ code }) => code)).toEqual([
			'COPERNICA_UNAVAILABLE',
			...Array.from({ length: 4 }, () => 'NOT_ATTEMPTED'),
		]);
		expect(rejected[1]).toMatchObject({ profileId: '2', fields: { newsletter: 'no' } });
		expect(paths).toHaveLength(5);
		const returned = run.returned[0]?.[1] ?? [];
		expect(returned.map((item) => item.pairedItem)).toEqual(items.map((_, item) => ({ item })));
	});

	it('leaves faults, and only them, to the error output', async () => {
		const { run } = await addProfile(
			{ ...answers, 'GET /v4/profile/3': [busy] },
			items.slice(0, 3),
			'continueErrorOutput',
		);
		expect(run.outputs[0]).toHaveLength(1);
		expect(run.outputs[1]?.map((item) => item.json.code)).toEqual(['PROFILE_GONE']);
		expect(run.outputs[2]?.map((item) => item.json)).toMatchObject([
			{
				profileId: '3',
				fields: { newsletter: 'no' },
				error: 'Copernica is not available right now (status 503)',
				details: { code: 'COPERNICA_UNAVAILABLE', reason: expect.stringContaining('5 times') },
			},
		]);
	});
});

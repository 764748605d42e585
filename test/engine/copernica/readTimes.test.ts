import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';
import { runNode } from '../support';
import { openAccount, picked, type Account } from './account';
import { startScriptedVendor } from './scriptedVendor';

/** A change that was read is as new as its own reading: a value that was read later must count as newer. */
let account: Account;
const DELAY = 60;

beforeAll(async () => {
	account = await openAccount(1_100);
});
beforeEach(() => account.reset());
afterAll(async () => await account.stop());

const slow = (path: string) =>
	account.copernica.faults.add({ path, fault: { kind: 'slow', delayMs: DELAY } });
const times = (rows: IDataObject[]) => rows.map(({ receivedAt }) => Date.parse(String(receivedAt)));
const profileAt = (at: number) => account.profiles[at] ?? '';

describe('the time of a change that was read', () => {
	it('Get Many: just before its page', async () => {
		slow('/profiles');
		const started = Date.now();
		const { completed } = await account.run({
			resource: 'profile',
			operation: 'getAll',
			database: picked(account.customers),
			returnAll: true,
			output: 'change',
		});
		const read = times(completed);
		expect(new Set(read).size).toBe(2);
		const [first = 0, last = 0] = [read[0], read.at(-1)];
		expect(first).toBeGreaterThanOrEqual(started);
		expect(last).toBeGreaterThan(first);
		expect(completed.map(({ order }) => order)).toEqual(read.map((time) => time * 1_000));
	});

	it('Get: just before its profile, and once for those that are read once', async () => {
		slow('/v4/profile/');
		const { completed } = await account.run(
			{ resource: 'profile', operation: 'get', profileId: '={{ $json.id }}', output: 'change' },
			[0, 1, 0].map((at) => ({ id: profileAt(at) })),
		);
		const [first = 0, second = 0, third = 0] = times(completed);
		expect(second).toBeGreaterThan(first);
		expect(third).toBe(first);
	});

	it('Add Profile: the reading of the fields, where these were read', async () => {
		const long = '2024-01-01T00:00:00.000Z';
		const bare = { change: 'update', fields: {}, receivedAt: long, sentAt: long };
		const subprofile = account.copernica.store.subprofiles.values().next().value;
		const ofSubprofile = {
			entity: 'subprofile',
			profileId: String(subprofile?.profileId),
			subprofileId: String(subprofile?.id),
		};
		const started = Date.now();
		const { completed } = await account.run({ resource: 'change', operation: 'addProfile' }, [
			{ ...bare, entity: 'profile', profileId: profileAt(0) },
			{ ...bare, ...ofSubprofile },
			// Here only the profile's fields were read: the values of the change are as old as before.
			{ ...bare, ...ofSubprofile, fields: { Winkel: 'Utrecht' } },
			{ ...bare, entity: 'profile', profileId: profileAt(0), fields: { Plaats: 'Utrecht' } },
		]);
		const [profile = 0, own = 0, ...kept] = times(completed);
		expect(Math.min(profile, own)).toBeGreaterThanOrEqual(started);
		expect(completed.map(({ sentAt }) => sentAt)).toEqual([null, null, long, long]);
		expect(completed[0]?.order).toBe(profile * 1_000);
		expect(kept).toEqual([Date.parse(long), Date.parse(long)]);
	});
});

describe('interests that are off', () => {
	const get = { resource: 'profile', operation: 'get', profileId: '={{ $json.id }}' };

	it('are those of the database that the profile does not have, read once per run', async () => {
		const items = [0, 1, 2].map((at) => ({ id: profileAt(at) }));
		const { completed, requests } = await account.run({ ...get, output: 'change' }, items);
		for (const { interests, interestsOff } of completed) {
			expect([interests, interestsOff].flat().sort()).toEqual(['Mode', 'Sport']);
		}
		expect(requests.filter((request) => request.endsWith('/interests'))).toHaveLength(1);
		const many = await account.run({
			resource: 'profile',
			operation: 'getAll',
			database: picked(account.customers),
			output: 'change',
			returnAll: true,
		});
		expect(many.completed[0]).toMatchObject({ interests: ['Sport'], interestsOff: ['Mode'] });
		expect(many.requests.filter((request) => request.endsWith('/interests'))).toHaveLength(1);
	});

	it('are not known when the list cannot be read', async () => {
		account.copernica.faults.add({ path: '/interests', fault: { kind: 'status', status: 422 } });
		const { completed, run } = await account.run({ ...get, output: 'change' }, [
			{ id: profileAt(0) },
		]);
		expect(run.error).toBeUndefined();
		expect(completed).toMatchObject([{ interests: ['Sport'], interestsOff: null }]);
	});

	it('are not asked for in another form', async () => {
		const { requests } = await account.run(get, [{ id: profileAt(0) }]);
		expect(requests.filter((request) => request.endsWith('/interests'))).toEqual([]);
	});
});

describe('writing an interest', () => {
	it('is not done over interests that cannot be read: it would take them away', async () => {
		const vendor = await startScriptedVendor({
			answers: {
				'GET /v4/profile/7': [
					{ body: { ID: '7', database: '1', fields: {}, interests: { Sport: 'sometimes' } } },
				],
				'GET /v4/database/1/fields': [{ body: { total: 0, data: [] } }],
			},
		});
		const run = await runNode({
			nodeType: 'copernica',
			parameters: {
				resource: 'profile',
				operation: 'update',
				database: picked('1'),
				profileId: '7',
				fields: { mappingMode: 'defineBelow', value: {}, schema: [] },
				options: { addInterests: ['Mode'] },
			},
			credentials: { copernicaApi: vendor.credential },
			items: [{}],
		});
		await vendor.stop();
		expect(run.error?.message).toBe(
			'Copernica answered, but not with the interests of the profile',
		);
		expect(vendor.requests.map(({ method }) => method)).not.toContain('PUT');
	});
});

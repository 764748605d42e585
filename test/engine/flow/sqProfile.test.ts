import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import json from '../../../examples/sq-profile-to-spotler-activate.json';
import { skipSleeps } from '../support/index';
import { withSandbox } from '../../support/withSandbox';
import { startChain, type Chain, type Run } from './chain';
import { readExample } from './example';

/** The example "SQ_profile to Spotler Activate": a subprofile has no address, its profile has. */

const example = readExample(json);
const sandbox = withSandbox();
let chain: Chain;
let sleeps: ReturnType<typeof skipSleeps>;

beforeEach(async () => {
	sleeps = skipSleeps();
	const { store, dohUrl } = sandbox.copernica;
	const byId = (id: number | undefined) => ({ __rl: true, mode: 'id', value: String(id) });
	chain = await startChain(sandbox, example, {
		database: byId(store.findDatabase('Customers')?.id),
		collection: byId(store.findCollection('SQ_profile')?.id),
		options: { resolvers: [dohUrl] },
	});
	sandbox.copernica.requests.clear();
});
afterEach(async () => {
	sleeps.restore();
	await chain.stop();
});

/** Customers without a subprofile yet, by position. */
function customers() {
	const database = sandbox.copernica.store.findDatabase('Customers');
	return (database === null ? [] : sandbox.copernica.store.profilesOf(database.id)).slice(2);
}
function customer(index = 0) {
	const profile = customers()[index];
	if (profile === undefined) throw new Error('No such customer');
	return profile;
}

const contactOf = (index = 0) =>
	sandbox.activate.contacts.find((customer(index).fields.Email ?? '').trim());
const countAt = (runs: Run[], name: string) => runs.flatMap(({ ends }) => ends[name] ?? []).length;
const reads = (kind: 'profile' | 'subprofile') =>
	sandbox.copernica.requests
		.list()
		.filter(({ method, path }) => method === 'GET' && path.startsWith(`/v4/${kind}/`));

function expectNothingLost(runs: Run[]): void {
	for (const { input, ends } of runs) {
		expect(Object.values(ends).flat()).toHaveLength(input.length);
	}
}

const create = (index: number, fields: Record<string, unknown>) =>
	sandbox.copernica.edit({
		edit: 'create-subprofile',
		profile: customer(index).id,
		collection: 'SQ_profile',
		fields,
	});

const VALUES = {
	Favoriet_merk: 'Voorbeeldmerk',
	Loyaliteitspunten: 120,
	Newsletter: 'Ja',
	Laatste_bezoek: '2026-01-10',
};

describe.each(['A', 'B', 'C'] as const)('callbacks of shape %s', (shape) => {
	// Sync remembers from one sandbox to the next, where the same IDs come again: no creation follows a change there.
	const index = 2 + ['A', 'B', 'C'].indexOf(shape);
	beforeEach(() => {
		for (const callback of sandbox.copernica.callbacks.list()) {
			sandbox.copernica.callbacks.update(callback, { format: { shape, action: true } });
		}
	});

	it('the values arrive on the contact of the profile, consent and kinds of values included', async () => {
		create(index, VALUES);
		const runs = await chain.edit();
		expectNothingLost(runs);
		expect(countAt(runs, 'Accepted')).toBe(1);
		expect(contactOf(index)?.fields).toEqual({
			firstname: customer(index).fields.Voornaam?.trim(),
			lastname: customer(index).fields.Achternaam?.trim(),
			newsletter: 'yes',
			custom_favourite_brand: 'Voorbeeldmerk',
			custom_loyalty_points: 120,
			custom_last_visit: '2026-01-10',
		});
	});

	it('a later change arrives and leaves the rest as it is', async () => {
		const { id } = create(index, VALUES);
		await chain.edit();
		const runs = await chain.edit({
			edit: 'update-subprofile',
			subprofile: id,
			fields: { Loyaliteitspunten: 130, Newsletter: 'Nee' },
		});
		expectNothingLost(runs);
		expect(contactOf(index)?.fields).toMatchObject({
			custom_favourite_brand: 'Voorbeeldmerk',
			custom_loyalty_points: 130,
			newsletter: 'no',
		});
	});
});

it('each profile is read once per run, however many of its subprofiles changed', async () => {
	for (let count = 0; count < 3; count++) create(0, { ...VALUES, Loyaliteitspunten: count });
	create(1, VALUES);
	const run = await chain.runTogether();
	expectNothingLost([run]);
	expect(reads('profile')).toHaveLength(2);
	expect(contactOf(1)?.fields.custom_loyalty_points).toBe(120);
});

it('a profile that is gone meanwhile ends on Rejected with its code, and stops nobody else', async () => {
	create(0, VALUES);
	create(1, VALUES);
	await sandbox.settled();
	sandbox.copernica.edit({ edit: 'delete-profile', profile: customer(0).id });
	const run = await chain.runTogether();
	expectNothingLost([run]);
	const gone = run.ends['Profile Gone']?.map(({ json: row }) => row.code);
	expect(gone).toEqual(['PROFILE_GONE']);
	expect(countAt([run], 'Accepted')).toBe(1);
	expect(sandbox.activate.contacts.list()).toHaveLength(1);
});

it('a subprofile removed in Copernica starts nothing here: the trigger listens to new and changed ones', async () => {
	const { id } = create(0, VALUES);
	await chain.edit();
	const runs = await chain.edit({ edit: 'delete-subprofile', subprofile: id });
	expect(runs).toEqual([]);
	expect(contactOf()?.fields.newsletter).toBe('yes');
});

describe('faults', () => {
	it('Copernica busy for a moment: the profile is read in the end', async () => {
		create(0, VALUES);
		await sandbox.settled();
		sandbox.copernica.faults.add({
			fault: { kind: 'status', status: 503, body: 'html' },
			path: '/v4/',
			times: 2,
		});
		const run = await chain.runTogether();
		expectNothingLost([run]);
		expect(countAt([run], 'Accepted')).toBe(1);
	});

	it('Copernica not there for good: the run stops with a fault, nothing is sent, a second run delivers', async () => {
		create(0, VALUES);
		create(1, VALUES);
		await sandbox.settled();
		sandbox.copernica.faults.add({ fault: { kind: 'status', status: 503 }, path: '/v4/' });
		const run = await chain.runTogether();
		expect(run.flow.error).toMatchObject({ message: expect.any(String) });
		expect(sandbox.activate.arrivals()).toEqual([]);

		sandbox.copernica.faults.clear();
		const second = await chain.again(run);
		expectNothingLost([second]);
		expect(countAt([second], 'Accepted')).toBe(2);
	});

	it('a session token that expired is renewed without losing a row', async () => {
		create(0, VALUES);
		create(1, VALUES);
		await sandbox.settled();
		sandbox.copernica.tokens.expireAll();
		const run = await chain.runTogether();
		expectNothingLost([run]);
		expect(countAt([run], 'Accepted')).toBe(2);
	});

	it('Activate refuses one row of a request: that row alone ends on Rejected', async () => {
		sandbox.activate.quirks.set({
			unknownCustomFields: 'refused',
			customFields: ['loyalty_points', 'last_visit'],
		});
		create(0, { Newsletter: 'Ja' });
		create(1, VALUES);
		create(2, { Newsletter: 'Nee' });
		const run = await chain.runTogether();
		expectNothingLost([run]);
		expect(run.ends.Rejected?.map(({ json: row }) => row)).toEqual([
			expect.objectContaining({ status: 'rejected', code: expect.any(String) }),
		]);
		expect(countAt([run], 'Accepted')).toBe(2);
		expect([contactOf(0)?.fields.newsletter, contactOf(2)?.fields.newsletter]).toEqual([
			'yes',
			'no',
		]);
	});
});

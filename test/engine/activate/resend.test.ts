import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import type { PreparedProfile } from '../../../core/contracts/preparedProfile';
import { skipSleeps, type NodeRunOptions } from '../support';
import { withSandbox } from '../../support/withSandbox';
import { preparedProfile, runActivate } from './support';

const sandbox = withSandbox();
let sleeps: ReturnType<typeof skipSleeps>;
beforeEach(() => {
	sleeps = skipSleeps();
});
afterEach(() => {
	sleeps.restore();
});

async function run(
	operation: string,
	items: NodeRunOptions['items'],
	options: INodeParameters = {},
) {
	return await runActivate(sandbox, {
		parameters: { resource: 'profile', operation, options },
		items,
	});
}
const sync = async (items: NodeRunOptions['items'], options: INodeParameters = {}) =>
	await run('sync', items, options);

const json = (items: INodeExecutionData[] | undefined) => (items ?? []).map((item) => item.json);
const stored = () =>
	sandbox.activate
		.arrivals()
		.filter(({ status }) => status === 'stored')
		.map(({ event }) => event);

const busy = { kind: 'status', status: 429 } as const;
/** One request for each event, and every second request fails for good. */
const oneByOne = { eventsPerRequest: 1, maxTries: 1, parallelRequests: 1 };

/** Sync remembers contacts for the life of the process, so every test has people of its own. */
let test = 0;
beforeEach(() => {
	test += 1;
});
const own = (name: string) => `${name}${test}@resend.example.com`;
const of = (profileId: string, order = 1_738_324_800_000_000) => ({
	...preparedProfile({}).source,
	profileId: `${test}${profileId}`,
	order,
});

/** Sends rows behind one that Activate takes; all others are rejected. */
async function rejected(rows: PreparedProfile[], options: INodeParameters = {}) {
	const rule = sandbox.activate.faults.add({ fault: busy, every: 2 });
	const first = preparedProfile({ email: own('first') }, { source: of('first', 1) });
	const sent = await sync([first, ...rows], { ...oneByOne, ...options });
	sandbox.activate.faults.remove(rule);
	expect(sent.error).toBeUndefined();
	return json(sent.outputs[1]);
}

describe('a rejected row', () => {
	const optIn = (more: Partial<PreparedProfile> = {}) =>
		preparedProfile(
			{ email: own('ann'), firstname: 'Ann', newsletter: 'yes' },
			{ changed: ['newsletter'], previous: { newsletter: 'no' }, source: of('1'), ...more },
		);

	it('is sent again as it is by a second Sync, as the event that it was', async () => {
		const [row] = await rejected([optIn()]);
		expect(row).toMatchObject({ code: 'RATE_LIMITED', profileId: `${test}1`, databaseId: '1' });
		expect(row).not.toHaveProperty('fingerprint');
		const again = await sync([row ?? {}]);
		expect(json(again.outputs[0])).toMatchObject([
			{
				status: 'accepted',
				event: 'EmailOptIn',
				eventReason: 'The newsletter consent changed to yes.',
				source: optIn().source,
				fingerprint: expect.any(String),
			},
		]);
		expect(json(again.outputs[0])[0]).not.toHaveProperty('profile');
		expect(stored()).toContainEqual({
			event: 'EmailOptIn',
			email: own('ann'),
			firstname: 'Ann',
			newsletter: 'yes',
			timestamp: 1738324800,
		});
	});

	it('passes Filter on its way', async () => {
		const [row] = await rejected([optIn()]);
		const filtered = await run('filter', [row ?? {}]);
		expect(json(filtered.outputs[0])).toHaveLength(1);
		expect(json((await sync(json(filtered.outputs[0]))).outputs[0])).toMatchObject([
			{ status: 'accepted', event: 'EmailOptIn' },
		]);
	});

	it('does not overwrite what is newer and was sent meanwhile', async () => {
		const [row] = await rejected([optIn()]);
		const newer = of('1', 1_738_324_900_000_000);
		await sync([
			preparedProfile(
				{ email: own('ann'), firstname: 'Anna', newsletter: 'no' },
				{ changed: ['newsletter'], previous: { newsletter: 'yes' }, source: newer },
			),
		]);
		const again = await sync([row ?? {}]);
		expect(json(again.outputs[0])).toMatchObject([{ status: 'skipped', code: 'OVERTAKEN' }]);
		expect(stored().at(-1)).toMatchObject({ firstname: 'Anna', newsletter: 'no' });
	});

	it('has lost the consent that a later row of its run withdrew, wherever it is sent again', async () => {
		const later = preparedProfile(
			{ email: own('ann'), newsletter: 'no' },
			{ source: of('1', 1_738_324_900_000_000), consents: { newsletter: 'no' } },
		);
		const [row] = await rejected([optIn({ consents: { newsletter: 'yes' } }), later]);
		expect(row).toMatchObject({
			event: 'CRMUpdate',
			eventReason: expect.stringContaining('left out'),
			profile: { email: own('ann'), firstname: 'Ann' },
		});
		expect(row?.profile).not.toHaveProperty('newsletter');
		expect(row?.consents).toEqual({});
	});

	describe('with an old address', () => {
		const moved = () =>
			preparedProfile(
				{ email: own('new'), firstname: 'Bea' },
				{ changed: ['email'], previous: { email: own('old') }, source: of('2') },
			);
		const optOutOldAddress = ['newsletter'];

		it('brings its opt-out along, and the row of the opt-out sends nothing twice', async () => {
			const rows = await rejected([moved()], { optOutOldAddress });
			expect(rows.map(({ code }) => code)).toEqual(['RATE_LIMITED', 'OLD_ADDRESS_KEPT']);
			expect(rows[1]).not.toHaveProperty('profile');
			const again = await sync(rows, { optOutOldAddress });
			expect(json(again.outputs[1])).toEqual([]);
			expect(json(again.outputs[0])).toMatchObject([
				{ status: 'accepted', email: own('new') },
				{ status: 'accepted', email: own('old'), eventReason: expect.stringContaining('old') },
				{ status: 'skipped', code: 'OLD_ADDRESS_INCLUDED', email: own('old') },
			]);
			const arrived = sandbox.activate.arrivals();
			expect(arrived.filter(({ event }) => Object(event).email === own('old'))).toMatchObject([
				{ status: 'stored', event: { newsletter: 'no' } },
			]);
		});

		it('keeps the address of somebody else of its run', async () => {
			const other = preparedProfile({ email: own('old') }, { source: of('3', 1) });
			const rows = await rejected([moved(), other], { optOutOldAddress });
			const main = rows.find(({ email }) => email === own('new'));
			expect(main?.subscribedElsewhere).toContain('newsletter');
			const again = await sync([main ?? {}], { optOutOldAddress });
			expect(json(again.outputs[0])).toMatchObject([
				{ status: 'accepted', email: own('new') },
				{ status: 'skipped', code: 'OLD_ADDRESS_IN_USE' },
			]);
		});

		it('sends the opt-out alone where only that was rejected', async () => {
			const rule = sandbox.activate.faults.add({ fault: busy, every: 2 });
			const sent = await sync([moved()], { ...oneByOne, optOutOldAddress });
			sandbox.activate.faults.remove(rule);
			const rows = json(sent.outputs[1]);
			expect(rows).toMatchObject([
				{ email: own('old'), profile: {}, previous: { email: own('old') }, onlyGivesUp: true },
			]);
			const again = await sync(rows, { optOutOldAddress });
			expect(json(again.outputs[0])).toMatchObject([{ status: 'accepted', email: own('old') }]);
			expect(stored().at(-1)).toMatchObject({ email: own('old'), newsletter: 'no' });
		});
	});
});

describe('an item that is not prepared', () => {
	const change = {
		change: 'update',
		entity: 'profile',
		profileId: 4711,
		databaseId: '1',
		fields: { 'E-mail': 'Ann@example.com' },
	};

	it.each(['sync', 'normalise'])('keeps whose it is on the output of %s', async (operation) => {
		const wrong = operation === 'sync' ? change : { ...change, changed: 'Plaats' };
		const good = operation === 'sync' ? preparedProfile({ email: own('a') }) : change;
		const sent = await run(operation, [good, wrong]);
		expect(json(sent.outputs[1])).toMatchObject([
			{
				status: 'invalid',
				email: 'Ann@example.com',
				profileId: '4711',
				databaseId: '1',
				change: wrong,
			},
		]);
	});

	it('is a change that Normalise takes as it is', async () => {
		const sent = await sync([preparedProfile({ email: own('a') }), change]);
		const normalised = await run('normalise', json(sent.outputs[1]));
		expect(json(normalised.outputs[0])).toMatchObject([
			{ profile: { email: 'ann@example.com' }, source: { profileId: '4711' } },
		]);
	});

	it('comes back whole where a value cannot be sent', async () => {
		const good = preparedProfile({ email: own('b'), firstname: 'Bea' });
		const broken = { ...good, profile: { ...good.profile, city: null } };
		const [row] = json((await sync([broken])).outputs[1]);
		expect(row).toMatchObject({
			code: 'VALUE_NOT_SENDABLE',
			email: own('b'),
			source: good.source,
			profile: broken.profile,
		});
		const again = await sync([{ ...row, profile: good.profile }]);
		expect(json(again.outputs[0])).toMatchObject([{ status: 'accepted' }]);
	});
});

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';
import { readSchedule } from '../../../core/copernica/schedule';
import { nodeMethods, skipSleeps } from '../support/index';
import { openAccount, picked, type Account } from './account';

let account: Account;
let sleeps: ReturnType<typeof skipSleeps>;
beforeAll(async () => {
	account = await openAccount();
});
beforeEach(() => {
	account.reset();
	sleeps = skipSleeps();
});
afterEach(() => sleeps.restore());
afterAll(async () => await account.stop());

const TEMPLATE = '2820';
const sending = (more: INodeParameters = {}): INodeParameters => ({
	resource: 'mailing',
	operation: 'send',
	target: 'profile',
	profileId: '={{ $json.id }}',
	template: picked(TEMPLATE),
	...more,
});
const sent = () => account.copernica.mailings;
const toFirst = () => [{ id: account.profiles[0] ?? '' }];

describe('send', () => {
	it('sends a template to one person for each item, and says which mailing it is', async () => {
		const ids = account.profiles.slice(0, 2);
		const { completed, rejected } = await account.run(
			sending(),
			ids.map((id) => ({ id })),
		);
		expect(rejected).toEqual([]);
		expect(sent()).toMatchObject(
			ids.map((id) => ({ targettype: 'profile', target: Number(id), template: 2820, start: null })),
		);
		expect(completed).toMatchObject([
			{ status: 'sent', emailingId: String(sent()[0]?.id), targetId: ids[0], api: 'ms' },
			{ status: 'sent', templateId: TEMPLATE },
		]);
	});

	it.each([
		['selection', 'view', () => ({ selection: picked(account.selections.subscribed) })],
		['miniselection', 'miniview', () => ({ miniselection: picked(account.selections.manyPoints) })],
		['database', 'database', () => ({})],
		['collection', 'collection', () => ({})],
		['subprofile', 'subprofile', () => ({ subprofileId: account.subprofiles[0] ?? '' })],
	])('sends to a %s', async (target, targettype, more) => {
		const where = {
			database: picked(account.customers),
			collection: picked(account.sqProfile),
		};
		await account.run(sending({ target, ...where, ...more() }), [{}]);
		expect(sent()).toMatchObject([{ targettype }]);
	});

	it('plans a mailing for later, and again', async () => {
		const { completed } = await account.run(
			sending({ when: 'scheduled', start: '2027-02-01T09:00', recurrence: 'freq=weekly;count=4' }),
			toFirst(),
		);
		expect(sent()).toMatchObject([{ start: '2027-02-01 09:00:00', rrule: 'FREQ=WEEKLY;COUNT=4' }]);
		expect(completed).toMatchObject([{ status: 'scheduled' }]);
	});

	it.each([
		['no time', { start: 'tomorrow' }, 'Start'],
		['a date that does not exist', { start: '2027-02-30 09:00' }, 'Start'],
		['a time zone', { start: '2027-02-01T09:00:00Z' }, 'Start'],
		['no rule', { start: '2027-02-01 09:00', recurrence: 'every week' }, 'Recurrence'],
	])('sends nothing with %s: it could go out at once', async (_what, more, setting) => {
		const { rejected } = await account.run(sending({ when: 'scheduled', ...more }), toFirst());
		expect(rejected).toMatchObject([
			{ code: 'SCHEDULE_INVALID', reason: expect.stringContaining(setting) },
		]);
		expect(sent()).toEqual([]);
	});

	it.each([
		['an answer that got lost', { kind: 'cut-after' as const }, 1],
		['a server that gave up', { kind: 'status' as const, status: 503 as const }, 0],
	])('never asks twice after %s', async (_what, fault, mailings) => {
		account.copernica.faults.add({ fault, method: 'POST', path: '/emailing', times: 1 });
		const { rejected, completed } = await account.run(sending(), [...toFirst(), ...toFirst()]);
		expect(rejected).toMatchObject([{ code: 'OUTCOME_UNKNOWN', status: 'unknown' }]);
		// The run goes on: n8n's Retry On Fail would send the others again.
		expect(completed).toHaveLength(1);
		expect(sent()).toHaveLength(mailings + 1);
	});

	it('ends no run for a refusal, and says why', async () => {
		const { rejected } = await account.run(sending({ template: picked('1') }), toFirst());
		expect(rejected).toMatchObject([{ code: 'REFUSED_BY_COPERNICA' }]);
	});

	it('ends no run for an expression that fails: Retry On Fail would send the others again', async () => {
		const [one = '', two = '', three = ''] = account.profiles;
		const profileId = "={{ $json.id ?? $('Not There').first().json.id }}";
		const items = [{ id: one }, {}, { id: two }, { id: three }];
		const { completed, rejected } = await account.run(sending({ profileId }), items);
		expect(rejected).toMatchObject([{ code: 'SETTING_INVALID', status: 'invalid' }]);
		expect(completed.map(({ targetId }) => targetId)).toEqual([one, two, three]);
		expect(sent()).toHaveLength(3);
	});

	it('finds the name under which this account has its mailings, and keeps to it', async () => {
		account.copernica.quirks.set({ mailingPaths: 'draganddrop' });
		const { completed, requests } = await account.run(sending(), [...toFirst(), ...toFirst()]);
		expect(completed).toMatchObject([{ api: 'draganddrop' }, { api: 'draganddrop' }]);
		expect(sent()).toHaveLength(2);
		expect(requests).toHaveLength(3);
	});
});

describe('get statistics', () => {
	const statistics = (emailingId: string): INodeParameters => ({
		resource: 'mailing',
		operation: 'getStatistics',
		emailingId,
	});

	it.each(['ms', 'draganddrop'] as const)('gives the counts, under the name %s', async (name) => {
		account.copernica.quirks.set({ mailingPaths: name });
		await account.run(sending(), toFirst());
		const id = String(sent()[0]?.id);
		const { completed } = await account.run(statistics(id), [{}]);
		expect(completed).toMatchObject([
			{ emailingId: id, destinations: 10, clicks: { total: 2, unique: 2 }, api: name },
		]);
	});

	it('rejects a mailing that does not exist', async () => {
		const { rejected } = await account.run(statistics('99999'), [{}]);
		expect(rejected).toMatchObject([
			{ code: 'MAILING_GONE', reason: expect.stringContaining('mailing 99999') },
		]);
	});
});

it.each(['ms', 'draganddrop'] as const)('the list of templates is that of %s', async (name) => {
	account.copernica.quirks.set({ mailingPaths: name });
	const methods = await nodeMethods({
		nodeType: 'copernica',
		parameters: sending(),
		credentials: { copernicaApi: account.credential },
	});
	const { results } = await methods.listSearch('searchTemplates');
	expect(results).toEqual([
		{ name: 'Newsletter', value: '2821' },
		{ name: 'Welcome', value: '2820' },
	]);
});

it.each([
	['2027-02-01 09:00', '', { start: '2027-02-01 09:00:00', rrule: null }],
	[
		'2028-02-29T23:59:59',
		'RRULE:FREQ=DAILY',
		{ start: '2028-02-29 23:59:59', rrule: 'FREQ=DAILY' },
	],
])('the schedule %s %s is read', (start, rule, schedule) =>
	expect(readSchedule(start, rule)).toEqual({ ok: true, schedule }),
);

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';
import { CHECKS } from '../../../core/copernica/check/codes';
import { startSandbox, type Sandbox } from '../../../sandbox';
import { lifecycle, poller, sandboxCredentials, skipSleeps, startReceiver } from '../support';
import { picked } from './account';
import { runCheck, type CheckRun } from './checkRun';

/** *Callback: Check* for the triggers that no callback of a database calls. */

let sandbox: Sandbox;
/** Copernica's clock, ahead of ours. */
let ahead = 0;

beforeAll(async () => {
	sandbox = await startSandbox({ now: () => Date.now() + ahead * 1_000 });
});
beforeEach(() => {
	sandbox.reset();
	ahead += 3_600;
});
afterAll(async () => await sandbox.stop());

const idOf = (entry: { id: number } | null | undefined) => String(entry?.id);
const ids = () => {
	const { store } = sandbox.copernica;
	const selection = (wanted: string) =>
		idOf([...store.selections.all.values()].find(({ name }) => name === wanted));
	return {
		database: idOf(store.findDatabase('Customers')),
		collection: idOf(store.findCollection('SQ_profile')),
		selection: selection('Nieuwsbrief'),
		miniselection: selection('Veel punten'),
	};
};

const change = (fields: Record<string, string>) => {
	sandbox.copernica.edit({ edit: 'create-profile', database: 'Customers', fields, cause: 'form' });
};

describe('the Copernica Changes Trigger', () => {
	let workflows = 0;

	async function trigger(parameters: INodeParameters = {}) {
		workflows += 1;
		return await poller({
			nodeType: 'copernicaChangesTrigger',
			credentials: sandboxCredentials(sandbox),
			workflowId: `looks of check ${workflows}`,
			parameters: { source: 'database', database: picked(ids().database), ...parameters },
		});
	}

	const run = async (parameters: INodeParameters = {}, over = {}): Promise<CheckRun> =>
		await runCheck(sandbox, {
			...over,
			parameters: { trigger: 'copernicaChangesTrigger', ...parameters },
		});

	it('has one row for each check that matters to it, in the order in which things fail', async () => {
		const { look } = await trigger();
		await look();
		const { rows, run: node } = await run({}, { options: { fields: ['Email'] } });
		expect(rows.map(({ check, code }) => [check, code])).toEqual([
			['Sign-in', 'SIGN_IN_WORKS'],
			['Database', 'DATABASE_FOUND'],
			['Fields', 'FIELDS_FOUND'],
			['Changes', 'CHANGES_READABLE'],
			['Looks', 'LOOKS_WORK'],
			['Spotler Activate', 'ACTIVATE_WORKS'],
		]);
		const order = rows.map(({ check }) => CHECKS.findIndex((name) => name === check));
		expect(order).toEqual([...order].sort((a, b) => a - b));
		expect(node.hints).toEqual([]);
		for (const { seen, advice } of rows) {
			expect(`${String(seen)} ${String(advice)}`).not.toMatch(/[{}]|undefined|null/);
		}
	});

	it('is told apart by whether its looks come as far as the newest change', async () => {
		const { look } = await trigger({ options: { recordsPerLook: 1 } });
		await look();
		ahead += 60;
		change({ Email: 'one@example.com' });
		ahead += 60;
		change({ Email: 'two@example.com' });
		const before = await run();
		expect(before.row('LOOKS_BEHIND')).toMatchObject({
			ok: null,
			seen: expect.stringMatching(
				/began at \d{4}-[-\d: ]+ UTC, and has come to \d{4}-[-\d: ]+ \(Copernica's clock\)\. Newest change in Copernica/,
			),
		});
		expect(await look()).toHaveLength(1);
		expect((await run()).codes).toContain('LOOKS_BEHIND');
		expect(await look()).toHaveLength(1);
		expect((await run()).row('LOOKS_WORK')).toMatchObject({
			ok: true,
			seen: expect.stringContaining('gave 1 items'),
		});
	});

	it('whose last look failed is named with the reason, until one works again', async () => {
		const { look } = await trigger();
		await look();
		sandbox.copernica.faults.add({ path: '/profiles', fault: { kind: 'status', status: 403 } });
		await expect(look()).rejects.toThrow();
		sandbox.copernica.faults.clear();
		expect((await run()).row('LOOKS_FAILED')).toMatchObject({
			ok: false,
			seen: expect.stringContaining('does not allow this'),
			advice: expect.stringContaining('Nothing is lost'),
		});
		await look();
		expect((await run()).codes).toContain('LOOKS_WORK');
	});

	it('that has not looked, or looks at something else, is not guessed about', async () => {
		const { look } = await trigger({ source: 'collection', collection: picked(ids().collection) });
		await look();
		sandbox.copernica.edit({ edit: 'create-profile', database: 'Prospects', fields: {} });
		const prospects = idOf(sandbox.copernica.store.findDatabase('Prospects'));
		const { row } = await run({ database: picked(prospects) });
		expect(row('LOOKS_NONE')).toMatchObject({
			ok: null,
			advice: expect.stringContaining('Publish the workflow'),
		});
		const { codes } = await run({ source: 'collection', collection: picked(ids().collection) });
		expect(codes).toEqual(expect.arrayContaining(['COLLECTION_FOUND', 'LOOKS_WORK']));
	});

	it('of a test in the editor does not count', async () => {
		workflows += 1;
		const prospects = picked(idOf(sandbox.copernica.store.findDatabase('Prospects')));
		const { look } = await poller({
			nodeType: 'copernicaChangesTrigger',
			credentials: sandboxCredentials(sandbox),
			workflowId: `looks of check ${workflows}`,
			parameters: { source: 'database', database: prospects },
			mode: 'manual',
		});
		await look();
		expect((await run({ database: prospects })).codes).toContain('LOOKS_NONE');
	});

	it.each([
		['selection', 'SELECTION_FOUND'],
		['miniselection', 'SELECTION_FOUND'],
	] as const)('has a %s that is looked for by its ID', async (source, code) => {
		const chosen = {
			source,
			collection: picked(ids().collection),
			[source]: picked(ids()[source]),
		};
		const { look } = await trigger(chosen);
		await look();
		const { codes, row } = await run(chosen);
		expect(row(code)?.seen).toMatch(new RegExp(`^The ${source} ".+" \\(ID \\d+\\) exists`));
		expect(codes).toContain('LOOKS_WORK');
		const missing = await run({ ...chosen, [source]: picked('99999') });
		expect(missing.row('SELECTION_NOT_FOUND')).toMatchObject({ ok: false });
		expect(missing.row('NOT_CHECKED')).toMatchObject({ check: 'Changes' });
		expect((await run({ ...chosen, [source]: picked('') })).codes).toContain(
			'SELECTION_NOT_CHOSEN',
		);
	});

	it('cannot look where a field hides the time of change', async () => {
		const database = sandbox.copernica.store.findDatabase('Customers');
		const [field] = database?.fields ?? [];
		if (field === undefined) throw new Error('The sandbox has no fields');
		const { name } = field;
		field.name = 'Modified';
		const { row } = await run();
		field.name = name;
		expect(row('CHANGES_HIDDEN')).toMatchObject({ ok: false });
	});

	it('for unsubscribes is checked by both of their lists', async () => {
		const { look } = await trigger({ source: 'unsubscribes' });
		await look();
		const fine = await run({ source: 'unsubscribes' });
		expect(fine.rows.map(({ check, code }) => [check, code])).toEqual([
			['Sign-in', 'SIGN_IN_WORKS'],
			['Database', 'DATABASE_FOUND'],
			['Unsubscribes', 'UNSUBSCRIBES_READABLE'],
			['Unsubscribes', 'UNSUBSCRIBES_READABLE'],
			['Looks', 'LOOKS_WORK'],
			['Spotler Activate', 'ACTIVATE_WORKS'],
		]);
		sandbox.copernica.faults.add({ path: '/publisher/', fault: { kind: 'status', status: 403 } });
		const refused = await run({ source: 'unsubscribes' });
		expect(refused.row('UNSUBSCRIBES_REFUSED')).toMatchObject({
			ok: false,
			seen: expect.stringContaining('Publisher'),
		});
	});

	it('needs no token for callbacks, and none is asked for', async () => {
		sandbox.copernica.quirks.set({ accessTokenV4Only: true });
		sandbox.copernica.requests.clear();
		const { rows } = await run();
		expect(rows.filter(({ ok }) => ok === false)).toEqual([]);
		const paths = sandbox.copernica.requests.list().map(({ path }) => path);
		expect(paths.filter((path) => path.startsWith('/v1/'))).toEqual([]);
	});
});

describe('the Copernica Mailing Trigger', () => {
	let workflows = 0;
	const settings = (): INodeParameters => ({
		events: ['click', 'unsubscribe'],
		database: picked(''),
		signature: 'required',
		options: { resolvers: [sandbox.copernica.dohUrl], groupBursts: { group: { mode: 'off' } } },
	});

	async function trigger() {
		workflows += 1;
		return await startReceiver({
			nodeType: 'copernicaMailingTrigger',
			parameters: settings(),
			credentials: sandboxCredentials(sandbox),
			workflowId: `mailings of check ${workflows}`,
			webhookId: `mailings-of-check-${workflows}`,
		});
	}

	const run = async (publicUrl?: string, parameters: INodeParameters = {}): Promise<CheckRun> =>
		await runCheck(sandbox, {
			publicUrl,
			parameters: { trigger: 'copernicaMailingTrigger', database: picked(''), ...parameters },
		});

	/** Clicks are signed with the time of Copernica, which is ours here. */
	beforeEach(() => {
		ahead = 0;
	});

	it('has one row for each check that matters to it, in the order in which things fail', async () => {
		const receiver = await trigger();
		await receiver.registration.activate();
		const { rows } = await run(new URL(receiver.url).origin);
		expect(rows.map(({ check, code }) => [check, code])).toEqual([
			['Sign-in', 'SIGN_IN_WORKS'],
			['Webhook', 'WEBHOOK_PUBLISHED'],
			['Webhook', 'WEBHOOK_PUBLISHED'],
			['Address of n8n', 'ADDRESS_OF_SANDBOX'],
			['Validated domain', 'DOMAIN_UNKNOWN'],
			['Resolver', 'RESOLVER_HAS_KEY'],
			['Clock', 'CLOCK_RIGHT'],
			['Calls', 'CALLS_OF_MAILINGS_NONE'],
			['Spotler Activate', 'ACTIVATE_WORKS'],
		]);
		const order = rows.map(({ check }) => CHECKS.findIndex((name) => name === check));
		expect(order).toEqual([...order].sort((a, b) => a - b));
		const known = sandbox.copernica.webhooks.list().map(({ id }) => String(id));
		expect(rows.flatMap(({ webhookId }) => webhookId ?? [])).toEqual(known);
		for (const { seen, advice } of rows) {
			expect(`${String(seen)} ${String(advice)}`).not.toMatch(/[{}]|undefined|null/);
		}
		await receiver.registration.delete();
		await receiver.stop();
	});

	it('that was called is known to have a domain that Copernica calls', async () => {
		const receiver = await trigger();
		await receiver.registration.activate();
		const [profile] = sandbox.copernica.store.profilesOf(Number(ids().database));
		sandbox.copernica.mailingEvent({ event: 'click', profile: profile?.id ?? 0 });
		await sandbox.settled();
		const { row } = await run(new URL(receiver.url).origin);
		expect(row('CALLS_ACCEPTED')?.seen).toContain('ACCEPTED 1');
		expect(row('DOMAIN_CALLED')).toMatchObject({ ok: true });
		await receiver.registration.delete();
		await receiver.stop();
	});

	it('whose Webhook somebody removed is told which one', async () => {
		const receiver = await trigger();
		await receiver.registration.activate();
		const [first] = sandbox.copernica.webhooks.list();
		sandbox.copernica.webhooks.remove(first?.id ?? 0);
		const { row } = await run(new URL(receiver.url).origin);
		expect(row('WEBHOOK_GONE')).toMatchObject({
			ok: false,
			webhookId: String(first?.id),
			advice: expect.stringContaining('publish it again'),
		});
		await receiver.registration.delete();
		await receiver.stop();
	});

	it('that is not published here is not guessed about', async () => {
		const { row, codes } = await run();
		expect(row('WEBHOOKS_UNKNOWN')).toMatchObject({ ok: null });
		expect(codes).not.toContain('DATABASE_NOT_CHOSEN');
	});

	it('of a test in the editor does not count', async () => {
		const sleeps = skipSleeps();
		const test = await lifecycle({
			nodeType: 'copernicaMailingTrigger',
			parameters: settings(),
			credentials: sandboxCredentials(sandbox),
			workflowId: 'a test of mailings',
			test: true,
		});
		await test.activate();
		sleeps.restore();
		expect((await run()).codes).toContain('WEBHOOKS_UNKNOWN');
		await test.delete();
	});

	it('of another account is left alone', async () => {
		const receiver = await trigger();
		await receiver.registration.activate();
		const { copernica } = sandbox;
		const { codes, row } = await runCheck(sandbox, {
			copernicaApi: { accessToken: 'of-another-account', baseUrl: copernica.url },
			parameters: { trigger: 'copernicaMailingTrigger', database: picked('') },
		});
		expect(codes[0]).toBe('TOKEN_REFUSED');
		expect(row('NOT_CHECKED')).toMatchObject({ check: 'Webhook' });
		await receiver.registration.delete();
		await receiver.stop();
	});
});

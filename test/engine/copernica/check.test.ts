import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CHECKS } from '../../../core/copernica/check/codes';
import { startSandbox, type Sandbox } from '../../../sandbox';
import { sandboxCredentials, startReceiver, type Receiver } from '../support';
import { automatic } from '../trigger/calls/settings';
import { picked } from './account';
import { runCheck, type CheckRun } from './checkRun';

let sandbox: Sandbox;
let trigger: Receiver;
let publicUrl: string;
const ids = () => ({
	database: String(sandbox.copernica.store.findDatabase('Customers')?.id),
	collection: String(sandbox.copernica.store.findCollection('SQ_profile')?.id),
});

beforeAll(async () => {
	sandbox = await startSandbox();
	trigger = await startReceiver({
		parameters: automatic({
			entity: 'profile',
			keys: { url: sandbox.copernica.dohUrl },
			ids: ids(),
		}),
		credentials: sandboxCredentials(sandbox),
		webhookId: 'trigger-of-check',
	});
	publicUrl = new URL(trigger.url).origin;
});
beforeEach(async () => {
	sandbox.reset();
	await trigger.registration.activate();
});
afterAll(async () => {
	await trigger.stop();
	await sandbox.stop();
});

const run = async (over: Parameters<typeof runCheck>[1] = {}): Promise<CheckRun> =>
	await runCheck(sandbox, { publicUrl, ...over });

const edit = async (fields: Record<string, string>) => {
	sandbox.copernica.edit({ edit: 'create-profile', database: 'Customers', fields });
	await sandbox.settled();
};

describe('a set-up that works', () => {
	it('has one row for each check, in the order in which things fail', async () => {
		const { rows, run: node } = await run({ options: { fields: ['email', 'Nieuwsbrief'] } });
		expect(rows.map(({ check, code }) => [check, code])).toEqual([
			['Sign-in', 'SIGN_IN_WORKS'],
			['Sign-in for callbacks', 'CALLBACKS_READABLE'],
			['Database', 'DATABASE_FOUND'],
			['Fields', 'FIELDS_FOUND'],
			['Callbacks', 'CALLBACK_HERE'],
			['Callback', 'CALLBACK_PUBLISHED'],
			['Marketing Suite Webhooks', 'WEBHOOKS_NOT_LISTED'],
			['Address of n8n', 'ADDRESS_OF_SANDBOX'],
			['Resolver', 'RESOLVER_HAS_KEY'],
			['Clock', 'CLOCK_RIGHT'],
			['Calls', 'CALLS_NONE'],
			['Spotler Activate', 'ACTIVATE_WORKS'],
		]);
		const order = rows.map(({ check }) => CHECKS.findIndex((name) => name === check));
		expect(order).toEqual([...order].sort((a, b) => a - b));
		expect(rows.filter(({ ok }) => ok === false)).toEqual([]);
		expect(node.hints).toEqual([]);
		expect(node.returned[0]?.[0]?.map(({ pairedItem }) => pairedItem)).toEqual(
			rows.map(() => ({ item: 0 })),
		);
		for (const { seen, advice } of rows) {
			expect(seen).toMatch(/^\S.*\S$/);
			expect(`${String(seen)} ${String(advice)}`).not.toMatch(/[{}]|undefined|null/);
		}
	});

	it('changes nothing, and reads no person', async () => {
		sandbox.copernica.requests.clear();
		const { rows } = await run();
		const methods = sandbox.copernica.requests
			.list()
			.filter(({ path }) => path !== '/authenticate')
			.map(({ method }) => method);
		expect(new Set(methods)).toEqual(new Set(['GET']));
		expect(sandbox.activate.arrivals()).toEqual([]);
		expect(JSON.stringify(rows)).not.toMatch(/@example\.com/);
		expect(trigger.executions).toEqual([]);
	});

	it('names the callback by its ID and settings', async () => {
		const [{ id, url } = { id: 0, url: '' }] = sandbox.copernica.callbacks.list();
		const { row } = await run();
		expect(row('CALLBACK_PUBLISHED')).toMatchObject({
			ok: true,
			callbackId: String(id),
			url,
			seen: expect.stringContaining('Method json, Action all, no condition'),
		});
	});

	it('counts the calls that arrived, accepted, refused and ignored', async () => {
		await edit({ Email: 'first@example.com' });
		expect((await run()).row('CALLS_ACCEPTED')).toMatchObject({
			seen: expect.stringMatching(
				/ACCEPTED 1 \(last \d{4}-[-\d: ]+ UTC\)\. Newest change in Copernica: \d{4}-[-\d: ]+ \(Copernica's clock\)\.$/,
			),
		});
		sandbox.copernica.deliveries.plan({ signing: { mode: 'unsigned' } });
		await edit({ Email: 'second@example.com' });
		const { row, run: node } = await run();
		expect(row('CALLS_REFUSED')).toMatchObject({
			ok: false,
			seen: expect.stringMatching(
				/refused: SIGNATURE_MISSING\. .*ACCEPTED 1 .*SIGNATURE_MISSING 1/,
			),
		});
		expect(node.hints).toEqual([expect.stringContaining('1 of 11 checks')]);
	});
});

describe('a collection', () => {
	const onCollection = () => ({
		source: 'collection',
		database: picked(ids().database),
		collection: picked(ids().collection),
	});

	it('has callbacks and fields of its own', async () => {
		const { codes, row } = await run({
			parameters: onCollection(),
			options: { fields: ['favoriet_merk', 'Email'] },
		});
		expect(codes).toContain('COLLECTION_FOUND');
		expect(row('FIELD_NOT_FOUND')).toMatchObject({ field: 'Email' });
		expect(codes).toContain('CALLBACK_MISSING');
	});

	it.each([
		['', 'COLLECTION_NOT_CHOSEN'],
		['99999', 'COLLECTION_NOT_FOUND'],
	])('%j as its ID is %s', async (collection, code) => {
		const { codes, row } = await run({
			parameters: { ...onCollection(), collection: picked(collection) },
			options: { fields: ['Email'] },
		});
		expect(codes).toContain(code);
		expect(row('NOT_CHECKED')).toMatchObject({
			check: 'Fields',
			seen: expect.stringContaining('"Collection"'),
		});
	});
});

describe('callbacks', () => {
	const { origin } = new URL('https://n8n.example.com');

	it('are told apart by whom they call', async () => {
		for (const url of [
			`${publicUrl}/webhook-test/trigger-of-check/webhook`,
			`${publicUrl}/webhook/gone/webhook`,
			'https://api.squeezely.tech/callback',
			`${origin}/webhook/abc/webhook`,
		]) {
			sandbox.copernica.registerCallback({ database: 'Customers', url });
		}
		const { rows } = await run();
		expect(rows.filter(({ check }) => check === 'Callback').map(({ code }) => code)).toEqual([
			'CALLBACK_PUBLISHED',
			'CALLBACK_OF_TEST',
			'CALLBACK_UNPUBLISHED',
			'CALLBACK_TO_ACTIVATE',
			'CALLBACK_ELSEWHERE',
		]);
	});

	it('can be looked for by the Production URL', async () => {
		const productionUrl = `${publicUrl}/webhook/another/webhook`;
		expect((await run({ options: { productionUrl } })).codes).toContain('CALLBACK_URL_MISSING');
		expect((await run({ options: { productionUrl: trigger.url } })).codes).toContain(
			'CALLBACK_HERE',
		);
	});

	it('of an n8n that cannot reach itself are not said to be dead', async () => {
		sandbox.copernica.callbacks.clear();
		sandbox.copernica.registerCallback({
			database: 'Customers',
			url: 'http://127.0.0.1:9/webhook/abc/webhook',
		});
		const { row } = await run({ publicUrl: 'http://127.0.0.1:9' });
		expect(row('CALLBACK_UNTRIED')).toMatchObject({
			ok: null,
			seen: expect.stringContaining('ECONNREFUSED'),
		});
	});
});

describe('Copernica', () => {
	it.each([
		['is down', { kind: 'status', status: 503, body: 'html' }, 'SIGN_IN_FAILED'],
		['forbids', { kind: 'status', status: 403 }, 'TOKEN_REFUSED'],
		['hangs up', { kind: 'cut-before' }, 'SIGN_IN_FAILED'],
	] as const)('that %s is told, and the rest is checked all the same', async (_, fault, code) => {
		sandbox.copernica.faults.add({ fault });
		const { rows, codes, run: node } = await run();
		expect(node.error).toBeUndefined();
		expect(codes[0]).toBe(code);
		const unchecked = rows.filter((row) => row.code === 'NOT_CHECKED').map(({ check }) => check);
		expect(unchecked).toEqual(['Sign-in for callbacks', 'Database', 'Callbacks', 'Calls']);
		expect(codes).toContain('RESOLVER_HAS_KEY');
		expect(codes).toContain('ACTIVATE_WORKS');
	});

	it('whose callbacks cannot be read is told apart from one that refuses them', async () => {
		sandbox.copernica.faults.add({
			path: '/callbacks',
			fault: { kind: 'status', status: 503, body: 'html' },
		});
		const { codes, row } = await run();
		expect(codes).toContain('CALLBACKS_UNREADABLE');
		expect(row('NOT_CHECKED')).toMatchObject({ check: 'Callbacks' });
		expect(row('NOT_CHECKED')?.seen).toContain('"Sign-in for callbacks"');
	});
});

describe('resolvers', () => {
	it.each([
		[{ answer: 'nxdomain' }, 'RESOLVER_WITHOUT_KEY'],
		[{ answer: 'servfail' }, 'RESOLVER_FAILED'],
		[{ answer: 'not-json' }, 'RESOLVER_FAILED'],
		[{ answer: 'status-500' }, 'RESOLVER_FAILED'],
		[{ record: 'v=DKIM1; p=' }, 'RESOLVER_WITHOUT_KEY'],
	] as const)('that answer %j are %s', async (dns, code) => {
		sandbox.copernica.setDns(dns);
		expect((await run()).codes).toContain(code);
	});

	it('are asked one by one, each with its row', async () => {
		const resolvers = ['http://127.0.0.1:9/dns', sandbox.copernica.dohUrl, 'ftp://dns.example.com'];
		const { rows } = await run({ options: { resolvers } });
		const found = rows.filter(({ check }) => check === 'Resolver');
		expect(found.map(({ code }) => code)).toEqual([
			'RESOLVER_FAILED',
			'RESOLVER_HAS_KEY',
			'RESOLVER_UNUSABLE',
		]);
	});
});

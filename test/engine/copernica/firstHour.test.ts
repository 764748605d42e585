import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../../sandbox';
import {
	lifecycle,
	poller,
	sandboxCredentials,
	startReceiver,
	testCredential,
	type LifecycleOptions,
} from '../support';
import { automatic } from '../trigger/calls/settings';
import { picked } from './account';
import { runCheck } from './checkRun';

/**
 * Each fault that a newcomer can make in the first hour is named within one step: by *Callback: Check*, or by the editor
 * where it goes wrong. What only a real n8n shows is in test/e2e/server/firstHour.spec.mts.
 */

const OLD_HOST = 'https://old.example.com';

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(() => sandbox.reset());
afterAll(async () => await sandbox.stop());

/** A trigger with its own webhook, as far as its registration goes. */
async function trigger(
	name: string,
	settings: Partial<Parameters<typeof automatic>[0]> = {},
	options: Partial<LifecycleOptions> = {},
) {
	const { store, dohUrl } = sandbox.copernica;
	return await lifecycle({
		parameters: automatic({
			entity: 'profile',
			keys: { url: dohUrl },
			ids: {
				database: String(store.findDatabase('Customers')?.id),
				collection: String(store.findCollection('SQ_profile')?.id),
			},
			...settings,
		}),
		credentials: sandboxCredentials(sandbox),
		webhookId: name,
		workflowId: name,
		...options,
	});
}

const wrong = (rows: Awaited<ReturnType<typeof runCheck>>['rows']) =>
	rows.filter(({ ok }) => ok === false);

describe('no database', () => {
	it('is named by Check', async () => {
		const { row } = await runCheck(sandbox, { parameters: { database: picked('') } });
		expect(row('DATABASE_NOT_CHOSEN')).toMatchObject({ ok: false, check: 'Database' });
	});

	it('is named when publishing', async () => {
		const empty = await trigger('no-database', { ids: { database: '', collection: '' } });
		await expect(empty.activate()).rejects.toThrow('No database is selected');
	});

	it('of this account is named by Check', async () => {
		const { row } = await runCheck(sandbox, { parameters: { database: picked('4711') } });
		expect(row('DATABASE_NOT_FOUND')?.seen).toContain('4711');
	});
});

describe('a wrong token', () => {
	it('is named by Check, without the token', async () => {
		const { rows } = await runCheck(sandbox, { copernicaApi: { accessToken: 'not-a-token' } });
		expect(rows[0]).toMatchObject({ ok: false, code: 'TOKEN_REFUSED' });
		expect(JSON.stringify(rows)).not.toContain('not-a-token');
	});

	it('is named by the test of the credential', async () => {
		const { copernicaApi } = sandboxCredentials(sandbox);
		const test = await testCredential('copernicaApi', { ...copernicaApi, accessToken: 'wrong' });
		expect(test.status).toBe('Error');
	});
});

it('a token for version 4 only is named when publishing', async () => {
	sandbox.copernica.quirks.set({ accessTokenV4Only: true });
	const ours = await trigger('v4-only');
	await expect(ours.activate()).rejects.toThrow(/does not (?:accept|allow)/);
});

it('a token for version 4 only is named by Check', async () => {
	sandbox.copernica.quirks.set({ accessTokenV4Only: true });
	const { rows, row } = await runCheck(sandbox);
	expect(rows[0]).toMatchObject({ ok: true, code: 'SIGN_IN_WORKS' });
	expect(row('CALLBACKS_REFUSED')).toMatchObject({
		ok: false,
		advice: expect.stringContaining('limited to version 4'),
	});
	expect(row('DATABASE_FOUND')).toBeDefined();
});

describe('a wrong key', () => {
	it('of Spotler Activate is named by Check', async () => {
		const { row, rows } = await runCheck(sandbox, { spotlerActivateApi: { apiKey: 'wrong-key' } });
		expect(row('ACTIVATE_REFUSED')).toMatchObject({ ok: false });
		expect(JSON.stringify(rows)).not.toContain('wrong-key');
	});

	it('of Spotler Activate is named by the test of the credential', async () => {
		const { spotlerActivateApi } = sandboxCredentials(sandbox);
		const test = await testCredential('spotlerActivateApi', {
			...spotlerActivateApi,
			apiKey: 'wrong',
		});
		expect(test.status).toBe('Error');
	});

	it.each([
		['wrong-key', 'SIGNATURE_INVALID'],
		['unknown-key-name', 'KEY_NOT_FOUND'],
	] as const)('of a call (%s) ends the test in the editor', async (mode, code) => {
		const receiver = await listening();
		sandbox.copernica.deliveries.plan({ signing: { mode } });
		sandbox.copernica.edit({ edit: 'create-profile', database: 'Customers', fields: {} });
		await sandbox.settled();
		await receiver.stop();
		expect(receiver.executions.map(({ fault }) => fault?.message)).toEqual([
			`A call was refused: ${code}`,
		]);
	});
});

describe('a wrong host', () => {
	it('in the callback is named by Check', async () => {
		sandbox.copernica.registerCallback({
			database: 'Customers',
			url: `${OLD_HOST}/webhook/abc/webhook`,
		});
		const { row } = await runCheck(sandbox);
		expect(row('CALLBACK_NOT_HERE')).toMatchObject({
			ok: false,
			seen: expect.stringContaining('https://n8n.example.com/'),
		});
		expect(row('CALLBACK_ELSEWHERE')?.url).toContain(OLD_HOST);
	});

	it.each([
		['http://localhost:5678', 'ADDRESS_LOCAL'],
		['http://n8n:5678', 'ADDRESS_LOCAL'],
		['https://192.168.1.20', 'ADDRESS_LOCAL'],
		['http://n8n.example.com', 'ADDRESS_NOT_SECURE'],
	])('of n8n, %s, is named by Check', async (publicUrl, code) => {
		const { row } = await runCheck(sandbox, {
			publicUrl,
			// No sandbox: a Copernica elsewhere, which need not be reached for this.
			copernicaApi: { baseUrl: 'https://api.copernica.invalid' },
		});
		expect(row(code)?.seen).toContain(publicUrl);
	});

	it('of n8n is named when publishing', async () => {
		const local = await trigger(
			'wrong-host',
			{},
			{
				publicUrl: 'http://localhost:5678',
				credentials: {
					copernicaApi: {
						...sandboxCredentials(sandbox).copernicaApi,
						baseUrl: sandbox.copernica.url.replace('127.0.0.1', 'copernica.invalid'),
					},
				},
			},
		);
		await expect(local.create()).rejects.toThrow('Copernica cannot reach this n8n');
	});
});

/** A trigger that n8n listens for, after *Execute step*. */
async function listening() {
	const { store, dohUrl } = sandbox.copernica;
	const receiver = await startReceiver({
		parameters: automatic({
			entity: 'profile',
			keys: { url: dohUrl },
			ids: { database: String(store.findDatabase('Customers')?.id), collection: '1' },
		}),
		credentials: sandboxCredentials(sandbox),
	});
	await receiver.testRegistration.activate();
	return receiver;
}

describe('an unpublished workflow', () => {
	it('has no callback, which Check names', async () => {
		const ours = await trigger('unpublished');
		await ours.activate();
		await ours.delete();
		const { row } = await runCheck(sandbox);
		expect(row('CALLBACK_MISSING')?.advice).toContain('Publish the workflow');
	});

	it('whose callback is left is named by Check', async () => {
		const receiver = await startReceiver({
			parameters: automatic({ entity: 'profile', keys: { url: sandbox.copernica.dohUrl } }),
		});
		const { origin } = new URL(receiver.url);
		sandbox.copernica.registerCallback({
			database: 'Customers',
			url: `${origin}/webhook/of-a-deleted-workflow/webhook`,
		});
		const { row } = await runCheck(sandbox, { publicUrl: origin });
		await receiver.stop();
		expect(row('CALLBACK_UNPUBLISHED')?.advice).toContain('Publish the workflow');
	});
});

it('a blocked resolver is named by Check', async () => {
	const { rows, row } = await runCheck(sandbox, {
		options: { resolvers: ['http://127.0.0.1:9/dns-query'] },
	});
	expect(row('RESOLVER_FAILED')).toMatchObject({
		ok: false,
		seen: expect.stringMatching(/127\.0\.0\.1:9\/dns-query .*ECONNREFUSED/),
		advice: expect.stringContaining('KEY_LOOKUP_FAILED'),
	});
	expect(rows.map(({ code }) => code)).not.toContain('RESOLVER_HAS_KEY');
});

describe('two workflows on one database', () => {
	it('are named by Check', async () => {
		for (const name of ['one', 'two']) await (await trigger(name)).activate();
		const { row } = await runCheck(sandbox);
		expect(row('CALLBACK_SEVERAL')).toMatchObject({
			ok: false,
			seen: expect.stringContaining('(2)'),
		});
	});

	it('are named in the log when the second one is published, and when it is checked again', async () => {
		await (await trigger('one')).activate();
		const [first] = sandbox.copernica.callbacks.list();
		const second = await trigger('two');
		await second.activate();
		await second.activate();
		const warnings = second.logs().filter(({ level }) => level === 'warn');
		expect(warnings).toHaveLength(2);
		for (const { message } of warnings) {
			expect(message).toContain('"Copernica Trigger" in the workflow "Engine test" (ID two)');
			expect(message).toContain(`callbacks ${first?.id})`);
		}
	});

	it('are not seen in a callback of another system, or in the test of the published one', async () => {
		sandbox.copernica.registerCallback({
			database: 'Customers',
			url: 'https://shop.example.com/webhook/abc/webhook',
		});
		const published = await trigger('one');
		const test = await trigger('one', {}, { test: true });
		await published.activate();
		await test.activate();
		const logs = [...published.logs(), ...test.logs()];
		expect(logs.filter(({ level }) => level === 'warn')).toEqual([]);
	});
});

describe('a watched field that does not exist', () => {
	it('is named by Check, with the one that was probably meant', async () => {
		const { row, rows } = await runCheck(sandbox, {
			options: { fields: ['Email', 'Niewsbrief'] },
		});
		expect(row('FIELD_NOT_FOUND')).toMatchObject({
			ok: false,
			field: 'Niewsbrief',
			seen: expect.stringContaining('Did you mean "Nieuwsbrief"?'),
		});
		expect(wrong(rows).map(({ field }) => field)).toContain('Niewsbrief');
	});

	it('ends a test in the editor before it listens', async () => {
		const ours = await trigger('watching', { watch: ['Email', 'Niewsbrief'] }, { test: true });
		await expect(ours.activate()).rejects.toMatchObject({
			message: 'The database has no field or interest called "Niewsbrief"',
		});
		expect(sandbox.copernica.callbacks.list()).toEqual([]);
	});

	it('is named in the log when publishing, which goes on', async () => {
		const ours = await trigger('watching', { watch: ['Niewsbrief'] });
		await ours.activate();
		expect(sandbox.copernica.callbacks.list()).toHaveLength(1);
		const [warning] = ours.logs().filter(({ level }) => level === 'warn');
		expect(warning?.message).toContain('watches "Niewsbrief"');
	});

	it('is not said of an interest, nor of a name in other capitals', async () => {
		const { store } = sandbox.copernica;
		const [interest] = store.findDatabase('Customers')?.interests ?? [];
		const ours = await trigger('interested', { watch: ['EMAIL', interest?.name ?? 'Email'] });
		await ours.activate();
		expect(ours.logs().filter(({ level }) => level === 'warn')).toEqual([]);
	});
});

describe('the triggers that no callback calls', () => {
	const looks = async (database: string, accessToken?: string) =>
		await poller({
			nodeType: 'copernicaChangesTrigger',
			parameters: { source: 'database', database: picked(database) },
			credentials: {
				copernicaApi: {
					...sandboxCredentials(sandbox).copernicaApi,
					...(accessToken === undefined ? {} : { accessToken }),
				},
			},
			workflowId: `looks ${database} ${accessToken ?? ''}`,
		});
	const mailings = async (over: Partial<LifecycleOptions> = {}) =>
		await lifecycle({
			nodeType: 'copernicaMailingTrigger',
			parameters: {
				events: ['click'],
				database: picked(''),
				signature: 'required',
				options: { resolvers: [sandbox.copernica.dohUrl] },
			},
			credentials: sandboxCredentials(sandbox),
			workflowId: 'mailings of the first hour',
			...over,
		});
	const wrongToken = () => ({
		copernicaApi: { ...sandboxCredentials(sandbox).copernicaApi, accessToken: 'wrong' },
	});

	it('name a database that is not chosen, or not there, when publishing', async () => {
		// n8n's own words: the workflow is not published.
		await expect(looks('')).rejects.toThrow('\\"Database\\" is required');
		await expect((await looks('4711')).look()).rejects.toThrow('4711');
	});

	it.each(['copernicaChangesTrigger', 'copernicaMailingTrigger'])(
		'have a wrong token named by Check: %s',
		async (name) => {
			const { rows } = await runCheck(sandbox, {
				parameters: { trigger: name },
				copernicaApi: { accessToken: 'not-a-token' },
			});
			expect(rows[0]).toMatchObject({ ok: false, code: 'TOKEN_REFUSED' });
			expect(JSON.stringify(rows)).not.toContain('not-a-token');
		},
	);

	it('name a wrong token when publishing', async () => {
		const id = String(sandbox.copernica.store.findDatabase('Customers')?.id);
		await expect((await looks(id, 'wrong')).look()).rejects.toThrow('does not accept');
		const ours = await mailings({ credentials: wrongToken() });
		await expect(ours.activate()).rejects.toThrow('does not accept');
	});

	it('name an address of n8n that Copernica cannot reach, when publishing', async () => {
		const ours = await mailings({
			publicUrl: 'http://localhost:5678',
			credentials: {
				copernicaApi: {
					...sandboxCredentials(sandbox).copernicaApi,
					baseUrl: sandbox.copernica.url.replace('127.0.0.1', 'copernica.invalid'),
				},
			},
		});
		await expect(ours.create()).rejects.toThrow('Copernica cannot reach this n8n');
	});

	it.each([
		['http://localhost:5678', 'ADDRESS_LOCAL'],
		['http://n8n.example.com', 'ADDRESS_NOT_SECURE'],
	])('have a wrong host, %s, named by Check', async (publicUrl, code) => {
		const { row } = await runCheck(sandbox, {
			publicUrl,
			parameters: { trigger: 'copernicaMailingTrigger' },
			copernicaApi: { baseUrl: 'https://api.copernica.invalid' },
		});
		expect(row(code)?.seen).toContain(publicUrl);
	});

	it('have a domain that nobody validated named by Check, with where to do it', async () => {
		const { row } = await runCheck(sandbox, {
			parameters: { trigger: 'copernicaMailingTrigger', database: picked('') },
		});
		expect(row('DOMAIN_UNKNOWN')).toMatchObject({
			ok: null,
			seen: expect.stringContaining('n8n.example.com'),
			advice: expect.stringContaining('Validated domains'),
		});
	});

	it('have a workflow that is not published named by Check', async () => {
		const prospects = picked(String(sandbox.copernica.store.findDatabase('Prospects')?.id));
		const { row } = await runCheck(sandbox, {
			parameters: { trigger: 'copernicaChangesTrigger', database: prospects },
		});
		expect(row('LOOKS_NONE')?.advice).toContain('Publish the workflow');
	});

	it('have a field that does not exist named by Check', async () => {
		const { row } = await runCheck(sandbox, {
			parameters: { trigger: 'copernicaChangesTrigger' },
			options: { fields: ['Niewsbrief'] },
		});
		expect(row('FIELD_NOT_FOUND')?.seen).toContain('Did you mean "Nieuwsbrief"?');
	});
});

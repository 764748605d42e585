import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';
import { startScriptedVendor } from '../copernica/scriptedVendor';
import { runNode, skipSleeps, testCredential, type NodeRunOptions } from '../support';
import { sandboxCredentials } from '../support/sandboxCredentials';
import { withSandbox } from '../../support/withSandbox';
import { people, runActivate } from './support';

const sandbox = withSandbox();
let sleeps: ReturnType<typeof skipSleeps>;

beforeEach(async () => {
	sleeps = skipSleeps();
	await runActivate(sandbox, {
		parameters: { resource: 'profile', operation: 'sync' },
		items: [...people(7), { ...people(1)[0], profile: { userid: 'U1' } }],
	});
});
afterEach(() => {
	sleeps.restore();
});

async function getMany(parameters: INodeParameters = {}, more: Partial<NodeRunOptions> = {}) {
	return await runActivate(sandbox, {
		parameters: { resource: 'profile', operation: 'getAll', ...parameters },
		items: [{}],
		...more,
	});
}

describe('Get Many', () => {
	it.each(['array', 'data', 'contacts'] as const)(
		'reads contacts in the form "%s"',
		async (contactsForm) => {
			sandbox.activate.quirks.set({ contactsForm });
			const run = await getMany();
			expect(run.outputs[0]).toHaveLength(8);
			expect(run.returned[0]?.[0]?.[0]).toMatchObject({
				json: { email: 'p0@example.com' },
				pairedItem: { item: 0 },
			});
		},
	);

	it('keeps to the limit, of each item', async () => {
		const run = await getMany(
			{ limit: '={{ $json.count }}' },
			{ items: [{ count: 2 }, { count: 3 }] },
		);
		expect(run.returned[0]?.[0]?.map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 0, 1, 1, 1].map((item) => ({ item })),
		);
	});

	it('filters on the address, and returns all', async () => {
		const run = await getMany({ returnAll: true, filters: { emailNotEmpty: true } });
		expect(run.outputs[0]).toHaveLength(7);
	});

	it('reads again after a fault that passes', async () => {
		sandbox.activate.faults.add({ fault: { kind: 'cut-after' }, times: 2 });
		expect((await getMany()).outputs[0]).toHaveLength(8);
	});

	it('tells about one that stays, without talk of sending', async () => {
		sandbox.activate.faults.add({ fault: { kind: 'status', status: 503, body: 'html' } });
		const run = await getMany();
		expect(run.error?.message).toBe('Spotler Activate was unavailable. Run this again later.');
		const on = await getMany(
			{},
			{ settings: { onError: 'continueErrorOutput' }, items: [{ keep: 1 }] },
		);
		expect(on.outputs[1]?.map(({ json }) => json)).toEqual([
			{
				keep: 1,
				error: run.error?.message,
				message: expect.stringContaining('VENDOR_UNAVAILABLE: '),
				details: {
					status: 'rejected',
					code: 'VENDOR_UNAVAILABLE',
					reason: expect.stringContaining('Tried 4 times.'),
				},
			},
		]);
	});

	it.each([
		['that gives nothing usable', 'none'],
		['that throws', "={{ $('Nowhere').item.json.limit }}"],
	])('a limit %s never lets the input out as profiles', async (_, limit) => {
		const parameters = { limit: limit === 'none' ? '={{ $json.limit }}' : limit };
		const run = await getMany(parameters, {
			items: [{ limit: 'none' }],
			settings: { onError: 'continueRegularOutput' },
		});
		expect(run.outputs[0]?.map(({ json }) => json)).toEqual([
			{ error: expect.stringContaining('"Limit"') },
		]);
		expect((await getMany(parameters, { items: [{ limit: 'none' }] })).error).toBeDefined();
		expect(sandbox.activate.requests.list().filter(({ method }) => method === 'GET')).toEqual([]);
	});

	it.each([
		[400, 'Lower the limit or change the filters.'],
		[404, 'Check the base URL.'],
	])('tells what to do after a %i', async (status, text) => {
		sandbox.activate.faults.add({ fault: { kind: 'status', status } });
		expect((await getMany()).error?.message).toContain(text);
	});
});

describe('a list that Activate cuts', () => {
	const all = Array.from({ length: 260 }, (_, id) => ({ id, email: `p${id}@example.com` }));

	/** Reads from a vendor that answers with these pages in turn, and with the last one from then on. */
	async function read(parameters: INodeParameters, pages: unknown[]) {
		const vendor = await startScriptedVendor({
			answers: { 'GET /v1/contacts': pages.map((body) => ({ body })) },
		});
		const { outputs, hints } = await runNode({
			nodeType: 'spotlerActivate',
			parameters: { resource: 'profile', operation: 'getAll', ...parameters },
			credentials: { spotlerActivateApi: { accountId: 'a', apiKey: 'k', baseUrl: vendor.url } },
			items: [{}],
		});
		await vendor.stop();
		const ids = (outputs[0] ?? []).map(({ json }) => json.id);
		return { ids, hints: hints.join(), queries: vendor.requests.map(({ query }) => query) };
	}

	it('is read to its end, although each page says that it is the first', async () => {
		const { ids, hints, queries } = await read(
			{ limit: 5000 },
			[0, 100, 200].map((from) => ({
				start: 0,
				limit: 100,
				total: all.length,
				data: all.slice(from, from + 100),
			})),
		);
		expect(ids).toEqual(all.map(({ id }) => id));
		expect(queries).toEqual(['limit=5000', 'limit=5000&start=100', 'limit=5000&start=200']);
		expect(hints).toBe('');
	});

	it('ends where the same page comes again, and says so', async () => {
		const { ids, hints, queries } = await read({ returnAll: true }, [
			{ start: 0, limit: 100, total: 5000, data: all.slice(0, 100) },
		]);
		expect(ids).toHaveLength(100);
		expect(queries).toHaveLength(2);
		expect(hints).toContain('returned 100 profiles and may have more');
	});

	it('ends where links lead to the same page for ever', async () => {
		const { ids, queries } = await read(
			{ returnAll: true },
			[1, 2, 3].map((page) => ({
				data: all.slice(0, 100),
				next: `/v1/contacts?page=${page}`,
			})),
		);
		expect(ids).toHaveLength(100);
		expect(queries).toHaveLength(2);
	});

	it('says so when it was cut without a word', async () => {
		const cut = await read({ limit: 5000 }, [all.slice(0, 100)]);
		expect(cut.ids).toHaveLength(100);
		expect(cut.hints).toContain('returned 100 profiles and may have more');
		const whole = await read({ limit: 5000 }, [all.slice(0, 37)]);
		expect(whole.hints).toBe('');
	});
});

describe('the credential', () => {
	const values = () => sandboxCredentials(sandbox).spotlerActivateApi ?? {};
	const contactReads = () =>
		sandbox.activate.requests.list().filter(({ method }) => method === 'GET');

	it('is tested with a read', async () => {
		expect(await testCredential('spotlerActivateApi', values())).toMatchObject({ status: 'OK' });
		expect(contactReads()).toHaveLength(1);
	});

	it('trims what was pasted', async () => {
		const padded = {
			...values(),
			accountId: ` ${sandbox.activate.accountId}\n`,
			apiKey: ` ${sandbox.activate.apiKey} `,
		};
		expect(await testCredential('spotlerActivateApi', padded)).toMatchObject({ status: 'OK' });
	});

	it.each([
		['a wrong key', { apiKey: 'wrong' }, 'Activate refused this Account ID or API Key'],
		['http to another machine', { baseUrl: 'http://api.example.com' }, 'https://'],
		['no account', { accountId: ' ' }, 'account ID'],
	])('says what is wrong with %s', async (_, change, text) => {
		const result = await testCredential('spotlerActivateApi', { ...values(), ...change });
		expect(result.status).toBe('Error');
		expect(result.message).toContain(text);
	});
});

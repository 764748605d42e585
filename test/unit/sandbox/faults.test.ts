import { beforeAll, describe, expect, it } from '@jest/globals';
import { FaultRegistry } from '../../../sandbox/faults';
import { withSandbox } from '../../support/withSandbox';
import { activateApi, freshJwt, queryRest, type Reply } from './support/client';

/** Faults of both vendors' APIs. */
const sandbox = withSandbox();
let rest: (method: string, path: string, data?: unknown) => Promise<Reply>;
let track: () => Promise<Reply>;

beforeAll(async () => {
	rest = queryRest(sandbox, 'v3');
	const api = activateApi(sandbox);
	track = async () =>
		await api('POST', 'v1/track', { events: [{ event: 'CRMUpdate', email: 'a@example.com' }] });
});

describe('answers in place of the real one', () => {
	it.each([
		[{}, null],
		[{ retryAfter: { seconds: 7 } }, /^7$/],
		[{ retryAfter: { dateInSeconds: 60 } }, /^\w{3}, \d\d \w{3} \d{4} .* GMT$/],
		[{ retryAfter: 'absurd' as const }, /^\d{11}$/],
	])('429 with %j', async (settings, header) => {
		sandbox.activate.faults.add({ fault: { kind: 'status', status: 429, ...settings }, times: 1 });
		const reply = await track();
		expect(reply.status).toBe(429);
		const shown = reply.headers.get('retry-after');
		if (header === null) expect(shown).toBeNull();
		else expect(shown).toMatch(header);
		expect(sandbox.activate.arrivals()).toEqual([]);
		expect((await track()).status).toBe(200);
	});

	it.each([401, 403, 500, 502, 503])('%d, as JSON, as a page, and empty', async (status) => {
		const { faults } = sandbox.copernica;
		for (const body of ['json', 'html', 'empty'] as const)
			faults.add({ fault: { kind: 'status', status, body }, times: 1 });
		expect((await rest('GET', 'identity')).json).toHaveProperty('error.message');
		const page = await rest('GET', 'identity');
		expect(page.headers.get('content-type')).toContain('text/html');
		expect(page.text).toContain(`<h1>${status}`);
		expect(await rest('GET', 'identity')).toMatchObject({ status, text: '' });
		expect((await rest('GET', 'identity')).status).toBe(200);
	});

	it('a redirect to another host', async () => {
		const to = 'https://elsewhere.example.com/v4/identity';
		sandbox.copernica.faults.add({ fault: { kind: 'redirect', to } });
		const reply = await rest('GET', 'identity');
		expect(reply.status).toBe(302);
		expect(reply.headers.get('location')).toBe(to);
	});
});

describe('lost answers', () => {
	const total = async () =>
		((await rest('GET', 'database/1/profiles')).json as { total: number }).total;

	it.each([
		['cut-before', 8],
		['cut-after', 9],
		['truncated', 9],
	] as const)('%s: the caller cannot know, but the sandbox can', async (kind, expected) => {
		const { faults, requests } = sandbox.copernica;
		faults.add({ fault: { kind }, times: 1, method: 'post' });
		await expect(rest('POST', 'database/1/profiles', { fields: {} })).rejects.toThrow();
		expect(requests.list().at(-1)).toMatchObject({ method: 'POST', status: 0 });
		expect(await total()).toBe(expected);
	});

	it('a truncated list is not whole', async () => {
		sandbox.copernica.faults.add({ fault: { kind: 'truncated' }, times: 1 });
		await expect(rest('GET', 'databases')).rejects.toThrow();
	});

	it('slow: answered all the same', async () => {
		sandbox.copernica.faults.add({ fault: { kind: 'slow', delayMs: 30 }, times: 1 });
		expect((await rest('GET', 'identity')).status).toBe(200);
	});
});

describe('when', () => {
	const fault = { kind: 'status', status: 503 } as const;
	const takes = (faults: FaultRegistry, calls: number, path = '/v4/x') =>
		Array.from({ length: calls }, () => faults.take('GET', path) !== null);

	it('the next n calls', () => {
		const faults = new FaultRegistry();
		faults.add({ fault, times: 2 });
		expect(takes(faults, 4)).toEqual([true, true, false, false]);
	});

	it('every nth call, also limited', () => {
		const faults = new FaultRegistry();
		faults.add({ fault, every: 3, times: 2 });
		expect(takes(faults, 10).flatMap((hit, at) => (hit ? [at + 1] : []))).toEqual([3, 6]);
	});

	it('until it is switched off', () => {
		const faults = new FaultRegistry();
		const id = faults.add({ fault });
		expect(takes(faults, 3)).toEqual([true, true, true]);
		expect(faults.remove(id)).toBe(true);
		expect(takes(faults, 1)).toEqual([false]);
		expect(faults.remove(id)).toBe(false);
	});

	it('only that path and method', () => {
		const faults = new FaultRegistry();
		faults.add({ fault, path: '/profile/', method: 'put' });
		expect(faults.take('GET', '/v4/profile/1')).toBeNull();
		expect(faults.take('PUT', '/v4/database/1')).toBeNull();
		expect(faults.take('PUT', '/v4/profile/1')).toEqual(expect.objectContaining({ status: 503 }));
	});

	it('one after the other, in the order in which they were added', () => {
		const faults = new FaultRegistry();
		faults.add({ fault: { kind: 'status', status: 401 }, times: 1 });
		faults.add({ fault, times: 1 });
		const seen = [1, 2, 3].map(() => faults.take('GET', '/'));
		expect(seen).toEqual([
			expect.objectContaining({ status: 401 }),
			expect.objectContaining({ status: 503 }),
			null,
		]);
	});

	it('never for pages, the control API or the resolver', async () => {
		sandbox.copernica.faults.add({ fault });
		const statusOf = async (path: string) => (await fetch(sandbox.copernica.url + path)).status;
		expect(await statusOf('/')).toBe(200);
		expect(await statusOf('/_sandbox/state')).toBe(200);
		expect(await statusOf('/dns-query?name=x&type=TXT')).toBe(200);
		expect(await statusOf('/v4/identity')).toBe(503);
		expect(await freshJwt(sandbox)).toContain('Service Unavailable');
	});
});

it('counts the calls of each API, without tokens', async () => {
	await rest('GET', 'identity');
	await track();
	expect(sandbox.copernica.requests.list()).toMatchObject([
		{ method: 'GET', path: '/v3/identity', status: 200 },
	]);
	expect(sandbox.activate.requests.list()).toMatchObject([{ path: '/v1/track', status: 200 }]);
	expect(JSON.stringify(sandbox.copernica.requests.list())).not.toContain(
		sandbox.copernica.accessToken,
	);
});

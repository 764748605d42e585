import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Sandbox } from '../../../sandbox';
import { withSandbox } from '../../support/withSandbox';
import { customer } from './support/ids';
import { startCallbackReceiver, withReceiver } from './support/receiver';

/** What happens on the way from Copernica to a customer. */
const sandbox = withSandbox();
const receiver = withReceiver();

beforeEach(() => {
	sandbox.copernica.registerCallback({ database: 'Customers', url: receiver.url });
});

const edit = (city: string) =>
	sandbox.copernica.edit({
		edit: 'update-profile',
		profile: customer(sandbox).id,
		fields: { Plaats: city },
	});
const cities = (): string[] =>
	receiver.received.map(({ body }) => JSON.parse(body.toString()).fields.Plaats);
const { list, plan } = {
	list: () => sandbox.copernica.deliveries.list(),
	plan: (input: Parameters<Sandbox['copernica']['deliveries']['plan']>[0]) =>
		sandbox.copernica.deliveries.plan(input),
};

it('keeps what was sent and what came back', async () => {
	receiver.answers.push(401);
	edit('A');
	expect(list()).toMatchObject([{ state: 'waiting' }]);
	await sandbox.settled();
	expect(list()).toMatchObject([
		{
			callbackId: 1,
			url: receiver.url,
			cause: 'publisher',
			subject: `update profile ${customer(sandbox).id}`,
			state: 'answered',
			attempts: 1,
			httpStatus: 401,
			answer: 'noted',
			signingMode: 'valid',
			sent: { body: receiver.received[0]?.body.toString() },
		},
	]);
});

it('sends in order', async () => {
	const names = ['A', 'B', 'C', 'D', 'E'];
	for (const name of names) edit(name);
	await sandbox.settled();
	expect(cities()).toEqual(names);
});

it('does not try again, unless switched, then until it is answered 2xx', async () => {
	receiver.answers.push(500, 500);
	edit('A');
	await sandbox.settled();
	expect(cities()).toEqual(['A']);
	sandbox.copernica.quirks.set({ deliveryRetries: 3 });
	edit('B');
	await sandbox.settled();
	expect(cities()).toEqual(['A', 'B', 'B']);
	expect(list().at(-1)).toMatchObject({ attempts: 2, httpStatus: 200 });
	const nonces = receiver.received.map(({ headers }) => headers['x-nonce']);
	expect(new Set(nonces).size).toBe(3);
});

it('notes a server that is not there', async () => {
	const { callbacks } = sandbox.copernica;
	const gone = await startCallbackReceiver();
	await gone.stop();
	callbacks.update(callbacks.list()[0]!, { url: gone.url });
	edit('A');
	await sandbox.settled();
	expect(list()).toMatchObject([{ state: 'failed', httpStatus: null }]);
});

it('calls nobody but loopback', async () => {
	for (const url of ['https://example.com/x', 'http://192.0.2.1/x', 'not a url'])
		sandbox.copernica.registerCallback({ database: 'Customers', url });
	edit('A');
	await sandbox.settled();
	expect(list().map(({ state }) => state)).toEqual(['answered', 'failed', 'failed', 'failed']);
	for (const { answer } of list().slice(1)) expect(answer).toContain('loopback addresses only');
});

it('reaches a public name through a route, as behind a proxy', async () => {
	const { deliveries, callbacks } = sandbox.copernica;
	deliveries.route('https://n8n.example.com', new URL(receiver.url).origin);
	callbacks.update(callbacks.list()[0]!, { url: 'https://n8n.example.com/prefix/webhook/x?y=1' });
	edit('A');
	await sandbox.settled();
	expect(receiver.received).toMatchObject([
		{ url: '/prefix/webhook/x?y=1', headers: { host: 'n8n.example.com' } },
	]);
});

describe('plans', () => {
	it('hold back, and release the other way round', async () => {
		plan({ hold: true, times: 2 });
		for (const name of ['A', 'B', 'C']) edit(name);
		await sandbox.settled();
		expect(cities()).toEqual(['C']);
		expect(list().map(({ state }) => state)).toEqual(['held', 'held', 'answered']);
		expect(sandbox.copernica.deliveries.release('reversed')).toBe(2);
		await sandbox.settled();
		expect(cities()).toEqual(['C', 'B', 'A']);
	});

	it('delay one, so that others overtake it', async () => {
		plan({ delayMs: 1_000 });
		edit('A');
		edit('B');
		await sandbox.settled();
		expect(cities()).toEqual(['B', 'A']);
	});

	it('send twice: signed anew, or byte for byte', async () => {
		plan({ duplicate: 'fresh' });
		edit('A');
		plan({ duplicate: 'identical' });
		edit('B');
		await sandbox.settled();
		expect(cities()).toEqual(['A', 'A', 'B', 'B']);
		const [first, second, third, fourth] = receiver.received.map(
			({ headers }) => headers.signature,
		);
		expect(first).not.toBe(second);
		expect(third).toBe(fourth);
	});

	it('change the format of the next deliveries only', async () => {
		plan({ format: { shape: 'A', carrier: 'form-json' }, times: 1 });
		edit('A');
		edit('B');
		await sandbox.settled();
		expect(receiver.received[0]?.body.toString()).toMatch(/^json=%7B/);
		expect(receiver.received[1]?.body.toString()).toMatch(/^\{"id"/);
	});
});

it('replays a delivery byte for byte', async () => {
	edit('A');
	await sandbox.settled();
	sandbox.copernica.deliveries.resend(list()[0]?.id ?? 0);
	await sandbox.settled();
	const [first, second] = receiver.received;
	expect(second).toEqual(first);
	expect(sandbox.copernica.deliveries.resend(999)).toBeNull();
});

it('sends a Marketing Suite Webhook as flat form fields with a numeric profile', async () => {
	const { id } = customer(sandbox);
	sandbox.copernica.sendWebhook(receiver.url, id, 'create');
	sandbox.copernica.testWebhook(receiver.url);
	await sandbox.settled();
	const [own, test] = receiver.received.map(({ body }) => new URLSearchParams(body.toString()));
	expect(own?.get('type')).toBe('create');
	expect(own?.get('profile')).toBe(String(id));
	expect(own?.get('fields[Email]')).toBe('anne.devries@example.com');
	expect(own?.get('database')).toBe('1');
	expect(own?.has('timestamp')).toBe(true);
	expect(test?.get('profile')).toMatch(/^\d+$/);
	expect(receiver.received[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
	expect(receiver.received[0]?.headers).toHaveProperty('signature');
});

it('sends several at a time where that is switched', async () => {
	sandbox.copernica.quirks.set({ deliveryConcurrency: 5 });
	for (const name of ['A', 'B', 'C', 'D', 'E', 'F', 'G']) edit(name);
	await sandbox.settled();
	expect(cities().sort()).toEqual(['A', 'B', 'C', 'D', 'E', 'F', 'G']);
});

it('signs a webhook as planned', async () => {
	plan({ signing: { mode: 'unsigned' } });
	sandbox.copernica.testWebhook(receiver.url);
	await sandbox.settled();
	expect(receiver.received[0]?.headers).not.toHaveProperty('signature');
});

it('forgets everything on reset, and makes no new key', async () => {
	edit('A');
	await sandbox.settled();
	const key = sandbox.copernica.keys.current().publicKey;
	sandbox.copernica.keys.rotate();
	sandbox.copernica.faults.add({ fault: { kind: 'cut-before' } });
	sandbox.copernica.quirks.set({ putAnswer: '303' });
	sandbox.copernica.setDns({ answer: 'nxdomain' });
	sandbox.reset();
	expect(list()).toEqual([]);
	expect(sandbox.copernica.callbacks.list()).toEqual([]);
	expect(sandbox.copernica.faults.list()).toEqual([]);
	expect(sandbox.copernica.quirks.current.putAnswer).toBe('by-version');
	expect(sandbox.copernica.dns.answer).toBe('normal');
	expect(customer(sandbox).fields.Plaats).toBe('Amsterdam');
	expect(sandbox.copernica.keys.current().publicKey).toBe(key);
});

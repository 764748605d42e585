import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { withSandbox } from '../../support/withSandbox';
import {
	lifecycle,
	sandboxCredentials,
	skipSleeps,
	startReceiver,
	until,
	type Receiver,
} from '../support/index';

/** The Copernica Mailing Trigger, called by Webhooks that the sandbox really sends. */

const sandbox = withSandbox();
const ALL = ['bounce', 'click', 'delivery', 'failure', 'open', 'unsubscribe'];
let receiver: Receiver | undefined;
let sleeps: ReturnType<typeof skipSleeps>;

beforeEach(() => {
	sleeps = skipSleeps();
});
afterEach(async () => {
	sleeps.restore();
	await receiver?.stop();
	receiver = undefined;
});

const customers = () => {
	const database = sandbox.copernica.store.findDatabase('Customers');
	if (database === null) throw new Error('The sandbox is not filled');
	return database;
};
const anne = () => {
	const [first] = sandbox.copernica.store.profilesOf(customers().id);
	if (first === undefined) throw new Error('No customer');
	return first;
};

const parameters = (more: IDataObject = {}) =>
	({
		events: ALL,
		database: { __rl: true, mode: 'id', value: '' },
		signature: 'required',
		...more,
		options: { resolvers: [sandbox.copernica.dohUrl], groupBursts: { group: { mode: 'off' } } },
	}) as INodeParameters;

const trigger = async (more: IDataObject = {}, staticData?: IDataObject) =>
	await lifecycle({
		nodeType: 'copernicaMailingTrigger',
		parameters: parameters(more),
		credentials: sandboxCredentials(sandbox),
		...(staticData === undefined ? {} : { staticData }),
	});

async function started(more: IDataObject = {}): Promise<Receiver> {
	receiver = await startReceiver({
		nodeType: 'copernicaMailingTrigger',
		parameters: parameters(more),
		credentials: sandboxCredentials(sandbox),
		workflowId: `mailing ${expect.getState().currentTestName}`,
	});
	await receiver.registration.activate();
	return receiver;
}

const webhooks = () => sandbox.copernica.webhooks.list();
const writes = () =>
	sandbox.copernica.requests
		.list()
		.filter(({ method, path }) => method !== 'GET' && path.includes('/webhook'));

async function happens(event: 'click' | 'delivery' | 'unsubscribe', more: IDataObject = {}) {
	sandbox.copernica.mailingEvent({ event, profile: anne().id, ...more });
	await sandbox.settled();
}
const answers = () => sandbox.copernica.deliveries.list().map(({ answer }) => answer ?? '');

describe('what comes out', () => {
	it('of a click: who, where and when', async () => {
		const { items } = await started();
		await happens('click', { url: 'https://shop.example.com/x', tags: ['spring', 'sale'] });
		expect(items().map(({ json }) => json)).toEqual([
			{
				event: 'click',
				email: anne().fields.Email,
				messageId: expect.stringMatching(/^\d+$/),
				profileId: null,
				databaseId: null,
				mailingId: null,
				url: 'https://shop.example.com/x',
				tags: ['spring', 'sale'],
				userAgent: 'Mozilla/5.0 (Example)',
				failure: null,
				occurredAt: expect.stringMatching(/Z$/),
				accountId: sandbox.copernica.accountId,
				receivedAt: expect.stringMatching(/Z$/),
				order: expect.any(Number),
				sentAt: expect.stringMatching(/Z$/),
			},
		]);
	});

	it('of an unsubscribe: a change that Add Profile can complete', async () => {
		const { items } = await started();
		await happens('unsubscribe');
		expect(items()[0]?.json).toMatchObject({
			event: 'unsubscribe',
			email: null,
			messageId: null,
			profileId: String(anne().id),
			databaseId: String(customers().id),
			mailingId: '31',
			change: 'update',
			entity: 'profile',
			fields: {},
		});
	});

	it('of a failure: why; and of each event under its own name', async () => {
		const { items } = await started();
		for (const event of ['open', 'bounce', 'failure', 'delivery'] as const)
			sandbox.copernica.mailingEvent({ event, profile: anne().id });
		await sandbox.settled();
		const out = items().map(({ json }) => json);
		expect(out.map(({ event }) => event)).toEqual(['open', 'bounce', 'failure', 'delivery']);
		expect(out.map(({ failure }) => failure)).toEqual([
			null,
			null,
			{ state: 'bounce', code: '550', extendedCode: '5.1.1', description: 'User unknown' },
			null,
		]);
		// Whole messages, IP addresses and the like are personal data that nobody asked for.
		expect(JSON.stringify(out)).not.toContain('postmaster@example.com');
		expect(JSON.stringify(out)).not.toContain('192.0.2.7');
	});

	it('of a delivery is a delivery, although the vendor’s page prints the type of an open', async () => {
		const { items } = await started({ events: ['delivery'] });
		await happens('delivery', { type: 'open' });
		expect(items()[0]?.json.event).toBe('delivery');
	});
});

describe('what does not come in', () => {
	it('a call that is not signed by Copernica', async () => {
		const { executions } = await started();
		sandbox.copernica.mailingEvent(
			{ event: 'click', profile: anne().id },
			{ mode: 'tampered-body' },
		);
		sandbox.copernica.mailingEvent({ event: 'click', profile: anne().id }, { mode: 'unsigned' });
		await sandbox.settled();
		expect(answers()).toEqual([
			expect.stringContaining('DIGEST_MISMATCH'),
			expect.stringContaining('SIGNATURE_MISSING'),
		]);
		expect(executions).toEqual([]);
	});

	it('a call for one event that was signed for another', async () => {
		const { executions, url } = await started({ events: ['click', 'open'] });
		await happens('click');
		const [delivery] = sandbox.copernica.deliveries.list();
		const { origin } = new URL(url);
		const sent = delivery?.sent;
		const answer = await fetch(`${origin}${new URL(url).pathname}?event=open`, {
			method: 'POST',
			headers: (sent?.headers ?? []).filter(([name]) => name.toLowerCase() !== 'content-length'),
			body: sent?.body ?? '',
		});
		expect(answer.status).toBe(401);
		expect(executions).toHaveLength(1);
	});

	it.each([
		['a change of a profile', 'NOT_A_MAILING_EVENT', { type: 'update', fields: { Email: 'a' } }],
		['an event that is not selected', 'EVENT_NOT_WATCHED', { type: 'open', recipient: 'a' }],
		['nobody', 'NOT_A_CALLBACK', { type: 'click' }],
		['a profile that is no ID', 'BODY_UNREADABLE', { type: 'unsubscribe', profile: 'x' }],
		['another database', 'SOURCE_NOT_EXPECTED', { type: 'unsubscribe', profile: 7, database: 99 }],
	])('%s: %s', async (_what, code, body) => {
		const { send, executions } = await started({
			signature: 'off',
			events: ['click', 'unsubscribe'],
			database: { __rl: true, mode: 'id', value: String(customers().id) },
		});
		const headers = { 'content-type': 'application/json' };
		const { json } = await send({ headers, body: JSON.stringify({ time: 1, ...body }) });
		expect(json).toMatchObject({ code });
		expect(executions).toEqual([]);
	});
});

describe('an event that is told twice', () => {
	it('by a Webhook that was left over starts the workflow once, and n8n says what to remove', async () => {
		const { items, logs, url } = await started({ events: ['click'] });
		const [ours] = webhooks();
		if (ours) sandbox.copernica.webhooks.add(ours);
		await happens('click');
		expect(answers()).toHaveLength(2);
		expect(answers()).toContainEqual(expect.stringContaining('EVENT_REPEATED'));
		expect(items()).toHaveLength(1);
		await happens('click');
		expect(items()).toHaveLength(2);
		const told = logs().filter(({ message }) => message.includes('the same event twice'));
		expect(told).toMatchObject([{ level: 'warn', message: expect.stringContaining(url) }]);
		expect(told[0]?.message).toMatch(/"[^"]+" in the workflow "/);
	});

	it('comes in again when the first call could not be handled', async () => {
		let stores = 0;
		receiver = await startReceiver({
			nodeType: 'copernicaMailingTrigger',
			parameters: parameters({ signature: 'off' }),
			credentials: sandboxCredentials(sandbox),
			workflowId: 'mailing that n8n cannot store at first',
			store: async () => {
				stores += 1;
				await (stores === 1 ? Promise.reject(new Error('full')) : Promise.resolve());
			},
		});
		const call = {
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ type: 'open', time: 1, recipient: 'a@example.com' }),
		};
		expect((await receiver.send(call)).status).toBe(500);
		expect((await receiver.send(call)).json).toEqual({ status: 'accepted' });
		expect((await receiver.send(call)).json).toMatchObject({ code: 'EVENT_REPEATED' });
		expect(receiver.executions).toHaveLength(1);
	});

	it('while the first call is under way takes its place if that cannot be stored', async () => {
		const stores: Array<(isStored: boolean) => void> = [];
		receiver = await startReceiver({
			nodeType: 'copernicaMailingTrigger',
			parameters: parameters({ signature: 'off' }),
			credentials: sandboxCredentials(sandbox),
			workflowId: 'mailing that is told twice at once',
			store: async () =>
				await new Promise((resolve, reject) => {
					stores.push((isStored) => (isStored ? resolve() : reject(new Error('full'))));
				}),
		});
		const { send, running, executions } = receiver;
		const call = {
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ type: 'open', time: 1, recipient: 'a@example.com' }),
		};
		const first = send(call);
		await until(() => stores.length === 1);
		// Three Webhooks tell it: nobody hears that it is not needed before it is known.
		const others = [send(call), send(call)];
		await until(() => running() === 2);
		stores[0]?.(false);
		expect((await first).status).toBe(500);
		await until(() => stores.length === 2);
		expect(running()).toBe(1);
		stores[1]?.(true);
		const answers = await Promise.all(others);
		expect(answers.map(({ json }) => json)).toEqual(
			expect.arrayContaining([
				{ status: 'accepted' },
				expect.objectContaining({ code: 'EVENT_REPEATED' }),
			]),
		);
		expect(executions).toHaveLength(1);
	});

	it.each([
		['another second', { time: 2 }],
		['another address', { recipient: 'b@example.com' }],
		['another link', { original: 'https://shop.example.com/y' }],
		['another event', { type: 'open' }],
	])('is another event with %s', async (_what, more) => {
		const { send, executions } = await started({ signature: 'off' });
		const headers = { 'content-type': 'application/json' };
		const body = { type: 'click', time: 1, recipient: 'a@example.com', original: 'https://x.nl' };
		await send({ headers, body: JSON.stringify(body) });
		await send({ headers, body: JSON.stringify({ ...body, ...more }) });
		await send({ headers, body: JSON.stringify({ ...body, webhook: 12 }) });
		expect(executions).toHaveLength(2);
	});
});

describe('a Webhook whose creation was not answered', () => {
	const LOST = { fault: { kind: 'cut-after' as const }, method: 'POST', path: '/v4/webhooks' };

	it('is told in the log and in the error, with where to remove it', async () => {
		const first = await trigger({ events: ['click', 'open'] });
		sandbox.copernica.faults.add({ ...LOST, every: 2 });
		await expect(first.create()).rejects.toMatchObject({
			message: 'Copernica did not say whether it created the Webhook',
			description: expect.stringMatching(
				/remove the Webhook with the URL \S+\?event=open\. Then publish the workflow again/,
			),
		});
		expect(first.logs().filter(({ level }) => level === 'warn')).toMatchObject([
			{ message: expect.stringMatching(/^".+" in the workflow ".*" \(ID .+\): .+\?event=open\.$/) },
		]);
		// That of the click could be taken away again: its ID is known.
		expect(webhooks()).toMatchObject([{ trigger: 'open' }]);
	});

	it('is not asked for again by itself, as n8n would do', async () => {
		const first = await trigger({ events: ['click'] });
		sandbox.copernica.faults.add({ ...LOST, times: 1 });
		for (let attempt = 0; attempt < 5; attempt++) {
			await expect(first.activate()).rejects.toThrow('did not say whether');
			await first.delete();
		}
		expect(writes()).toHaveLength(1);
		expect(webhooks()).toHaveLength(1);
		expect(first.logs().filter(({ level }) => level === 'warn')).toHaveLength(1);
	});

	it('does no harm when a person publishes again without removing it', async () => {
		sandbox.copernica.faults.add({ ...LOST, times: 1 });
		const first = await trigger({ events: ['click'] });
		await expect(first.activate()).rejects.toThrow('did not say whether');
		await first.delete();
		const again = await trigger({ events: ['click'] }, first.staticData());
		await again.activate();
		expect(webhooks()).toHaveLength(2);
		expect(again.state().webhooks).toMatchObject([{ id: String(webhooks()[1]?.id) }]);
		const warnings = () =>
			again.logs().filter(({ message }) => message.includes('may still be there')).length;
		expect(warnings()).toBe(1);
		// Nothing of this is said again while all is as it is.
		expect(await again.checkExists()).toBe(true);
		expect(warnings()).toBe(1);

		expect(await again.delete()).toBe(true);
		expect(webhooks()).toHaveLength(1);
		expect(warnings()).toBe(2);
		expect(await again.delete()).toBe(true);
		expect(warnings()).toBe(2);
	});

	it('cannot be there when Copernica said no', async () => {
		const first = await trigger({ events: ['click'] });
		sandbox.copernica.faults.add({
			...LOST,
			fault: { kind: 'status', status: 403 },
			times: 1,
		});
		await expect(first.create()).rejects.toThrow();
		expect(first.logs().filter(({ level }) => level === 'warn')).toEqual([]);
		await first.create();
		expect(webhooks()).toHaveLength(1);
	});
});

describe('the registration', () => {
	it('adds a Webhook for each event, and takes them all away', async () => {
		const { registration, url } = await started({
			events: ['click', 'open'],
			database: { __rl: true, mode: 'id', value: String(customers().id) },
		});
		expect(webhooks()).toMatchObject([
			{ trigger: 'click', handler: `${url}?event=click`, databaseId: customers().id },
			{ trigger: 'open', handler: `${url}?event=open`, databaseId: customers().id },
		]);
		expect(await registration.delete()).toBe(true);
		expect(webhooks()).toEqual([]);
		expect(registration.state().webhooks).toEqual([]);
	});

	it('leaves what is there, and only adds and removes what differs', async () => {
		const first = await trigger({ events: ['click', 'open'] });
		await first.activate();
		const [click] = webhooks();
		const same = await trigger({ events: ['click', 'open'] }, first.staticData());
		sandbox.copernica.requests.clear();
		expect(await same.checkExists()).toBe(true);
		expect(writes()).toEqual([]);
		const other = await trigger({ events: ['bounce', 'click'] }, first.staticData());
		await other.activate();
		expect(
			webhooks()
				.map(({ trigger: event }) => event)
				.sort(),
		).toEqual(['bounce', 'click']);
		expect(webhooks()).toContainEqual(click);
	});

	it('makes a lost one again and says so', async () => {
		const first = await trigger({ events: ['click', 'open'] });
		await first.activate();
		const [click, open] = webhooks();
		sandbox.copernica.webhooks.remove(click?.id ?? 0);
		const again = await trigger({ events: ['click', 'open'] }, first.staticData());
		expect(await again.checkExists()).toBe(false);
		await again.activate();
		expect(
			webhooks()
				.map(({ trigger: event }) => event)
				.sort(),
		).toEqual(['click', 'open']);
		expect(webhooks()).toContainEqual(open);
		expect(again.logs().filter(({ level }) => level === 'warn')).toMatchObject([
			{ message: expect.stringContaining(`Webhook ${click?.id} for the event "click"`) },
		]);
	});

	it('touches none that somebody gave another URL', async () => {
		const first = await trigger({ events: ['click'] });
		await first.activate();
		const [theirs] = webhooks();
		if (theirs) theirs.handler = 'https://other.example.com/';
		expect(await first.delete()).toBe(true);
		expect(webhooks()).toEqual([theirs]);
	});

	it('leaves none behind when one of them cannot be made', async () => {
		const first = await trigger({ events: ['click', 'open'] });
		sandbox.copernica.faults.add({
			fault: { kind: 'status', status: 403 },
			method: 'POST',
			path: '/v4/webhooks',
			every: 2,
		});
		await expect(first.create()).rejects.toThrow();
		expect(webhooks()).toEqual([]);
	});

	it('says which URL to look for when Copernica does not tell the ID', async () => {
		sandbox.copernica.quirks.set({ createdHeaders: 'none' });
		const first = await trigger({ events: ['click'] });
		await expect(first.create()).rejects.toMatchObject({
			message: 'Copernica did not say which Webhook it created',
			description: expect.stringContaining(`${first.url}?event=click`),
		});
	});

	it('keeps the IDs of those that cannot be removed, and names them', async () => {
		const first = await trigger({ events: ['click'] });
		await first.activate();
		sandbox.copernica.faults.add({ fault: { kind: 'status', status: 503 }, method: 'DELETE' });
		expect(await first.delete()).toBe(false);
		expect(first.state().webhooks).toHaveLength(1);
		expect(first.logs().map(({ message }) => message)).toContainEqual(
			expect.stringContaining('could not be removed'),
		);
		sandbox.copernica.faults.clear();
		expect(await first.delete()).toBe(true);
		expect(webhooks()).toEqual([]);
	});

	it.each([
		['no event', { events: [] }, 'No events are selected'],
		[
			'a database that is no ID',
			{ database: { __rl: true, mode: 'id', value: 'Customers' } },
			'The database is not an ID',
		],
	])('refuses %s', async (_what, settings, message) => {
		const one = await trigger(settings);
		await expect(one.create()).rejects.toThrow(message);
		expect(webhooks()).toEqual([]);
	});
});

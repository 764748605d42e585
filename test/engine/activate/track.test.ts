import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { SpotlerActivate } from '../../../nodes/SpotlerActivate/SpotlerActivate.node';
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

async function track(
	items: NodeRunOptions['items'],
	parameters: INodeParameters,
	settings?: NodeRunOptions['settings'],
) {
	return await runActivate(sandbox, {
		parameters: { resource: 'event', operation: 'track', ...parameters },
		items,
		settings,
	});
}

const events = () => sandbox.activate.arrivals().map(({ event }) => event);
const json = (items: INodeExecutionData[] | undefined) => (items ?? []).map((item) => item.json);

describe('as a tool', () => {
	it('shows the model what was not sent, too', async () => {
		const run = await runActivate(sandbox, {
			nodeType: 'test.spotlerActivateTool',
			nodeTypes: { 'test.spotlerActivateTool': new SpotlerActivate() },
			parameters: { resource: 'event', operation: 'track', event: 'PageView' },
			items: [{}],
		});
		expect(json(run.outputs[0])).toMatchObject([{ status: 'invalid', code: 'IDENTIFIER_MISSING' }]);
		expect(events()).toEqual([]);
	});
});

describe('Track', () => {
	it('sends a Purchase with everything the form offers', async () => {
		const run = await track([{ any: 1 }], {
			event: 'Purchase',
			email: ' Ann@Example.com ',
			userid: '',
			profileFields: { city: 'Utrecht', newsletter: 'yes', phone: '' },
			customFields: {
				field: [
					{ name: 'brand', value: 'X' },
					{ name: 'custom_size', value: 'M' },
				],
			},
			eventFields: { field: [{ name: 'orderid', value: 'A-1' }] },
			eventFieldsJson: '{"totalvalue": 49.95}',
			products: '[{"id": "SKU-1", "quantity": 2}]',
			timestamp: '2025-01-31T12:00:00Z',
		});
		expect(run.error).toBeUndefined();
		expect(events()).toEqual([
			{
				event: 'Purchase',
				email: 'ann@example.com',
				city: 'Utrecht',
				newsletter: 'yes',
				custom_brand: 'X',
				custom_size: 'M',
				orderid: 'A-1',
				totalvalue: 49.95,
				products: [{ id: 'SKU-1', quantity: 2 }],
				timestamp: 1738324800,
			},
		]);
		expect(json(run.outputs[0])).toMatchObject([
			{ status: 'accepted', event: 'Purchase', email: 'ann@example.com', source: null },
		]);
	});

	it('reads expressions per item and sends all events in one request', async () => {
		const items = Array.from({ length: 30 }, (_, index) => ({
			who: `p${index}@example.com`,
			at: 1738324800 + index,
			what: `Kind_${index % 3}`,
		}));
		const run = await track(items, {
			event: 'custom',
			eventName: '={{ $json.what }}',
			email: '={{ $json.who }}',
			timestamp: '={{ $json.at }}',
			eventFieldsJson: '={{ { nested: { number: $itemIndex } } }}',
		});
		expect(events()).toEqual(
			items.map(({ who, at, what }, index) => ({
				event: what,
				email: who,
				timestamp: at,
				nested: { number: index },
			})),
		);
		expect(sandbox.activate.requests.list()).toHaveLength(1);
		expect(run.returned[0]?.[0]?.map(({ pairedItem }) => pairedItem)).toEqual(
			items.map((_, item) => ({ item })),
		);
	});

	it('keeps back what may not go out and sends the rest', async () => {
		const run = await track([{ who: 'nobody' }, { who: 'ann@example.com' }, { who: '' }], {
			event: 'Search',
			email: '={{ $json.who }}',
			eventFields: { field: [{ name: 'keyword', value: 'shoes' }] },
		});
		expect(json(run.outputs[1])).toMatchObject([
			{ code: 'EMAIL_INVALID' },
			{ code: 'IDENTIFIER_MISSING' },
		]);
		expect(run.returned[0]?.[1]?.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 2 },
		]);
		expect(events()).toMatchObject([{ event: 'Search', keyword: 'shoes' }]);
	});

	it.each([
		['userid only', { userid: '77' }, { userid: '77' }],
		['a number as user id', { userid: '={{ 77 }}' }, { userid: 77 }],
		[
			'a date as expression',
			{ email: 'a@example.com', timestamp: '={{ DateTime.fromISO("2025-01-31T12:00:00Z") }}' },
			{ timestamp: 1738324800 },
		],
		[
			'products as expression',
			{ email: 'a@example.com', products: '={{ [{ id: "S", quantity: 1 }] }}' },
			{ products: [{ id: 'S', quantity: 1 }] },
		],
	])('takes %s', async (_, parameters, expected) => {
		const run = await track([{}], { event: 'PageView', ...parameters });
		expect(run.error).toBeUndefined();
		expect(events()).toMatchObject([expected]);
	});

	it('uses the current time where none is given', async () => {
		const before = Math.floor(Date.now() / 1000);
		await track([{}], { event: 'PageView', email: 'a@example.com' });
		const [sent] = events();
		expect(sent).toMatchObject({ timestamp: expect.any(Number) });
		expect(Object(sent).timestamp).toBeGreaterThanOrEqual(before);
	});

	it('does not send a refused request of events again that adds to the history, unless it knows which', async () => {
		const items = [{ c: 'NL' }, { c: 'Holland' }];
		const parameters = {
			event: 'Search',
			email: 'a@example.com',
			profileFields: { country: '={{ $json.c }}' },
		};
		sandbox.activate.quirks.set({ badEvents: '400-partial', errorsForm: 'strings' });
		const unclear = await track(items, parameters);
		expect(json(unclear.outputs[1])).toMatchObject([
			{ status: 'unknown', code: 'ANSWER_UNCLEAR' },
			{ status: 'unknown' },
		]);
		expect(sandbox.activate.requests.list()).toHaveLength(1);

		sandbox.activate.quirks.set({ badEvents: '200-with-errors', errorsForm: 'objects-with-index' });
		// Index 0 means the first event only, however the vendor counts.
		const clear = await track([...items].reverse(), parameters);
		expect(json(clear.outputs[0])).toMatchObject([{ status: 'accepted' }]);
		expect(json(clear.outputs[1])).toMatchObject([{ status: 'rejected', code: 'EVENT_REFUSED' }]);
	});

	it('sends nothing in a dry run', async () => {
		const run = await track([{}], {
			event: 'PageView',
			email: 'a@example.com',
			options: { dryRun: true },
		});
		expect(sandbox.activate.requests.list()).toEqual([]);
		expect(json(run.outputs[0])).toMatchObject([
			{ code: 'DRY_RUN', payload: { event: 'PageView' } },
		]);
	});

	it.each([
		['an option', { options: { eventsPerRequest: '={{ 5000 }}' } }, 'Events per Request'],
		['a setting that throws', { userid: "={{ $('Nowhere').item.json.id }}" }, 'User ID'],
	])('with "continue" a fault of %s puts every row on Rejected', async (_, parameters, label) => {
		const run = await track(
			[{ fingerprint: 'x' }, {}],
			{ event: 'PageView', email: 'a@example.com', ...parameters },
			{ onError: 'continueRegularOutput' },
		);
		expect(run.error).toBeUndefined();
		expect(run.outputs[0] ?? []).toEqual([]);
		expect(json(run.outputs[1])).toMatchObject(
			[0, 1].map(() => ({
				status: 'invalid',
				code: 'SETTINGS_INVALID',
				reason: expect.stringContaining(label),
			})),
		);
		expect(json(run.outputs[1])[0]).not.toHaveProperty('fingerprint');
		expect(sandbox.activate.requests.list()).toEqual([]);
	});

	it('has a dry run for each item', async () => {
		const run = await track([{ dry: true }, { dry: false }], {
			event: 'PageView',
			email: 'a@example.com',
			options: { dryRun: '={{ $json.dry }}' },
		});
		expect(events()).toHaveLength(1);
		expect(json(run.outputs[0])).toMatchObject([{ code: 'DRY_RUN' }, { status: 'accepted' }]);
	});
});

describe('a consent that Track sends, and one that Sync has sent', () => {
	const minute = 60_000;
	const iso = (time: number) => new Date(time).toISOString();
	const fieldsOf = (email: string) => sandbox.activate.contacts.find(email)?.fields;

	/** What Copernica said some minutes ago, sent by Sync. */
	async function sync(email: string, newsletter: string, minutesAgo: number) {
		const { source, ...rest } = preparedProfile({ email, newsletter });
		const order = (Date.now() - minutesAgo * minute) * 1000;
		await runActivate(sandbox, {
			parameters: { resource: 'profile', operation: 'sync' },
			items: [{ ...rest, source: { ...source, order } }],
		});
	}
	const says = (email: string, newsletter: string, more: INodeParameters = {}) => ({
		event: 'CRMUpdate',
		email,
		profileFields: { newsletter },
		...more,
	});

	it('a yes of some time ago does not overwrite the no since, one of now does', async () => {
		const email = 'time1@example.com';
		await sync(email, 'no', 1);
		const timestamp = iso(Date.now() - 2 * minute);
		const late = await track([{}], says(email, 'yes', { timestamp }));
		expect(json(late.outputs[0])).toMatchObject([{ status: 'skipped', code: 'OVERTAKEN' }]);
		const optIn = await track([{}], { event: 'EmailOptIn', email, timestamp });
		expect(json(optIn.outputs[0])).toMatchObject([{ status: 'skipped', code: 'OVERTAKEN' }]);
		const event = { event: 'PageView', timestamp };
		const seen = await track([{}], says(email, 'yes', event));
		expect(json(seen.outputs[0])).toMatchObject([
			{ status: 'accepted', notes: [{ field: 'newsletter', code: 'OVERTAKEN' }] },
		]);
		expect(fieldsOf(email)).toMatchObject({ newsletter: 'no' });
		await track([{}], says(email, 'yes'));
		expect(fieldsOf(email)).toMatchObject({ newsletter: 'yes' });
	});

	it('a no of some time ago goes out all the same, and the newest yes after it', async () => {
		const email = 'time2@example.com';
		await sync(email, 'yes', 1);
		await track([{}], says(email, 'no', { timestamp: iso(Date.now() - 2 * minute) }));
		expect(fieldsOf(email)).toMatchObject({ newsletter: 'no' });
		await sync(email, 'yes', 3);
		expect(fieldsOf(email)).toMatchObject({ newsletter: 'no' });
		await sync(email, 'yes', 0);
		expect(fieldsOf(email)).toMatchObject({ newsletter: 'yes' });
	});

	it('a yes of a change is as old as that', async () => {
		const email = 'time3@example.com';
		const { source } = preparedProfile({});
		const receivedAt = iso(Date.now() - 2 * minute);
		const change = { ...source, receivedAt, order: Date.parse(receivedAt) * 1000, fields: {} };
		await sync(email, 'no', 1);
		await track([change], says(email, 'yes'));
		expect(fieldsOf(email)).toMatchObject({ newsletter: 'no' });
	});

	it('a yes that was refused is as old as it was, when it is sent again', async () => {
		const email = 'time4@example.com';
		const fault = { kind: 'status', status: 429 } as const;
		const rule = sandbox.activate.faults.add({ fault });
		const refused = await track(
			[{}],
			says(email, 'yes', { options: { maxTries: 1, rowFormat: 'full' } }),
			{ onError: 'continueRegularOutput' },
		);
		sandbox.activate.faults.remove(rule);
		const [row] = json(refused.outputs[1]);
		expect(row).toMatchObject({ code: 'RATE_LIMITED', source: { change: 'update' } });
		await sync(email, 'no', -0.001);
		await track([row ?? {}], says(email, 'yes'));
		expect(fieldsOf(email)).toMatchObject({ newsletter: 'no' });
	});
});

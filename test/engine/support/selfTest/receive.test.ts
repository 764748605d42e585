import { describe, expect, it } from '@jest/globals';
import {
	lifecycle,
	nodeStaticData,
	PUBLIC_URL,
	receive,
	startReceiver,
	WEBHOOK_ID,
} from '../index';
import { echoTrigger } from './vendor';

const trigger = { nodeType: 'echoTrigger', parameters: {}, nodeTypes: { echoTrigger } };
const bodies = {
	json: { headers: { 'Content-Type': 'application/json' }, body: '{"a":1}' },
	form: { headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'a=1' },
	xml: { headers: { 'Content-Type': 'text/xml' }, body: '<a>1</a>' },
	text: { headers: { 'Content-Type': 'text/plain' }, body: 'a' },
};

describe('receive', () => {
	it.each(Object.entries(bodies))('gives webhook() the raw bytes of %s', async (_name, call) => {
		const received = await receive({ ...trigger, call });
		expect(received).toMatchObject({ status: 200, json: { message: 'Workflow was started' } });
		expect(received.items[0]?.json).toMatchObject({ before: true, late: call.body });
	});

	it.each([
		[
			'another content type',
			{ headers: { 'Content-Type': 'application/octet-stream' }, body: 'x' },
		],
		['no content type', { body: 'x' }],
	])('needs readRawBody for %s', async (_name, call) => {
		const received = await receive({ ...trigger, call });
		expect(received.items[0]?.json).toMatchObject({ before: false, late: 'x' });
	});

	it('leaves nothing to read of a multipart body', async () => {
		const received = await receive({
			...trigger,
			call: {
				headers: { 'Content-Type': 'multipart/form-data; boundary=b' },
				body: '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b--\r\n',
			},
		});
		expect(received).toMatchObject({ status: 400, json: { code: 'BODY' }, items: [] });
		expect(received.logs.map(({ message }) => message)).toContain('unreadable');
	});

	it('answers by itself: 422 broken JSON, 500 too large, 404 other path, 500 for a fault in the node', async () => {
		const receiver = await startReceiver({ ...trigger, payloadSizeMax: 20 });
		try {
			const json = { 'Content-Type': 'application/json' };
			expect((await receiver.send({ headers: json, body: '{' })).status).toBe(422);
			expect((await receiver.send({ headers: json, body: `"${'x'.repeat(30)}"` })).status).toBe(
				500,
			);
			expect((await receiver.send({ path: '/webhook/other', body: '' })).status).toBe(404);
			expect(receiver.executions).toEqual([]);
			expect((await receiver.send({ body: 'boom' })).status).toBe(500);
			expect(receiver.executions[0]?.fault?.message).toBe('boom');
			expect(await receiver.send({ body: 'quiet' })).toMatchObject({
				status: 200,
				json: { message: 'Webhook call received' },
			});
			expect(receiver.executions).toHaveLength(1);
		} finally {
			await receiver.stop();
		}
	});

	it('unpacks gzip before the node sees it', async () => {
		// `{"a":1}` as gzip, made once with the gzip command line.
		const packed = Buffer.from('H4sIAAAAAAAAA6tWSlSyMqwFAK+sG1YHAAAA', 'base64');
		const received = await receive({
			...trigger,
			call: {
				headers: { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' },
				body: packed,
			},
		});
		expect(received.items[0]?.json).toMatchObject({ late: '{"a":1}' });
	});

	it('keeps test and production apart and sends Host as it is given', async () => {
		const call = { headers: { Host: 'n8n.example.com' }, body: 'x' };
		const test = await receive({
			...trigger,
			publicUrl: PUBLIC_URL,
			call: { ...call, test: true },
		});
		expect(test.items[0]?.json).toMatchObject({
			mode: 'manual',
			hosts: 'n8n.example.com',
			// n8n gives the production URL in webhook(), also for a test call.
			url: `${PUBLIC_URL}/webhook/${WEBHOOK_ID}/webhook`,
		});
		const production = await receive({ ...trigger, publicUrl: PUBLIC_URL, call });
		expect(production.items[0]?.json).toMatchObject({ mode: 'webhook' });
	});
});

describe('lifecycle', () => {
	it('keeps state under the name of the node', async () => {
		const first = await lifecycle(trigger);
		await first.activate();
		expect(first.state()).toEqual({ url: first.url });
		expect(first.url).toBe(`${PUBLIC_URL}/webhook/${WEBHOOK_ID}/webhook`);

		const restarted = await lifecycle({ ...trigger, staticData: first.staticData() });
		expect(await restarted.checkExists()).toBe(true);
		const renamed = await lifecycle({
			...trigger,
			nodeName: 'Renamed',
			staticData: first.staticData(),
		});
		expect(await renamed.checkExists()).toBe(false);

		await restarted.delete();
		expect(restarted.state()).toEqual({});
		expect(nodeStaticData({ a: 1 })).toEqual({ 'node:Copernica Trigger': { a: 1 } });
	});

	it('registers the test URL for a test', async () => {
		const test = await lifecycle({ ...trigger, test: true });
		await test.create();
		expect(test.state()).toEqual({ url: `${PUBLIC_URL}/webhook-test/${WEBHOOK_ID}/webhook` });
	});
});

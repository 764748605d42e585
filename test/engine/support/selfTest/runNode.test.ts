import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FEED_TYPE, runNode, runWorkflow, skipSleeps, testCredential } from '../index';
import { headerApi, meNode, splitNode, startVendor, tokenApi, waitNode } from './vendor';

const nodeTypes = { me: meNode, split: splitNode, wait: waitNode };
const credentialTypes = { tokenApi, headerApi };
let vendor: Awaited<ReturnType<typeof startVendor>>;

beforeEach(async () => {
	vendor = await startVendor();
});
afterEach(async () => {
	await vendor.stop();
});

describe('runNode', () => {
	it('gives every output, reads parameters per item and shows what the node itself returned', async () => {
		const run = await runNode({
			nodeType: 'split',
			parameters: { keep: '={{ $json.n > 1 }}' },
			items: [{ n: 1 }, { n: 2 }],
			nodeTypes,
		});
		expect(run.error).toBeUndefined();
		expect(run.outputs.map((items) => items.map(({ json }) => json))).toEqual([
			[{ n: 2 }],
			[{ n: 1 }],
		]);
		expect(run.returned[0]?.[0]?.[0]?.pairedItem).toBeUndefined();
	});

	it('returns the fault of a node with its item index, and honours the error output', async () => {
		const bad = { nodeType: 'split', parameters: {}, items: [{ n: 1 }, { bad: true }], nodeTypes };
		const stopped = await runNode(bad);
		expect(stopped.error).toMatchObject({ message: 'bad item', context: { itemIndex: 1 } });
		const continued = await runNode({ ...bad, settings: { onError: 'continueErrorOutput' } });
		expect(continued.error).toBeUndefined();
		expect(continued.outputs.flat()).not.toHaveLength(0);
	});

	it('runs with no items at all', async () => {
		const run = await runNode({ nodeType: 'split', parameters: {}, items: [], nodeTypes });
		expect(run.outputs.flat()).toEqual([]);
	});

	it('fetches an empty token once, stores it, and renews it once after a 401', async () => {
		const options = {
			nodeType: 'me',
			parameters: {},
			items: [{}, {}],
			credentials: { tokenApi: { url: vendor.url } },
			nodeTypes,
			credentialTypes,
		};
		const run = await runNode(options);
		expect(run.error).toBeUndefined();
		expect(run.outputs[0]?.map(({ json }) => json.me)).toEqual(['ann', 'ann']);
		expect(vendor.calls).toEqual(['token', 'Bearer t1', 'Bearer t1']);
		expect(await run.credentials.storedValues('tokenApi')).toEqual({
			url: vendor.url,
			token: 't1',
		});
		expect(run.logs.filter(({ level }) => level === 'warn')).toHaveLength(2);

		vendor.expire();
		vendor.calls.length = 0;
		const renewed = await runNode({
			...options,
			credentials: { tokenApi: { url: vendor.url, token: 't1' } },
		});
		expect(renewed.error).toBeUndefined();
		expect(vendor.calls).toEqual(['Bearer t1', 'token', 'Bearer t3', 'Bearer t3']);
		expect(renewed.credentials.tokenFetches).toEqual({ tokenApi: 1 });
	});

	it('says so when a node type is not known', async () => {
		await expect(
			runNode({ nodeType: 'nowhere.node', parameters: {}, items: [{}] }),
		).rejects.toThrow(/know no node type "nowhere.node"/);
	});

	it('skips waits and cancels a run', async () => {
		const sleeps = skipSleeps();
		try {
			const run = await runNode({ nodeType: 'wait', parameters: {}, items: [{}], nodeTypes });
			expect(run.error).toBeUndefined();
			expect(sleeps.waits).toEqual([3_600_000]);
		} finally {
			sleeps.restore();
		}
		const cancelled = await runNode({
			nodeType: 'wait',
			parameters: {},
			items: [{}],
			nodeTypes,
			cancelWhen: Promise.resolve(),
		});
		expect(cancelled.outputs.flat()).toEqual([]);
	});
});

describe('runWorkflow', () => {
	it('replaces the node without an input by the given items and drops sticky notes', async () => {
		const flow = await runWorkflow({
			nodes: [
				{ name: 'Start', type: FEED_TYPE, parameters: {} },
				{ name: 'Note', type: 'n8n-nodes-base.stickyNote', parameters: {} },
				{ name: 'Split', type: 'split', parameters: { keep: '={{ $json.n > 1 }}' } },
				{ name: 'End', type: 'n8n-nodes-base.noOp', parameters: {} },
			],
			connections: {
				Start: { main: [[{ node: 'Split', type: 'main', index: 0 }]] },
				Split: { main: [null, [{ node: 'End', type: 'main', index: 0 }]] },
			},
			triggerItems: [{ n: 1 }, { n: 2 }, { n: 0 }],
			nodeTypes,
		});
		expect(flow.error).toBeUndefined();
		expect(flow.output('Split')[0]?.map(({ json }) => json.n)).toEqual([2]);
		expect(flow.output('End')[0]?.map(({ json }) => json.n)).toEqual([1, 0]);
		expect(flow.ran('Note')).toBe(false);
	});
});

describe('testCredential', () => {
	it('passes through preAuthentication, authenticate and the test request', async () => {
		expect(await testCredential('tokenApi', { url: vendor.url }, credentialTypes)).toEqual({
			status: 'OK',
			message: 'Connection successful!',
		});
	});

	it('resolves the declarative form with its defaults and reports a refusal', async () => {
		await testCredential('tokenApi', { url: vendor.url }, credentialTypes);
		vendor.calls.length = 0;
		const right = { url: vendor.url, token: 't1' };
		expect(await testCredential('headerApi', right, credentialTypes)).toMatchObject({
			status: 'OK',
		});
		expect(vendor.calls).toEqual(['Bearer t1 preset']);
		const wrong = { url: vendor.url, token: 'other' };
		expect(await testCredential('headerApi', wrong, credentialTypes)).toEqual({
			status: 'Error',
			message: 'Unauthorized',
		});
	});
});

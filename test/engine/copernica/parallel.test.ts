import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import express from 'express';
import { sleep, type INodeParameters } from 'n8n-workflow';
import { runNode, type NodeRunOptions } from '../support';

/** How many requests were under way at the same time, at most; in all, and for one profile. */
let most = 0;
let mostOfOne = 0;
let url = '';
let stop: () => Promise<void> = async () => undefined;

/** A Copernica that takes its time, with a profile for each ID. */
beforeEach(async () => {
	most = 0;
	mostOfOne = 0;
	const underWay: string[] = [];
	const app = express();
	app.post('/exchange', (_, response) => {
		response.send('head.body.sign');
	});
	app.use(async (request, response) => {
		const [, version, , id = ''] = request.path.split('/');
		underWay.push(id);
		if (version === 'v4') most = Math.max(most, underWay.length);
		mostOfOne = Math.max(mostOfOne, underWay.filter((other) => other === id).length);
		await sleep(20);
		underWay.splice(underWay.indexOf(id), 1);
		response.json({ ID: id, database: '1', fields: {}, interests: [], data: [] });
	});
	const server = app.listen(0, '127.0.0.1');
	await new Promise<void>((resolve) => server.once('listening', () => resolve()));
	const address = server.address();
	url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
	stop = async () => {
		server.closeAllConnections();
		await new Promise<void>((resolve) => server.close(() => resolve()));
	};
});
afterEach(async () => await stop());

async function run(
	operation: INodeParameters,
	options: INodeParameters,
	ids: number[],
	settings?: NodeRunOptions['settings'],
) {
	return await runNode({
		nodeType: 'copernica',
		parameters: { ...operation, options },
		credentials: {
			copernicaApi: { accessToken: 'token', baseUrl: url, authUrl: `${url}/exchange` },
		},
		items: ids.map((id) => ({
			id,
			change: 'update',
			entity: 'subprofile',
			profileId: String(id),
			fields: {},
		})),
		settings,
	});
}

const remove = { resource: 'profile', operation: 'delete', profileId: '={{ $json.id }}' };
const unsubscribe = { ...remove, operation: 'unsubscribe' };
const addProfile = { resource: 'change', operation: 'addProfile' };
const many = Array.from({ length: 60 }, (_, index) => index + 1);

describe.each([
	['Delete', remove],
	['Add Profile', addProfile],
])('Parallel Requests of %s', (_, operation) => {
	it('is 4 where nobody says otherwise', async () => {
		expect((await run(operation, {}, many)).error).toBeUndefined();
		expect(most).toBeGreaterThan(1);
		expect(most).toBeLessThanOrEqual(4);
	});

	it('lets more requests run side by side', async () => {
		const { outputs } = await run(operation, { parallelRequests: 8 }, many);
		expect(most).toBeGreaterThan(4);
		expect(most).toBeLessThanOrEqual(8);
		expect(outputs[0]?.map(({ json }) => String(json.profileId))).toEqual(many.map(String));
	});

	it('sends one request after the other', async () => {
		await run(operation, { parallelRequests: 1 }, many.slice(0, 10));
		expect(most).toBe(1);
	});
});

describe('Parallel Requests', () => {
	it('never works on one profile twice at the same time', async () => {
		await run(
			unsubscribe,
			{ parallelRequests: 16 },
			many.map((id) => id % 3),
		);
		expect(mostOfOne).toBe(1);
	});

	it.each([0, 17, 'x'])('refuses %j before anything is sent', async (parallelRequests) => {
		const { error } = await run(remove, { parallelRequests }, many);
		expect(error?.message).toContain('Parallel Requests');
		expect(most).toBe(0);
		const continued = await run(remove, { parallelRequests }, [1, 2], {
			onError: 'continueRegularOutput',
		});
		expect(continued.outputs[0]).toHaveLength(2);
	});
});

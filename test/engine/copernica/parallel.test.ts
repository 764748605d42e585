import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import express from 'express';
import { sleep, type INodeParameters } from 'n8n-workflow';
import { runNode, skipSleeps, until, type NodeRunOptions } from '../support';

/** How many requests were under way at the same time, at most; in all, and for one profile. */
let most = 0;
let mostOfOne = 0;
let url = '';
/** Requests that are still answered; after them Copernica asks to wait an hour. */
let quota = Infinity;
let requests = 0;
let stop: () => Promise<void> = async () => undefined;

/** How long Copernica takes for an answer. */
const usual = async () => await sleep(20);
let answering = usual;

/** A Copernica that takes its time, with a profile for each ID. */
beforeEach(async () => {
	most = 0;
	mostOfOne = 0;
	quota = Infinity;
	requests = 0;
	answering = usual;
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
		requests += 1;
		if (requests > quota) {
			// At once, while others are still under way.
			underWay.splice(underWay.indexOf(id), 1);
			response.status(429).set('Retry-After', '3600').end();
			return;
		}
		await answering();
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

	it.each([
		['ends the run', 'stopWorkflow'],
		['rejects the rest', 'continueRegularOutput'],
	] as const)(
		'%s, and waits for nothing, when Copernica asks to wait an hour',
		async (_, onError) => {
			const sleeps = skipSleeps();
			answering = async () => {
				let turns = 0;
				await until(() => ++turns > 500);
			};
			try {
				// Whatever the others are doing at that moment: each item takes two requests.
				for (quota of [20, 21, 22, 23, 24, 25]) {
					requests = 0;
					const { error, outputs } = await run(unsubscribe, {}, many, { onError });
					expect(Math.max(0, ...sleeps.waits)).toBeLessThanOrEqual(60_000);
					expect(requests).toBeLessThanOrEqual(quota + 4);
					if (onError === 'stopWorkflow') {
						expect(error?.message).toContain('too many requests');
						continue;
					}
					const rows = outputs.flat().map(({ json }) => json.code ?? 'done');
					expect(rows).toHaveLength(many.length);
					expect(new Set(rows)).toEqual(
						new Set(['done', 'COPERNICA_UNAVAILABLE', 'NOT_ATTEMPTED']),
					);
				}
			} finally {
				sleeps.restore();
			}
		},
	);
});

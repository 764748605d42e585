import { describe, expect, it } from '@jest/globals';
import express from 'express';
import { PUBLIC_URL, receive } from '../support/index';
import { startKeyServer } from '../trigger/calls/keyServer';
import { signedCall } from '../trigger/calls/sender';
import { manual } from '../trigger/calls/settings';

const content = { contentType: 'application/json', body: '{"id":"7","action":"update"}' };

/** A call under a key that was never looked up. */
const callUnder = (name: string) =>
	signedCall(content, { keyId: `${name}._domainkey.copernica.com` });

/** A resolver that takes questions and never answers. */
async function startSilentResolver() {
	const app = express();
	let asked = 0;
	app.get('/dns-query', () => {
		asked += 1;
	});
	const server = app.listen(0, '127.0.0.1');
	await new Promise<void>((resolve) => server.once('listening', () => resolve()));
	const address = server.address();
	const port = typeof address === 'object' ? address?.port : undefined;
	return {
		url: `http://127.0.0.1:${port}/dns-query`,
		asked: () => asked,
		stop: () => {
			server.closeAllConnections();
			server.close();
		},
	};
}

describe('a resolver that never answers', () => {
	it('is given up, and the next one is asked', async () => {
		const silent = await startSilentResolver();
		const keys = await startKeyServer();
		try {
			const answer = await receive({
				parameters: manual({ entity: 'profile', keys, resolvers: [silent.url, keys.url] }),
				publicUrl: PUBLIC_URL,
				call: callUnder('slow1'),
			});
			expect(answer.status).toBe(200);
			expect([silent.asked(), keys.asked.length]).toEqual([1, 1]);
		} finally {
			silent.stop();
			await keys.stop();
		}
	});

	it('alone: the call is answered 503 with Retry-After and starts nothing', async () => {
		const silent = await startSilentResolver();
		try {
			const answer = await receive({
				parameters: manual({ entity: 'profile', keys: silent }),
				publicUrl: PUBLIC_URL,
				call: callUnder('slow2'),
			});
			expect(answer.status).toBe(503);
			expect(answer.json).toMatchObject({ code: 'KEY_LOOKUP_FAILED' });
			expect(answer.headers['retry-after']).toBe('30');
			expect(answer.executions).toEqual([]);
		} finally {
			silent.stop();
		}
	});
});

import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import express from 'express';

/** One callback as a customer's server got it. */
export interface ReceivedCall {
	method: string;
	/** Path with query. */
	url: string;
	/** Names as they were sent. */
	rawHeaders: Array<[string, string]>;
	/** Lower-case names. */
	headers: Record<string, string>;
	body: Buffer;
}

export interface CallbackReceiver {
	url: string;
	received: ReceivedCall[];
	/** Statuses of the next answers; 200 when used up. */
	answers: number[];
	stop: () => Promise<void>;
}

/** A customer's server that keeps what it gets. */
export async function startCallbackReceiver(): Promise<CallbackReceiver> {
	const received: ReceivedCall[] = [];
	const answers: number[] = [];
	const app = express();
	app.use(express.raw({ type: () => true }));
	app.use((request, response) => {
		const rawHeaders: Array<[string, string]> = [];
		for (let at = 0; at < request.rawHeaders.length; at += 2)
			rawHeaders.push([request.rawHeaders[at] ?? '', request.rawHeaders[at + 1] ?? '']);
		received.push({
			method: request.method,
			url: request.url,
			rawHeaders,
			headers: Object.fromEntries(rawHeaders.map(([name, value]) => [name.toLowerCase(), value])),
			body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
		});
		response.status(answers.shift() ?? 200).send('noted');
	});
	return await new Promise((resolve, reject) => {
		const server = app.listen(0, '127.0.0.1', () => {
			const address = server.address();
			if (address === null || typeof address === 'string') {
				reject(new Error('No address'));
				return;
			}
			resolve({
				url: `http://127.0.0.1:${address.port}/webhook/abc?from=copernica`,
				received,
				answers,
				stop: async () =>
					await new Promise<void>((done) => {
						server.close(() => done());
						server.closeAllConnections();
					}),
			});
		});
	});
}

/**
 * Starts a receiver for the tests of this file, empties it before each of them and stops it at the end.
 *
 * @returns the receiver, which is there inside hooks and tests only
 */
export function withReceiver(): CallbackReceiver {
	let started: CallbackReceiver | undefined;
	const running = (): CallbackReceiver => {
		if (started === undefined) throw new Error('The receiver runs in hooks and tests only');
		return started;
	};
	beforeAll(async () => {
		started = await startCallbackReceiver();
	});
	beforeEach(() => {
		running().received.length = 0;
		running().answers.length = 0;
	});
	afterAll(async () => await started?.stop());
	return {
		get url() {
			return running().url;
		},
		get received() {
			return running().received;
		},
		get answers() {
			return running().answers;
		},
		stop: async () => await running().stop(),
	};
}

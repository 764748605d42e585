import { createServer, type IncomingMessage, type ServerResponse } from 'http';
import { connect, type AddressInfo, type Socket } from 'net';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { turnOf } from '../../../nodes/Copernica/trigger/turn';

interface Call {
	request: IncomingMessage;
	response: ServerResponse;
}

// A busy machine takes longer than jest's five seconds.
jest.setTimeout(30_000);

const server = createServer();
let calls: Call[];
let caller: Socket;

beforeEach(async () => {
	calls = [];
	server.removeAllListeners('request');
	server.on('request', (request: IncomingMessage, response: ServerResponse) => {
		calls.push({ request, response });
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	caller = connect(port, '127.0.0.1');
	caller.on('error', () => undefined).resume();
});
afterEach(async () => {
	caller.destroy();
	server.closeAllConnections();
	await new Promise<void>((resolve) => server.close(() => resolve()));
});

const turn = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve));
/** Waits for a condition, and gives up instead of running on after a test that failed. */
async function until(holds: () => boolean): Promise<void> {
	const started = Date.now();
	while (!holds()) {
		if (Date.now() - started > 10_000) throw new Error('It never came');
		await turn();
	}
}

/** Sends calls one after the other without waiting for answers. */
async function send(count: number): Promise<Call[]> {
	const before = calls.length;
	caller.write('POST / HTTP/1.1\r\nHost: n8n\r\nContent-Length: 0\r\n\r\n'.repeat(count));
	await until(() => calls.length === before + count);
	return calls;
}

/** What `turnOf` says of each call: `now`, or whether its turn has come. */
function watch(some: readonly Call[]): Array<'now' | 'waits' | 'come'> {
	const seen: Array<'now' | 'waits' | 'come'> = [];
	some.forEach(({ request, response }, at) => {
		const wait = turnOf(request, response);
		seen[at] = wait === null ? 'now' : 'waits';
		void wait?.then(() => (seen[at] = 'come'));
	});
	return seen;
}

describe('calls on one connection', () => {
	it('take their turns in the order in which they were sent', async () => {
		const [first, second, third] = await send(3);
		const seen = watch(calls);
		expect(seen).toEqual(['now', 'waits', 'waits']);
		first?.response.end();
		await until(() => seen[1] === 'come');
		expect(seen).toEqual(['now', 'come', 'waits']);
		second?.response.end();
		await until(() => seen[2] === 'come');
		third?.response.end();
	});

	it('do not wait for the answer to a call after them, although that is ready', async () => {
		await send(3);
		calls[1]?.response.end();
		const seen = watch(calls);
		// The second is answered, which a call must not wait for; the third still waits for its turn.
		expect(seen).toEqual(['now', 'now', 'waits']);
		calls[0]?.response.end();
		await until(() => seen[2] === 'come');
	});

	it('wait no longer when the caller hangs up, however many there are', async () => {
		const warnings: Error[] = [];
		const note = (warning: Error): number => warnings.push(warning);
		process.on('warning', note);
		await send(30);
		const seen = watch(calls);
		expect(seen.filter((state) => state === 'waits')).toHaveLength(29);
		caller.destroy();
		await until(() => !seen.includes('waits'));
		await turn();
		process.off('warning', note);
		expect(warnings).toEqual([]);
	});

	it('do not wait when the caller has hung up already', async () => {
		const [, second] = await send(2);
		caller.destroy();
		await until(() => second?.request.socket.destroyed === true);
		expect(watch(calls)).toEqual(['now', 'now']);
	});

	it('do not wait when the first is through', async () => {
		const [first] = await send(1);
		first?.response.end();
		await until(() => first?.response.writableFinished === true);
		expect(watch(calls)).toEqual(['now']);
		await send(1);
		expect(watch(calls.slice(1))).toEqual(['now']);
	});

	it('without a connection there is nothing to wait for', () => {
		const nothing = { writableEnded: false, once: () => undefined };
		expect(turnOf({}, nothing)).toBeNull();
		expect(turnOf({ socket: null }, { ...nothing, socket: null })).toBeNull();
		expect(turnOf({ socket: { destroyed: false, once: () => undefined } }, nothing)).toBeNull();
	});
});

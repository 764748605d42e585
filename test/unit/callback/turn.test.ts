import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { turnOf } from '../../../nodes/Copernica/trigger/call';
import { openConnection, until, type Connection, type OpenCall } from './support/connection.cjs';

let connection: Connection;
beforeEach(async () => {
	connection = await openConnection();
});
afterEach(async () => {
	await connection.close();
});

type Seen = 'now' | 'waits' | 'come';

/** What `turnOf` says of each call: `now`, or whether its turn has come. */
function watch(calls: readonly OpenCall[]): Seen[] {
	const seen: Seen[] = [];
	calls.forEach(({ request, response }, at) => {
		const wait = turnOf(request, response);
		seen[at] = wait === null ? 'now' : 'waits';
		void wait?.then(() => (seen[at] = 'come'));
	});
	return seen;
}

describe('calls on one connection', () => {
	it('take their turns in the order in which they were sent', async () => {
		await connection.send(3);
		const [first, second] = connection.calls;
		const seen = watch(connection.calls);
		expect(seen).toEqual(['now', 'waits', 'waits']);
		first?.response.end();
		await until(() => seen[1] === 'come');
		expect(seen).toEqual(['now', 'come', 'waits']);
		second?.response.end();
		await until(() => seen[2] === 'come');
	});

	it('do not wait once they are answered, though the answer has to wait', async () => {
		await connection.send(3);
		const [first, second] = connection.calls;
		second?.response.end();
		const seen = watch(connection.calls);
		expect(seen).toEqual(['now', 'now', 'waits']);
		first?.response.end();
		await until(() => seen[2] === 'come');
	});

	it('wait no longer when the caller hangs up, however many there are', async () => {
		await connection.send(30);
		const seen = watch(connection.calls);
		expect(seen.filter((state) => state === 'waits')).toHaveLength(29);
		connection.hangUp();
		await until(() => !seen.includes('waits'));
		// Such as that of a connection with too many listeners.
		expect(connection.warnings).toEqual([]);
	});

	it('do not wait when the caller has hung up already', async () => {
		await connection.send(2);
		connection.hangUp();
		await until(() => connection.calls[1]?.request.socket.destroyed === true);
		expect(watch(connection.calls)).toEqual(['now', 'now']);
	});

	it('do not wait when the one before is through', async () => {
		await connection.send(1);
		const [first] = connection.calls;
		first?.response.end();
		await until(() => first?.response.writableFinished === true);
		expect(watch(connection.calls)).toEqual(['now']);
		await connection.send(1);
		expect(watch(connection.calls.slice(1))).toEqual(['now']);
	});

	it('have nothing to wait for without a connection', () => {
		const once = (): undefined => undefined;
		const answer = { writableEnded: false, once };
		expect(turnOf({}, answer)).toBeNull();
		expect(turnOf({ socket: null }, { ...answer, socket: null })).toBeNull();
		expect(turnOf({ socket: { destroyed: false, once } }, answer)).toBeNull();
	});
});

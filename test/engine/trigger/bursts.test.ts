import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';
import {
	holdSleeps,
	PUBLIC_URL,
	startReceiver,
	until,
	type Answer,
	type Receiver,
	type ReceiverOptions,
} from '../support/index';
import { startKeyServer, type KeyServer } from './calls/keyServer';
import { signedCall } from './calls/sender';
import { manual } from './calls/settings';

let keys: KeyServer;
let sleeps: ReturnType<typeof holdSleeps>;
beforeEach(() => {
	sleeps = holdSleeps();
});
afterEach(() => {
	sleeps.restore();
});
beforeAll(async () => {
	keys = await startKeyServer();
});
afterAll(async () => {
	await keys.stop();
});

/** A trigger of its own: bursts are kept per workflow and node. */
async function receiverWith(
	options: IDataObject,
	workflowId: string,
	more: Partial<ReceiverOptions> = {},
): Promise<Receiver> {
	return await startReceiver({
		parameters: manual({ entity: 'profile', keys, options }),
		publicUrl: PUBLIC_URL,
		workflowId,
		...more,
	});
}

const gather = (window: number) => ({ groupBursts: { group: { mode: 'wait', window } } });
const off = { groupBursts: { group: { mode: 'off' } } };

/** A database of n8n that can be down, or holds what it stores until it is told to go on. */
class Database {
	isDown = false;
	isHeld = false;
	private held: Array<() => void> = [];

	readonly store = async (): Promise<void> => {
		if (this.isHeld) await new Promise<void>((resolve) => this.held.push(resolve));
		if (this.isDown) throw new Error('The database is down');
	};

	/** Executions that are being stored. */
	get storing(): number {
		return this.held.length;
	}

	release(): void {
		this.held.splice(0).forEach((go) => go());
	}
}

const change = (id: number) =>
	signedCall({ contentType: 'application/json', body: `{"id":"${id}","action":"create"}` });

const idsOf = (receiver: Receiver) =>
	receiver.executions.map(({ items }) => (items[0] ?? []).map(({ json }) => json.profileId));

describe('Group Bursts, Wait', () => {
	it('starts the first at once and those that follow together, in order, none lost', async () => {
		const receiver = await receiverWith(gather(400), 'grouping');
		try {
			expect((await receiver.send(change(1))).status).toBe(200);
			expect(idsOf(receiver)).toEqual([['1']]);

			const followers = [2, 3, 4, 5, 6];
			const sent: Array<Promise<Answer>> = [];
			for (const id of followers) {
				sent.push(receiver.send(change(id)));
				await until(() => receiver.running() === sent.length);
			}
			expect(receiver.executions).toHaveLength(1);

			sleeps.release();
			const answers = await Promise.all(sent);
			expect(answers.map(({ status }) => status)).toEqual(followers.map(() => 200));
			expect(idsOf(receiver)).toEqual([['1'], followers.map(String)]);
		} finally {
			await receiver.stop();
		}
	});

	it('starts a full group without waiting any longer', async () => {
		const receiver = await receiverWith(gather(10_000), 'full');
		try {
			await receiver.send(change(1));
			// Nobody ends the wait: the group is full and starts by itself.
			const ids = Array.from({ length: 200 }, (_, index) => index + 2);
			await Promise.all(ids.map(async (id) => await receiver.send(change(id))));
			expect(receiver.executions).toHaveLength(2);
			expect(new Set(idsOf(receiver)[1])).toEqual(new Set(ids.map(String)));
		} finally {
			await receiver.stop();
		}
	});

	it('keeps two workflows apart', async () => {
		const one = await receiverWith(gather(5_000), 'one');
		const two = await receiverWith(gather(5_000), 'two');
		try {
			await one.send(change(1));
			await two.send(change(2));
			expect([idsOf(one), idsOf(two)]).toEqual([[['1']], [['2']]]);
		} finally {
			await one.stop();
			await two.stop();
		}
	});

	it('keeps two triggers of one workflow apart', async () => {
		const one = await receiverWith(gather(5_000), 'both', {
			nodeName: 'First Trigger',
			nodeId: 'first',
		});
		const two = await receiverWith(gather(5_000), 'both', {
			nodeName: 'Second Trigger',
			nodeId: 'second',
		});
		try {
			await one.send(change(1));
			await two.send(change(2));
			expect([idsOf(one), idsOf(two)]).toEqual([[['1']], [['2']]]);
		} finally {
			await one.stop();
			await two.stop();
		}
	});

	it('starts what waits, although the workflow is taken offline or edited meanwhile', async () => {
		const receiver = await receiverWith(gather(5_000), 'offline');
		const edited = await receiverWith(off, 'offline');
		try {
			await receiver.send(change(1));
			const waiting = [2, 3].map(async (id) => await receiver.send(change(id)));
			await until(() => receiver.running() === 2);
			await receiver.registration.delete();
			// The new version groups nothing: its calls neither wait nor take along what waits.
			expect((await edited.send(change(4))).status).toBe(200);
			expect(idsOf(edited)).toEqual([['4']]);

			sleeps.release();
			expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200]);
			expect(new Set(idsOf(receiver)[1])).toEqual(new Set(['2', '3']));
			expect(receiver.executions).toHaveLength(2);
		} finally {
			await receiver.stop();
			await edited.stop();
		}
	});

	it('answers those who wait only once n8n has stored their execution', async () => {
		const database = new Database();
		const receiver = await receiverWith(gather(400), 'storing', { store: database.store });
		try {
			await receiver.send(change(1));
			database.isHeld = true;
			const answered: number[] = [];
			const waiting = [2, 3].map(async (id) => {
				const { status } = await receiver.send(change(id));
				answered.push(status);
			});
			await until(() => receiver.running() === 2);
			sleeps.release();
			// The first of the group has handed it over to n8n; the other waits for n8n's answer to it.
			await until(() => receiver.running() === 1);
			expect(answered).toEqual([]);
			database.release();
			await Promise.all(waiting);
			expect(answered).toEqual([200, 200]);
		} finally {
			await receiver.stop();
		}
	});

	it('answers those who wait although the first of them hung up', async () => {
		const receiver = await receiverWith(gather(400), 'hung up');
		try {
			await receiver.send(change(1));
			const hangUp = new AbortController();
			const lead = receiver.send({ ...change(2), signal: hangUp.signal });
			await until(() => receiver.running() === 1);
			const follower = receiver.send(change(3));
			await until(() => receiver.running() === 2);
			hangUp.abort();
			await expect(lead).rejects.toThrow();
			const statuses: number[] = [];
			void follower.then(({ status }) => statuses.push(status));
			await until(() => {
				sleeps.release();
				return statuses.length > 0;
			});
			expect(statuses).toEqual([200]);
			expect(idsOf(receiver)).toEqual([['1'], ['2', '3']]);
		} finally {
			await receiver.stop();
		}
	});
});

/** Sends calls one after the other, each when those before it are inside the trigger. */
async function sendInOrder(receiver: Receiver, ids: number[]): Promise<Array<Promise<Answer>>> {
	const sent: Array<Promise<Answer>> = [];
	const before = receiver.running();
	for (const id of ids) {
		sent.push(receiver.send(change(id)));
		await until(() => receiver.running() === before + sent.length);
	}
	return sent;
}

const statusesOf = async (answers: Array<Promise<Answer>>) =>
	(await Promise.all(answers)).map(({ status }) => status);

describe('Group Bursts, Automatic', () => {
	it('starts a call that comes alone at once, each time', async () => {
		const receiver = await receiverWith({}, 'alone');
		try {
			for (const id of [1, 2, 3]) expect((await receiver.send(change(id))).status).toBe(200);
			expect(idsOf(receiver)).toEqual([['1'], ['2'], ['3']]);
			expect(sleeps.waits).toEqual([]);
		} finally {
			await receiver.stop();
		}
	});

	it.each([
		['by default', {}],
		['when chosen', { groupBursts: { group: { mode: 'automatic' } } }],
		['when added and left as it is', { groupBursts: { group: {} } }],
	])('starts those that arrive while n8n stores one together, %s', async (when, options) => {
		const database = new Database();
		const receiver = await receiverWith(options, `together ${when}`, { store: database.store });
		try {
			database.isHeld = true;
			const first = receiver.send(change(1));
			await until(() => database.storing === 1);
			const others = await sendInOrder(receiver, [2, 3, 4]);
			expect(database.storing).toBe(1);
			database.release();
			expect((await first).status).toBe(200);
			await until(() => database.storing === 1);
			const next = await sendInOrder(receiver, [5, 6]);
			expect(idsOf(receiver)).toEqual([['1']]);
			database.release();
			expect(await statusesOf(others)).toEqual([200, 200, 200]);
			await until(() => database.storing === 1);
			database.release();
			expect(await statusesOf(next)).toEqual([200, 200]);
			expect(idsOf(receiver)).toEqual([['1'], ['2', '3', '4'], ['5', '6']]);
		} finally {
			await receiver.stop();
		}
	});

	it('answers 500 to each of a group that could not be stored and to nobody else, and takes the same calls again', async () => {
		const database = new Database();
		const receiver = await receiverWith({}, 'down', { store: database.store });
		try {
			database.isHeld = true;
			const first = receiver.send(change(1));
			await until(() => database.storing === 1);
			const calls = [2, 3, 4].map(change);
			const refused = calls.map(async (call) => await receiver.send(call));
			await until(() => receiver.running() === 3);
			database.release();
			expect((await first).status).toBe(200);
			await until(() => database.storing === 1);
			const next = await sendInOrder(receiver, [5, 6]);
			database.isDown = true;
			database.release();
			const answers = await Promise.all(refused);
			expect(answers.map(({ status }) => status)).toEqual([500, 500, 500]);
			// n8n itself answers the one that carried the group. No execution of their own for the others.
			expect(answers.flatMap(({ json }) => json)).toEqual(
				expect.arrayContaining([
					expect.objectContaining({ code: 'NOT_STORED' }),
					expect.objectContaining({ code: 'NOT_STORED' }),
					expect.objectContaining({ code: 0 }),
				]),
			);
			await until(() => database.storing === 1);
			database.isDown = false;
			database.release();
			expect(await statusesOf(next)).toEqual([200, 200]);
			expect(idsOf(receiver)).toEqual([['1'], ['5', '6']]);

			database.isHeld = false;
			const again = await Promise.all(calls.map(async (call) => await receiver.send(call)));
			expect(again.map(({ status }) => status)).toEqual([200, 200, 200]);
			expect(receiver.items()).toHaveLength(6);
		} finally {
			await receiver.stop();
		}
	});

	it('never mixes a test in the editor with what waits', async () => {
		const database = new Database();
		const receiver = await receiverWith({}, 'test and production', { store: database.store });
		try {
			database.isHeld = true;
			const first = receiver.send(change(1));
			await until(() => database.storing === 1);
			const [waiting] = await sendInOrder(receiver, [2]);
			const test = receiver.send({
				...signedCall(
					{ contentType: 'application/json', body: '{"id":"9","action":"create"}' },
					{ path: receiver.testPath },
				),
				test: true,
			});
			await until(() => database.storing === 2);
			database.release();
			expect((await test).status).toBe(200);
			expect((await first).status).toBe(200);
			await until(() => database.storing === 1);
			database.release();
			expect((await waiting)?.status).toBe(200);
			expect(
				receiver.executions.map(({ mode, items }) => [
					mode,
					items[0]?.map(({ json }) => json.profileId),
				]),
			).toEqual(
				expect.arrayContaining([
					['webhook', ['1']],
					['manual', ['9']],
					['webhook', ['2']],
				]),
			);
		} finally {
			await receiver.stop();
		}
	});

	it('goes on when the caller of the execution that is being stored hangs up', async () => {
		const database = new Database();
		const receiver = await receiverWith({}, 'gone', { store: database.store });
		try {
			database.isHeld = true;
			const hangUp = new AbortController();
			const first = receiver.send({ ...change(1), signal: hangUp.signal });
			await until(() => database.storing === 1);
			const others = await sendInOrder(receiver, [2, 3]);
			hangUp.abort();
			await expect(first).rejects.toThrow();
			expect(receiver.executions).toHaveLength(0);
			database.isHeld = false;
			database.release();
			const statuses = statusesOf(others);
			await until(() => {
				sleeps.release();
				return receiver.executions.length === 2;
			});
			expect(await statuses).toEqual([200, 200]);
			expect(idsOf(receiver)).toEqual([['1'], ['2', '3']]);
		} finally {
			await receiver.stop();
		}
	});

	it('keeps what waits apart from a version of the workflow that groups otherwise', async () => {
		const database = new Database();
		const before = await receiverWith({}, 'edited', { store: database.store });
		const after = await receiverWith(gather(5_000), 'edited');
		try {
			database.isHeld = true;
			const first = before.send(change(1));
			await until(() => database.storing === 1);
			const [waiting] = await sendInOrder(before, [2]);
			expect((await after.send(change(3))).status).toBe(200);
			expect(idsOf(after)).toEqual([['3']]);
			database.isHeld = false;
			database.release();
			expect([(await first).status, (await waiting)?.status]).toEqual([200, 200]);
		} finally {
			await before.stop();
			await after.stop();
		}
	});
});

describe('Group Bursts, Off', () => {
	it.each([
		['when chosen', off, undefined],
		['in a node of version 2 that has no number', {}, 2],
		['in a node of version 2 that has 0', { groupBursts: 0 }, 2],
	])('starts an execution for each, %s', async (when, options, typeVersion) => {
		const database = new Database();
		const receiver = await receiverWith(options, `off ${when}`, {
			typeVersion,
			store: database.store,
		});
		try {
			database.isHeld = true;
			const sent = [1, 2, 3].map(async (id) => await receiver.send(change(id)));
			await until(() => database.storing === 3);
			database.release();
			expect(await statusesOf(sent)).toEqual([200, 200, 200]);
			expect(receiver.executions.map(({ items }) => items[0]?.length)).toEqual([1, 1, 1]);
		} finally {
			await receiver.stop();
		}
	});
});

it('a node of version 2 keeps its window', async () => {
	const receiver = await receiverWith({ groupBursts: 400 }, 'version 2', { typeVersion: 2 });
	try {
		await receiver.send(change(1));
		const others = await sendInOrder(receiver, [2, 3]);
		expect(sleeps.waits).toContain(400);
		sleeps.release();
		expect(await statusesOf(others)).toEqual([200, 200]);
		expect(idsOf(receiver)).toEqual([['1'], ['2', '3']]);
	} finally {
		await receiver.stop();
	}
});

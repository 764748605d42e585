import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
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
	groupBursts: number,
	workflowId: string,
	more: Partial<ReceiverOptions> = {},
): Promise<Receiver> {
	return await startReceiver({
		parameters: manual({ entity: 'profile', keys, options: { groupBursts } }),
		publicUrl: PUBLIC_URL,
		workflowId,
		...more,
	});
}

const change = (id: number) =>
	signedCall({ contentType: 'application/json', body: `{"id":"${id}","action":"create"}` });

const idsOf = (receiver: Receiver) =>
	receiver.executions.map(({ items }) => (items[0] ?? []).map(({ json }) => json.profileId));

describe('Group Bursts', () => {
	it('starts the first at once and those that follow together, in order, none lost', async () => {
		const receiver = await receiverWith(400, 'grouping');
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
		const receiver = await receiverWith(10_000, 'full');
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
		const one = await receiverWith(5_000, 'one');
		const two = await receiverWith(5_000, 'two');
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
		const one = await receiverWith(5_000, 'both', { nodeName: 'First Trigger', nodeId: 'first' });
		const two = await receiverWith(5_000, 'both', { nodeName: 'Second Trigger', nodeId: 'second' });
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
		const receiver = await receiverWith(5_000, 'offline');
		const edited = await receiverWith(0, 'offline');
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

	it('is off by default: an execution for each', async () => {
		const receiver = await receiverWith(0, 'off');
		try {
			await Promise.all([1, 2, 3].map(async (id) => await receiver.send(change(id))));
			expect(receiver.executions.map(({ items }) => items[0]?.length)).toEqual([1, 1, 1]);
		} finally {
			await receiver.stop();
		}
	});

	it('answers those who wait only once n8n has stored their execution', async () => {
		const store = { isHeld: false, release: () => {} };
		const receiver = await receiverWith(400, 'storing', {
			store: async () => {
				if (!store.isHeld) return;
				await new Promise<void>((resolve) => {
					store.release = resolve;
				});
			},
		});
		try {
			await receiver.send(change(1));
			store.isHeld = true;
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
			store.release();
			await Promise.all(waiting);
			expect(answered).toEqual([200, 200]);
		} finally {
			await receiver.stop();
		}
	});

	it('tells all of a group that n8n could not store their execution, and takes the same calls again', async () => {
		const database = { isDown: false };
		const receiver = await receiverWith(400, 'not stored', {
			store: async () => {
				if (database.isDown) throw new Error('The database is down');
				await Promise.resolve();
			},
		});
		try {
			await receiver.send(change(1));
			database.isDown = true;
			const calls = [2, 3].map(change);
			const refused = calls.map(async (call) => await receiver.send(call));
			await until(() => receiver.running() === 2);
			sleeps.release();
			expect((await Promise.all(refused)).map(({ status }) => status)).toEqual([500, 500]);

			database.isDown = false;
			sleeps.release();
			const again = calls.map(async (call) => await receiver.send(call));
			await until(() => receiver.running() > 0);
			sleeps.release();
			expect((await Promise.all(again)).map(({ status }) => status)).toEqual([200, 200]);
		} finally {
			await receiver.stop();
		}
	});

	it('answers those who wait although the first of them hung up', async () => {
		const receiver = await receiverWith(400, 'hung up');
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

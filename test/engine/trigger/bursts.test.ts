import {
	afterAll,
	afterEach,
	beforeAll,
	beforeEach,
	describe,
	expect,
	it,
	jest,
} from '@jest/globals';
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

// Real servers and RSA keys: on a busy machine that takes longer than jest's five seconds.
jest.setTimeout(30_000);

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
});

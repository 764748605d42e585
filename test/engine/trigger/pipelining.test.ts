import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';
import { changeSchema } from '../../../core/contracts/change';
import {
	holdSleeps,
	PUBLIC_URL,
	startReceiver,
	until,
	type Call,
	type Receiver,
	type ReceiverOptions,
} from '../support/index';
import { rawCaller } from '../support/receive/rawCaller.cjs';
import { startKeyServer, type KeyServer } from './calls/keyServer';
import { PATH, signedCall } from './calls/sender';
import { manual } from './calls/settings';

let keys: KeyServer;
beforeAll(async () => {
	keys = await startKeyServer();
});
afterAll(async () => {
	await keys.stop();
});

const update = (value: string, number: number, clock = 0): Call => ({
	...signedCall(
		{
			contentType: 'application/json',
			body: `{"id":"7","action":"update","fields":{"Nieuwsbrief":"${value}"}}`,
		},
		{ path: `${PATH}?${number}`, clock },
	),
	path: `${PATH}?${number}`,
});

const gather = (window: number) => ({ groupBursts: { group: { mode: 'wait', window } } });

/** A caller that sends on one connection without waiting for answers. */
function caller(receiver: Receiver): {
	send: (calls: Call[]) => void;
	/** Statuses of the answers so far, in order. */
	statuses: () => string[];
	hangUp: () => void;
} {
	const { write, received, hangUp } = rawCaller(receiver.url);
	return {
		send: (calls) => {
			for (const { path = PATH, headers = {}, body = '' } of calls) {
				const lines = Object.entries({ ...headers, 'content-length': String(body.length) });
				const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
				write(`POST ${path} HTTP/1.1\r\n${head}\r\n${body.toString()}`);
			}
		},
		statuses: () =>
			[...received().matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status = '']) => status),
		hangUp,
	};
}

/** An n8n that lets a call through to the trigger only when the test says so. */
function gates() {
	const open = new Map<string, () => void>();
	return {
		before: async (target: string): Promise<void> =>
			await new Promise((resolve) => open.set(target, resolve)),
		waiting: () => open.size,
		letIn: (number: number): void => open.get(`${PATH}?${number}`)?.(),
	};
}

async function receiverWith(
	options: IDataObject,
	more: Partial<ReceiverOptions>,
): Promise<Receiver> {
	return await startReceiver({
		parameters: manual({ entity: 'profile', keys, options }),
		publicUrl: PUBLIC_URL,
		...more,
	});
}

const itemsInOrder = (receiver: Receiver): unknown[] =>
	receiver
		.items()
		.sort((a, b) => Number(a.json.order) - Number(b.json.order))
		.map(({ json }) => changeSchema.parse(json).fields.Nieuwsbrief);

describe('calls on one connection, sent without waiting for answers', () => {
	it('keep their order although n8n lets the second in first', async () => {
		const gate = gates();
		const receiver = await receiverWith({}, { before: gate.before });
		const sender = caller(receiver);
		try {
			sender.send([update('ja', 1), update('nee', 2), update('later', 3)]);
			await until(() => gate.waiting() === 3);
			gate.letIn(3);
			gate.letIn(2);
			await until(() => receiver.running() === 2);
			expect(receiver.executions).toEqual([]);
			gate.letIn(1);
			await until(() => sender.statuses().length === 3);
			expect(sender.statuses()).toEqual(['200', '200', '200']);
			expect(itemsInOrder(receiver)).toEqual(['ja', 'nee', 'later']);
			const times = receiver.items().map(({ json }) => String(json.receivedAt));
			expect([...times].sort()).toEqual(times);
		} finally {
			sender.hangUp();
			await receiver.stop();
		}
	});

	it('are all taken when the caller hangs up, and who waits for their execution is answered', async () => {
		const gate = gates();
		const sleeps = holdSleeps();
		const receiver = await receiverWith(gather(5_000), { before: gate.before });
		const sender = caller(receiver);
		try {
			sender.send([update('ja', 1), update('nee', 2), update('later', 3)]);
			await until(() => gate.waiting() === 3);
			gate.letIn(2);
			await until(() => receiver.running() === 1);
			sender.hangUp();
			// The second goes on without its turn and starts at once; the third leads a group, and nobody gets its answer.
			await until(() => receiver.executions.length === 1);
			gate.letIn(3);
			await until(() => receiver.running() === 1);
			const statuses: number[] = [];
			void receiver.send(update('other', 4)).then(({ status }) => statuses.push(status));
			await until(() => gate.waiting() === 4);
			gate.letIn(4);
			await until(() => receiver.running() === 2);
			await until(() => {
				sleeps.release();
				return statuses.length === 1;
			});
			expect(statuses).toEqual([200]);
			expect(receiver.executions.map(({ items }) => items[0]?.length)).toEqual([1, 2]);
			gate.letIn(1);
			await until(() => {
				sleeps.release();
				return receiver.items().length === 4;
			});
		} finally {
			sleeps.restore();
			await receiver.stop();
		}
	});

	it.each([
		['automatically', {}],
		['within a time', gather(30)],
	])('never wait in a circle when bursts are grouped %s', async (_how, options) => {
		const receiver = await receiverWith(options, {});
		const senders = Array.from({ length: 4 }, () => caller(receiver));
		try {
			const values = Array.from({ length: 5 }, (_, at) => at);
			senders.forEach((sender, one) =>
				sender.send(values.map((at) => update(`${one}.${at}`, one * 10 + at))),
			);
			await until(() => senders.every((sender) => sender.statuses().length === values.length));
			expect(senders.flatMap((sender) => sender.statuses())).toEqual(Array(20).fill('200'));
			const order = itemsInOrder(receiver).map(String);
			expect(order).toHaveLength(20);
			senders.forEach((_, one) =>
				expect(order.filter((value) => value.startsWith(`${one}.`))).toEqual(
					values.map((at) => `${one}.${at}`),
				),
			);
		} finally {
			senders.forEach((sender) => sender.hangUp());
			await receiver.stop();
		}
	});
});

describe('calls on connections of their own', () => {
	it('keep the order that Copernica signed, although they arrive the other way round', async () => {
		const receiver = await receiverWith({}, {});
		try {
			await receiver.send(update('nee', 1, -2));
			await receiver.send(update('ja', 2, -4));
			await receiver.send(update('nog ja', 3, -4));
			expect(itemsInOrder(receiver)).toEqual(['ja', 'nog ja', 'nee']);
		} finally {
			await receiver.stop();
		}
	});

	it('of which one was forged do not decide about the others', async () => {
		const receiver = await receiverWith({}, {});
		try {
			const forged = update('forged', 1, 20);
			forged.headers = { ...forged.headers, 'x-nonce': 'changed' };
			expect((await receiver.send(forged)).status).toBe(401);
			await receiver.send(update('nee', 2));
			await receiver.send(update('ja', 3));
			expect(itemsInOrder(receiver)).toEqual(['nee', 'ja']);
		} finally {
			await receiver.stop();
		}
	});
});

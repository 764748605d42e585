import { describe, expect, it } from '@jest/globals';
import { exchange, type Clock, type Reply, type Standing } from '../../../core/http/exchange';

const caps = { maxAttempts: 3, baseMs: 1000, maxWaitMs: 60_000, maxTotalMs: 120_000 };

/** Sends with these replies, one a try; the last one stays. */
async function send(
	replies: Array<Reply | null>,
	{ repeatable = true, standing = 'settled' }: { repeatable?: boolean; standing?: Standing } = {},
) {
	const waits: number[] = [];
	const clock: Clock = {
		wait: async (milliseconds) => void waits.push(milliseconds),
		now: () => 0,
		random: () => 1,
	};
	let sent = 0;
	const last = await exchange(
		async () => replies[Math.min(sent++, replies.length - 1)] ?? null,
		{ repeatable, caps, standingOf: ({ status }) => (status < 300 ? 'settled' : standing) },
		clock,
	);
	return { ...last, sent, waits };
}

const answer = (status: number, retryAfter?: string): Reply => ({
	kind: 'answer',
	status,
	body: '',
	...(retryAfter === undefined ? {} : { retryAfter }),
});
const unclear: Reply = { kind: 'unclear', networkCode: 'ECONNRESET' };
const notSent: Reply = { kind: 'notSent', networkCode: 'ECONNREFUSED' };

describe('exchange', () => {
	it('sends a settled request once', async () => {
		expect(await send([answer(400)])).toMatchObject({ sent: 1, tries: 1, maybeTaken: false });
	});

	it.each<[string, Reply]>([
		['was not sent', notSent],
		['is asked for later', answer(429)],
	])('sends a request again that %s, repeatable or not', async (_name, reply) => {
		const last = await send([reply, answer(200)], { repeatable: false, standing: 'later' });
		expect(last).toMatchObject({ sent: 2, tries: 2, waits: [1000], maybeTaken: false });
	});

	it.each<[string, Reply]>([
		['no answer', unclear],
		['an answer that leaves it open', answer(502)],
	])('after %s sends again only what may be repeated', async (_name, reply) => {
		const again = await send([reply, answer(200)], { repeatable: true, standing: 'open' });
		expect(again).toMatchObject({ sent: 2, maybeTaken: true, reply: { status: 200 } });
		const once = await send([reply, answer(200)], { repeatable: false, standing: 'open' });
		expect(once).toMatchObject({ sent: 1, maybeTaken: true, reply });
	});

	it('never sends again what was not let out', async () => {
		const blocked: Reply = { kind: 'blocked', reason: 'no' };
		expect(await send([blocked])).toMatchObject({ sent: 1, maybeTaken: false, reply: blocked });
	});

	it('waits as long as it is asked to, and says so at the end', async () => {
		const last = await send([answer(429, '7')], { standing: 'later' });
		expect(last).toMatchObject({ tries: 3, waits: [7_000, 7_000], retryAfterMs: 7_000 });
	});

	it('remembers that an earlier try may have arrived', async () => {
		expect(await send([unclear, notSent])).toMatchObject({ tries: 3, maybeTaken: true });
	});

	it('ends when nothing is left to send', async () => {
		expect(await send([notSent, null])).toMatchObject({ tries: 1, reply: null });
	});
});

import { nextWait, type RetryCaps } from '../retry/nextWait';
import { parseRetryAfter } from '../retry/retryAfter';
import type { HttpAnswer } from './answer';
import type { ActivateEvent } from './event';

/** What came of one try. */
export type Reply =
	| ({ kind: 'answer' } & HttpAnswer)
	/** No connection came about: the request certainly did not arrive. */
	| { kind: 'notSent'; networkCode: string | null }
	/** Cut or timed out on the way: the request may have arrived. */
	| { kind: 'unclear'; networkCode: string | null }
	/** The credential or n8n itself did not let the request out; `reason` is for the user. */
	| { kind: 'blocked'; reason: string };

/** What delivering needs from the outside, so that tests can stand in for it. */
export interface Ports {
	post(events: readonly ActivateEvent[]): Promise<Reply>;
	/** Milliseconds; rejects when the execution is cancelled. */
	wait(milliseconds: number): Promise<void>;
	/** Unix milliseconds. */
	now(): number;
	/** Random number in [0, 1). */
	random(): number;
}

export interface Exchange {
	reply: Reply;
	tries: number;
	/** What the vendor asked for with its last answer, milliseconds. */
	retryAfterMs: number | null;
}

/** Statuses after which it is open whether the request was dealt with. */
export const UNCLEAR_STATUSES: readonly number[] = [408, 500, 502, 503, 504];

/**
 * Sends one request, again if need be, and gives the last reply. What is sent again (craft 4.4):
 * - a request that did not arrive, 425 and 429: always, Activate has not dealt with it;
 * - 503 with `Retry-After`: always, Activate itself asks to send it again later;
 * - cuts, time-outs, 408 and the other 5xx: only events that may be repeated, because the others could be taken twice.
 */
export async function exchange(
	events: readonly ActivateEvent[],
	repeatable: boolean,
	caps: RetryCaps,
	ports: Ports,
): Promise<Exchange> {
	let waitedMs = 0;
	for (let attempt = 1; ; attempt++) {
		const reply = await ports.post(events);
		const retryAfterMs =
			reply.kind === 'answer' ? parseRetryAfter(reply.retryAfter, ports.now()) : null;
		const wait = mayRetry(reply, repeatable, retryAfterMs)
			? nextWait({ attempt, retryAfterMs, random: ports.random, caps, waitedMs })
			: null;
		if (wait === null) return { reply, tries: attempt, retryAfterMs };
		await ports.wait(wait);
		waitedMs += wait;
	}
}

function mayRetry(reply: Reply, repeatable: boolean, retryAfterMs: number | null): boolean {
	if (reply.kind === 'notSent') return true;
	if (reply.kind === 'unclear') return repeatable;
	if (reply.kind === 'blocked') return false;
	if (reply.status === 429 || reply.status === 425) return true;
	if (reply.status === 503 && retryAfterMs !== null) return true;
	return repeatable && UNCLEAR_STATUSES.includes(reply.status);
}

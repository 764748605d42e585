import { nextWait, type RetryCaps } from './retry';
import { parseRetryAfter } from './retryAfter';
import { isCut, type HttpAnswer } from '../activate/answer';

/** What came of one try. */
export type Reply =
	| ({ kind: 'answer' } & HttpAnswer)
	/** No connection came about: the request certainly did not arrive. */
	| { kind: 'notSent'; networkCode: string | null }
	/** Cut or timed out on the way: the request may have arrived. */
	| { kind: 'unclear'; networkCode: string | null }
	/** The credential or n8n itself did not let the request out; `reason` is for the user. */
	| { kind: 'blocked'; reason: string };

/** Time and chance, given from the outside so that tests can stand in for them. */
export interface Clock {
	/** Milliseconds; rejects when the execution is cancelled. */
	wait(milliseconds: number): Promise<void>;
	/** Unix milliseconds. */
	now(): number;
	/** Random number in [0, 1). */
	random(): number;
}

export interface Exchange<Last extends Reply | null = Reply> {
	/** Null where there was nothing left to send. */
	reply: Last;
	tries: number;
	/** What the vendor asked for with its last answer, milliseconds. */
	retryAfterMs: number | null;
	/** Whether the request may have been dealt with although no answer says so, in this or an earlier try. */
	maybeTaken: boolean;
}

/** Statuses that tell that the request was not dealt with and may be sent again. */
const TRY_LATER_STATUSES: readonly number[] = [425, 429];

/**
 * Sends one request, again if need be, and gives the last reply. What is sent again:
 * - a request that did not arrive, 425 and 429: always, Activate has not dealt with it;
 * - 503 with `Retry-After`: always, Activate itself asks to send it again later;
 * - cuts, time-outs, 408 and the other 5xx: only what may be repeated, the rest could be taken twice.
 *
 * @param post one try; null when nothing is left to send, which ends the tries
 * @param repeatable whether dealing with the request twice is the same as once
 */
export async function exchange<Last extends Reply | null>(
	post: () => Promise<Last>,
	repeatable: boolean,
	caps: RetryCaps,
	clock: Clock,
): Promise<Exchange<Last>> {
	let waitedMs = 0;
	let maybeTaken = false;
	for (let attempt = 1; ; attempt++) {
		const reply = await post();
		if (reply === null) return { reply, tries: attempt - 1, retryAfterMs: null, maybeTaken };
		const retryAfterMs = waitAskedFor(reply, clock.now());
		const isUnclear = leavesOpen(reply, retryAfterMs);
		maybeTaken ||= isUnclear;
		const mayRetry = isUnclear ? repeatable : asksToTryLater(reply, retryAfterMs);
		const wait = mayRetry
			? nextWait({ attempt, retryAfterMs, random: clock.random, caps, waitedMs })
			: null;
		if (wait === null) return { reply, tries: attempt, retryAfterMs, maybeTaken };
		await clock.wait(wait);
		waitedMs += wait;
	}
}

/** What the vendor asked for, milliseconds; null when it did not ask. */
export function waitAskedFor(reply: Reply, now: number): number | null {
	return reply.kind === 'answer' ? parseRetryAfter(reply.retryAfter, now) : null;
}

/** Whether it is open after this reply if the request was dealt with. */
export function leavesOpen(reply: Reply, retryAfterMs: number | null): boolean {
	if (reply.kind === 'unclear') return true;
	if (reply.kind !== 'answer' || asksToTryLater(reply, retryAfterMs)) return false;
	return reply.status === 408 || reply.status >= 500 || isCut(reply);
}

function asksToTryLater(reply: Reply, retryAfterMs: number | null): boolean {
	if (reply.kind === 'notSent') return true;
	if (reply.kind !== 'answer') return false;
	return (
		TRY_LATER_STATUSES.includes(reply.status) || (reply.status === 503 && retryAfterMs !== null)
	);
}

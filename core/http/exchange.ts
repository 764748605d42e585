import { nextWait, parseRetryAfter, type RetryCaps } from './retry';

/** What every answer has, whatever was made of its body. */
export interface Answered {
	status: number;
	/** `Retry-After` header, if any. */
	retryAfter?: string;
}

/** An answer whose body nobody has read yet. */
export interface HttpAnswer extends Answered {
	/** Raw text of the body. */
	body: string;
}

/** What came of one try. */
export type Reply<Answer extends Answered = HttpAnswer> =
	| ({ kind: 'answer' } & Answer)
	/** No connection came about: the request certainly did not arrive. */
	| { kind: 'notSent'; networkCode: string | null }
	/** Cut or timed out on the way: the request may have arrived. */
	| { kind: 'unclear'; networkCode: string | null }
	/** The credential or n8n itself did not let the request out; `reason` is for the user. */
	| { kind: 'blocked'; reason: string };

/**
 * What an answer says about the request. `settled`: it was dealt with, for better or worse. `later`: it was not dealt with
 * and may be sent again. `open`: nobody can say whether it was dealt with.
 */
export type Standing = 'settled' | 'later' | 'open';

/** How one vendor's answers are understood; `retryAfterMs` is what the answer asks for, null when it does not ask. */
export type StandingOf<Answer extends Answered> = (
	answer: Answer,
	retryAfterMs: number | null,
) => Standing;

/** When a request is sent again. */
export interface RetryRules<Answer extends Answered> {
	/** Whether dealing with the request twice is the same as dealing with it once. */
	repeatable: boolean;
	caps: RetryCaps;
	standingOf: StandingOf<Answer>;
}

/** Time and chance, given from the outside so that tests can stand in for them. */
export interface Clock {
	/** Milliseconds; rejects when the execution is cancelled. */
	wait(milliseconds: number): Promise<void>;
	/** Unix milliseconds. */
	now(): number;
	/** Random number in [0, 1). */
	random(): number;
}

/** One request with all its tries. */
export interface Exchange<Last extends Reply<Answered> | null = Reply> {
	/** Null where there was nothing left to send. */
	reply: Last;
	tries: number;
	/** What the vendor asked for with its last answer, milliseconds. */
	retryAfterMs: number | null;
	/** Whether the request may have been dealt with although no answer says so, in this or an earlier try. */
	maybeTaken: boolean;
}

/**
 * Sends one request, again if need be, and gives the last reply. A request that the vendor has not dealt with is always
 * sent again. One that it may have dealt with is sent again only where that may be repeated; otherwise it could be dealt
 * with twice.
 *
 * @param send one try; null when nothing is left to send, which ends the tries
 */
export async function exchange<Answer extends Answered, Last extends Reply<Answer> | null>(
	send: () => Promise<Last>,
	{ repeatable, caps, standingOf }: RetryRules<Answer>,
	clock: Clock,
): Promise<Exchange<Last>> {
	let waitedMs = 0;
	let maybeTaken = false;
	for (let attempt = 1; ; attempt++) {
		const reply = await send();
		if (reply === null) return { reply, tries: attempt - 1, retryAfterMs: null, maybeTaken };
		const now = clock.now();
		const standing = standingOfReply<Answer>(reply, now, standingOf);
		const retryAfterMs = waitAskedFor(reply, now);
		maybeTaken ||= standing === 'open';
		const mayRetry = standing === 'later' || (standing === 'open' && repeatable);
		const wait = mayRetry
			? nextWait({ attempt, retryAfterMs, random: clock.random, caps, waitedMs })
			: null;
		if (wait === null) return { reply, tries: attempt, retryAfterMs, maybeTaken };
		await clock.wait(wait);
		waitedMs += wait;
	}
}

/** {@link Standing} of a try, with or without an answer. */
export function standingOfReply<Answer extends Answered>(
	reply: Reply<Answer>,
	now: number,
	standingOf: StandingOf<Answer>,
): Standing {
	if (reply.kind === 'answer') return standingOf(reply, waitAskedFor(reply, now));
	if (reply.kind === 'notSent') return 'later';
	return reply.kind === 'unclear' ? 'open' : 'settled';
}

/** What the vendor asked for, milliseconds; null when it did not ask. */
function waitAskedFor(reply: Reply<Answered>, now: number): number | null {
	return reply.kind === 'answer' ? parseRetryAfter(reply.retryAfter, now) : null;
}

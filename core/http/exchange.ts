import { nextWait, parseRetryAfter, type RetryCaps } from './retry';

/** What every answer has, however its body was read. */
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

/** The result of one try. */
export type Reply<Answer extends Answered = HttpAnswer> =
	| ({ kind: 'answer' } & Answer)
	/** No connection was made: the request certainly did not arrive. */
	| { kind: 'notSent'; networkCode: string | null }
	/** The connection broke or timed out: the request may have arrived. */
	| { kind: 'unclear'; networkCode: string | null }
	/** The credential or n8n itself did not let the request leave; `reason` is for the user. */
	| { kind: 'blocked'; reason: string };

/**
 * What an answer says about the request. `settled`: it was processed, for better or worse. `later`: it was not
 * processed and may be sent again. `open`: it is not known whether it was processed.
 */
export type Standing = 'settled' | 'later' | 'open';

/** How to read one vendor's answers; `retryAfterMs` is the wait that the answer asks for, null when it does not ask. */
export type StandingOf<Answer extends Answered> = (
	answer: Answer,
	retryAfterMs: number | null,
) => Standing;

/** When a request is sent again. */
export interface RetryRules<Answer extends Answered> {
	/** Whether processing the request twice has the same effect as once. */
	repeatable: boolean;
	caps: RetryCaps;
	standingOf: StandingOf<Answer>;
}

/** Time and chance, injected so that tests can replace them. */
export interface Clock {
	/** Waits some milliseconds; rejects when the execution is cancelled. */
	wait(milliseconds: number): Promise<void>;
	/** Unix milliseconds. */
	now(): number;
	/** Random number in [0, 1). */
	random(): number;
}

/** One request with all its tries. */
export interface Exchange<Last extends Reply<Answered> | null = Reply> {
	/** Null when there was nothing left to send. */
	reply: Last;
	tries: number;
	/** The wait that the vendor's last answer asked for, in milliseconds. */
	retryAfterMs: number | null;
	/** Whether the request may have been processed although no answer says so, in this or an earlier try. */
	maybeTaken: boolean;
}

/**
 * Sends one request, repeatedly if needed, and returns the last reply. A request that the vendor did not process is
 * always sent again. One that it may have processed is only sent again if it is repeatable; otherwise it could be
 * processed twice.
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

/** The wait that the vendor asked for, in milliseconds; null when it did not ask. */
function waitAskedFor(reply: Reply<Answered>, now: number): number | null {
	return reply.kind === 'answer' ? parseRetryAfter(reply.retryAfter, now) : null;
}

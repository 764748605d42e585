import type { Answered, Clock, Reply } from './exchange';
import { parseRetryAfter } from './retry';

/** The most requests at a time, unless set otherwise. */
export const USUAL_PARALLEL = 4;

/** What an answer says about how many requests at a time the server can take. */
export interface Pace {
	/** `clean` = processed without trouble; `strained` = it asked to slow down, or did not answer in time. */
	kind: 'clean' | 'strained' | 'neither';
	/** How long it asked us to wait, in milliseconds; null when it did not ask. */
	retryAfterMs: number | null;
}

/** When a try is not made, because others were asked to wait for too long. */
interface Patience<Outcome> {
	/** The longest time that a try waits, in milliseconds. */
	maxWaitMs: number;
	/** The outcome of a try that would have to wait longer. @param waitMs how long, in milliseconds */
	tooLong: (waitMs: number) => Outcome;
}

/**
 * Makes one try of a request when it has its turn. `paceOf`: what the outcome says about the pace; a try that throws
 * says nothing. Without `patience` it waits as long as the server asks for.
 */
export type TryOnce = <Outcome>(
	send: () => Promise<Outcome>,
	paceOf: (outcome: Outcome) => Pace,
	patience?: Patience<Outcome>,
) => Promise<Outcome>;

/** Statuses of a server that asks to slow down, or did not answer in time. */
const STRAINED: readonly number[] = [408, 425, 429, 503, 504];

/** What a try says about the pace; null = it had nothing to send. */
export function paceOf(reply: Reply<Answered> | null, now: number): Pace {
	if (reply === null) return { kind: 'neither', retryAfterMs: null };
	if (reply.kind === 'unclear') return { kind: 'strained', retryAfterMs: null };
	if (reply.kind !== 'answer') return { kind: 'neither', retryAfterMs: null };
	if (STRAINED.includes(reply.status)) {
		return { kind: 'strained', retryAfterMs: parseRetryAfter(reply.retryAfter, now) };
	}
	return { kind: reply.status < 500 ? 'clean' : 'neither', retryAfterMs: null };
}

/**
 * Runs as many requests in parallel as the server can take, as TCP does: one at first, one more after each round of
 * clean answers, half as many as soon as it is strained. When it asks us to wait, no request begins before that time is
 * over.
 */
export class Parallel {
	private width = 1;

	/** Clean answers since the width last changed. */
	private clean = 0;

	/**
	 * How many times the width was halved. Requests that began before the last time say nothing about the current
	 * width.
	 */
	private halvings = 0;

	private running = 0;

	private readonly waiting: Array<() => void> = [];

	/** Unix milliseconds before which no request begins. */
	private heldUntil = 0;

	/** @param limit the most requests at a time, 1 or more */
	constructor(
		private readonly limit: number,
		private readonly clock: Pick<Clock, 'now' | 'wait'>,
	) {}

	/** How many requests may run now. */
	get allowed(): number {
		return this.width;
	}

	/**
	 * Makes one request when its turn comes; it keeps its place until its last try has ended. Waiting requests begin in
	 * the order in which they asked.
	 *
	 * @param request gets the function to make each of its tries with. It does its own waiting between tries, as its
	 * last answer asked
	 */
	async run<Outcome>(request: (tryOnce: TryOnce) => Promise<Outcome>): Promise<Outcome> {
		await this.enter();
		let waitedUntil = 0;
		const tryOnce: TryOnce = async (send, paceOf, patience) => {
			const left = await this.untilLetGo(waitedUntil, patience?.maxWaitMs ?? Infinity);
			if (left > 0 && patience !== undefined) return patience.tooLong(left);
			const { halvings } = this;
			const outcome = await send();
			const { kind, retryAfterMs } = paceOf(outcome);
			if (retryAfterMs !== null) {
				waitedUntil = this.clock.now() + retryAfterMs;
				this.heldUntil = Math.max(this.heldUntil, waitedUntil);
			}
			if (halvings === this.halvings) this.adapt(kind);
			return outcome;
		};
		try {
			return await request(tryOnce);
		} finally {
			this.running -= 1;
			this.admit();
		}
	}

	private async enter(): Promise<void> {
		if (this.running < this.width && this.waiting.length === 0) {
			this.running += 1;
			return;
		}
		await new Promise<void>((resolve) => this.waiting.push(resolve));
	}

	private admit(): void {
		while (this.running < this.width) {
			const next = this.waiting.shift();
			if (next === undefined) return;
			this.running += 1;
			next();
		}
	}

	/**
	 * Waits again only if another answer has asked for longer in the meantime.
	 *
	 * @returns 0, or how long it would still have to wait where that is more than `maxWaitMs`
	 */
	private async untilLetGo(waitedUntil: number, maxWaitMs: number): Promise<number> {
		for (let until = waitedUntil; until < this.heldUntil; ) {
			until = this.heldUntil;
			const wait = until - this.clock.now();
			if (wait > maxWaitMs) return wait;
			if (wait > 0) await this.clock.wait(wait);
		}
		return 0;
	}

	private adapt(kind: Pace['kind']): void {
		if (kind === 'strained') {
			this.width = Math.max(1, Math.floor(this.width / 2));
			this.halvings += 1;
			this.clean = 0;
		}
		if (kind !== 'clean') return;
		this.clean += 1;
		if (this.clean < this.width || this.width >= this.limit) return;
		this.width += 1;
		this.clean = 0;
	}
}

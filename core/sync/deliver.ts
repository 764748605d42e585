import type { Note } from '../contracts/preparedProfile';
import type { RetryCaps } from '../retry/nextWait';
import { interpretAnswer, type FaultCode } from './answer';
import { planBatches, type BatchLimits, type QueuedEvent } from './batches';
import type { SyncCode } from './codes';
import type { ActivateEvent } from './event';
import { isRepeatable } from './eventName';
import { exchange, type Clock, type Exchange, type Reply } from './exchange';
import { faultOf, type Fault } from './fault';
import { scrubVendorText } from './scrub';

export interface DeliverySettings {
	limits: BatchLimits;
	caps: RetryCaps;
	/** Milliseconds between two requests. */
	intervalMs: number;
	/** Whether every event may be sent again after an unclear answer, not only repeatable ones. */
	resendUnclear: boolean;
}

/** What delivering needs from the outside. */
export interface Ports extends Clock {
	/** One try of `POST v1/track` with these events. */
	post(events: readonly ActivateEvent[]): Promise<Reply>;
}

/** What became of one event that was to be sent. */
export interface Fate {
	/** Null = accepted. */
	code: SyncCode | null;
	/** The vendor's own words, scrubbed. */
	vendorText: string | null;
	/** Requests that carried the event. */
	attempts: number;
	httpStatus: number | null;
	/** Values that were left out when it was posted. */
	leftOut: readonly Note[];
	/** Name of the event that was really sent, where it is another one. */
	event?: string;
}

export interface Delivery {
	/** By row; has every row of the queue. */
	fates: Map<number, Fate>;
	/** Why sending stopped before the end of the rows; null = it did not. */
	fault: Fault | null;
	/**
	 * Whether the whole run can be sent again without harm: no event was accepted, and none that adds to the history
	 * may have been. Then a fault may end the run; otherwise ending it would hide what was already taken.
	 */
	repeatable: boolean;
}

/**
 * Sends events in requests and finds out what became of each. A fault of a whole request stops sending: rows after
 * it are `NOT_SENT`, none is lost and none counts as sent.
 */
export async function deliver(
	queue: readonly QueuedEvent[],
	settings: DeliverySettings,
	ports: Ports,
): Promise<Delivery> {
	const run = new DeliveryRun(settings, ports);
	const mayRepeat = settings.resendUnclear ? () => true : isRepeatable;
	for (const { events, repeatable } of planBatches(queue, settings.limits, mayRepeat)) {
		await run.send(events, repeatable);
	}
	run.settleRest(queue);
	return run.outcome();
}

class DeliveryRun {
	private readonly fates = new Map<number, Fate>();

	private readonly attempts = new Map<number, number>();

	private fault: Fault | null = null;

	private started = false;

	private repeatable = true;

	constructor(
		private readonly settings: DeliverySettings,
		private readonly ports: Ports,
	) {}

	/**
	 * Sends a group in one request. If Activate refuses it without telling all about each event, the ones that it did
	 * not name are sent again, or both halves if it named none, down to the single event: at most 2n - 1 requests for n
	 * events. Only events that may be repeated take that way; others become `ANSWER_UNCLEAR`.
	 */
	async send(group: readonly QueuedEvent[], repeatable: boolean): Promise<void> {
		if (this.fault !== null || group.length === 0) return;
		const events = group.map(({ event }) => event);
		const last = await this.post(group, events, repeatable);
		const { reply } = last;
		if (reply.kind === 'blocked') return this.stop('REQUEST_BLOCKED', group, last);
		if (reply.kind === 'notSent') return this.stop('VENDOR_UNAVAILABLE', group, last);
		if (reply.kind === 'unclear') return this.stop('NO_ANSWER', group, last);

		const answer = interpretAnswer(reply, events);
		if (answer.kind === 'accepted') return this.settle(group, null, last);
		const vendorText = answer.text === null ? null : scrubVendorText(answer.text, events);
		if (answer.kind === 'fault') return this.stop(answer.code, group, last, vendorText);

		for (const [position, text] of answer.refused) {
			const code = text.includes('TIMESTAMP_ERROR') ? 'TIMESTAMP_REFUSED' : 'EVENT_REFUSED';
			const own = text === '' ? null : scrubVendorText(text, events);
			this.settle(group.slice(position, position + 1), code, last, own);
		}
		const others = group.filter((_, position) => !answer.refused.has(position));
		if (answer.others === 'accepted') return this.settle(others, null, last);
		if (answer.others === 'unclear' && !repeatable) {
			return this.settle(others, 'ANSWER_UNCLEAR', last, vendorText);
		}
		if (others.length < group.length) return await this.send(others, repeatable);
		const middle = Math.ceil(group.length / 2);
		await this.send(group.slice(0, middle), repeatable);
		await this.send(group.slice(middle), repeatable);
	}

	/** Gives a fate to the rows that sending did not reach. */
	settleRest(queue: readonly QueuedEvent[]): void {
		for (const { row } of queue) {
			if (this.fates.has(row)) continue;
			// Rows of a refused request whose turn to be sent again never came were sent, but not answered for.
			const sent = this.attempts.get(row) ?? 0;
			const code = sent > 0 ? 'ANSWER_UNCLEAR' : 'NOT_SENT';
			this.fates.set(row, {
				code,
				vendorText: null,
				attempts: sent,
				httpStatus: null,
				leftOut: [],
			});
		}
	}

	outcome(): Delivery {
		return { fates: this.fates, fault: this.fault, repeatable: this.repeatable };
	}

	private async post(
		group: readonly QueuedEvent[],
		events: readonly ActivateEvent[],
		repeatable: boolean,
	): Promise<Exchange> {
		const { caps, intervalMs } = this.settings;
		if (this.started && intervalMs > 0) await this.ports.wait(intervalMs);
		this.started = true;
		const post = async () => await this.ports.post(events);
		const last = await exchange(post, repeatable, caps, this.ports);
		for (const { row } of group) {
			this.attempts.set(row, (this.attempts.get(row) ?? 0) + last.tries);
		}
		return last;
	}

	/** Ends the run at this group. */
	private stop(
		code: FaultCode | 'NO_ANSWER' | 'REQUEST_BLOCKED',
		group: readonly QueuedEvent[],
		last: Exchange,
		vendorText: string | null = null,
	): void {
		// An update that may have been taken does no harm when it is sent again, so for updates a plain 503 counts as
		// what it says. For other events only a clear "not taken" does.
		const isOpen = onlyUpdates(group)
			? last.maybeTaken && code === 'VENDOR_UNAVAILABLE' && !isUnavailable(last)
			: last.maybeTaken;
		const known = isOpen ? 'NO_ANSWER' : code;
		this.fault = faultOf(known, last, vendorText);
		this.settle(group, known, last, vendorText);
	}

	private settle(
		group: readonly QueuedEvent[],
		code: SyncCode | null,
		{ reply }: Exchange,
		vendorText: string | null = null,
	): void {
		const httpStatus = reply.kind === 'answer' ? reply.status : null;
		for (const { row } of group) {
			const attempts = this.attempts.get(row) ?? 0;
			this.fates.set(row, { code, vendorText, attempts, httpStatus, leftOut: [] });
		}
		const mayBeTaken = code === 'NO_ANSWER' || code === 'ANSWER_UNCLEAR';
		if (group.length > 0 && (code === null || (mayBeTaken && !onlyUpdates(group)))) {
			this.repeatable = false;
		}
	}
}

function onlyUpdates(group: readonly QueuedEvent[]): boolean {
	return group.every(({ event }) => isRepeatable(event.event));
}

/** Nobody there, as opposed to somebody who did not finish. */
function isUnavailable({ reply }: Exchange): boolean {
	return reply.kind === 'notSent' || (reply.kind === 'answer' && reply.status === 503);
}

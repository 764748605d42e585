import type { RetryCaps } from '../retry/nextWait';
import { interpretAnswer, type FaultCode } from './answer';
import { planBatches, type BatchLimits, type QueuedEvent } from './batches';
import type { SyncCode } from './codes';
import { isRepeatable } from './eventName';
import { exchange, UNCLEAR_STATUSES, type Exchange, type Ports } from './exchange';
import { scrubVendorText } from './scrub';

export interface DeliverySettings {
	limits: BatchLimits;
	caps: RetryCaps;
	/** Milliseconds between two requests. */
	intervalMs: number;
	/** Whether every event may be sent again after an unclear answer, not only repeatable ones. */
	resendUnclear: boolean;
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
}

/** Why sending stopped before the end of the rows. */
export interface Fault {
	code: FaultCode | 'NO_ANSWER' | 'REQUEST_BLOCKED';
	httpStatus: number | null;
	/** Such as ECONNREFUSED, where no answer came. */
	networkCode: string | null;
	tries: number;
	retryAfterMs: number | null;
	vendorText: string | null;
	/** Why the request was not let out (`REQUEST_BLOCKED`), for the user. */
	blockedReason: string | null;
}

export interface Delivery {
	/** By row; has every row of the queue. */
	fates: Map<number, Fate>;
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
 *
 * A refused request whose answer does not tell which events it means is sent again in halves, down to the single
 * event, if its events may be repeated: at most 2n - 1 requests for n events. Others become `ANSWER_UNCLEAR`.
 */
export async function deliver(
	queue: readonly QueuedEvent[],
	settings: DeliverySettings,
	ports: Ports,
): Promise<Delivery> {
	const fates = new Map<number, Fate>();
	const attempts = new Map<number, number>();
	let fault: Fault | null = null;
	let requests = 0;
	let repeatableRun = true;

	const settle = (
		events: readonly QueuedEvent[],
		code: SyncCode | null,
		last: Exchange,
		vendorText: string | null,
	) => {
		const httpStatus = last.reply.kind === 'answer' ? last.reply.status : null;
		for (const { row } of events) {
			fates.set(row, { code, vendorText, attempts: attempts.get(row) ?? 0, httpStatus });
		}
		if (events.length > 0 && code === null) repeatableRun = false;
	};

	const send = async (group: readonly QueuedEvent[], repeatable: boolean): Promise<void> => {
		if (fault !== null || group.length === 0) return;
		if (requests > 0 && settings.intervalMs > 0) await ports.wait(settings.intervalMs);
		const events = group.map(({ event }) => event);
		const last = await exchange(events, repeatable, settings.caps, ports);
		requests += last.tries;
		for (const { row } of group) attempts.set(row, (attempts.get(row) ?? 0) + last.tries);

		const stop = (code: Fault['code'], vendorText: string | null) => {
			const httpStatus = last.reply.kind === 'answer' ? last.reply.status : null;
			const { tries, retryAfterMs } = last;
			fault = {
				code,
				httpStatus,
				networkCode: 'networkCode' in last.reply ? last.reply.networkCode : null,
				tries,
				retryAfterMs,
				vendorText,
				blockedReason: last.reply.kind === 'blocked' ? last.reply.reason : null,
			};
			settle(group, code, last, vendorText);
			if (code === 'NO_ANSWER' && group.some(({ event }) => !isRepeatable(event.event))) {
				repeatableRun = false;
			}
		};

		if (last.reply.kind === 'blocked') return stop('REQUEST_BLOCKED', null);
		if (last.reply.kind === 'notSent') return stop('VENDOR_UNAVAILABLE', null);
		if (last.reply.kind === 'unclear') return stop('NO_ANSWER', null);

		const answer = interpretAnswer(last.reply, events);
		if (answer.kind === 'accepted') return settle(group, null, last, null);
		const vendorText = answer.text === null ? null : scrubVendorText(answer.text, events);
		if (answer.kind === 'fault') {
			// A 503 tells that nothing was taken if Activate adds when to come back; for events that may be repeated
			// it does not matter.
			const saysNotTaken = last.reply.status === 503 && (repeatable || last.retryAfterMs !== null);
			const isUnclear = UNCLEAR_STATUSES.includes(last.reply.status) && !saysNotTaken;
			return stop(isUnclear ? 'NO_ANSWER' : answer.code, vendorText);
		}

		for (const [position, text] of answer.refused) {
			const named = group.slice(position, position + 1);
			const own = text === '' ? null : scrubVendorText(text, events);
			settle(
				named,
				text.includes('TIMESTAMP_ERROR') ? 'TIMESTAMP_REFUSED' : 'EVENT_REFUSED',
				last,
				own,
			);
		}
		const others = group.filter((_, position) => !answer.refused.has(position));
		if (answer.others === 'accepted') return settle(others, null, last, null);
		if (answer.others === 'unclear' && !repeatable) {
			repeatableRun = repeatableRun && others.length === 0;
			return settle(others, 'ANSWER_UNCLEAR', last, vendorText);
		}
		if (others.length < group.length) return await send(others, repeatable);
		const middle = Math.ceil(group.length / 2);
		await send(group.slice(0, middle), repeatable);
		await send(group.slice(middle), repeatable);
	};

	const mayRepeat = settings.resendUnclear ? () => true : isRepeatable;
	for (const batch of planBatches(queue, settings.limits, mayRepeat)) {
		await send(batch.events, batch.repeatable);
	}
	for (const { row } of queue) {
		if (fates.has(row)) continue;
		// Rows of a refused request whose turn to be sent again never came were sent, but not answered for.
		const sent = attempts.get(row) ?? 0;
		const code = sent > 0 ? 'ANSWER_UNCLEAR' : 'NOT_SENT';
		fates.set(row, { code, vendorText: null, attempts: sent, httpStatus: null });
	}
	return { fates, fault, repeatable: repeatableRun };
}

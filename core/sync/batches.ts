import type { Moment } from '../contracts/order';
import { addressKey } from './checkEvent';
import { textOf, type ActivateEvent } from './event';
import { isRepeatable } from './eventName';

/** An event with its place in the list of rows. */
export interface QueuedEvent {
	row: number;
	event: ActivateEvent;
	/** When its values were true; null = now, when it is sent. */
	moment: Moment | null;
	/** Row that Activate must have taken before this event is sent: the new address of a contact before the old one. */
	after?: number;
	/** It tells that something happened, so it is sent even where all its profile values are overtaken. */
	happened?: boolean;
}

export interface Batch {
	events: QueuedEvent[];
	/** Whether all its events may be sent again after an unclear answer ({@link isRepeatable}). */
	repeatable: boolean;
}

export interface BatchLimits {
	/** Events per request, 1 or more. The vendor's own limit is not known (spotler-activate.md 12.2). */
	maxEvents: number;
	/** Bytes of one request's JSON. */
	maxBytes: number;
}

/** Bytes of `{"events":[]}`. */
const ENVELOPE_BYTES = 13;

/** Bytes that an event takes in a request, the comma included. */
function eventBytes(event: ActivateEvent): number {
	return Buffer.byteLength(JSON.stringify(event)) + 1;
}

/** Whether an event fits into a request at all. */
export function fits(event: ActivateEvent, { maxBytes }: BatchLimits): boolean {
	return ENVELOPE_BYTES + eventBytes(event) <= maxBytes;
}

/**
 * Puts events into requests: each once, none of a request mixes repeatable and other events (they are treated
 * differently after an unclear answer), and two events of the same person keep their order across requests. That
 * order decides which consent a profile ends up with, so it comes before full requests.
 */
export function planBatches(
	queue: readonly QueuedEvent[],
	limits: BatchLimits,
	repeatable: (event: string) => boolean = isRepeatable,
): Batch[] {
	const batches: Array<Batch & { bytes: number }> = [];
	const openBatch = new Map<boolean, number>();
	const lastBatchOf = new Map<string, number>();

	for (const queued of queue) {
		const kind = repeatable(queued.event.event);
		const bytes = eventBytes(queued.event);
		const people = peopleOf(queued.event);
		const earliest = Math.max(0, ...people.map((person) => lastBatchOf.get(person) ?? 0));
		let index = openBatch.get(kind);
		const open = index === undefined ? undefined : batches[index];
		const hasRoom =
			open !== undefined &&
			open.events.length < limits.maxEvents &&
			open.bytes + bytes <= limits.maxBytes;
		if (index === undefined || !hasRoom || index < earliest) {
			index = batches.push({ events: [], repeatable: kind, bytes: ENVELOPE_BYTES }) - 1;
			openBatch.set(kind, index);
		}
		const batch = batches[index];
		if (batch === undefined) continue;
		batch.events.push(queued);
		batch.bytes += bytes;
		for (const person of people) lastBatchOf.set(person, index);
	}
	return batches.map(({ events, repeatable: kind }) => ({ events, repeatable: kind }));
}

/** Keys of the person an event is about; an event may name it by address, by user id or by both. */
export function peopleOf({ email, userid }: ActivateEvent): string[] {
	const address = textOf(email);
	const user = textOf(userid);
	return [
		...(address === null ? [] : [`email ${addressKey(address)}`]),
		...(user === null ? [] : [`userid ${user}`]),
	];
}

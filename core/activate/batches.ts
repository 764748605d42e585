import type { Moment } from '../contracts/order';
import type { Consents, ReadLater, Restated } from '../contracts/preparedProfile';
import type { ActivateEvent } from './event';
import { isRepeatable } from './eventName';
import { peopleOf } from './identities';

/** An event with its place in the list of rows. */
export interface QueuedEvent {
	row: number;
	event: ActivateEvent;
	/** When its values were true; null = now, when it is sent. */
	moment: Moment | null;
	/** Who says its consents of themselves ({@link isSameVoice}); absent where nobody does, or nobody knows who. */
	speaker?: string;
	/** Consents that nobody says now; see `restated` of a prepared profile. */
	restated?: Restated;
	/** Values that are newer than its moment. */
	readLater?: ReadLater;
	/** Consents of the record that are not sent because they did not change. */
	unchanged?: Consents;
	/** Row that Activate must have taken before this event is sent: the new address of a contact before the old one. */
	after?: number;
	/** It tells that something happened, so it is sent even where all its profile values are overtaken. */
	happened?: boolean;
}

export interface Batch<Queued extends QueuedEvent = QueuedEvent> {
	events: Queued[];
	/** Whether all its events may be sent again after an unclear answer ({@link isRepeatable}). */
	repeatable: boolean;
}

export interface BatchLimits {
	/**
	 * Events per request, 1 or more. The vendor's own limit is not known (docs/vendors/spotler-activate.md#12-unknown,
	 * point 2).
	 */
	maxEvents: number;
	/** Bytes of one request's JSON. */
	maxBytes: number;
}

/** Bytes of `{"events":[]}`. */
const ENVELOPE_BYTES = 13;

/** Requests that are filled at the same time; more would only cost time. */
const MAX_OPEN = 16;

/** Bytes that an event takes in a request, the comma included. */
function eventBytes(event: ActivateEvent): number {
	return Buffer.byteLength(JSON.stringify(event)) + 1;
}

/** Whether an event fits into a request at all. */
export function fits(event: ActivateEvent, { maxBytes }: BatchLimits): boolean {
	return ENVELOPE_BYTES + eventBytes(event) <= maxBytes;
}

interface OpenBatch<Queued extends QueuedEvent> extends Batch<Queued> {
	/** Its place among all batches. */
	index: number;
	bytes: number;
}

/**
 * Puts events into requests: each once, none of a request mixes repeatable and other events (they are treated
 * differently after an unclear answer), and two events of the same person keep their order across requests. That
 * order decides which consent a profile ends up with, so it comes before full requests. An event that waits for another
 * row goes into a later request than that row.
 *
 * @param keysOf the person an event is about, by all keys
 */
export function planBatches<Queued extends QueuedEvent>(
	queue: readonly Queued[],
	limits: BatchLimits,
	repeatable: (event: string) => boolean = isRepeatable,
	keysOf: (queued: Queued) => readonly string[] = ({ event }) => peopleOf(event),
): Array<Batch<Queued>> {
	const batches: Array<OpenBatch<Queued>> = [];
	let open: Array<OpenBatch<Queued>> = [];
	const batchOfPerson = new Map<string, number>();
	const batchOfRow = new Map<number, number>();

	for (const queued of queue) {
		const kind = repeatable(queued.event.event);
		const bytes = eventBytes(queued.event);
		const people = keysOf(queued);
		const partner = queued.after === undefined ? undefined : batchOfRow.get(queued.after);
		const earliest = Math.max(
			partner === undefined ? 0 : partner + 1,
			...people.map((person) => batchOfPerson.get(person) ?? 0),
		);
		const hasRoom = ({ events, bytes: taken }: OpenBatch<Queued>) =>
			events.length < limits.maxEvents && taken + bytes <= limits.maxBytes;
		const candidates = open.filter((batch) => batch.repeatable === kind && batch.index >= earliest);
		let batch = candidates.find(hasRoom);
		if (batch === undefined) {
			// One that an event did not fit into is as good as full.
			open = open.filter((other) => !candidates.includes(other));
			batch = { events: [], repeatable: kind, bytes: ENVELOPE_BYTES, index: batches.length };
			batches.push(batch);
			open = [...open, batch].slice(-MAX_OPEN);
		}
		batch.events.push(queued);
		batch.bytes += bytes;
		for (const person of people) batchOfPerson.set(person, batch.index);
		batchOfRow.set(queued.row, batch.index);
	}
	return batches.map(({ events, repeatable: kind }) => ({ events, repeatable: kind }));
}

import { jsonAnswer, type Answer } from '../http/answer';
import { parseForm } from '../http/phpForm';
import type { Call } from '../http/serve';
import { refusalAnswer, successAnswer, type PlacedFault, type Tally } from './answers';
import type { Contact, Contacts } from './contacts';
import type { ActivateQuirks } from './quirks';
import { validateEvent, type ActivateEvent, type EventFault } from './validate';

/** One event that arrived, and what became of it. */
export interface Arrival {
	id: number;
	/** ISO 8601. */
	at: string;
	/** Number of the call that brought it; events of one call share it. */
	call: number;
	/** As it was sent. */
	event: unknown;
	status: 'stored' | 'refused' | 'dropped';
	fault: EventFault | null;
	contactId: number | null;
}

export interface TrackWorld {
	contacts: Contacts;
	quirks: ActivateQuirks;
	/** Notes an arrival. */
	arrive: (arrival: Omit<Arrival, 'id' | 'at' | 'call'>) => void;
	/** Told of each stored event. */
	onStored: (contact: Contact, event: ActivateEvent) => void;
}

/** JSON, or classic POST parameters (docs/vendors/spotler-activate.md#12-format); undefined where it is neither. */
function bodyOf(call: Call): unknown {
	const text = call.body.toString('utf8');
	if (/form-urlencoded/i.test(call.headers['content-type'] ?? '')) return parseForm(text);
	try {
		const body: unknown = JSON.parse(text);
		return body;
	} catch {
		return undefined;
	}
}

/** The events of a body: form A `{events: […]}` or form B, one bare event; null where there are none. */
function eventsOf(body: unknown, quirks: ActivateQuirks): unknown[] | null {
	if (typeof body !== 'object' || body === null || Array.isArray(body)) return null;
	if ('events' in body) {
		const { events } = body;
		if (Array.isArray(events)) return events;
		return typeof events === 'object' && events !== null ? Object.values(events) : null;
	}
	return quirks.bareEvent && 'event' in body ? [body] : null;
}

/** Answers `POST v1/track` (docs/vendors/spotler-activate.md#2-track-events-in). */
export function answerTrack(world: TrackWorld, call: Call): Answer {
	const { quirks } = world;
	const events = eventsOf(bodyOf(call), quirks);
	if (events === null || events.length === 0)
		return jsonAnswer(400, { errors: ['No events found in the request'] });
	if (events.length > quirks.maximumEvents)
		return jsonAnswer(400, { errors: ['Too many events in one request'] });
	const judged = events.map((event) => ({ sent: event, verdict: validateEvent(event, quirks) }));
	const faults = judged.flatMap(({ verdict }, index): PlacedFault[] =>
		verdict.ok ? [] : [{ index, ...verdict.fault }],
	);
	const keepGood = faults.length === 0 || quirks.badEvents !== '400-all';
	const tally: Tally = { created: 0, updated: 0 };
	for (const { sent, verdict } of judged) {
		if (!verdict.ok) {
			world.arrive({ event: sent, status: 'refused', fault: verdict.fault, contactId: null });
			continue;
		}
		if (!keepGood) {
			world.arrive({ event: sent, status: 'dropped', fault: null, contactId: null });
			continue;
		}
		const { contact, created } = world.contacts.upsert(verdict.event, quirks);
		tally[created ? 'created' : 'updated'] += 1;
		world.arrive({ event: sent, status: 'stored', fault: null, contactId: contact.id });
		world.onStored(contact, verdict.event);
	}
	return faults.length === 0 ? successAnswer(quirks, tally) : refusalAnswer(quirks, tally, faults);
}

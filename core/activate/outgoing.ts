import type { Moment } from '../contracts/order';
import type { Consents, Note, ReadLater, Restated, Source } from '../contracts/preparedProfile';
import type { RecordIds, Resend } from '../contracts/result';
import type { Finding } from './checkEvent';
import type { ActivateEvent } from './event';

/**
 * One row of the output: either an event to send, or a finding that keeps it from being sent. A row of the input
 * makes one of these, or two when the old address is opted out as well.
 */
export interface Outgoing {
	/** Index of the input item, for pairing. */
	itemIndex: number;
	/** Null for Track. */
	source: Source | null;
	/** Of a row of Track: when its values were said, for a later Track that sends them again. */
	said?: Source;
	/** IDs of the source, or those that an item tells that is no prepared profile. */
	ids: RecordIds;
	/** What a later Sync needs to send the row again; null where there is nothing to send. */
	resend: Resend | null;
	/**
	 * Fingerprint of what the row says, so that a later step can remember what was sent. Null for what is no whole row of
	 * a profile.
	 */
	fingerprint: string | null;
	/** Whether a part of the row is not sent, so that Activate will not hold all that the fingerprint stands for. */
	isPartly?: true;
	/** Null where no event could be chosen. */
	eventName: string | null;
	/** Why it is this event; null for Track, and where there is none. */
	eventReason: string | null;
	email: string | null;
	/** The event, also where a finding keeps it back, as far as it could be built. */
	event: ActivateEvent | null;
	/** Null = to be sent. */
	finding: Finding | null;
	/** When the values of the row were true; null where nothing is known of the item. */
	moment: Moment | null;
	/**
	 * Profile or subprofile that says its consents of itself, or {@link TRACK_VOICE}; null where the row does not tell, and
	 * where a no only says that an address is given up.
	 */
	speaker: string | null;
	/** Consents that nobody says now; see `restated` of a prepared profile. */
	restated?: Restated | undefined;
	/** Values that are newer than the moment of the row. */
	readLater?: ReadLater | undefined;
	/** Consents of the record that are not sent because they did not change. */
	unchanged?: Consents | undefined;
	/** Values that were left out of the event, and why. */
	notes: readonly Note[];
	/** Index of a row that must be accepted before this one may go out; null = none. */
	after: number | null;
	/** Whether the event tells that something happened, and does not only bring values of a contact. */
	happened: boolean;
}

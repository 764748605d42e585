import { createHash } from 'crypto';
import { dateTimeText, type Clock } from '../clock';
import type { ActivateQuirks } from './quirks';
import { timestampOf, type ActivateEvent } from './validate';

/**
 * Keys of an event that end up on the contact; all others stay with the event
 * (docs/vendors/spotler-activate.md#41-fields).
 */
const profileKeys = new Set([
	'email',
	'firstname',
	'lastname',
	'gender',
	'birthdate',
	'phone',
	'postcode',
	'city',
	'country',
	'currency',
	'language',
	'newsletter',
	'service',
	'marketing',
	'userid',
	'mobile_advertiser_ID',
	'mobileAdvertiserId',
	'checkin_date',
	'checkout_date',
]);

export const consents = ['newsletter', 'service', 'marketing'] as const;

type ContactValue = string | number | boolean;

interface ContactEvent {
	event: string;
	/** `YYYY-MM-DD HH:mm:ss`, CET. */
	at: string;
	fields: ActivateEvent;
}

/** A profile of Activate. */
export interface Contact {
	id: number;
	/** Plain address; null while only its hash is known. */
	email: string | null;
	emailHash: string | null;
	userid: string | null;
	fields: Record<string, ContactValue>;
	/** Each change of a consent (docs/vendors/spotler-activate.md#42-consents). */
	consentLog: Array<{ consent: string; value: string; at: string }>;
	events: ContactEvent[];
	created: string;
	modified: string;
}

/** SHA-256 hex of an address, lower-cased: Activate's hash form. */
export function emailHash(email: string): string {
	return createHash('sha256').update(email.trim().toLowerCase()).digest('hex');
}

function isHash(email: string): boolean {
	return /^[0-9a-f]{64}$/i.test(email);
}

/** Activate's profiles, keyed by userid, then by address or its hash. */
export class Contacts {
	private entries: Contact[] = [];
	private readonly byHash = new Map<string, Contact>();
	private readonly byUserId = new Map<string, Contact>();
	private lastId = 0;

	constructor(private readonly clock: Clock) {}

	list(): readonly Contact[] {
		return this.entries;
	}

	/** A contact by address, hash, or userid; null where there is none. */
	find(key: string): Contact | null {
		const hash = isHash(key) ? key.toLowerCase() : emailHash(key);
		return this.byHash.get(hash) ?? this.byUserId.get(key) ?? null;
	}

	/** Makes or updates the contact of a valid event, and adds the event to it. */
	upsert(event: ActivateEvent, quirks: ActivateQuirks): { contact: Contact; created: boolean } {
		const now = dateTimeText(this.clock(), 'Europe/Amsterdam');
		const given = typeof event.email === 'string' ? event.email.trim() : '';
		const hash = given === '' ? null : isHash(given) ? given.toLowerCase() : emailHash(given);
		const userid =
			event.userid === undefined || event.userid === null || event.userid === ''
				? null
				: String(event.userid);
		const known = this.match(userid, hash);
		const contact = known ?? this.add(now);
		if (userid !== null) {
			contact.userid = userid;
			this.byUserId.set(userid, contact);
		}
		if (hash !== null) {
			if (contact.emailHash !== null && contact.emailHash !== hash) {
				this.byHash.delete(contact.emailHash);
				contact.email = null;
			}
			contact.emailHash = hash;
			this.byHash.set(hash, contact);
			if (!isHash(given)) contact.email = given;
		}
		this.writeFields(contact, event, quirks, now);
		contact.modified = now;
		const name = typeof event.event === 'string' ? event.event.trim() : '';
		contact.events.push({ event: name, at: timestampOf(event.timestamp) ?? now, fields: event });
		return { contact, created: known === null };
	}

	clear(): void {
		this.entries = [];
		this.byHash.clear();
		this.byUserId.clear();
		this.lastId = 0;
	}

	/** `userid` ranks above every other identifier (docs/vendors/spotler-activate.md#43-identity). */
	private match(userid: string | null, hash: string | null): Contact | null {
		const byUser = userid === null ? undefined : this.byUserId.get(userid);
		if (byUser !== undefined) return byUser;
		const byHash = hash === null ? undefined : this.byHash.get(hash);
		// An address that belongs to another user is not that user's.
		if (byHash !== undefined && userid !== null && byHash.userid !== null) return null;
		return byHash ?? null;
	}

	private add(now: string): Contact {
		this.lastId += 1;
		const contact: Contact = {
			id: this.lastId,
			email: null,
			emailHash: null,
			userid: null,
			fields: {},
			consentLog: [],
			events: [],
			created: now,
			modified: now,
		};
		this.entries.push(contact);
		return contact;
	}

	private writeFields(
		contact: Contact,
		event: ActivateEvent,
		quirks: ActivateQuirks,
		now: string,
	): void {
		for (const [key, value] of Object.entries(event)) {
			const custom = key.startsWith('custom_');
			if (!custom && (!profileKeys.has(key) || key === 'email' || key === 'userid')) continue;
			if (custom && quirks.unknownCustomFields === 'ignored') {
				if (!quirks.customFields.includes(key.slice(7))) continue;
			}
			if (value === null || value === '') {
				if (quirks.emptyClears) delete contact.fields[key];
				continue;
			}
			if (typeof value === 'object') continue;
			const consent = consents.find((name) => name === key);
			if (consent !== undefined && contact.fields[key] !== value)
				contact.consentLog.push({ consent, value: String(value), at: now });
			contact.fields[key] = value;
		}
	}
}

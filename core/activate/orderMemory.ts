import { compareMoments, isSameSecond, type Moment } from '../contracts/order';
import { CONSENT_KEYS, type ConsentKey } from '../contracts/preparedProfile';
import { forgetOldest } from '../forgetOldest';
import { isSameVoice, TRACK_VOICE } from './speaker';

/** What one event sets at one contact. */
export interface OrderClaim {
	/** Keys of the contact: of its address, its user ID, or both. */
	readonly people: readonly string[];
	/** The contact is another one where the user ID differs, even at the same address. */
	readonly userid: string | null;
	/** Whose own word it is ({@link isSameVoice}); null where nobody says it of themselves, or nobody knows who. */
	readonly speaker: string | null;
	readonly moment: Moment;
	/** Of keys with another moment: values that were read later, and consents that were said before. */
	readonly ownMoments?: ReadonlyMap<string, Moment>;
	/** Keys that the event sets; with the value where a repetition of it must be told from a change, else null. */
	readonly values: Readonly<Record<string, string | null>>;
	/** Consents among them that nobody says at this moment, and nobody knows when they were said. */
	readonly restated?: readonly ConsentKey[];
	/** There if nothing of it was sent: it only says what the record holds at this moment. */
	readonly unsent?: true;
}

interface Contact {
	/** Keys grouped by the event that set them last; before them the newest no of those that are forgotten. */
	claims: OrderClaim[];
	/** Whether there were more claims than are kept. */
	isForgetful: boolean;
	/** Keys of which Activate did not take the newest value. */
	readonly owed: Set<string>;
	/** What Activate took last, by key. */
	readonly taken: Map<string, string | null>;
	/** The same by key and speaker. */
	readonly takenFrom: Map<string, string | null>;
	/** Runs that still have something to send to this contact. */
	holders: number;
}

/** Claims remembered per contact. Only an address that very many profiles or user IDs share comes near it. */
const MAX_CLAIMS = 200;

/** Speaker of the newest no of those that are forgotten: the word of no one in particular, so nobody's own. */
const FORGOTTEN = '*';

/**
 * Remembers for each contact and key the newest moment that was sent. Activate keeps what arrives last, so an older
 * value must not follow a newer one.
 *
 * It lives in one process and is bounded: the contacts that were used least recently are forgotten first, but none that
 * a run still has something to send to. Of a contact with very many speakers, single ones are forgotten, but not that
 * somebody said no.
 */
export class OrderMemory {
	private readonly held = new Map<string, Contact>();

	/** Contacts of no run, least recently used first. */
	private readonly kept = new Map<string, Contact>();

	/** @param capacity contacts remembered beside those of the runs under way */
	constructor(private readonly capacity: number) {}

	/**
	 * Keeps these contacts from being forgotten.
	 *
	 * @returns lets go of them; to be called in any case
	 */
	hold(people: readonly string[]): () => void {
		const own = new Set(people);
		for (const person of own) {
			const contact = this.held.get(person) ?? this.kept.get(person) ?? newContact();
			contact.holders += 1;
			this.kept.delete(person);
			this.held.set(person, contact);
		}
		return () => {
			for (const person of own) this.letGo(person);
			this.forgetOldest();
		};
	}

	/** Notes what was sent, to contacts that are held. */
	note(claim: OrderClaim): void {
		for (const person of claim.people) {
			const contact = this.held.get(person);
			if (contact === undefined) continue;
			for (const part of partsOf(claim).flatMap(restatedApart)) {
				contact.claims = withClaim(contact.claims, part);
				if (contact.claims.length <= MAX_CLAIMS) continue;
				contact.claims = bounded(contact.claims);
				contact.isForgetful = true;
			}
		}
	}

	/** Whether anything newer was sent to this contact; without it nothing needs to be looked up. */
	hasNewer(claim: OrderClaim): boolean {
		const claims = this.contactsOf(claim).flatMap((contact) => contact.claims);
		return partsOf(claim).some((part) => claims.some((other) => isAhead(other, part)));
	}

	/**
	 * The values of a key that newer events set at this contact; null for a value that is not remembered. A yes of another
	 * profile does not count against a no: where two profiles contradict each other, no wins, however late it comes. Nor
	 * does a consent that is only restated, against another word of the same second ({@link givesWay}), or another value of
	 * the same record, against its creation, once a late call of another record has replaced it that is older than the
	 * creation.
	 */
	newerValues(whole: OrderClaim, key: string): Array<string | null> {
		const claim = partWith(whole, key);
		const claims = claim.people
			.flatMap((person) => this.held.get(person)?.claims ?? [])
			.filter(({ values }) => Object.hasOwn(values, key));
		const isReplaced = (other: OrderClaim) =>
			!isConsent(key) &&
			isCreationOf(claim, other) &&
			claims.some((last) => isNewer(last, other) && isNewer(claim, last));
		return claims.flatMap((other) => {
			if (!isAhead(other, claim) || isReplaced(other)) return [];
			const value = other.values[key] ?? null;
			const isOthersYes = value === 'yes' && claim.values[key] === 'no' && isOther(other, claim);
			if (isOthersYes && isConsent(key)) return [];
			if (isRestated(other) && givesWay(other, claim, key)) return [];
			// A withdrawal counts for the address, whoever shares it.
			return value === 'no' || isSameContact(other, claim) ? [value] : [];
		});
	}

	/**
	 * Whether a consent that nobody says now may go out to make up for one that was never sent. A yes does not go against
	 * the no that another profile has said since. Where nobody knows since when, it does not go against its last word
	 * either, and nothing goes against what the profile said within the same second, or if Activate has taken it already:
	 * the contact may have chosen otherwise there.
	 *
	 * @param saidAt when it was said; null = nobody knows
	 */
	mayRestate(whole: OrderClaim, key: ConsentKey, saidAt: Moment | null): boolean {
		const claim = partWith(whole, key);
		const own = claim.values[key];
		// What the row itself may have brought in an earlier try is not what was there before it.
		const words = this.wordsOn(claim, key).filter(
			({ moment }) => compareMoments(moment, claim.moment) !== 0,
		);
		const isOwn = ({ speaker }: OrderClaim) => speaker === claim.speaker;
		if (saidAt !== null) {
			const isRefused = words.some(
				(word) =>
					word.values[key] === 'no' && !isOwn(word) && isAhead(word, { ...claim, moment: saidAt }),
			);
			return own === 'no' || !isRefused;
		}
		const hasTaken = () => this.contactsOf(claim).every(({ taken }) => taken.get(key) === own);
		const last = newestOf(own === 'no' ? words.filter(isOwn) : words);
		if (last === null) {
			const mayBeForgotten = this.contactsOf(claim).some(({ isForgetful }) => isForgetful);
			return own === 'no' || !mayBeForgotten || !hasTaken();
		}
		// A reading since may hide the word of the same second.
		const isOpen = (word: OrderClaim) => isSameSecond(word.moment, claim.moment);
		const mayBeOwn = (word: OrderClaim) => isOwn(word) || isForgotten(word);
		if (words.some((word) => word.values[key] !== own && mayBeOwn(word) && isOpen(word)))
			return false;
		if (last.values[key] !== own) return isOwn(last);
		return own === 'no' ? !this.hasTaken(claim, key, own) : !hasTaken();
	}

	/** Whether a value is the last that Activate took of a consent from the speaker of a claim. */
	hasTaken(claim: OrderClaim, key: ConsentKey, value: string): boolean {
		return this.contactsOf(claim).every(
			({ takenFrom }) => takenFrom.get(spokenKey(key, claim)) === value,
		);
	}

	private wordsOn(claim: OrderClaim, key: string): OrderClaim[] {
		return this.contactsOf(claim)
			.flatMap(({ claims }) => claims)
			.filter(
				(other) =>
					other.unsent !== true &&
					Object.hasOwn(other.values, key) &&
					(other.values[key] === 'no' || isSameContact(other, claim)),
			);
	}

	/** Notes that Activate did not take, or may not have taken, some values; those that a newer event set are no matter. */
	owe(claim: OrderClaim, keys: readonly string[]): void {
		const open = keys.filter((key) => this.newerValues(claim, key).length === 0);
		for (const { owed, taken, takenFrom } of this.contactsOf(claim)) {
			for (const key of open) {
				owed.add(key);
				taken.delete(key);
				takenFrom.delete(spokenKey(key, claim));
			}
		}
	}

	/** Notes that Activate took some values. */
	settle(claim: OrderClaim, keys: readonly string[]): void {
		for (const { owed, taken, takenFrom } of this.contactsOf(claim)) {
			for (const key of keys) {
				const value = claim.values[key] ?? null;
				const name = spokenKey(key, claim);
				owed.delete(key);
				taken.set(key, value);
				// Taken out first, so that it goes to the end of the order in which they are forgotten.
				takenFrom.delete(name);
				takenFrom.set(name, value);
				forgetOldest(takenFrom, MAX_CLAIMS);
			}
		}
	}

	/** Whether Activate lacks a value that an earlier event was to bring. */
	lacksSomething(claim: OrderClaim): boolean {
		return this.contactsOf(claim).some(({ owed }) => owed.size > 0);
	}

	private contactsOf({ people }: OrderClaim): Contact[] {
		return people.flatMap((person) => this.held.get(person) ?? []);
	}

	private letGo(person: string): void {
		const contact = this.held.get(person);
		if (contact === undefined) return;
		contact.holders -= 1;
		if (contact.holders > 0) return;
		this.held.delete(person);
		if (contact.claims.length > 0 || contact.owed.size > 0) this.kept.set(person, contact);
	}

	private forgetOldest(): void {
		for (const person of this.kept.keys()) {
			if (this.kept.size <= this.capacity) return;
			this.kept.delete(person);
		}
	}
}

/** The values of a claim by their moment. */
function partsOf(claim: OrderClaim): OrderClaim[] {
	const { ownMoments, ...whole } = claim;
	if (ownMoments === undefined) return [claim];
	const momentOfKey = (key: string) => ownMoments.get(key) ?? whole.moment;
	const moments = new Set([whole.moment, ...ownMoments.values()]);
	return [...moments].map((moment) => ({
		...whole,
		moment,
		values: Object.fromEntries(
			Object.entries(whole.values).filter(([key]) => momentOfKey(key) === moment),
		),
	}));
}

/** The part of a claim that a key belongs to. */
function partWith(claim: OrderClaim, key: string): OrderClaim {
	return partsOf(claim).find(({ values }) => Object.hasOwn(values, key)) ?? claim;
}

function newContact(): Contact {
	return {
		claims: [],
		isForgetful: false,
		owed: new Set(),
		taken: new Map(),
		takenFrom: new Map(),
		holders: 0,
	};
}

/** Under which name is remembered what Activate took of a key from one speaker. */
function spokenKey(key: string, { speaker }: Pick<OrderClaim, 'speaker'>): string {
	return `${key} ${speaker ?? ''}`;
}

/**
 * Whether a consent that nobody says now gives way to one that may be older, because nothing tells which of two calls of
 * one second came last: a yes to any no, a no to the yes of its own profile. The no itself would have been sent.
 */
function givesWay(restated: OrderClaim, said: OrderClaim, key: string): boolean {
	const isOpposite = restated.values[key] !== said.values[key];
	const isOwn = restated.speaker === said.speaker;
	return (
		isOpposite && (said.values[key] === 'no' || isOwn) && isSameSecond(restated.moment, said.moment)
	);
}

function isRestated({ restated }: OrderClaim): boolean {
	return restated !== undefined;
}

/** A claim without the consents in it that nobody says now, and a claim of those. */
function restatedApart(claim: OrderClaim): OrderClaim[] {
	const { restated, ...said } = claim;
	if (restated === undefined) return [said];
	const isOld = (key: string) => restated.some((consent) => consent === key);
	const entries = Object.entries(claim.values);
	return [
		{ ...said, values: Object.fromEntries(entries.filter(([key]) => !isOld(key))) },
		{ ...claim, values: Object.fromEntries(entries.filter(([key]) => isOld(key))) },
	];
}

/**
 * Adds a claim to those of a contact. Each key stands in one of them only, but
 * - once per value where values are remembered: the newest may turn out not to have been taken;
 * - once per speaker: the yes of another profile does not count against a no, but its own newer one does;
 * - once for signed and once for unsigned moments: a third one may lie between two of different kinds;
 * - once as said and once as only restated, and once as not sent;
 * - once per record: within one second, its own creation is older than any of its changes, that of another one is not.
 */
function withClaim(claims: readonly OrderClaim[], added: OrderClaim): OrderClaim[] {
	const rivals = claims.filter(
		(other) =>
			isSameContact(other, added) &&
			isSigned(other) === isSigned(added) &&
			isRestated(other) === isRestated(added) &&
			other.unsent === added.unsent &&
			other.moment.life?.record === added.moment.life?.record &&
			other.speaker === added.speaker,
	);
	const newer = rivals.filter((other) => isNewer(other, added));
	const fresh = without(added, newer);
	return [
		...claims.flatMap((other) =>
			rivals.includes(other) && !newer.includes(other) ? without(other, [added]) : [other],
		),
		...fresh,
	];
}

/**
 * Forgets the claims that were noted first where there are too many. What they withdraw stays as the word of the contact
 * as a whole: one claim per consent and kind of moment.
 */
function bounded(claims: readonly OrderClaim[]): OrderClaim[] {
	const single = claims.filter((claim) => !isForgotten(claim));
	const dropped = single.slice(0, -MAX_CLAIMS);
	const refusals = dropped.reduce(withRefusals, claims.filter(isForgotten));
	return [...refusals, ...single.slice(-MAX_CLAIMS)];
}

/** Adds what a claim withdraws to what those withdrew that are forgotten already. */
function withRefusals(refusals: OrderClaim[], dropped: OrderClaim): OrderClaim[] {
	let all = refusals;
	for (const key of CONSENT_KEYS.filter((consent) => dropped.values[consent] === 'no')) {
		const known = all.find(
			(other) => isSigned(other) === isSigned(dropped) && Object.hasOwn(other.values, key),
		);
		const newest: OrderClaim = {
			people: dropped.people,
			userid: null,
			speaker: FORGOTTEN,
			moment: latestOf(dropped.moment, known?.moment ?? dropped.moment),
			values: { [key]: 'no' },
		};
		all = [...all.filter((other) => other !== known), newest];
	}
	return all;
}

/** The later date and the later arrival of two moments that are both signed, or both not. */
function latestOf(a: Moment, b: Moment): Moment {
	const { sentAt } = Date.parse(a.sentAt ?? '') > Date.parse(b.sentAt ?? '') ? a : b;
	return { order: Math.max(a.order, b.order), sentAt };
}

function isForgotten({ speaker }: OrderClaim): boolean {
	return speaker === FORGOTTEN;
}

/**
 * Whether a no that is forgotten may be newer. Whose it was is not known any more, so it counts against every creation:
 * it may have been that of the same record, which can only be older.
 */
function mayBeNewer(forgotten: OrderClaim, claim: OrderClaim): boolean {
	return (
		isNewer(forgotten, claim) ||
		isSameSecond(forgotten.moment, claim.moment) ||
		claim.moment.life?.stage === 'create'
	);
}

/** The claim without the keys that others set to the same; nothing where none is left. */
function without(claim: OrderClaim, others: readonly OrderClaim[]): OrderClaim[] {
	const entries = Object.entries(claim.values);
	const left = entries.filter(
		([key, value]) => !others.some(({ values }) => values[key] === value),
	);
	if (left.length === 0) return [];
	return [left.length === entries.length ? claim : { ...claim, values: Object.fromEntries(left) }];
}

function isNewer(a: Pick<OrderClaim, 'moment'>, b: Pick<OrderClaim, 'moment'>): boolean {
	return compareMoments(a.moment, b.moment) > 0;
}

/** Whether a claim counts against another one as the newer of the two. */
function isAhead(other: OrderClaim, claim: OrderClaim): boolean {
	return isForgotten(other) ? mayBeNewer(other, claim) : isNewer(other, claim);
}

function isCreationOf({ moment: { life } }: OrderClaim, { moment }: OrderClaim): boolean {
	return life?.stage === 'create' && life.record === moment.life?.record;
}

/**
 * Whether two are known to be the words of two. What a record only restates replaces no word but its own: a profile and its
 * subprofile may have said theirs at any time.
 */
function isOther(a: OrderClaim, b: OrderClaim): boolean {
	if (b.speaker === TRACK_VOICE) return true;
	if (isRestated(a)) return a.speaker !== b.speaker;
	return isKnown(a.speaker) && isKnown(b.speaker) && !isSameVoice(a.speaker, b.speaker);
}

function isKnown(speaker: string | null): speaker is string {
	return speaker !== null && speaker !== TRACK_VOICE;
}

function isConsent(key: string): boolean {
	return CONSENT_KEYS.some((consent) => consent === key);
}

function newestOf(claims: readonly OrderClaim[]): OrderClaim | null {
	let newest: OrderClaim | null = null;
	for (const claim of claims) if (newest === null || isNewer(claim, newest)) newest = claim;
	return newest;
}

function isSigned({ moment }: OrderClaim): boolean {
	return moment.sentAt !== null;
}

function isSameContact(a: Pick<OrderClaim, 'userid'>, b: Pick<OrderClaim, 'userid'>): boolean {
	return a.userid === null || b.userid === null || a.userid === b.userid;
}

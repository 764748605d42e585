import {
	CONSENT_KEYS,
	type ConsentKey,
	type Note,
	type Restated,
} from '../contracts/preparedProfile';
import type { Moment } from '../contracts/order';
import type { QueuedEvent } from './batches';
import { addressKey } from './checkEvent';
import { leftOutNote, otherEventNote } from './codes';
import { NOT_CONTENT_KEYS, isProfileKey, RESERVED_KEYS, textOf, type ActivateEvent } from './event';
import { isRepeatable, requiredFields } from './eventName';
import { peopleOf } from './identities';
import type { OrderClaim, OrderMemory } from './orderMemory';

const OPT_IN = 'EmailOptIn';
const UPDATE = 'CRMUpdate';

/** An event as it may go out now. */
export interface UpToDate {
	/** Null where nothing of it is left. */
	event: ActivateEvent | null;
	leftOut: Note[];
}

/**
 * What an event sets, for the memory of the order.
 *
 * @param account the Activate account it goes to
 * @param now stands in for a moment that the event does not have
 * @param others further keys of its contact, which the event does not name
 */
export function claimOf(
	{ event, moment, speaker, restated, readLater }: Omit<QueuedEvent, 'row'>,
	account: string,
	now: Moment,
	others: readonly string[] = [],
): OrderClaim {
	const undated = CONSENT_KEYS.filter((key) => restated?.[key] === null);
	const ownMoments = ownMomentsOf({ moment, restated, readLater });
	return {
		people: peopleOf(event).map((person) => `${account} ${person}`),
		...(others.length === 0 ? {} : { others }),
		userid: textOf(event.userid),
		speaker: speaker ?? null,
		moment: moment ?? now,
		...(ownMoments.size === 0 ? {} : { ownMoments }),
		values: Object.fromEntries(
			Object.keys(event)
				.filter((key) => isValue(event, key))
				.map((key) => [key, rememberedValue(event, key)]),
		),
		...(undated.length === 0 ? {} : { restated: undated }),
	};
}

/** Moments of the values that were read after the change, and of the consents that were said before it. */
function ownMomentsOf({
	moment,
	restated,
	readLater,
}: Pick<QueuedEvent, 'moment' | 'restated' | 'readLater'>): Map<string, Moment> {
	const moments = new Map<string, Moment>();
	if (readLater !== undefined) {
		const readAt: Moment = { order: readLater.order, sentAt: null };
		for (const key of readLater.keys) moments.set(key, readAt);
	}
	for (const key of CONSENT_KEYS) {
		const said = restated?.[key];
		if (said) moments.set(key, momentSaid(said, moment));
	}
	return moments;
}

/** When a consent was said that a later row of its record brings. */
function momentSaid(
	{ order, sentAt, isCreation }: NonNullable<Restated[ConsentKey]>,
	moment: Moment | null | undefined,
): Moment {
	const life = moment?.life;
	if (life === undefined) return { order, sentAt };
	return { order, sentAt, life: isCreation === true ? { ...life, stage: 'create' } : life };
}

/** The withdrawals of a claim; null where it has none. */
export function withdrawalsOf(claim: OrderClaim): OrderClaim | null {
	const entries = Object.entries(claim.values).filter(([, value]) => value === 'no');
	return entries.length === 0 ? null : { ...claim, values: Object.fromEntries(entries) };
}

/**
 * What a claim sets beside consents and was left out, because something newer has set it; null where there is nothing.
 * A consent that was never sent is nobody's last word.
 */
export function overtakenBy(claim: OrderClaim, leftOut: readonly Note[]): OrderClaim | null {
	const fields = leftOut.flatMap(({ field, code }) =>
		code === 'OVERTAKEN' && claim.values[field] === null ? [field] : [],
	);
	if (fields.length === 0) return null;
	return { ...claim, values: Object.fromEntries(fields.map((field) => [field, null])) };
}

/**
 * Each yes of a claim that was not restated; null where there is none. It says that an older no of the same record is
 * past, whatever Activate holds.
 */
export function notRestatedBy(claim: OrderClaim, leftOut: readonly Note[]): OrderClaim | null {
	const fields = leftOut.flatMap(({ field, code }) =>
		code === 'CONSENT_NOT_RESTATED' && claim.values[field] === 'yes' ? [field] : [],
	);
	if (fields.length === 0) return null;
	const values = Object.fromEntries(fields.map((field) => [field, 'yes']));
	return { ...claim, values, unsent: true };
}

/**
 * Leaves out of an event what a newer one has set since, and consents that nobody says now and that must not be restated.
 * - An opt-in whose consent was withdrawn since is no opt-in any more: what is left of it goes out as an update.
 * - An event that tells that something happened goes out in any case, other ones only while they bring something.
 */
export function upToDate(queued: QueuedEvent, claim: OrderClaim, memory: OrderMemory): UpToDate {
	const { event, leftOut } = withoutRestated(queued, claim, memory);
	if (event === null || !memory.hasNewer(claim)) return { event, leftOut };
	const overtaken = new Set(
		Object.entries(claim.values)
			.filter(([key, own]) => differs(memory.newerValues(claim, key), own))
			.map(([key]) => key),
	);
	// An opt-in that names no consent stands for the newsletter all the same.
	const newsletter = claim.values.newsletter ?? 'yes';
	const isPastOptIn =
		event.event === OPT_IN &&
		(overtaken.has('email') || differs(memory.newerValues(claim, 'newsletter'), newsletter));
	for (const { field } of leftOut) overtaken.delete(field);
	if (overtaken.size === 0 && !isPastOptIn) return { event, leftOut };

	const name = isPastOptIn ? UPDATE : event.event;
	for (const field of requiredFields(name)) overtaken.delete(field);
	const left: ActivateEvent = { ...event, event: name };
	for (const key of overtaken) delete left[key];
	leftOut.push(...[...overtaken].map((key) => leftOutNote(key, 'OVERTAKEN')));
	if (isPastOptIn && !overtaken.has('newsletter')) leftOut.push(otherEventNote(UPDATE, OPT_IN));
	const isOccurrence = queued.happened === true && name !== OPT_IN && !isRepeatable(name);
	return { event: isOccurrence || bringsSomething(left, claim, memory) ? left : null, leftOut };
}

function withoutRestated(
	{ event, restated = {} }: QueuedEvent,
	claim: OrderClaim,
	memory: OrderMemory,
): UpToDate {
	const past = CONSENT_KEYS.filter((key) => {
		const saidAt = restated[key];
		return (
			saidAt !== undefined && event[key] !== undefined && !memory.mayRestate(claim, key, saidAt)
		);
	});
	if (past.length === 0) return { event, leftOut: [] };
	// An opt-in without its consent would start its journey all the same.
	const isNoOptIn = event.event === OPT_IN && past.includes('newsletter');
	const left: ActivateEvent = { ...event, event: isNoOptIn ? UPDATE : event.event };
	for (const key of past) delete left[key];
	return { event: left, leftOut: past.map((key) => leftOutNote(key, 'CONSENT_NOT_RESTATED')) };
}

function differs(newer: ReadonlyArray<string | null>, own: string | null): boolean {
	return newer.some((value) => value === null || value !== own);
}

function bringsSomething(event: ActivateEvent, claim: OrderClaim, memory: OrderMemory): boolean {
	if (Object.keys(event).some((key) => !NOT_CONTENT_KEYS.includes(key))) return true;
	// Beside a user ID the address is a value like others, unless a newer event has brought the same one.
	return (
		event.userid !== undefined &&
		event.email !== undefined &&
		memory.newerValues(claim, 'email').length === 0
	);
}

/** Whether a key is a value of the contact, which a later event overwrites, and not a part of what happened. */
function isValue(event: ActivateEvent, key: string): boolean {
	if (RESERVED_KEYS.includes(key) || key === 'userid') return false;
	return isProfileKey(key) || isRepeatable(event.event);
}

/** The same consent said again must not be held back: an opt-in brings more than its value. */
function rememberedValue(event: ActivateEvent, key: string): string | null {
	const value = textOf(event[key]);
	if (value === null) return null;
	if (key === 'email') return addressKey(value);
	return CONSENT_KEYS.some((consent) => consent === key) ? value : null;
}

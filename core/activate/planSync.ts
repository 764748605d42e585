import { fingerprintOf } from '../contracts/fingerprint';
import { compareMoments, momentOf, sortByMoment, type Moment } from '../contracts/order';
import {
	CONSENT_KEYS,
	isNoNews,
	readPrepared,
	recordedConsents,
	type ConsentKey,
	type Consents,
	type PreparedProfile,
} from '../contracts/preparedProfile';
import { peopleOf } from './batches';
import { checkEvent, type Finding } from './checkEvent';
import { chooseEvent, EVENT_REASONS } from './chooseEvent';
import { leftOutNote, notAnOptIn, type SyncCode } from './codes';
import { NOT_CONTENT_KEYS, textOf, type ActivateEvent } from './event';
import { checkEventName } from './eventName';
import { addressesInUse, oldAddressRow, type Identity, type IsInUse } from './oldAddress';
import type { Outgoing } from './outgoing';
import { withoutPlainAddress } from './plainAddress';
import { idsOf, keptElsewhere, resendOf, withoutKeys } from './resend';
import { settleConsents, type LeftOut, type PlaceInTime, type Statement } from './settleConsents';
import { speakerOf, type Speaker } from './speaker';
import { arrivalOf, isSentWithAnother, readUnprepared } from './unprepared';

export interface SyncItem {
	itemIndex: number;
	json: unknown;
	/** Name of the event; null = *Automatic* ({@link chooseEvent}). */
	eventName: string | null;
	/** Consents that are set to no for the old address when an address changed; empty = leave it alone. */
	optOutOldAddress: readonly ConsentKey[];
	/** Whether the item is for show only. It is judged by all others, and decides about none that is sent. */
	isDryRun?: boolean;
	/** Setting of the node that gives nothing usable for this item. */
	unusableSetting?: string | undefined;
}

/**
 * Turns items into rows to send, in their order. An item that may not go out becomes a row with a finding; nothing
 * is left out and nothing throws. What rows of one run say of one person is settled between them.
 *
 * @param now ISO time; the moment of items that bring none
 */
export function planSync(items: readonly SyncItem[], now: string): Outgoing[] {
	const read = items.map((item) => readItem(item, now));
	const places = placesInTime(read);
	const identityOf = (item: ReadItem): Identity & PlaceInTime => ({
		...speakerOf(item.prepared.ok ? item.prepared.value.source : null, `item ${item.itemIndex}`),
		...(places.rows.get(item) ?? { rank: 0, tiedFrom: 0 }),
	});
	const inUseAmong = (items: readonly ReadItem[]): IsInUse =>
		addressesInUse(
			items.flatMap((item) =>
				!item.prepared.ok || (item.email === null && item.prepared.value.onlyGivesUp !== true)
					? []
					: [
							{
								...identityOf(item),
								// Who has left an address has none here.
								email: item.email ?? '',
								consents: recordedConsents(item.prepared.value),
							},
						],
			),
		);
	const live = read.filter(({ isDryRun }) => isDryRun !== true);
	const isInUse = inUseAmong(live);
	const isInUseForShow = live.length === read.length ? isInUse : inUseAmong(read);

	const rows: Outgoing[] = [];
	const statements: Statement[] = [];
	const forShow = new Set<number>();
	for (const item of read) {
		const main = mainRow(item, now);
		const isAlone = item.prepared.ok && item.prepared.value.onlyGivesUp === true;
		const mainIndex = isAlone ? rows.length : rows.push(main) - 1;
		if (item.isDryRun === true) forShow.add(mainIndex);
		if (!item.prepared.ok) continue;
		const prepared = item.prepared.value;
		const identity = identityOf(item);
		if (main.event !== null && !isAlone) {
			const statement = statementOf(mainIndex, identity, main.event, prepared.consents);
			statements.push({ ...statement, readLater: places.readings.get(item) });
		}
		const isTaken = (email: string, consent: ConsentKey) =>
			(item.isDryRun === true ? isInUseForShow : isInUse)(email, consent, identity);
		const isNeverSent = isAlone || main.finding?.code === 'EMAIL_INVALID';
		for (const { left, place } of leftBy(prepared)) {
			const kept = keptOf(left, isTaken);
			const whole = rows[mainIndex];
			if (!isAlone && whole !== undefined) rows[mainIndex] = keeping(whole, kept, place);
			const pair = { prepared: left, main, mainIndex: isNeverSent ? null : mainIndex };
			const free = oldAddressRow(pair, item.optOutOldAddress, isTaken);
			if (free === null) continue;
			const mayBeMended = main.finding !== null && !isNeverSent && free.finding === null;
			const old = keeping(mayBeMended ? keptFor(free) : free, kept);
			const oldIndex = rows.push(old) - 1;
			if (item.isDryRun === true) forShow.add(oldIndex);
			if (old.finding !== null || old.event === null) continue;
			statements.push(statementOf(oldIndex, identity, old.event, {}));
		}
		if (rows.length === mainIndex) rows.push(leftAlone(main));
	}
	return withoutLeftOut(rows, settle(statements, forShow));
}

/** Consents of the address that a row gives up, which belong to somebody else of this run. */
function keptOf(
	{ previous }: PreparedProfile,
	isTaken: (email: string, consent: ConsentKey) => boolean,
): ConsentKey[] {
	const old = textOf(previous?.email);
	return old === null ? [] : CONSENT_KEYS.filter((key) => isTaken(old, key));
}

/** A row once for each address that it may give up, with the place of that one in `alsoLeft`. */
function leftBy(prepared: PreparedProfile): Array<{ left: PreparedProfile; place: number | null }> {
	const { alsoLeft = [], ...first } = prepared;
	return [
		{ left: first, place: null },
		...alsoLeft.map(({ email, subscribedElsewhere }, place) => ({
			left: { ...first, subscribedElsewhere, previous: { ...first.previous, email } },
			place,
		})),
	];
}

/** Sent again alone, a row no longer sees who has the address now. */
function keeping(
	row: Outgoing,
	kept: readonly ConsentKey[],
	place: number | null = null,
): Outgoing {
	return row.resend === null ? row : { ...row, resend: keptElsewhere(row.resend, kept, place) };
}

/** A row that only tells of an address that is given up, of which nobody wants to know. */
function leftAlone(main: Outgoing): Outgoing {
	const isUnusable = main.finding?.code === 'SETTINGS_INVALID';
	return {
		...main,
		event: null,
		eventName: null,
		eventReason: null,
		fingerprint: null,
		finding: isUnusable ? main.finding : { code: 'OLD_ADDRESS_LEFT', details: {} },
	};
}

interface Places {
	readonly rows: Map<ReadItem, PlaceInTime>;
	/** Of what was read after the change of a row. */
	readonly readings: Map<ReadItem, Statement['readLater']>;
}

/** The places in time among all that the run says, from the oldest to the newest. */
function placesInTime(items: readonly ReadItem[]): Places {
	const places: Places = { rows: new Map(), readings: new Map() };
	const entries = items.flatMap((item) => {
		const readLater = item.prepared.ok ? item.prepared.value.source.readLater : undefined;
		const row = { item, moment: momentOfItem(item), keys: null };
		if (readLater === undefined) return [row];
		const { keys, order } = readLater;
		return [row, { item, moment: { order, sentAt: null }, keys }];
	});
	let tiedFrom = 0;
	let before: Moment | null = null;
	const inTime = sortByMoment(entries, ({ moment }) => moment);
	for (const [rank, { item, moment, keys }] of inTime.entries()) {
		if (before === null || compareMoments(before, moment) !== 0) tiedFrom = rank;
		const place: PlaceInTime = { rank, tiedFrom };
		if (keys === null) places.rows.set(item, place);
		else places.readings.set(item, { keys, place });
		before = moment;
	}
	return places;
}

/** The opt-out of an old address goes with the row of the new one, once what is wrong with that is put right. */
function keptFor(old: Outgoing): Outgoing {
	return { ...old, after: null, finding: { code: 'OLD_ADDRESS_KEPT', details: {} } };
}

/** Settles the rows that are sent among themselves, and those for show among all. */
function settle(statements: readonly Statement[], forShow: ReadonlySet<number>): LeftOut {
	if (forShow.size === 0) return settleConsents(statements);
	const live = statements.filter(({ row }) => !forShow.has(row));
	const shown = [...settleConsents(statements)].filter(([row]) => forShow.has(row));
	return new Map([...settleConsents(live), ...shown]);
}

type ReadItem = SyncItem & {
	prepared: { ok: true; value: PreparedProfile } | { ok: false; finding: Finding };
	email: string | null;
};

function readItem(item: SyncItem, now: string): ReadItem {
	const parsed = readPrepared(item.json, now);
	if (parsed.success) {
		const prepared = { ok: true as const, value: parsed.data };
		return { ...item, prepared, email: textOf(parsed.data.profile.email) };
	}
	const finding: Finding = isSentWithAnother(item.json)
		? { code: 'OLD_ADDRESS_INCLUDED', details: {} }
		: misfit(parsed.error.issues[0]?.path);
	return { ...item, prepared: { ok: false, finding }, email: null };
}

/** An item that cannot be read has no time; it says nothing either, so its place does not matter. */
function momentOfItem({ prepared }: ReadItem): Moment {
	return prepared.ok ? momentOf(prepared.value.source) : { order: 0, sentAt: null };
}

function statementOf(
	row: number,
	identity: Identity & PlaceInTime,
	event: ActivateEvent,
	consents: Consents,
): Statement {
	const sent: Consents = {};
	for (const key of CONSENT_KEYS) {
		const value = event[key];
		if (value === 'yes' || value === 'no') sent[key] = value;
	}
	const record = { ...consents, ...sent };
	return { ...identity, row, contacts: peopleOf(event), sent, record };
}

/** The rows without the values that may not go out; one of which nothing is left is skipped. */
function withoutLeftOut(rows: readonly Outgoing[], leftOut: LeftOut): Outgoing[] {
	const planned = rows.map((row, index) => {
		const keys = leftOut.get(index);
		return keys === undefined || row.finding !== null ? row : leaveOut(row, keys);
	});
	return planned.map((row) => {
		const main = row.after === null ? undefined : planned[row.after];
		// With nothing left to send for the new address there is nothing to wait for.
		return main !== undefined && main.finding !== null ? { ...row, after: null } : row;
	});
}

function leaveOut(row: Outgoing, keys: ReadonlyMap<ConsentKey, SyncCode>): Outgoing {
	if (row.event === null) return row;
	const event: ActivateEvent = { ...row.event };
	for (const key of keys.keys()) delete event[key];
	// An opt-in without the consent would start its journey all the same.
	if (event.event === 'EmailOptIn' && keys.has('newsletter')) event.event = 'CRMUpdate';
	const codes = [...keys.values()];
	const code = codes.find((each) => each === 'CONSENT_CONTRADICTED') ?? codes[0];
	const isEmpty = Object.keys(event).every((key) => NOT_CONTENT_KEYS.includes(key));
	return {
		...row,
		event,
		eventName: event.event,
		eventReason: event.event === row.event.event ? row.eventReason : EVENT_REASONS.leftOut,
		resend: row.resend === null ? null : withoutKeys(row.resend, [...keys.keys()]),
		isPartly: true,
		finding:
			isEmpty && code !== undefined
				? { code, details: { field: [...keys.keys()].join(', ') } }
				: row.finding,
		notes: [...row.notes, ...[...keys].map(([key, reason]) => leftOutNote(key, reason))],
	};
}

/** A null or an object among the values is named as such; everything else means that the item has another shape. */
function misfit(path: ReadonlyArray<string | number> | undefined): Finding {
	const [first, key] = path ?? [];
	if (first === 'profile' && key !== undefined) {
		return { code: 'VALUE_NOT_SENDABLE', details: { field: String(key) } };
	}
	return { code: 'NOT_PREPARED', details: { field: path?.join('.') || 'item' } };
}

function mainRow(item: ReadItem, now: string): Outgoing {
	const { itemIndex, eventName, unusableSetting, prepared, email } = item;
	const unusable: Finding | null =
		unusableSetting === undefined
			? null
			: { code: 'SETTINGS_INVALID', details: { field: unusableSetting } };
	if (!prepared.ok) {
		return {
			itemIndex,
			...readUnprepared(item.json, arrivalOf(item.json, now)),
			fingerprint: null,
			eventName: null,
			eventReason: null,
			event: null,
			finding: unusable ?? prepared.finding,
			moment: null,
			speaker: null,
			notes: [],
			after: null,
			happened: false,
		};
	}
	const { profile, source } = prepared.value;
	const automatic = eventName === null ? chooseEvent(prepared.value) : null;
	const chosen = checkEventName(eventName ?? automatic?.name ?? '');
	// Whoever chose the event: only a yes that is sent is an opt-in. One that is no news would undo an opt-out made since.
	const isNoOptIn = chosen.ok && chosen.name === 'EmailOptIn' && profile.newsletter !== 'yes';
	const name = isNoOptIn ? { ...chosen, name: 'CRMUpdate' } : chosen;
	const reason = automatic?.reason ?? (isNoOptIn ? EVENT_REASONS.noOptIn : EVENT_REASONS.chosen);
	const sendable = withoutPlainAddress(profile);
	const finding: Finding | null = name.ok
		? (checkDeleted(prepared.value) ?? checkEvent(name.name, sendable.fields))
		: { code: name.code, details: { event: name.name } };
	return {
		itemIndex,
		source,
		ids: idsOf(source),
		resend: resendOf(prepared.value),
		fingerprint: fingerprintOf(prepared.value),
		eventName: unusable === null ? name.name : null,
		eventReason: unusable === null ? reason : null,
		email,
		event: {
			event: name.name,
			...sendable.fields,
			timestamp: secondsOf(source.sentAt ?? source.receivedAt),
		},
		finding: unusable ?? finding,
		moment: momentOf(source),
		speaker: ownVoice(speakerOf(source, '')),
		restated: prepared.value.restated,
		readLater: source.readLater,
		unchanged: unchangedConsents(prepared.value),
		notes: [
			...sendable.notes,
			...(isNoOptIn && prepared.value.onlyGivesUp !== true ? [notAnOptIn()] : []),
		],
		after: null,
		happened: false,
	};
}

/** Consents that Normalise left out because they did not change, so that nothing proves that Activate has them. */
function unchangedConsents(prepared: PreparedProfile): Consents | undefined {
	const { profile, consents } = prepared;
	const keys = CONSENT_KEYS.filter(
		(key) => isNoNews(prepared, key) && consents[key] !== undefined && profile[key] === undefined,
	);
	return keys.length === 0
		? undefined
		: Object.fromEntries(keys.map((key) => [key, consents[key]]));
}

/** The no of a deleted profile says that the profile is gone, not that the person refused. */
function ownVoice({ profile, entity, deleted }: Speaker): string | null {
	return profile === null || deleted ? null : entity;
}

/** What is left of a deleted profile must not make a contact again, or give a consent. */
function checkDeleted({ profile, source }: PreparedProfile): Finding | null {
	if (source.change !== 'delete' || source.entity !== 'profile') return null;
	const consents = CONSENT_KEYS.map((key) => profile[key]);
	return consents.includes('no') && !consents.includes('yes')
		? null
		: { code: 'DELETED_PROFILE', details: {} };
}

function secondsOf(isoTime: string): number {
	return Math.floor(Date.parse(isoTime) / 1000);
}

import {
	CONSENT_KEYS,
	preparedProfileSchema,
	type ConsentKey,
	type PreparedProfile,
} from '../contracts/preparedProfile';
import { addressKey, checkEvent, type Finding } from './checkEvent';
import { chooseEvent } from './chooseEvent';
import { textOf } from './event';
import { checkEventName } from './eventName';
import type { Outgoing } from './outgoing';

export interface SyncItem {
	itemIndex: number;
	json: unknown;
	/** Name of the event; null = *Automatic* ({@link chooseEvent}). */
	eventName: string | null;
}

export interface SyncSettings {
	/** Consents that are set to no for the old address when an address changed; empty = leave it alone. */
	optOutOldAddress: readonly ConsentKey[];
}

/** How an item is read that a user may have edited: what only informs has neutral defaults. */
const loosePreparedSchema = preparedProfileSchema.extend({
	changed: preparedProfileSchema.shape.changed.default(null),
	previous: preparedProfileSchema.shape.previous.default(null),
	notes: preparedProfileSchema.shape.notes.default([]),
});

/**
 * Turns items into rows to send, in their order. An item that may not go out becomes a row with a finding; nothing
 * is left out and nothing throws.
 */
export function planSync(items: readonly SyncItem[], settings: SyncSettings): Outgoing[] {
	const rows = items.map(readItem);
	const addressesInUse = new Set(
		settings.optOutOldAddress.length === 0
			? []
			: rows.flatMap(({ email }) => (email === null ? [] : [addressKey(email)])),
	);
	return rows.flatMap(({ prepared, email, ...item }) => {
		const main = mainRow(item, prepared, email);
		// The new address goes first: if the run stops between the two, the person is known under the new one.
		const old = prepared.ok ? oldAddressRow(item, prepared.value, settings, addressesInUse) : null;
		return old === null || main.finding !== null ? [main] : [main, old];
	});
}

type ReadItem = SyncItem & {
	prepared: { ok: true; value: PreparedProfile } | { ok: false; finding: Finding };
	email: string | null;
};

function readItem(item: SyncItem): ReadItem {
	const parsed = loosePreparedSchema.safeParse(item.json);
	if (parsed.success) {
		const prepared = { ok: true as const, value: parsed.data };
		return { ...item, prepared, email: textOf(parsed.data.profile.email) };
	}
	return {
		...item,
		prepared: { ok: false, finding: misfit(parsed.error.issues[0]?.path) },
		email: null,
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

function mainRow(
	{ itemIndex, eventName }: SyncItem,
	prepared: ReadItem['prepared'],
	email: string | null,
): Outgoing {
	if (!prepared.ok) {
		return {
			itemIndex,
			source: null,
			fingerprint: null,
			eventName: null,
			email: null,
			event: null,
			finding: prepared.finding,
		};
	}
	const { profile, source, fingerprint } = prepared.value;
	const name = checkEventName(eventName ?? chooseEvent(prepared.value));
	const finding: Finding | null = name.ok
		? (checkDeleted(prepared.value) ?? checkEvent(name.name, profile))
		: { code: name.code, details: { event: name.name } };
	return {
		itemIndex,
		source,
		fingerprint,
		eventName: name.name,
		email,
		event: { event: name.name, ...profile, timestamp: secondsOf(source.receivedAt) },
		finding,
	};
}

/** What is left of a deleted profile must not make a contact again, or give a consent. */
function checkDeleted({ profile, source }: PreparedProfile): Finding | null {
	if (source.change !== 'delete' || source.entity !== 'profile') return null;
	const consents = CONSENT_KEYS.map((key) => profile[key]);
	return consents.includes('no') && !consents.includes('yes')
		? null
		: { code: 'DELETED_PROFILE', details: {} };
}

/**
 * The opt-out of the address that a profile had before. With matching on the address a changed address makes a
 * second profile in Activate (spotler-activate.md 4, identity), and the old one would keep its consents.
 */
function oldAddressRow(
	{ itemIndex }: SyncItem,
	{ profile, previous, source }: PreparedProfile,
	{ optOutOldAddress }: SyncSettings,
	addressesInUse: ReadonlySet<string>,
): Outgoing | null {
	const oldEmail = textOf(previous?.email);
	const newEmail = textOf(profile.email);
	if (optOutOldAddress.length === 0 || oldEmail === null || newEmail === null) return null;
	if (addressKey(oldEmail) === addressKey(newEmail)) return null;
	const consents = Object.fromEntries(optOutOldAddress.map((key) => [key, 'no'] as const));
	const fields = { email: oldEmail, ...consents };
	const skipped: Finding | null =
		textOf(profile.userid) !== null
			? { code: 'OLD_ADDRESS_SAME_PROFILE', details: {} }
			: addressesInUse.has(addressKey(oldEmail))
				? { code: 'OLD_ADDRESS_IN_USE', details: {} }
				: null;
	return {
		itemIndex,
		source,
		fingerprint: null,
		eventName: 'CRMUpdate',
		email: oldEmail,
		event: { event: 'CRMUpdate', ...fields, timestamp: secondsOf(source.receivedAt) },
		finding: skipped ?? checkEvent('CRMUpdate', fields),
	};
}

function secondsOf(isoTime: string): number {
	return Math.floor(Date.parse(isoTime) / 1000);
}

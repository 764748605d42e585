import type { Change } from '../../contracts/change';
import type { Subscription } from '../relevance';
import { namesOf, overlay, readSwitches, type InterestStates } from './interests';
import type { Callback } from './parse';
import type { FieldValues } from './values';

/** What the trigger's settings say about a callback, for payloads that leave it out. */
export type CallbackDefaults = Pick<
	Subscription,
	'entity' | 'databaseId' | 'collectionId' | 'onlyAction'
>;

/** What is known about a call apart from its body. */
export interface Arrival {
	/** Proven by the signature; null = unsigned. */
	accountId: string | null;
	/** ISO 8601, UTC. */
	receivedAt: string;
	/** Position in the order of arrival. */
	order: number;
	/** The signed `Date`, ISO 8601 UTC; null = unsigned. */
	sentAt: string | null;
}

/** The values after a change, and what is known about the change itself. */
interface ChangedValues {
	fields: FieldValues;
	/** Old values of the changed fields; null = not known. */
	previous: FieldValues | null;
	/** Names of the changed fields; null = not known. */
	changed: string[] | null;
}

/** A record's own spelling of its field names, by lower-case name: Copernica ignores the case of names. */
function spellingsOf(fields: FieldValues): ReadonlyMap<string, string> {
	return new Map(Object.keys(fields).map((name) => [name.toLowerCase(), name]));
}

/**
 * Tells old from new values in a callback, because the sources disagree on whether `fields` is the state before or
 * after the change. The spelling of `fields` wins.
 *
 * - `updated` names no field of the record (or nothing at all): it is not clear what changed; `changed` and `previous`
 *   are null
 * - some values differ: those fields changed and `fields` held the old values. A name that `fields` lacks counts as
 *   changed too, without an old value
 * - none differ: `fields` was already the new state; every name in `updated` may have changed
 *
 * @param interests lower-case names of interests: they are not fields
 */
export function oldOrNew(
	fields: FieldValues | null,
	updated: FieldValues | null,
	interests: ReadonlySet<string> = new Set(),
): ChangedValues {
	const after: FieldValues = { ...fields };
	const spellings = spellingsOf(after);
	const names: string[] = [];
	const unknownBefore: string[] = [];
	const previous: FieldValues = {};
	let isTold = false;
	for (const [name, value] of Object.entries(updated ?? {})) {
		const known = spellings.get(name.toLowerCase());
		if (known === undefined && interests.has(name.toLowerCase())) continue;
		const key = known ?? name;
		const old = known === undefined ? undefined : fields?.[known];
		names.push(key);
		after[key] = value;
		if (old === undefined) unknownBefore.push(key);
		else {
			isTold = true;
			if (old !== value) previous[key] = old;
		}
	}
	if (!isTold) return { fields: after, previous: null, changed: null };
	const differing = Object.keys(previous);
	// A value in another spelling shows that `fields` is already the new state, as Copernica stored it.
	const isNewState =
		differing.length === 0 ||
		differing.some((name) => isSameButForForm(previous[name] ?? '', after[name] ?? ''));
	return isNewState
		? { fields: after, previous: null, changed: names }
		: { fields: after, previous, changed: [...differing, ...unknownBefore] };
}

const plain = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
const tidy = (text: string) => text.trim().toLowerCase();
/** Characters. An address that is shorter was hardly cut off by its field. */
const SHORTEST_CUT = 40;
const ofNumber = (text: string) => (/^\d+$/.test(text) ? text.replace(/^0+/, '') : text);

/**
 * Whether two values may be the same one, stored in another form: different case, spaces and punctuation, leading
 * zeros, a phone number with its country code, a text that was cut off. In doubt they are: a change then counts as
 * larger than it was, and no part of it is taken for unchanged. Of an address each sign counts, because the old one of a
 * corrected address has to be opted out.
 */
function isSameButForForm(stored: string, called: string): boolean {
	if (stored.includes('@') && called.includes('@')) {
		const isCut = stored.length >= SHORTEST_CUT && tidy(called).startsWith(tidy(stored));
		return isCut || tidy(stored) === tidy(called);
	}
	const [a, b] = [ofNumber(plain(stored)), ofNumber(plain(called))];
	const [short = '', long = ''] = [a, b].sort((x, y) => x.length - y.length);
	if (short === long) return true;
	const isNumber = /^\d{6,}$/.test(short) && /^\d+$/.test(long);
	return isNumber ? long.endsWith(short) : short.length >= 10 && long.startsWith(short);
}

/**
 * The same for a Marketing Suite Webhook. Its `fields` are what is stored, and `parameters` what the change was
 * requested with: these show which fields were touched, but their values need not be the stored ones.
 */
function touched(fields: FieldValues | null, called: readonly string[]): ChangedValues {
	const stored = fields ?? {};
	const spellings = spellingsOf(stored);
	const changed = called
		.map((name) => spellings.get(name.toLowerCase()))
		.filter((name) => name !== undefined);
	return {
		fields: { ...stored },
		previous: null,
		changed: changed.length === 0 ? null : [...new Set(changed)],
	};
}

/** In a profile's callback `fields` and `profile.fields` hold the same thing: the fuller one counts. */
function profileValues({ fields, profileFields }: Callback): Callback['fields'] {
	const isFilled = fields !== null && Object.keys(fields).length > 0;
	return isFilled ? fields : profileFields;
}

/**
 * The names among the new values that are not fields of the record, if it has any. They may be interests, or fields
 * that the callback left out.
 */
function namesBeside(
	updated: Callback['updated'],
	record: Callback['fields'],
	interests: ReadonlySet<string> = new Set(),
): FieldValues {
	const fields = new Set(Object.keys(record ?? {}).map((name) => name.toLowerCase()));
	const isBeside = (name: string): boolean =>
		fields.size === 0 ? interests.has(name) : !fields.has(name);
	return Object.fromEntries(
		Object.entries(updated ?? {}).filter(([name]) => isBeside(name.toLowerCase())),
	);
}

/** Drops the names that the change touches in an unreadable way: their values may be the old ones. */
function without(fields: FieldValues, unread: readonly string[]): FieldValues {
	return Object.fromEntries(
		Object.entries(fields).filter(([name]) => !unread.includes(name.toLowerCase())),
	);
}

/**
 * What is certain about a profile's interests: those named as such, and everything that may be read as one. The new
 * values of a Webhook do not count, since they need not be the stored ones.
 */
function interestsOf(
	{ kind, interests, profileInterests, updated, updatedInterests, unread }: Callback,
	record: Callback['fields'],
): { names: ReadonlySet<string>; all: InterestStates | null } {
	const told = interests ?? profileInterests;
	const known = namesOf(told);
	if (kind === 'webhook') return { names: known, all: told };
	const beside = namesBeside(updated, record, known);
	// What can be read as an interest follows below. If a field has the same name, it is not clear which was meant.
	const untold = [...(unread ?? []), ...Object.keys(updated ?? {})];
	const certain = overlay(told, { on: [], off: [], untold, isWhole: false });
	return {
		names: new Set([...known, ...namesOf(updatedInterests)]),
		all: overlay(overlay(certain, readSwitches(beside, known)), updatedInterests),
	};
}

/** A subprofile's callback without new values of its profile: a field of the same name is a different one. */
function withoutProfileValues(callback: Callback): Callback {
	const { updated, unread, updatedOfProfile: names } = callback;
	if (names.length === 0) return callback;
	return {
		...callback,
		updated: updated === null ? null : without(updated, names),
		unread: [...(unread ?? []), ...names],
	};
}

/**
 * Turns a parsed callback into the Change contract, without its key: the key is a hash over all values, and most
 * changes of an import turn out to be irrelevant.
 *
 * If the payload has no action, the one that the callback was registered for counts, if it is a single one; otherwise
 * update, the only reading that does not claim a new person or remove one.
 */
export function toChange(
	parsed: Callback,
	defaults: CallbackDefaults,
	arrival: Arrival,
): Omit<Change, 'changeKey'> {
	// `any` is the callback of a database, which may bring its subprofiles too.
	const entity = parsed.entity ?? (defaults.entity === 'any' ? 'profile' : defaults.entity);
	const isProfile = entity === 'profile';
	const callback = isProfile ? parsed : withoutProfileValues(parsed);
	const own = isProfile ? profileValues(callback) : callback.fields;
	const isWebhook = callback.kind === 'webhook';
	// Interests belong to profiles: what a subprofile's callback calls interests are not its profile's.
	const interests = isProfile
		? interestsOf(callback, own)
		: { names: new Set<string>(), all: callback.profileInterests };
	const values = isWebhook
		? touched(own, [...Object.keys(callback.updated ?? {}), ...(callback.unread ?? [])])
		: oldOrNew(own, callback.updated, interests.names);
	// What a Webhook's record says is stored, whatever the change was requested with.
	const unread = isWebhook ? null : callback.unread;
	const doubtful = unread ?? [];
	// In a subprofile's Webhook `id` is something else.
	const subprofileId = isWebhook ? null : callback.id;
	const off = interests.all?.off ?? [];
	const isBoolean = (name: string) => callback.booleans.includes(name.toLowerCase());
	const ofProfile = isProfile ? {} : callback.profileFields;
	const booleans = [
		...Object.keys(values.fields).filter(isBoolean),
		...Object.keys(ofProfile ?? {})
			.filter(isBoolean)
			.map((name) => `profile.${name}`),
	];
	return {
		change: callback.action ?? defaults.onlyAction ?? 'update',
		entity,
		profileId: isProfile ? (callback.profileId ?? callback.id) : callback.profileId,
		subprofileId: isProfile ? null : (callback.subprofileId ?? subprofileId),
		databaseId: callback.databaseId ?? defaults.databaseId,
		collectionId: isProfile ? null : (callback.collectionId ?? defaults.collectionId),
		fields: without(values.fields, doubtful),
		profileFields:
			isProfile || callback.profileFields === null
				? null
				: without(callback.profileFields, doubtful),
		previous: unread === null ? values.previous : null,
		changed: unread === null ? values.changed : null,
		interests: interests.all?.on ?? null,
		interestsOff: off.length === 0 ? null : off,
		accountId: arrival.accountId,
		receivedAt: arrival.receivedAt,
		order: arrival.order,
		sentAt: arrival.sentAt,
		otherProfiles: null,
		...(booleans.length === 0 ? {} : { booleans }),
	};
}

/**
 * Names that a callback says were touched apart from the record's fields: those of interests. They count when deciding
 * whether a change is worth an execution.
 */
export function touchedBeside(
	{ updated, updatedInterests }: Callback,
	{ fields }: Pick<Change, 'fields'>,
): string[] {
	return [...Object.keys(namesBeside(updated, fields)), ...namesOf(updatedInterests)];
}

import { z } from 'zod';
import { legible } from '../http/legible';
import { addressKey } from './checkEvent';
import { textOf, type ActivateEvent } from './event';

/** One complaint of the vendor; `position` is the event it is about, null where it does not tell for certain. */
export interface Complaint {
	text: string;
	position: number | null;
}

/** The place that an entry names. A path into the request counts from 0; a bare number may count from 1 as well. */
interface Place {
	number: number;
	isPath: boolean;
}

interface Entry {
	text: string;
	place: Place | null;
	/** Key of the address that the entry gives or mentions. */
	address: string | null;
}

const TEXT_KEYS = ['code', 'error', 'message', 'reason', 'description', 'detail', 'title'] as const;
/** In lower case, as all keys of an answer are compared. */
const INDEX_KEYS = ['index', 'event_index', 'eventindex'] as const;

/** `events.3.email`, `events[3]` or `/events/3`, as validators of lists name a place. */
const PATH = /\bevents?(?:\.|\[|\/)(\d+)(?:\]|\b)/i;

/** How "no errors" may be written where a list of them could stand. */
const NONE = /^\s*(0|false|no|none|null|nil|n\/a|\[\s*\]|\{\s*\})?\s*$/i;

const recordSchema = z.record(z.string(), z.unknown());
const numberSchema = z.union([z.number().int(), z.string().regex(/^\d+$/).transform(Number)]);

/**
 * Reads what an answer holds under `errors` (or `error`): text, list or object; entries as text or object. Entries are
 * matched to events by address or by position.
 *
 * @returns one complaint per entry; empty when nothing is complained of
 */
export function readComplaints(raw: unknown, events: readonly ActivateEvent[]): Complaint[] {
	if (isNothing(raw)) return [];
	const addresses = positionsByAddress(events);
	const entries = readEntries(raw).map((entry) => ({
		...entry,
		address: entry.address ?? mentionedAddress(entry.text, addresses),
	}));
	const matches = ({ address }: Entry, position: number) =>
		address === null || addresses.get(address)?.includes(position) === true;
	const first = firstNumber(entries, events.length, matches);
	return entries.map((entry) => ({
		text: entry.text,
		position: positionOf(entry, first, addresses),
	}));
}

/** Whether a value says that there is nothing to complain of: none, zero, empty, however it is written. */
export function isNothing(value: unknown): boolean {
	return typeof value === 'string' ? NONE.test(value) : isEmpty(value);
}

/** As {@link isNothing}, for an entry: there a text is a complaint, however short, unless it is a zero. */
function isEmpty(value: unknown): boolean {
	if (value === null || value === undefined || value === false || value === 0) return true;
	if (typeof value === 'string') return ['', '0'].includes(value.trim());
	if (typeof value !== 'object') return false;
	return Object.entries(value).every(
		([key, entry]) => isEmpty(entry) && !INDEX_KEYS.some((name) => name === key.toLowerCase()),
	);
}

/**
 * Reads a list of results, one per event or only of some: each entry that says that it failed is a complaint. Its place
 * in the list is the event's where the list has as many entries as there are events; otherwise the entry itself has to
 * name the event.
 *
 * @param failed whether an entry says that it failed
 */
export function readResults(
	list: readonly unknown[],
	events: readonly ActivateEvent[],
	failed: (entry: unknown) => boolean,
): Complaint[] {
	const entries = [...list.entries()].filter(([, entry]) => failed(entry));
	if (entries.length === 0) return [];
	const complaints = readComplaints(
		entries.map(([, entry]) => withText(entry)),
		events,
	);
	if (list.length !== events.length) return complaints;
	return complaints.map(({ text, position }, nth) => {
		const place = entries[nth]?.[0] ?? null;
		// An entry that names another event than the one in its place makes both doubtful.
		return { text, position: position === null || position === place ? place : null };
	});
}

/** An entry that {@link readEntry} reads as exactly one complaint, whatever it holds. */
function withText(entry: unknown): unknown {
	const record = recordSchema.safeParse(entry);
	if (!record.success || Array.isArray(entry)) return { message: JSON.stringify(entry) };
	const values = withLowerKeys(record.data);
	const hasText = TEXT_KEYS.some((key) => {
		const value = values[key];
		return typeof value === 'string' && !isNothing(value);
	});
	return hasText ? values : { ...values, message: JSON.stringify(entry) };
}

function withLowerKeys(record: Record<string, unknown>): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(record).map(([key, value]) => [key.toLowerCase(), value]),
	);
}

/**
 * The number that stands for the first event, paths and bare numbers apart: 0 or 1 where all entries fit only that one,
 * null where both are possible, or none.
 */
function firstNumber(
	entries: readonly Entry[],
	count: number,
	matches: (entry: Entry, position: number) => boolean,
): { bare: 0 | 1 | null; path: 0 | null } {
	const fits = (isPath: boolean, first: 0 | 1) =>
		entries.every((entry) => {
			if (entry.place === null || entry.place.isPath !== isPath) return true;
			const position = entry.place.number - first;
			return position >= 0 && position < count && matches(entry, position);
		});
	const from0 = fits(false, 0);
	return {
		bare: from0 === fits(false, 1) ? null : from0 ? 0 : 1,
		path: fits(true, 0) ? 0 : null,
	};
}

function positionOf(
	{ place, address }: Entry,
	first: { bare: 0 | 1 | null; path: 0 | null },
	addresses: ReadonlyMap<string, readonly number[]>,
): number | null {
	if (place !== null) {
		const base = place.isPath ? first.path : first.bare;
		if (base !== null) return place.number - base;
	}
	const positions = address === null ? [] : (addresses.get(address) ?? []);
	const [only] = positions;
	if (only === undefined || positions.length > 1) return null;
	// A number that contradicts the address makes both doubtful.
	const agrees = place === null || place.number === only || place.number - 1 === only;
	return agrees ? only : null;
}

function readEntries(raw: unknown): Entry[] {
	if (Array.isArray(raw)) return raw.flatMap((entry) => readEntry(entry, null));
	const record = recordSchema.safeParse(raw);
	if (!record.success || isEntryObject(withLowerKeys(record.data))) return readEntry(raw, null);
	// Keyed by position ("3", "events.3.email") or by field name.
	return Object.entries(record.data).flatMap(([key, value]) =>
		(Array.isArray(value) ? value : [value]).flatMap((entry) => readEntry(entry, key)),
	);
}

function isEntryObject(record: Record<string, unknown>): boolean {
	return [...TEXT_KEYS, ...INDEX_KEYS, 'email'].some(
		(key) => ['string', 'number'].includes(typeof record[key]) && record[key] !== '',
	);
}

function readEntry(entry: unknown, key: string | null): Entry[] {
	if (isEmpty(entry)) return [];
	const keyPlace = key === null ? null : (numberPlace(key) ?? pathPlace(key));
	const prefix = key === null || numberPlace(key) !== null ? '' : `${key}: `;
	const record = recordSchema.safeParse(entry);
	if (!record.success || Array.isArray(entry)) {
		const text = typeof entry === 'string' ? entry : JSON.stringify(entry);
		return [{ text: prefix + text, place: keyPlace ?? pathPlace(text), address: null }];
	}
	const values = withLowerKeys(record.data);
	const texts = TEXT_KEYS.flatMap((name) => {
		const value = values[name];
		return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
	});
	const text = texts.length > 0 ? texts.join(': ') : JSON.stringify(record.data);
	const named = INDEX_KEYS.map((name) => numberPlace(values[name])).find((place) => place !== null);
	return [
		{
			text: prefix + text,
			place: keyPlace ?? named ?? pathPlace(text),
			address: addressOf(values),
		},
	];
}

function numberPlace(value: unknown): Place | null {
	const parsed = numberSchema.safeParse(value);
	return parsed.success ? { number: parsed.data, isPath: false } : null;
}

function pathPlace(text: string): Place | null {
	const match = PATH.exec(text);
	return match === null ? null : { number: Number(match[1]), isPath: true };
}

/** The address of an entry itself, or of the event that it repeats. */
function addressOf(values: Record<string, unknown>): string | null {
	if (typeof values.email === 'string' && values.email !== '') return addressKey(values.email);
	const event = recordSchema.safeParse(values.event);
	if (!event.success) return null;
	const { email } = withLowerKeys(event.data);
	return typeof email === 'string' ? addressKey(email) : null;
}

function positionsByAddress(events: readonly ActivateEvent[]): Map<string, number[]> {
	const positions = new Map<string, number[]>();
	for (const [position, { email }] of events.entries()) {
		const address = textOf(email);
		if (address === null) continue;
		const key = addressKey(address);
		positions.set(key, [...(positions.get(key) ?? []), position]);
	}
	return positions;
}

/** The one address of the request that a text mentions, plain or as a hash; null for none and for several. */
function mentionedAddress(
	text: string,
	addresses: ReadonlyMap<string, readonly number[]>,
): string | null {
	const words = legible(text).split(/[\s"<>(),;:=&[\]{}]+/);
	const mentioned = words
		.filter((word) => word.includes('@') || word.length >= 64)
		.map((word) => addressKey(word.replace(/^['.]+|['.!?]+$/g, '')))
		.filter((key) => addresses.has(key));
	const [only, ...others] = new Set(mentioned);
	return only === undefined || others.length > 0 ? null : only;
}

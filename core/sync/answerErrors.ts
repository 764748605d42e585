import { z } from 'zod';
import { addressKey } from './checkEvent';
import { textOf, type ActivateEvent } from './event';

/** One complaint of the vendor; `position` is the event it is about, null where it does not tell. */
export interface Complaint {
	text: string;
	position: number | null;
}

interface Entry {
	text: string;
	index: number | null;
	email: string | null;
}

const TEXT_KEYS = ['code', 'error', 'message', 'reason', 'description', 'detail', 'title'] as const;
const INDEX_KEYS = ['index', 'event_index', 'eventIndex'] as const;

/** `events.3.email` or `events[3]`, as validators of lists name a place. Positions in JSON lists count from 0. */
const PLACE = /\bevents?(?:\.|\[)(\d+)(?:\]|\b)/i;

const recordSchema = z.record(z.string(), z.unknown());
const numberSchema = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]);

/**
 * Reads what an answer holds under `errors` (or `error`): text, list or object; entries as text or object
 * (spotler-activate.md 2 and 12.5). Entries are matched to events by address or by position.
 *
 * @returns one complaint per entry; empty when there is nothing under the key
 */
export function readComplaints(raw: unknown, events: readonly ActivateEvent[]): Complaint[] {
	const entries = readEntries(raw).map((entry) => ({
		...entry,
		email: entry.email ?? mentionedAddress(entry.text, events),
	}));
	// One position outside the request shows that the vendor counts in another way: then none is trusted.
	const trustIndex = entries.every(({ index }) => index === null || index < events.length);
	return entries.map(({ text, index, email }) => ({
		text,
		position: positionOf(trustIndex ? index : null, email, events),
	}));
}

function positionOf(
	index: number | null,
	email: string | null,
	events: readonly ActivateEvent[],
): number | null {
	if (email === null) return index;
	const key = addressKey(email);
	const matches = events.flatMap((event, position) => {
		const own = textOf(event.email);
		return own !== null && addressKey(own) === key ? [position] : [];
	});
	if (index !== null) return matches.includes(index) ? index : null;
	return matches.length === 1 ? (matches[0] ?? null) : null;
}

function readEntries(raw: unknown): Entry[] {
	if (raw === null || raw === undefined || raw === false || raw === '') return [];
	if (Array.isArray(raw)) return raw.flatMap((entry) => readEntry(entry, null));
	const record = recordSchema.safeParse(raw);
	if (!record.success || isEntryObject(record.data)) return readEntry(raw, null);
	// Keyed by position ("3", "events.3.email") or by field name.
	return Object.entries(record.data).flatMap(([key, value]) =>
		(Array.isArray(value) ? value : [value]).flatMap((entry) => readEntry(entry, key)),
	);
}

function isEntryObject(record: Record<string, unknown>): boolean {
	return [...TEXT_KEYS, ...INDEX_KEYS, 'email'].some(
		(key) =>
			['string', 'number'].includes(typeof record[key]) && record[key] !== '' && !/^\d+$/.test(key),
	);
}

function readEntry(entry: unknown, key: string | null): Entry[] {
	if (entry === null || entry === undefined || entry === '') return [];
	const keyIndex = key === null ? null : indexIn(key);
	const prefix = key === null || (keyIndex !== null && /^\d+$/.test(key)) ? '' : `${key}: `;
	const record = recordSchema.safeParse(entry);
	if (!record.success || Array.isArray(entry)) {
		const text = typeof entry === 'string' ? entry : JSON.stringify(entry);
		return [{ text: prefix + text, index: keyIndex ?? indexIn(text), email: null }];
	}
	const values = record.data;
	const texts = TEXT_KEYS.flatMap((name) => {
		const value = values[name];
		return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
	});
	const text = texts.length > 0 ? texts.join(': ') : JSON.stringify(values);
	const named = INDEX_KEYS.map((name) => numberSchema.safeParse(values[name])).find(
		(parsed) => parsed.success,
	);
	return [
		{
			text: prefix + text,
			index: keyIndex ?? named?.data ?? indexIn(text),
			email: emailOf(values),
		},
	];
}

function indexIn(text: string): number | null {
	const match = /^\d+$/.test(text) ? text : PLACE.exec(text)?.[1];
	return match === undefined ? null : Number(match);
}

/** The address of an entry itself, or of the event that it repeats. */
function emailOf(values: Record<string, unknown>): string | null {
	if (typeof values.email === 'string' && values.email.includes('@')) return values.email;
	const event = recordSchema.safeParse(values.event);
	return event.success && typeof event.data.email === 'string' ? event.data.email : null;
}

function mentionedAddress(text: string, events: readonly ActivateEvent[]): string | null {
	const lower = text.toLowerCase();
	const mentioned = events.flatMap(({ email }) => {
		const own = textOf(email);
		return own !== null && lower.includes(own.toLowerCase()) ? [own] : [];
	});
	const longest = mentioned.sort((a, b) => b.length - a.length)[0];
	// "ann@example.com" is part of "joann@example.com": only the whole one is meant.
	return longest === undefined ||
		mentioned.some((own) => !longest.toLowerCase().includes(own.toLowerCase()))
		? null
		: longest;
}

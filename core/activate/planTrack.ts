import { checkEvent, type Finding } from './checkEvent';
import { notAnOptIn } from './codes';
import { textOf, type EventFields } from './event';
import { checkEventName } from './eventName';
import { toMilliseconds, toUnixSeconds } from './eventTime';
import { jsonValueSchema, parseExactJson, type JsonValue } from '../contracts/json';
import type { Outgoing } from './outgoing';
import { withoutPlainAddress } from './plainAddress';
import { momentOf } from '../contracts/order';
import {
	CONSENT_KEYS,
	tidyAddress,
	unknownSource,
	type ReadLater,
	type Source,
} from '../contracts/preparedProfile';
import { idsOf } from './resend';
import { TRACK_VOICE } from './speaker';
import { knownSource } from './unprepared';
import { z } from 'zod';

export interface TrackItem {
	itemIndex: number;
	/** The item itself: a Change, a prepared profile or a result tells when its values were said. */
	json?: unknown;
	eventName: string;
	/** Profile and event fields as the user filled them; empty texts are left out. */
	fields: ReadonlyArray<readonly [name: string, value: unknown]>;
	/** Further event fields as a JSON object (text or object); empty = none. */
	fieldsJson: unknown;
	/** Products as a JSON list (text or list); empty = none. */
	productsJson: unknown;
	/** Event time, see {@link toMilliseconds}; empty = `now`. */
	timestamp: string | number;
	/** Setting of the node that gives nothing usable for this item. */
	unusableSetting?: string | undefined;
}

const objectSchema = z.record(z.string(), jsonValueSchema);
const listSchema = z.array(objectSchema);

/**
 * Turns the settings of each item into one event. Names and address are trimmed and the address lower-cased here,
 * because Activate does not say that it does (docs/vendors/spotler-activate.md#41-fields); everything else goes out as
 * it came in.
 *
 * The values of an event count as said at its time: a yes that comes late does not overwrite a no that was sent since.
 * A no goes out in any case ({@link TRACK_VOICE}).
 *
 * @param now Unix seconds, with fractions, for items without a time
 * @param timeZone IANA zone for event times without offset
 */
export function planTrack(items: readonly TrackItem[], now: number, timeZone: string): Outgoing[] {
	return items.map((item) => {
		const chosen = checkEventName(item.eventName);
		const collected = collectFields(item);
		const { fields, notes } = withoutPlainAddress(collected.fields);
		const isNoOptIn = chosen.ok && chosen.name === 'EmailOptIn' && !meansOptIn(item, fields);
		const name = isNoOptIn ? { ...chosen, name: 'CRMUpdate' } : chosen;
		const at = item.timestamp === '' ? now * 1000 : toMilliseconds(item.timestamp, timeZone);
		const timestamp = at === null ? null : toUnixSeconds(at);
		const said = saidBy(item, at, now * 1000);
		const readLater = item.timestamp === '' ? withdrawnAfter(said, fields, now) : undefined;
		const unusable: Finding | null =
			item.unusableSetting === undefined
				? null
				: { code: 'SETTINGS_INVALID', details: { field: item.unusableSetting } };
		const finding: Finding | null = !name.ok
			? { code: name.code, details: { event: name.name } }
			: (collected.finding ??
				(timestamp === null
					? { code: 'TIMESTAMP_INVALID', details: { field: 'timestamp' } }
					: checkEvent(name.name, fields)));
		return {
			itemIndex: item.itemIndex,
			source: null,
			ids: idsOf(null),
			resend: null,
			fingerprint: null,
			eventName: unusable === null ? name.name : null,
			eventReason: null,
			email: textOf(fields.email),
			event:
				unusable !== null || timestamp === null ? null : { event: name.name, ...fields, timestamp },
			finding: unusable ?? finding,
			moment: momentOf(said),
			speaker: TRACK_VOICE,
			said,
			readLater,
			notes: [...notes, ...(isNoOptIn ? [notAnOptIn()] : [])],
			after: null,
			happened: !isNoOptIn,
		};
	});
}

/**
 * When the values of an event were said, and by whom as far as the item tells: at the time of the event, or when the item
 * came in, but not in the future.
 *
 * @param at the time of the event, milliseconds; null = it cannot be read
 * @param now milliseconds, with fractions
 */
function saidBy({ json, timestamp }: TrackItem, at: number | null, now: number): Source {
	const isoNow = new Date(now).toISOString();
	const known = knownSource(json, isoNow);
	if (known !== null && (timestamp === '' || at === null)) return known;
	const time = at === null ? now : Math.min(at, now);
	return {
		...(known ?? unknownSource(isoNow)),
		receivedAt: new Date(time).toISOString(),
		order: Math.round(time * 1000),
		sentAt: null,
	};
}

/**
 * An event without a time withdraws a consent now, whatever its item is about: another step may have sent a yes for that
 * very item.
 */
function withdrawnAfter(
	{ order }: Source,
	fields: EventFields,
	now: number,
): ReadLater | undefined {
	const keys = CONSENT_KEYS.filter((key) => fields[key] === 'no');
	const later = Math.round(now * 1_000_000);
	return keys.length > 0 && order < later ? { keys, order: later } : undefined;
}

/**
 * An opt-in without the field of the consent stands for the consent. One whose field says no is none, and neither is one
 * whose field is there and empty: then the consent is unknown.
 */
function meansOptIn({ fields: given }: TrackItem, { newsletter }: EventFields): boolean {
	const isEmpty = newsletter === undefined && given.some(([name]) => name.trim() === 'newsletter');
	return newsletter !== 'no' && !isEmpty;
}

function collectFields(item: TrackItem): { fields: EventFields; finding: Finding | null } {
	const fields: EventFields = {};
	let finding: Finding | null = null;
	const refuse = (code: Finding['code'], field: string) => {
		finding ??= { code, details: { field } };
	};

	const extra = readJson(item.fieldsJson, objectSchema);
	if (extra === null) refuse('JSON_INVALID', 'Event Fields (JSON)');
	else Object.assign(fields, extra);

	const products = readJson(item.productsJson, listSchema);
	if (products === null) refuse('JSON_INVALID', 'products');
	else if (products !== undefined && products.length > 0) fields.products = products;

	for (const [name, value] of item.fields) {
		if (value === '' || value === undefined) continue;
		const parsed = jsonValueSchema.safeParse(value);
		if (parsed.success) fields[name.trim()] = parsed.data;
		else refuse('VALUE_NOT_SENDABLE', name);
	}
	if (typeof fields.email === 'string') fields.email = tidyAddress(fields.email);
	return { fields, finding };
}

/** @returns undefined where nothing was entered, null where it is not what is expected */
function readJson<T extends JsonValue>(raw: unknown, schema: z.ZodType<T>): T | undefined | null {
	const value =
		typeof raw === 'string' ? (raw.trim() === '' ? undefined : (parseExactJson(raw) ?? null)) : raw;
	if (value === undefined) return undefined;
	const parsed = schema.safeParse(value);
	return parsed.success ? parsed.data : null;
}

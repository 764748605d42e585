import type { JsonValue } from '../contracts/json';

/**
 * Profile keys of Activate (docs/vendors/spotler-activate.md#41-fields). They hold scalars only; `custom_…` keys do as
 * well.
 */
const PROFILE_KEYS: ReadonlySet<string> = new Set([
	'birthdate',
	'checkin_date',
	'checkout_date',
	'city',
	'country',
	'currency',
	'email',
	'firstname',
	'gender',
	'language',
	'lastname',
	'marketing',
	'mobile_advertiser_ID',
	'newsletter',
	'phone',
	'postcode',
	'service',
	'userid',
]);

/** Keys that an event always gets from the node. */
export const RESERVED_KEYS: readonly string[] = ['event', 'timestamp'];

/** Keys that say whose an event is, what it is and when it was, and nothing more about the person. */
export const NOT_CONTENT_KEYS: readonly string[] = [...RESERVED_KEYS, 'email', 'userid'];

/** Profile and event fields of one event, without the reserved keys. */
export type EventFields = Record<string, JsonValue>;

/**
 * One event as it is sent in the `events` list of `POST v1/track`: flat, with its fields beside `event` and
 * `timestamp` (Unix seconds) (docs/vendors/spotler-activate.md#2-track-events-in).
 */
export type ActivateEvent = EventFields & { event: string; timestamp: number };

/** Whether a key belongs to the profile, so that its value overwrites what the profile has. */
export function isProfileKey(key: string): boolean {
	return PROFILE_KEYS.has(key) || key.startsWith('custom_');
}

/** The value as text where it is a non-empty text or a number, else null. */
export function textOf(value: JsonValue | undefined): string | null {
	if (typeof value === 'number') return String(value);
	return typeof value === 'string' && value !== '' ? value : null;
}

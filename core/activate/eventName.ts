/**
 * Standard events that a server may send (docs/vendors/spotler-activate.md#3-event-names). `requires` lists what the
 * vendor's own pages demand; `a[].b` means: a non-empty list `a` whose every entry has `b`.
 */
export const STANDARD_EVENTS = {
	AddToCart: { requires: [] },
	CRMUpdate: { requires: [] },
	CompleteRegistration: { requires: [] },
	EmailOptIn: { requires: ['email'] },
	InitiateCheckout: { requires: [] },
	PageView: { requires: [] },
	PrePurchase: { requires: [] },
	Purchase: { requires: ['email', 'orderid', 'products[].id', 'products[].quantity'] },
	RemoveFromCart: { requires: [] },
	Search: { requires: [] },
	ViewCategory: { requires: [] },
	ViewContent: { requires: ['products[].id'] },
} as const satisfies Record<string, { requires: readonly string[] }>;

type StandardEvent = keyof typeof STANDARD_EVENTS;

/**
 * Events that the platform makes by itself, or that are no track events at all
 * (docs/vendors/spotler-activate.md#3-event-names).
 */
const PLATFORM_EVENTS: readonly string[] = ['SessionStart', 'PersonalizationView', 'ProductDelete'];

/** Name rules in force since 1 January 2025 (docs/vendors/spotler-activate.md#31-rules-for-names). */
const EVENT_NAME = /^[A-Za-z][A-Za-z0-9_]{2,39}$/;

const CANONICAL = new Map(
	[...Object.keys(STANDARD_EVENTS), ...PLATFORM_EVENTS].map((name) => [name.toLowerCase(), name]),
);

export type EventNameCheck =
	| { ok: true; name: string }
	| { ok: false; code: 'EVENT_NAME_INVALID' | 'EVENT_NAME_RESERVED'; name: string };

/**
 * Checks the name of an event before it is sent. Outer white space is trimmed, and a standard event in another
 * case gets the vendor's spelling (names are not case-sensitive), so that the rules for that event apply to it.
 */
export function checkEventName(raw: string): EventNameCheck {
	const trimmed = raw.trim();
	const name = CANONICAL.get(trimmed.toLowerCase()) ?? trimmed;
	if (PLATFORM_EVENTS.includes(name)) return { ok: false, code: 'EVENT_NAME_RESERVED', name };
	if (!EVENT_NAME.test(name)) return { ok: false, code: 'EVENT_NAME_INVALID', name };
	return { ok: true, name };
}

/** The fields that an event of this name needs; empty for custom events. */
export function requiredFields(name: string): readonly string[] {
	return isStandardEvent(name) ? STANDARD_EVENTS[name].requires : [];
}

function isStandardEvent(name: string): name is StandardEvent {
	return Object.hasOwn(STANDARD_EVENTS, name);
}

/**
 * Whether sending the same event twice leaves Activate as if it had been sent once. True for `CRMUpdate`, which
 * only overwrites profile values. `EmailOptIn` is not: it may start opt-in journeys, and a second one would send a
 * second welcome mail (docs/vendors/spotler-activate.md#12-unknown, point 12). Every other event adds to the profile's
 * history.
 */
export function isRepeatable(name: string): boolean {
	return name === 'CRMUpdate';
}

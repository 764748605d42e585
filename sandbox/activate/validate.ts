import { z } from 'zod';
import { dateTimeText } from '../clock';
import type { ActivateQuirks } from './quirks';

/** A scalar as events hold it. */
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const product = z.record(z.string(), z.unknown());
const eventSchema = z.record(z.string(), z.union([scalar, z.array(product), product]));
export type ActivateEvent = z.infer<typeof eventSchema>;

/** Why an event was refused. */
export interface EventFault {
	code: string;
	message: string;
}

type Check = (event: ActivateEvent, quirks: ActivateQuirks) => EventFault | null;

function textAt(event: ActivateEvent, key: string): string | null {
	const value = event[key];
	if (typeof value === 'number') return String(value);
	return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

function fault(code: string, message: string): EventFault {
	return { code, message };
}

/**
 * Name rules: a letter, then letters, digits, underscores; 3 to 40
 * (docs/vendors/spotler-activate.md#31-rules-for-names).
 */
const checkName: Check = (event) => {
	const name = textAt(event, 'event');
	if (name === null) return fault('EVENT_MISSING', 'event is required');
	return /^[A-Za-z]\w{2,39}$/.test(name)
		? null
		: fault('EVENT_NAME_INVALID', `event name is not allowed: ${name}`);
};

/**
 * Identifier: e-mail (plain or SHA-256) or userid (docs/vendors/spotler-activate.md#2-track-events-in and
 * docs/vendors/spotler-activate.md#12-unknown, point 8).
 */
const checkIdentifier: Check = (event) => {
	const email = textAt(event, 'email');
	if (email === null)
		return textAt(event, 'userid') === null && textAt(event, 'sqzly_cookie') === null
			? fault('IDENTIFIER_MISSING', 'email or userid is required')
			: null;
	return /^[0-9a-f]{64}$/i.test(email) || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)
		? null
		: fault('EMAIL_INVALID', 'email is not valid');
};

/** yes or no, nothing else; unknown = left out (docs/vendors/spotler-activate.md#42-consents). */
const checkConsents: Check = (event) => {
	const wrong = ['newsletter', 'service', 'marketing'].find(
		(key) => key in event && event[key] !== 'yes' && event[key] !== 'no',
	);
	return wrong === undefined ? null : fault('CONSENT_INVALID', `${wrong} must be yes or no`);
};

/** Unix seconds, or a text that starts with YYYY-mm-dd (docs/vendors/spotler-activate.md#5-dates-and-time-zones). */
const checkTimestamp: Check = (event) => {
	if (!('timestamp' in event)) return null;
	return timestampOf(event.timestamp) === null
		? fault('TIMESTAMP_ERROR', 'TIMESTAMP_ERROR: unsupported date format')
		: null;
};

const forms: Array<[key: string, pattern: RegExp]> = [
	['gender', /^([MFU]|male|female|unknown)$/i],
	['birthdate', /^(\d{4}-\d{2}-\d{2}|\d{2}-\d{2}-\d{4})$/],
	['country', /^[A-Z]{2}$/],
	['currency', /^[A-Z]{3}$/],
	['language', /^[a-z]{2}-[A-Z]{2}$/],
	['phone', /^[+\d][\d-]*$/],
	['checkin_date', /^\d{4}-\d{2}-\d{2}$/],
	['checkout_date', /^\d{4}-\d{2}-\d{2}$/],
];

const checkForms: Check = (event) => {
	const wrong = forms.find(([key, pattern]) => {
		const text = textAt(event, key);
		return text !== null && !pattern.test(text);
	});
	return wrong === undefined ? null : fault('FIELD_INVALID', `${wrong[0]} has an invalid form`);
};

const checkPurchase: Check = (event) => {
	if (textAt(event, 'event')?.toLowerCase() !== 'purchase') return null;
	if (textAt(event, 'orderid') === null)
		return fault('ORDER_MISSING', 'orderid is required for Purchase');
	const products = event.products;
	const complete =
		Array.isArray(products) &&
		products.length > 0 &&
		products.every((entry) => 'id' in entry && 'quantity' in entry);
	return complete ? null : fault('PRODUCTS_MISSING', 'products need id and quantity');
};

const checkCustomFields: Check = (event, quirks) => {
	if (quirks.unknownCustomFields !== 'refused') return null;
	const wrong = Object.keys(event).find(
		(key) => key.startsWith('custom_') && !quirks.customFields.includes(key.slice(7)),
	);
	return wrong === undefined ? null : fault('CUSTOM_FIELD_UNKNOWN', `unknown field ${wrong}`);
};

const checks: Check[] = [
	checkName,
	checkIdentifier,
	checkConsents,
	checkTimestamp,
	checkForms,
	checkPurchase,
	checkCustomFields,
];

/**
 * Judges one event.
 *
 * @returns the event, or the first thing that is wrong with it
 */
export function validateEvent(
	value: unknown,
	quirks: ActivateQuirks,
): { ok: true; event: ActivateEvent } | { ok: false; fault: EventFault } {
	const parsed = eventSchema.safeParse(value);
	if (!parsed.success)
		return { ok: false, fault: fault('EVENT_INVALID', 'event is not a flat object') };
	for (const check of checks) {
		const wrong = check(parsed.data, quirks);
		if (wrong !== null) return { ok: false, fault: wrong };
	}
	return { ok: true, event: parsed.data };
}

/** Later than the year 5138 in seconds: these are milliseconds, which nobody mentions. */
const largestSeconds = 100_000_000_000;

/**
 * The time of an event as CET text, or null for an unsupported form
 * (docs/vendors/spotler-activate.md#5-dates-and-time-zones).
 */
export function timestampOf(value: unknown): string | null {
	const seconds =
		typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value))
			? Number(value)
			: null;
	if (seconds !== null)
		return seconds < largestSeconds ? dateTimeText(seconds * 1000, 'Europe/Amsterdam') : null;
	if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}/.test(value)) return null;
	const at = Date.parse(value.replace(' ', 'T'));
	if (Number.isNaN(at)) return null;
	// Without a zone the text is CET already.
	const zoned = /(Z|[+-]\d{2}:?\d{2})$/.test(value.slice(10));
	return zoned
		? dateTimeText(at, 'Europe/Amsterdam')
		: value.replace('T', ' ').padEnd(19, ' 00:00:00'.slice(value.length - 10));
}

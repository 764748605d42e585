import type { JsonValue } from '../contracts/json';
import { maskVendorText } from '../http/mask';
import { ownValueMask } from '../http/ownValues';
import { RESERVED_KEYS, textOf, type ActivateEvent } from './event';

/** Longest piece of vendor text that is shown. */
const MAX_LENGTH = 200;

/**
 * Makes the vendor's text fit for results and logs ({@link maskVendorText}), without the values that the rows
 * themselves hold.
 *
 * @param events the events that the text is about; their values are masked wherever they occur
 */
export function scrubVendorText(text: string, events: readonly ActivateEvent[]): string {
	return vendorTextScrubber(events)(text);
}

/** {@link scrubVendorText} for many texts about the same events. */
export function vendorTextScrubber(events: readonly ActivateEvent[]): (text: string) => string {
	const maskOwn = ownValueMask(() => ({
		names: events.flatMap((event) => Object.keys(event)),
		values: events.flatMap(ownValues),
	}));
	return (text) => maskVendorText(text, MAX_LENGTH, maskOwn);
}

function ownValues(event: ActivateEvent): string[] {
	return Object.entries(event)
		.filter(([key]) => !RESERVED_KEYS.includes(key))
		.flatMap(([, value]) => leaves(value));
}

function leaves(value: JsonValue): string[] {
	if (typeof value === 'object') return Object.values(value).flatMap(leaves);
	return textOf(value) === null ? [] : [String(value)];
}

import { headOfText } from '../headOfText';
import { RESERVED_KEYS, textOf, type ActivateEvent } from './event';
import type { JsonValue } from './json';

/** Longest piece of vendor text that is shown. */
const MAX_LENGTH = 200;

const MASKS: ReadonlyArray<readonly [RegExp, string]> = [
	[/[^\s@"'<>(),;:]+@[^\s@"'<>(),;:]+/g, '[address]'],
	[/\b[0-9a-f]{32,}\b/gi, '[hash]'],
	// Keys and tokens: long, unbroken, with letters and digits.
	[/\b(?=[\w.-]*\d)(?=[\w.-]*[A-Za-z])[\w.-]{20,}\b/g, '[key]'],
	[/\+?\d[\d\s-]{6,}\d/g, '[number]'],
];

/**
 * Makes the vendor's text fit for results and logs: no addresses, keys or long numbers, none of the values that the
 * rows themselves hold, no line breaks, cut to a fixed length. Names of fields stay readable.
 *
 * @param events the events that the text is about; their values are masked wherever they occur
 */
export function scrubVendorText(text: string, events: readonly ActivateEvent[]): string {
	const names = new Set(events.flatMap((event) => Object.keys(event)));
	const values = [...new Set(events.flatMap(ownValues).map(oneLine))]
		.filter((value) => value.length > 2 && !names.has(value) && !['yes', 'no'].includes(value))
		.sort((a, b) => b.length - a.length);
	// Only the head is worked on: a hostile answer may be very long.
	let clean = headOfText(oneLine(text), MAX_LENGTH * 20);
	for (const value of values) clean = clean.split(value).join('[value]');
	for (const [pattern, mask] of MASKS) clean = clean.replace(pattern, mask);
	clean = clean.trim();
	return clean.length > MAX_LENGTH ? `${clean.slice(0, MAX_LENGTH - 1)}…` : clean;
}

function oneLine(text: string): string {
	return text.replace(/\s+/g, ' ').trim();
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

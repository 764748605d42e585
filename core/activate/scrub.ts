import { headOfText } from '../http/mask';
import { legible, PERSONAL } from '../http/vendorText';
import { RESERVED_KEYS, textOf, type ActivateEvent } from './event';
import type { JsonValue } from '../contracts/json';

/** Longest piece of vendor text that is shown. */
const MAX_LENGTH = 200;

const MASKS: ReadonlyArray<readonly [RegExp, string]> = [
	[PERSONAL.address, '[address]'],
	[PERSONAL.hash, '[hash]'],
	// Keys and tokens: long, unbroken, with letters and digits.
	[/\b(?=[\w.-]*\d)(?=[\w.-]*[A-Za-z])[\w.-]{20,}\b/g, '[key]'],
	[PERSONAL.number, '[number]'],
];

/** Values that say nothing about a person and that texts about fields are made of. */
const HARMLESS: readonly string[] = ['yes', 'no'];

/** A shorter value counts only as a word of its own: "Li" is not meant in "limit". */
const MIN_PART_LENGTH = 4;

/** Letters by which values are looked up. */
const HEAD_LENGTH = 2;

/**
 * Makes the vendor's text fit for results and logs: no addresses, keys or long numbers, none of the values that the
 * rows themselves hold, no line breaks, cut to a fixed length. Names of fields stay readable.
 *
 * @param events the events that the text is about; their values are masked wherever they occur
 */
export function scrubVendorText(text: string, events: readonly ActivateEvent[]): string {
	return vendorTextScrubber(events)(text);
}

/** {@link scrubVendorText} for many texts about the same events; what it needs to know of them is prepared once. */
export function vendorTextScrubber(events: readonly ActivateEvent[]): (text: string) => string {
	let index: ValueIndex | null = null;
	return (text) => {
		// Only the head is worked on: a hostile answer may be very long.
		const readable = oneLine(legible(headOfText(oneLine(text), MAX_LENGTH * 20)));
		index ??= indexOf(events);
		let clean = maskValues(readable, index);
		for (const [pattern, mask] of MASKS) clean = clean.replace(pattern, mask);
		clean = clean.trim();
		return clean.length > MAX_LENGTH ? `${clean.slice(0, MAX_LENGTH - 1)}…` : clean;
	};
}

interface ValueIndex {
	/** Names of fields, as they are written. */
	names: ReadonlySet<string>;
	/** Values in lower case, by their first letters and then by their length, longest first. */
	values: ReadonlyMap<string, ReadonlyMap<number, ReadonlySet<string>>>;
}

function indexOf(events: readonly ActivateEvent[]): ValueIndex {
	const names = new Set(events.flatMap((event) => Object.keys(event)));
	const values = new Map<string, Map<number, Set<string>>>();
	const own = new Set(events.flatMap(ownValues).map(oneLine));
	for (const value of [...own].sort((a, b) => b.length - a.length)) {
		if (value.length < HEAD_LENGTH || names.has(value) || HARMLESS.includes(fold(value))) continue;
		const folded = fold(value);
		const head = folded.slice(0, HEAD_LENGTH);
		const byLength = values.get(head) ?? new Map<number, Set<string>>();
		values.set(head, byLength);
		const ofLength = byLength.get(folded.length) ?? new Set<string>();
		byLength.set(folded.length, ofLength.add(folded));
	}
	return { names, values };
}

/** One pass over the text, so that neither many values nor many texts make it slow. */
function maskValues(text: string, { names, values }: ValueIndex): string {
	const folded = fold(text);
	let masked = '';
	let position = 0;
	while (position < text.length) {
		const name = isBoundary(text, position) ? wordAt(text, position) : '';
		if (names.has(name)) {
			masked += name;
			position += name.length;
			continue;
		}
		const byLength = values.get(folded.slice(position, position + HEAD_LENGTH));
		const length = byLength === undefined ? 0 : matchLength(folded, position, byLength);
		masked += length > 0 ? '[value]' : text.charAt(position);
		position += Math.max(1, length);
	}
	return masked;
}

function matchLength(
	text: string,
	position: number,
	byLength: ReadonlyMap<number, ReadonlySet<string>>,
): number {
	for (const [length, ofLength] of byLength) {
		if (!ofLength.has(text.slice(position, position + length))) continue;
		const isWord = isBoundary(text, position) && isBoundary(text, position + length);
		if (isWord || length >= MIN_PART_LENGTH) return length;
	}
	return 0;
}

/** The name-like word that begins here. */
function wordAt(text: string, position: number): string {
	const word = /\w+/y;
	word.lastIndex = position;
	return word.exec(text)?.[0] ?? '';
}

/** Whether a word begins or ends here. */
function isBoundary(text: string, position: number): boolean {
	const before = text.charAt(position - 1);
	const after = text.charAt(position);
	return !(LETTER.test(before) && LETTER.test(after));
}

const LETTER = /[\p{L}\p{N}_]/u;

/** In lower case and with spaces as spaces, letter by letter, so that positions stay the same. */
function fold(text: string): string {
	return text.replace(/[A-Z\u0080-\uFFFF+]/g, (letter) => {
		if (letter === '+') return ' ';
		const lower = letter.toLowerCase();
		return lower.length === letter.length ? lower : letter;
	});
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

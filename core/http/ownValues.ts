import { legible } from './legible';
import { plainSpelling } from './mask';

/** Values that say nothing about a person and occur in texts about fields. */
const HARMLESS: readonly string[] = ['yes', 'no', 'true', 'false'];

/** A shorter value only counts as a whole word: "Li" does not match in "limit". */
const MIN_PART_LENGTH = 4;

/** How many letters values are looked up by. */
const HEAD_LENGTH = 2;

/** What a request held: its values are personal, its field names are not. */
export interface OwnContent {
	names: Iterable<string>;
	values: Iterable<string>;
}

interface ValueIndex {
	/** Field names, as written. */
	names: ReadonlySet<string>;
	/** Folded values, by their first letters and then by length, longest first. */
	values: ReadonlyMap<string, ReadonlyMap<number, ReadonlySet<string>>>;
}

/**
 * Masks the values of a request wherever a vendor's text repeats them. The values are prepared once, and only when
 * there is a text.
 *
 * @returns a function that puts `[value]` in their place, for a text in plain spelling
 */
export function ownValueMask(contentOf: () => OwnContent): (readable: string) => string {
	let index: ValueIndex | null = null;
	return (readable) => {
		index ??= indexOf(contentOf());
		return maskValues(readable, index);
	};
}

function indexOf(content: OwnContent): ValueIndex {
	const names = new Set(content.names);
	const values = new Map<string, Map<number, Set<string>>>();
	const spellings = new Set([...content.values].flatMap(spellingsOf));
	for (const value of [...spellings].sort((a, b) => b.length - a.length)) {
		const folded = fold(value);
		if (value.length < HEAD_LENGTH || names.has(value) || HARMLESS.includes(folded)) continue;
		const head = folded.slice(0, HEAD_LENGTH);
		const byLength = values.get(head) ?? new Map<number, Set<string>>();
		values.set(head, byLength);
		const ofLength = byLength.get(folded.length) ?? new Set<string>();
		byLength.set(folded.length, ofLength.add(folded));
	}
	return { names, values };
}

/** A value as it is, and as written by servers that mistake UTF-8 for Latin-1 or lack its letters. */
function spellingsOf(value: string): string[] {
	const spellings = [value, legible(value)];
	if (/[^ -~\s]/.test(value)) {
		const composed = value.normalize('NFC');
		spellings.push(
			Buffer.from(composed, 'utf8').toString('latin1'),
			composed.replace(/[^ -~]/gu, '?'),
			composed.replace(/[^ -~]/gu, '\uFFFD'),
		);
	}
	return spellings.map(plainSpelling);
}

/** One pass over the text, so that many values or texts do not make it slow. */
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

/** In lower case, without accents and with spaces as spaces, letter by letter, so that positions stay the same. */
function fold(text: string): string {
	return text.replace(/[A-Z\u0080-\uFFFF+]/g, (letter) => {
		if (letter === '+') return ' ';
		const [bare = letter, ...signs] = letter.toLowerCase().normalize('NFD');
		const isAccented = signs.every((sign) => /\p{M}/u.test(sign));
		return isAccented && bare.length === 1 ? bare : letter;
	});
}

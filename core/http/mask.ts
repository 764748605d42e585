import { legible } from './legible';

/**
 * The beginning of a foreign text that may be very long, so that patterns do not run over all of it. It ends between
 * two words: half an address or token would no longer be recognised as one.
 *
 * @param limit longest beginning, in characters
 * @returns the whole text if short enough; '' for a long single word
 */
function headOfText(text: string, limit: number): string {
	return text.length <= limit ? text : text.slice(0, text.lastIndexOf(' ', limit) + 1);
}

/**
 * One line, and one spelling of each letter: an accent may be a separate character, and there may be invisible ones in
 * between.
 */
export function plainSpelling(text: string): string {
	return text
		.normalize('NFKC')
		.replace(/\p{Cf}/gu, '')
		.replace(/\s+/g, ' ')
		.trim();
}

/** Words that follow a number in ordinary texts, and only count as part of a postcode in capitals. */
const NO_POSTCODE =
	'is|in|of|or|to|at|as|by|on|an|if|it|no|be|do|we|so|up|us|he|en|de|te|er|om|op|uw|al|je|me|my|ok|id|ms|kb|mb|gb|px';

/** What must never be shown of foreign texts, whoever it is about. Each pattern needs a text in plain spelling. */
const MASKS: ReadonlyArray<readonly [RegExp, string]> = [
	[/\b(access_?token|api_?key|jwt|token)(=|["']\s*:\s*["'])[^&\s"']+/gi, '$1$2[key]'],
	// E-mail addresses: also with a quoted name, an apostrophe, and spaces around the @.
	[
		/(?<![^\s@"'<>(),;:=])(?:"[^"]{1,64}"|(?:[^\s@"'<>(),;:=]|(?<=[\p{L}\p{N}])'(?=[\p{L}\p{N}]))+)(?:@[^\s@"'<>(),;:&]+| ?@ ?[^\s@"'<>(),;:&]+\.\p{L}{2,})/gu,
		'[address]',
	],
	[/\b[0-9a-f]{32,}\b/gi, '[hash]'],
	// Keys and tokens: long and unbroken, with digits among the letters, or longer and in mixed case.
	[/\b(?=[\w.-]*\d)(?=[\w.-]*[A-Za-z])[\w.-]{20,}/g, '[key]'],
	[/\b(?=[\w.-]*[a-z])(?=[\w.-]*[A-Z])[\w.-]{32,}/g, '[key]'],
	// Phone, customer and card numbers, and dates, as people write them.
	[/\+?\(?\p{Nd}(?:[\s()./\\+·|~'’\p{Pd}]{0,3}\p{Nd}){6,}/gu, '[number]'],
	[/(?<![\p{L}\p{N}])(?:NL[\s-]?)?[1-9]\d{3}[\s+_-]{0,2}[A-Z]{2}(?![\p{L}\p{N}])/gu, '[postcode]'],
	[
		new RegExp(
			`(?<![\\p{L}\\p{N}])[1-9]\\d{3}[\\s+_-]{0,2}(?!(?:${NO_POSTCODE})(?!\\p{L}))[a-z]{2}(?![\\p{L}\\p{N}])`,
			'giu',
		),
		'[postcode]',
	],
];

/**
 * Makes a vendor's text safe to show and log: no e-mail addresses, phone numbers, postcodes, keys or hashes in any
 * spelling, one line, limited length. Field names stay readable.
 *
 * @param maxLength the most characters to show
 * @param maskOwn masks values of this same request, in a text in {@link plainSpelling}
 */
export function maskVendorText(
	text: string,
	maxLength: number,
	maskOwn: (readable: string) => string = (readable) => readable,
): string {
	// Only the head is worked on: a hostile answer may be very long.
	const head = headOfText(text.replace(/\s+/g, ' ').trim(), maxLength * 20);
	let clean = maskOwn(plainSpelling(legible(head)));
	for (const [pattern, mask] of MASKS) clean = clean.replace(pattern, mask);
	clean = clean.trim();
	return clean.length > maxLength ? `${clean.slice(0, maxLength - 1)}…` : clean;
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
	['amp', '&'],
	['lt', '<'],
	['gt', '>'],
	['quot', '"'],
	['apos', "'"],
	['nbsp', ' '],
	['commat', '@'],
	['period', '.'],
]);

/** How often a text may be encoded over itself; nobody does it more often. */
const MAX_LAYERS = 3;

/**
 * Undoes the ways in which an answer may have written a value: percent, HTML and JSON escapes. So "jan%40example.com" is
 * recognised as the address that it is.
 */
export function legible(text: string): string {
	let current = text;
	for (let layer = 0; layer < MAX_LAYERS; layer++) {
		const decoded = decodeOnce(current);
		if (decoded === current) break;
		current = decoded;
	}
	return current;
}

function decodeOnce(text: string): string {
	return text
		.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => fromBytes(escapes))
		.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/gi, (whole, decimal, hex, name) =>
			typeof name === 'string'
				? (ENTITIES.get(name.toLowerCase()) ?? whole)
				: fromCode(Number.parseInt(String(decimal ?? hex), decimal === undefined ? 16 : 10), whole),
		)
		.replace(/\\u([0-9a-f]{4})/gi, (whole, hex) =>
			fromCode(Number.parseInt(String(hex), 16), whole),
		);
}

function fromBytes(escapes: string): string {
	return Buffer.from(escapes.replace(/%/g, ''), 'hex').toString('utf8');
}

function fromCode(code: number, otherwise: string): string {
	return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : otherwise;
}

/** Patterns of what must not be shown of foreign texts, whoever they are about. Each needs a text that is `legible`. */
export const PERSONAL = {
	address: /[^\s@"'<>(),;:=]+@[^\s@"'<>(),;:]+/g,
	/** Phone, customer and card numbers, and dates, as people write them. */
	number: /\+?\(?\d(?:[\s()./-]{0,3}\d){6,}/g,
	hash: /\b[0-9a-f]{32,}\b/gi,
} as const;

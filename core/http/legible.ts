const ENTITIES: ReadonlyMap<string, string> = new Map([
	['amp', '&'],
	['lt', '<'],
	['gt', '>'],
	['quot', '"'],
	['apos', "'"],
	['nbsp', ' '],
	['commat', '@'],
	['period', '.'],
	['plus', '+'],
	['hyphen', '-'],
	['dash', '-'],
	['lowbar', '_'],
	['szlig', 'ß'],
	['oslash', 'ø'],
	['Oslash', 'Ø'],
	['aelig', 'æ'],
	['AElig', 'Æ'],
	['aring', 'å'],
	['Aring', 'Å'],
]);

/** The combining sign of a letter such as `&eacute;`. */
const ACCENTS: ReadonlyMap<string, string> = new Map([
	['grave', '\u0300'],
	['acute', '\u0301'],
	['circ', '\u0302'],
	['tilde', '\u0303'],
	['uml', '\u0308'],
	['caron', '\u030C'],
	['cedil', '\u0327'],
]);

/** How many times a text may be encoded over itself; nobody does it more often. */
const MAX_LAYERS = 3;

/**
 * Undoes the ways in which an answer may have encoded a value: percent escapes (UTF-8 or Latin-1), HTML and JSON
 * escapes. So "jan%40example.com" is recognised as an address.
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
		.replace(/&#(?:(\d{1,7})(?!\d)|x([0-9a-f]{1,6})(?![0-9a-f]));?/gi, (whole, decimal, hex) =>
			fromCode(Number.parseInt(String(decimal ?? hex), decimal === undefined ? 16 : 10), whole),
		)
		.replace(/&([a-z]{2,7});/gi, (whole, name) => fromEntity(String(name)) ?? whole)
		.replace(
			/(?:[\\%]u([0-9a-f]{4})|\\u\{([0-9a-f]{1,6})\}|\\x([0-9a-f]{2}))/gi,
			(whole, four, braced, two) =>
				fromCode(Number.parseInt(String(four ?? braced ?? two), 16), whole),
		);
}

/** Most servers write UTF-8. What cannot be UTF-8 is Latin-1, as from older servers. */
function fromBytes(escapes: string): string {
	const bytes = Buffer.from(escapes.replace(/%/g, ''), 'hex');
	const text = bytes.toString('utf8');
	return text.includes('\uFFFD') ? bytes.toString('latin1') : text;
}

function fromEntity(name: string): string | null {
	const known = ENTITIES.get(name) ?? ENTITIES.get(name.toLowerCase());
	if (known !== undefined) return known;
	const accent = ACCENTS.get(name.slice(1).toLowerCase());
	return accent === undefined ? null : `${name.charAt(0)}${accent}`.normalize('NFC');
}

function fromCode(code: number, otherwise: string): string {
	return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : otherwise;
}

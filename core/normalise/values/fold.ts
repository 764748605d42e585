/** Letters that Unicode does not take apart, as people write them without their sign. */
const PLAIN_LETTERS: Readonly<Record<string, string>> = {
	ß: 'ss',
	æ: 'ae',
	œ: 'oe',
	ø: 'o',
	ł: 'l',
	đ: 'd',
	ı: 'i',
};

/**
 * Text reduced to what matters for recognising a word or name: case, accents, blanks and punctuation gone
 * ("Côte d’Ivoire" and "cote divoire" become equal).
 */
export function foldName(text: string): string {
	return text
		.normalize('NFKD')
		.replace(/\p{M}+/gu, '')
		.toLowerCase()
		.replace(/[ßæœøłđı]/g, (letter) => PLAIN_LETTERS[letter] ?? letter)
		.replace(/[^\p{L}\p{N}]+/gu, '');
}

/** Germans without umlauts on their keyboard write "Oesterreich". */
function withoutUmlauts(name: string): string {
	const spelled: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue' };
	return name
		.normalize('NFC')
		.toLowerCase()
		.replace(/[äöü]/g, (letter) => spelled[letter] ?? letter);
}

/** The forms in which a name of a table is recognised: folded, and folded with its umlauts spelled out. */
export function foldedForms(name: string): string[] {
	return [foldName(name), foldName(withoutUmlauts(name))];
}

const twoNames = [
	/^(.+?)\s*\(([^()]+)\)$/,
	/^(.+?)\s*[/|]\s*(.+)$/,
	/^(.+?)\s+[-–—]\s+(.+)$/,
	/^([a-z]{2,3})-(.+)$/i,
];

/**
 * What two names of one thing stand for, as shops write them: "United Kingdom (UK)", "België / Belgique", "NL - Nederland".
 * Null unless both stand for the same.
 */
export function meaningOfTwo(
	text: string,
	meaning: (name: string) => string | null | undefined,
): string | null {
	for (const form of twoNames) {
		const [, first, second] = form.exec(text) ?? [];
		const found = first === undefined ? null : meaning(first);
		if (found && found === meaning(second ?? '')) return found;
	}
	return null;
}

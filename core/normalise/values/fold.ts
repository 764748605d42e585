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

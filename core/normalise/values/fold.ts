/**
 * Text reduced to what matters for recognising a word or name: case, accents, blanks and punctuation gone
 * ("Côte d’Ivoire" and "cote divoire" become equal).
 */
export function foldName(text: string): string {
	return text
		.normalize('NFKD')
		.replace(/\p{M}+/gu, '')
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]+/gu, '');
}

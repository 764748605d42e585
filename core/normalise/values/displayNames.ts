/**
 * Language codes by their names in Dutch, English, German and French, from the platform's own `Intl` data. A name that
 * stands for two codes is left out, so that nothing is guessed.
 */
import { foldedForms } from './fold';

const LOCALES = ['nl', 'en', 'de', 'fr'];
const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

/** All two-letter codes, AA to ZZ. */
const twoLetterCodes = LETTERS.flatMap((first) => LETTERS.map((second) => first + second));

export interface CodeTable {
	readonly codes: ReadonlySet<string>;
	readonly byName: ReadonlyMap<string, string>;
}

/** @param accept the form in which a two-letter code is kept, or null for one that is not wanted */
export function buildLanguageTable(accept: (code: string) => string | null): CodeTable {
	const codes = new Set<string>();
	const byName = new Map<string, string>();
	const ambiguous = new Set<string>();
	const tables = LOCALES.map(
		(locale) => new Intl.DisplayNames([locale], { type: 'language', fallback: 'none' }),
	);
	for (const candidate of twoLetterCodes) {
		const code = accept(candidate);
		if (code === null || tables[0]?.of(code) === undefined) continue;
		codes.add(code);
		for (const table of tables) {
			for (const name of foldedForms(table.of(code) ?? '')) {
				if (name === '') continue;
				const known = byName.get(name);
				if (known !== undefined && known !== code) ambiguous.add(name);
				byName.set(name, code);
			}
		}
	}
	for (const name of ambiguous) byName.delete(name);
	return { codes, byName };
}

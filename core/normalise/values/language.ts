import { countryCode } from './country';
import { buildLanguageTable, type CodeTable } from './displayNames';
import { foldName } from './fold';
import { EMPTY, unusable, usable } from './outcome';
import { remember } from './remember';

/** Names that tell language and country at once, folded. */
const NAMES_WITH_REGION: Readonly<Record<string, string>> = {
	vlaams: 'nl-BE',
	flemish: 'nl-BE',
	flamisch: 'nl-BE',
	flamand: 'nl-BE',
};

let table: CodeTable | null = null;

function languages(): CodeTable {
	table ??= buildLanguageTable((candidate) => {
		const code = candidate.toLowerCase();
		return Intl.getCanonicalLocales(code)[0] === code ? code : null;
	});
	return table;
}

function languageCode(text: string): string | null {
	const { codes, byName } = languages();
	const code = text.trim().toLowerCase();
	return codes.has(code) ? code : (byName.get(foldName(text)) ?? null);
}

const TAG_FORM = /^([a-z]{2})[-_](?:[a-z]{4}[-_])?([a-z]{2})$/i;
const NAME_WITH_COUNTRY = /^([^()]+)\(([^()]+)\)$/;

/**
 * To the form `nl-NL` (docs/vendors/spotler-activate.md#41-fields). A language without a country gets the country where
 * most of its speakers live (Unicode's likely subtags), with a note.
 */
export const normaliseLanguage = remember((text) => {
	const trimmed = text.trim();
	if (trimmed === '') return EMPTY;
	const parts = TAG_FORM.exec(trimmed) ?? NAME_WITH_COUNTRY.exec(trimmed);
	if (parts !== null) {
		const language = languageCode(parts[1] ?? '');
		const country = countryCode(parts[2] ?? '');
		return language === null || country === null
			? unusable('LANGUAGE_UNKNOWN')
			: usable(`${language}-${country}`);
	}
	const named = foldName(trimmed);
	if (Object.hasOwn(NAMES_WITH_REGION, named)) return usable(NAMES_WITH_REGION[named] ?? '');
	const language = languageCode(trimmed);
	if (language === null) return unusable('LANGUAGE_UNKNOWN');
	const region = new Intl.Locale(language).maximize().region;
	return region === undefined || countryCode(region) === null
		? unusable('LANGUAGE_UNKNOWN')
		: usable(`${language}-${region}`, 'LANGUAGE_REGION_ASSUMED');
});

import { countryCode } from './country';
import { buildLanguageTable, type CodeTable } from './displayNames';
import { foldedForms, foldName, meaningOfTwo } from './fold';
import { LANGUAGES_BY_OWN_NAME, LANGUAGES_WITH_REGION } from './languageNames';
import { EMPTY, unusable, usable } from './outcome';
import { remember } from './remember';

const folded = (names: ReadonlyArray<[name: string, meaning: string]>) =>
	new Map(
		names.flatMap(([name, meaning]) =>
			foldedForms(name).map((form): [string, string] => [form, meaning]),
		),
	);
const tagByName = folded(LANGUAGES_WITH_REGION);
const codeByOwnName = folded(LANGUAGES_BY_OWN_NAME);

/**
 * Two capital letters that are a country to those who write them, and a code of another language: BE is Belgium, not
 * Belarusian. In small letters they are the language.
 */
const countriesNotLanguages = /^(?:BE|CH|EE|IE|LU|SE|SI|UK)$/;

let table: CodeTable | null = null;

function languages(): CodeTable {
	table ??= buildLanguageTable((candidate) => {
		const code = candidate.toLowerCase();
		return Intl.getCanonicalLocales(code)[0] === code ? code : null;
	});
	return table;
}

/** `nl` of `nld` and `dut`. */
function codeOfThreeLetters(code: string): string | undefined {
	const canonical = /^[a-z]{3}$/.test(code) ? Intl.getCanonicalLocales(code)[0] : undefined;
	return canonical !== undefined && languages().codes.has(canonical) ? canonical : undefined;
}

function languageCode(text: string): string | null {
	const { codes, byName } = languages();
	if (countriesNotLanguages.test(text.trim())) return null;
	const code = text.trim().toLowerCase();
	const name = foldName(text);
	return codes.has(code)
		? code
		: (byName.get(name) ?? codeByOwnName.get(name) ?? codeOfThreeLetters(code) ?? null);
}

/** `nl_BE`, `zh-Hans-CN`, and as systems write it, `de_DE_formal` and `nl_NL.UTF-8`. */
const TAG_FORM =
	/^([a-z]{2})[-_](?:[a-z]{4}[-_])?([a-z]{2})(?:[-_](?:in)?formal|\.utf-?8|@[a-z]+)?$/i;
const NAME_WITH_COUNTRY = /^([^()]+)\(([^()]+)\)$/;
const formOfAddress = /\s*\((?:du|sie|(?:in)?form(?:al|eel|ell|el))\)$/i;

/**
 * To the form `nl-NL` (docs/vendors/spotler-activate.md#41-fields). A language without a country gets the country where
 * most of its speakers live (Unicode's likely subtags), with a note.
 */
export const normaliseLanguage = remember((text) => {
	const trimmed = text.trim().replace(formOfAddress, '');
	if (trimmed === '') return EMPTY;
	const tag = tagByName.get(foldName(trimmed));
	if (tag !== undefined) return usable(tag);
	const [, first, second] = TAG_FORM.exec(trimmed) ?? NAME_WITH_COUNTRY.exec(trimmed) ?? [];
	const given = first === undefined ? null : languageCode(first);
	const country = countryCode(second ?? '');
	if (given !== null && country !== null) return usable(`${given}-${country}`);
	const language = languageCode(trimmed) ?? meaningOfTwo(trimmed, languageCode);
	const region = language === null ? undefined : new Intl.Locale(language).maximize().region;
	return region === undefined || countryCode(region) === null
		? unusable('LANGUAGE_UNKNOWN')
		: usable(`${language}-${region}`, 'LANGUAGE_REGION_ASSUMED');
});

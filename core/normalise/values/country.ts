import { COUNTRY_NAMES } from './countryNames';
import { foldName } from './fold';
import { EMPTY, unusable, usable } from './outcome';
import { remember } from './remember';

/** A name with its code behind it, as shops write it: "United Kingdom (UK)". */
const nameWithCode = /^(.+?)\s*\(([A-Za-z]{2,3})\)$/;
const article = /^(?:the|de|het|die|der|das|la|le|les)\s+|^l['’]\s*|\s*\(the\)$/i;

/** Germans without umlauts on their keyboard write "Oesterreich". */
function withoutUmlauts(name: string): string {
	const spelled: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue' };
	return name
		.normalize('NFC')
		.toLowerCase()
		.replace(/[äöü]/g, (letter) => spelled[letter] ?? letter);
}

/** What states call themselves before their names ("Republic of Poland"), folded. */
const TITLES = [
	...['republic', 'republiek', 'republik', 'republique', 'bundesrepublik'],
	...['federalrepublic', 'federalerepubliek', 'republiquefederale'],
	...['islamicrepublic', 'islamitischerepubliek', 'islamischerepublik', 'republiqueislamique'],
	...['kingdom', 'koninkrijk', 'konigreich', 'royaume', 'state', 'staat', 'etat'],
	...['principality', 'vorstendom', 'furstentum', 'principaute'],
	...['sultanate', 'sultanaat', 'sultanat', 'commonwealth'],
	...['grandduchy', 'groothertogdom', 'grossherzogtum', 'grandduche'],
];
const JOINTS = [
	'',
	'of',
	'ofthe',
	'van',
	'vande',
	'vanhet',
	'der',
	'von',
	'de',
	'dela',
	'del',
	'du',
	'des',
	'd',
];
/** Not Taiwan's own name, which would give China. */
const OTHER_WITHOUT_TITLE: readonly string[] = ['CN'];

let table: ReadonlyMap<string, string> | null = null;

/** Codes by code and name, folded. */
function countries(): ReadonlyMap<string, string> {
	table ??= new Map(
		Object.entries(COUNTRY_NAMES).flatMap(([code, names]) =>
			[code, ...names.split('|')].flatMap(
				(name): Array<[string, string]> => [
					[foldName(name), code],
					[foldName(withoutUmlauts(name)), code],
				],
			),
		),
	);
	return table;
}

/** The country in a folded name that begins with a title. */
function titled(name: string): string | undefined {
	for (const title of TITLES.filter((each) => name.startsWith(each))) {
		const rest = name.slice(title.length);
		for (const joint of JOINTS.filter((each) => rest.startsWith(each))) {
			const code = rest.length - joint.length > 3 && countries().get(rest.slice(joint.length));
			if (code && !OTHER_WITHOUT_TITLE.includes(code)) return code;
		}
	}
	return undefined;
}

/**
 * The ISO 3166-1 alpha-2 code of a country code (alpha-2 or alpha-3) or name (Dutch, English, German, French), or null.
 * A text that could mean two countries has none.
 */
export function countryCode(text: string): string | null {
	const trimmed = text.trim();
	const named = (name: string) => countries().get(foldName(name));
	const plain = trimmed.replace(article, '');
	const found = named(trimmed) ?? named(plain) ?? titled(foldName(plain));
	if (found !== undefined) return found;
	const [, name = '', code = ''] = nameWithCode.exec(trimmed) ?? [];
	const both = named(name);
	return both !== undefined && both === named(code) ? both : null;
}

/** To ISO 3166-1 alpha-2, the form Activate requires (docs/vendors/spotler-activate.md#41-fields). */
export const normaliseCountry = remember((text) => {
	if (text.trim() === '') return EMPTY;
	const code = countryCode(text);
	return code === null ? unusable('COUNTRY_UNKNOWN') : usable(code);
});

import { COUNTRY_NAMES } from './countryNames';
import { foldedForms, foldName, meaningOfTwo } from './fold';
import { EMPTY, unusable, usable } from './outcome';
import { remember } from './remember';

const article = /^(?:the|de|het|die|der|das|la|le|les)\s+|^l['’]\s*|,\s*the$|\s*\(the\)$/i;
const saint = /^st\.?\s+/i;
const and = ['and', 'en', 'und', 'et'];
/** "R.-U." is Royaume-Uni, not the code RU. */
const shortened = /[^\p{L}.\s]/u;
/** A flag: two letters of Unicode's own. */
const flag = /^(?:[\u{1F1E6}-\u{1F1FF}]){2}$/u;

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
			[code, ...names.split('|')]
				.flatMap(foldedForms)
				.map((name): [string, string] => [name, code]),
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

function letters(flagSigns: string): string {
	return [...flagSigns]
		.map((sign) => String.fromCharCode((sign.codePointAt(0) ?? 0) - 0x1f1e6 + 65))
		.join('');
}

/** The country of one name, with or without article, title, and what is abbreviated in it. */
function named(name: string): string | undefined {
	const plain = name.replace(article, '');
	const spelled = [
		plain,
		...['Saint ', 'Sint '].map((word) => plain.replace(saint, word)),
		...and.map((word) => plain.replace(/&/g, ` ${word} `).replace(saint, 'Saint ')),
	];
	for (const form of [name, ...spelled]) {
		const folded = foldName(form);
		const code = countries().get(folded);
		if (code !== undefined && !(folded.length === 2 && shortened.test(form))) return code;
	}
	return titled(foldName(plain));
}

/**
 * The ISO 3166-1 alpha-2 code of a country code (alpha-2 or alpha-3) or name (Dutch, English, German, French), or null.
 * A text that could mean two countries has none.
 */
export function countryCode(text: string): string | null {
	const trimmed = text.trim();
	if (flag.test(trimmed)) return countries().get(letters(trimmed).toLowerCase()) ?? null;
	return named(trimmed) ?? meaningOfTwo(trimmed, named);
}

/** To ISO 3166-1 alpha-2, the form Activate requires (docs/vendors/spotler-activate.md#41-fields). */
export const normaliseCountry = remember((text) => {
	if (text.trim() === '') return EMPTY;
	const code = countryCode(text);
	return code === null ? unusable('COUNTRY_UNKNOWN') : usable(code);
});

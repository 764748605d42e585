import { buildCodeTable, type CodeTable } from './displayNames';
import { foldName } from './fold';
import { EMPTY, unusable, usable } from './outcome';
import { remember } from './remember';

/** Codes that `Intl` names although ISO 3166-1 does not assign them (reserved, user-assigned or grouping codes). */
const NOT_ISO_3166 = new Set('AC CP CQ DG EA EU EZ IC QO TA UN XA XB XK ZZ'.split(' '));

/** Everyday names and codes that `Intl` does not list, folded. */
const EVERYDAY_NAMES: Readonly<Record<string, string>> = {
	holland: 'NL',
	thenetherlands: 'NL',
	nld: 'NL',
	ned: 'NL',
	bel: 'BE',
	brd: 'DE',
	deu: 'DE',
	ger: 'DE',
	fra: 'FR',
	lux: 'LU',
	uk: 'GB',
	gbr: 'GB',
	grootbrittannie: 'GB',
	greatbritain: 'GB',
	grossbritannien: 'GB',
	grandebretagne: 'GB',
	engeland: 'GB',
	england: 'GB',
	angleterre: 'GB',
	schotland: 'GB',
	scotland: 'GB',
	wales: 'GB',
	noordierland: 'GB',
	northernireland: 'GB',
	usa: 'US',
	vs: 'US',
	amerika: 'US',
	america: 'US',
	unitedstatesofamerica: 'US',
	verenigdestatenvanamerika: 'US',
	tsjechie: 'CZ',
	tsjechischerepubliek: 'CZ',
	czechrepublic: 'CZ',
	esp: 'ES',
	ita: 'IT',
	aut: 'AT',
	che: 'CH',
};

let table: CodeTable | null = null;

function countries(): CodeTable {
	table ??= buildCodeTable('region', (code) => {
		if (NOT_ISO_3166.has(code)) return null;
		// A withdrawn code has another canonical form (DD → DE).
		const canonical = Intl.getCanonicalLocales(`und-${code}`)[0];
		return canonical === `und-${code}` ? code : null;
	});
	return table;
}

/** The ISO 3166-1 alpha-2 code of a country code or name (Dutch, English, German, French), or null. */
export function countryCode(text: string): string | null {
	const { codes, byName } = countries();
	const code = text.trim().toUpperCase();
	if (codes.has(code)) return code;
	const name = foldName(text);
	return (Object.hasOwn(EVERYDAY_NAMES, name) ? EVERYDAY_NAMES[name] : byName.get(name)) ?? null;
}

/** To ISO 3166-1 alpha-2, the form Activate requires (docs/vendors/spotler-activate.md#41-fields). */
export const normaliseCountry = remember((text) => {
	if (text.trim() === '') return EMPTY;
	const code = countryCode(text);
	return code === null ? unusable('COUNTRY_UNKNOWN') : usable(code);
});

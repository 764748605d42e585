/** What the host's tables do not tell: names of language and country in one, by their tag. */
const NAMES_WITH_REGION = {
	'nl-BE': 'Vlaams|Flemish|Flämisch|Flamand|Belgisch Nederlands|Belgian Dutch',
	'en-GB': 'Brits Engels|British English|Britisches Englisch|Anglais britannique|UK English',
	'en-US':
		'Amerikaans Engels|American English|Amerikanisches Englisch|Anglais américain|US English',
	'de-AT': 'Oostenrijks Duits|Austrian German|Österreichisches Deutsch|Allemand autrichien',
	'de-CH': 'Zwitserduits|Swiss German|Schweizerdeutsch|Suisse allemand',
	'fr-BE': 'Belgisch Frans|Belgian French|Belgisches Französisch|Français belge',
	'fr-CA': 'Canadees Frans|Canadian French|Kanadisches Französisch|Français canadien',
	'fr-CH': 'Zwitsers Frans|Swiss French|Schweizer Französisch|Français suisse',
	'pt-BR':
		'Braziliaans Portugees|Brazilian Portuguese|Brasilianisches Portugiesisch|Portugais brésilien|Português do Brasil',
};

/** What a language calls itself, as the choice of languages in a shop shows it, and everyday names. */
const OWN_NAMES = {
	nl: 'Hollands',
	es: 'Español|Castellano',
	it: 'Italiano',
	pt: 'Português',
	pl: 'Polski',
	tr: 'Türkçe',
	ru: 'Русский',
	uk: 'Українська',
	ar: 'العربية',
	sv: 'Svenska',
	da: 'Dansk',
	nb: 'Norsk bokmål',
	fi: 'Suomi',
	cs: 'Čeština',
	sk: 'Slovenčina',
	sl: 'Slovenščina',
	hu: 'Magyar',
	ro: 'Română',
	el: 'Ελληνικά',
	bg: 'Български',
	hr: 'Hrvatski',
	sr: 'Српски|Srpski',
	et: 'Eesti',
	lv: 'Latviešu',
	lt: 'Lietuvių',
	zh: '中文',
	ja: '日本語',
	ko: '한국어',
	fy: 'Frysk',
	lb: 'Lëtzebuergesch',
};

const pairs = (table: Readonly<Record<string, string>>) =>
	Object.entries(table).flatMap(([code, names]) =>
		names.split('|').map((name): [name: string, code: string] => [name, code]),
	);

/** Name → tag such as `nl-BE`. */
export const LANGUAGES_WITH_REGION = pairs(NAMES_WITH_REGION);
/** Name → language code. */
export const LANGUAGES_BY_OWN_NAME = pairs(OWN_NAMES);

import { foldName, meaningOfTwo } from './fold';
import { EMPTY, unusable, usable } from './outcome';
import { remember } from './remember';

/** Words for the genders Activate knows (M, F, U) in Dutch, English, German and French, folded. */
const GENDER_WORDS = {
	M:
		'm man mannelijk heer deheer dhr meneer mijnheer mnr jongen heren mannen ' +
		'male mister mr sir gentleman boy men masculine ' +
		'herr hr mann maennlich mannlich maennl mannl herren h homme hommes monsieur masculin',
	F:
		'f v vrouw vrouwelijk mevrouw mevr mw mej mejuffrouw dame dames vrouwen meisje ' +
		'female woman women lady girl mrs ms miss madam maam feminine ' +
		'w frau fr fraeulein fraulein frl weiblich weibl damen femme femmes madame mme mademoiselle mlle feminin',
	U:
		'u x mx onbekend anders andere neutraal genderneutraal nonbinair nietgespecificeerd niettezeggen zegiklieverniet wiliklievernietzeggen ' +
		'unknown other neutral genderneutral nonbinary notspecified unspecified undisclosed prefernottosay rathernotsay ' +
		'divers diverse unbekannt nichtbinaer nichtbinar keineangabe ka inconnu inconnue autre nonbinaire nonspecifie nonprecise',
} as const;
/** Titles that are written behind a salutation ("Frau Dr.") and have no gender. */
const titlesBehind = /(?:\s+(?:dr|drs|prof|ir|ing|med|dipl)\.?)+$/i;

const GENDER_BY_WORD = new Map(
	Object.entries(GENDER_WORDS).flatMap(([gender, words]) =>
		words.split(' ').map((word): [string, string] => [word, gender]),
	),
);

/** To M, F or U; other words are not guessed. */
export const normaliseGender = remember((text) => {
	if (text.trim() === '') return EMPTY;
	const read = (word: string) => GENDER_BY_WORD.get(foldName(word.replace(titlesBehind, '')));
	const gender = read(text) ?? meaningOfTwo(text.trim(), read) ?? undefined;
	return gender === undefined ? unusable('GENDER_UNREADABLE') : usable(gender);
});

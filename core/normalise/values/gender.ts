import { foldName } from './fold';
import { EMPTY, unusable, usable } from './outcome';
import { remember } from './remember';

/** Words for the genders Activate knows (M, F, U) in Dutch, English, German and French, folded. */
const GENDER_WORDS = {
	M: 'm man mannelijk heer deheer dhr male mister mr herr mann maennlich mannlich h homme monsieur masculin',
	F: 'f v vrouw vrouwelijk mevrouw mevr mw dame female woman mrs ms miss madam w frau weiblich femme madame mme feminin',
	U: 'u x onbekend unknown anders other neutraal neutral genderneutraal nonbinair nonbinary divers unbekannt inconnu autre',
} as const;

const GENDER_BY_WORD = new Map(
	Object.entries(GENDER_WORDS).flatMap(([gender, words]) =>
		words.split(' ').map((word): [string, string] => [word, gender]),
	),
);

/** To M, F or U; other words are not guessed. */
export const normaliseGender = remember((text) => {
	if (text.trim() === '') return EMPTY;
	const gender = GENDER_BY_WORD.get(foldName(text));
	return gender === undefined ? unusable('GENDER_UNREADABLE') : usable(gender);
});

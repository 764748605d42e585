import { EMPTY, unusable, usable, type ValueNormaliser } from './outcome';

const WORDS = new Map([
	...'yes y ja j 1 true waar oui'.split(' ').map((word): [string, string] => [word, 'yes']),
	...'no n nee nein 0 false onwaar non'.split(' ').map((word): [string, string] => [word, 'no']),
]);

/** To `yes` or `no`, for custom fields that the user declared as such. Not for consents: see consent.ts. */
export const normaliseYesNo: ValueNormaliser = (text) => {
	const word = text.trim().toLowerCase();
	if (word === '') return EMPTY;
	const value = WORDS.get(word);
	return value === undefined ? unusable('YES_NO_UNREADABLE') : usable(value);
};

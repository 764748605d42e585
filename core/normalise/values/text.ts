import { EMPTY, usable, type ValueNormaliser } from './outcome';

/** Names, places, postal codes, custom fields: kept as they are, without blanks around them. */
export const normaliseText: ValueNormaliser = (text) => {
	const trimmed = text.trim();
	return trimmed === '' ? EMPTY : usable(trimmed);
};

/** An ID of the contact. Blank and 0 mean that there is none: as an ID they would make one contact of many. */
export const normaliseIdentifier: ValueNormaliser = (text) => {
	const trimmed = text.trim();
	return /^0*$/.test(trimmed) ? EMPTY : usable(trimmed);
};

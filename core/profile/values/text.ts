import { EMPTY, usable, type ValueNormaliser } from './outcome';

/** Names, places, postal codes, custom fields: kept as they are, without blanks around them. */
export const normaliseText: ValueNormaliser = (text) => {
	const trimmed = text.trim();
	return trimmed === '' ? EMPTY : usable(trimmed);
};

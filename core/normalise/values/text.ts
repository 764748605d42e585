import { withoutInvisible, withoutMeaningless } from '../../invisible';
import { EMPTY, usable, type ValueNormaliser } from './outcome';

/** Names, places, postal codes, custom fields: kept as they are, without blanks around them and what nobody sees. */
export const normaliseText: ValueNormaliser = (text) => {
	const trimmed = withoutMeaningless(text);
	return trimmed === '' ? EMPTY : usable(trimmed);
};

/** An ID of the contact. Blank and 0 mean that there is none: as an ID they would make one contact of many. */
export const normaliseIdentifier: ValueNormaliser = (text) => {
	const trimmed = withoutInvisible(text);
	return /^0*$/.test(trimmed) ? EMPTY : usable(trimmed);
};

import { EMPTY, unusable, usable, type ValueNormaliser } from './outcome';

const decimal = /^-?\d+(?:\.\d+)?$/;

/**
 * To a JSON number, for custom fields that the user declared as numbers. Copernica writes a decimal point; digits
 * that a JSON number cannot hold exactly are not taken over.
 */
export const normaliseNumber: ValueNormaliser = (text) => {
	const trimmed = text.trim();
	if (trimmed === '') return EMPTY;
	const value = Number(trimmed);
	return decimal.test(trimmed) && Math.abs(value) <= Number.MAX_SAFE_INTEGER
		? usable(value === 0 ? 0 : value)
		: unusable('NUMBER_UNREADABLE');
};

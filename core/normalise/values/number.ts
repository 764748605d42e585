import { withoutInvisible } from '../../invisible';
import { EMPTY, unusable, usable, type ValueNormaliser } from './outcome';

const DECIMAL = /^(-?)0*(\d+?)(?:\.(\d*?)0*)?$/;

/** More decimals than that come out of calculations (`0.30000000000000004`), not out of what is counted. */
const COUNTED_DECIMALS = 10;

/** Whether a JSON number keeps the digits of a decimal one. */
function isExact(whole: string, decimals: string, value: number): boolean {
	if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return false;
	if (decimals === '' || decimals.length > COUNTED_DECIMALS) return true;
	return Math.abs(value).toFixed(decimals.length) === `${whole}.${decimals}`;
}

/**
 * To a JSON number, for custom fields that the user declared as numbers. Copernica writes a decimal point; digits
 * that a JSON number cannot hold exactly are not taken over.
 */
export const normaliseNumber: ValueNormaliser = (text) => {
	const trimmed = withoutInvisible(text);
	if (trimmed === '') return EMPTY;
	const match = DECIMAL.exec(trimmed);
	if (match === null) return unusable('NUMBER_UNREADABLE');
	const [, , whole = '', decimals = ''] = match;
	const value = Number(trimmed);
	if (!isExact(whole, decimals, value)) return unusable('NUMBER_UNREADABLE');
	return usable(value === 0 ? 0 : value);
};

import { withoutInvisible } from '../../invisible';
import { otherPlanOf, planOf, planOfCountry, type NumberingPlan } from './callingCodes';
import { EMPTY, unusable, usable, type ValueNormaliser } from './outcome';

/** E.164: at most 15 digits; shorter than 7 cannot be an international number. */
const INTERNATIONAL_FORM = /^[1-9]\d{6,14}$/;

/** A number that a spreadsheet or a script took for one: "491711234567.0". */
const spreadsheetNumber = /^(\+?\d{6,})[.,]0+$/;
/** What looks like decimals is none of a phone number's digits for certain: perhaps an extension, perhaps rounding. */
const withDecimals = /^[^.,]*\d{4,}[.,]\d{1,2}$/;

/** "030 1234567/8" is two numbers that end in 7 and in 8. */
const withAlternative = /\d{4}\/\d{1,2}$/;

/** The national significant number in the given digits, with or without the trunk prefix, or null. */
function significant(digits: string, plan: NumberingPlan): string | null {
	if (plan.number.test(digits)) return digits;
	if (plan.trunk === '' || !digits.startsWith(plan.trunk)) return null;
	const rest = digits.slice(plan.trunk.length);
	return plan.number.test(rest) ? rest : null;
}

/** As {@link fromInternational}, where a number is taken as it is unless a trunk prefix is in the way. */
function fromOtherCountry(digits: string): string | null {
	const plan = otherPlanOf(digits);
	const national = plan && significant(digits.slice(plan.callingCode.length), plan);
	if (plan && national) return `+${plan.callingCode}${national}`;
	return INTERNATIONAL_FORM.test(digits) ? `+${digits}` : null;
}

/** E.164 from digits that start with a calling code; people also write `+31 (0)6 …`. */
function fromInternational(digits: string): string | null {
	const plan = planOf(digits);
	if (plan === undefined) return fromOtherCountry(digits);
	const national = significant(digits.slice(plan.callingCode.length), plan);
	return national === null ? null : `+${plan.callingCode}${national}`;
}

/** As {@link fromInternational}; `(0)` is left out abroad, but belongs to the number in Italy: where both would do, none is taken. */
function fromAbroad(text: string, digits: string): string | null {
	const number = fromInternational(digits);
	const [before, after] = text.split('(0)');
	if (before === undefined || after === undefined) return number;
	const code = before.replace(/\D/g, '').replace(/^00/, '');
	if (!digits.startsWith(code)) return null;
	const without = fromInternational(code + digits.slice(code.length + 1));
	return number === null || without === null || number === without ? (number ?? without) : null;
}

/**
 * E.164 from digits in a country where nothing is dialled before a national number. Without a `+`, the first digits may
 * be the calling code or the area code: where both would do, neither is taken.
 */
function fromWithoutTrunk(digits: string, plan: NumberingPlan): string | null {
	const international = digits.startsWith(plan.callingCode) ? fromInternational(digits) : null;
	const national = plan.number.test(digits) ? `+${plan.callingCode}${digits}` : null;
	return international !== null && national !== null ? null : (international ?? national);
}

/** E.164 from digits in national form. */
function fromNational(digits: string, plan: NumberingPlan): string | null {
	if (plan.trunk === '') return fromWithoutTrunk(digits, plan);
	if (digits.startsWith(plan.trunk)) {
		const rest = digits.slice(plan.trunk.length);
		if (plan.number.test(rest)) return `+${plan.callingCode}${rest}`;
	}
	// In North America the trunk prefix may be left away; elsewhere a number without it is not complete.
	if (plan.callingCode === '1') return plan.number.test(digits) ? `+1${digits}` : null;
	// Calling code without `+`, unless it could as well be a national number that lost its zero in a spreadsheet.
	return digits.startsWith(plan.callingCode) && !plan.number.test(digits)
		? fromInternational(digits)
		: null;
}

/**
 * To E.164 (docs/vendors/spotler-activate.md#41-fields). National numbers need the country; what does not fit its
 * numbering plan is kept as text with a note, because a wrong country would be worse than no country.
 */
export const normalisePhone: ValueNormaliser = (text, { phoneCountry }) => {
	const trimmed = withoutInvisible(text).replace(spreadsheetNumber, '$1');
	if (trimmed === '') return EMPTY;
	if (withDecimals.test(trimmed)) return usable(trimmed, 'PHONE_AS_TEXT');
	if (!/\d/.test(trimmed)) return unusable('PHONE_WITHOUT_DIGITS');
	const withSlashes = trimmed.replace(/[\s().\-\u2010-\u2015]+/g, '');
	const compact = withSlashes.replace(/\//g, '');
	if (withAlternative.test(withSlashes) || !/^\+?\d+$/.test(compact)) {
		return usable(trimmed, 'PHONE_AS_TEXT');
	}
	const plan = phoneCountry === null ? undefined : planOfCountry(phoneCountry);
	const international = plan === undefined ? '00' : plan.international;
	let number: string | null = null;
	if (compact.startsWith('+')) number = fromAbroad(trimmed, compact.slice(1));
	else if (international !== null && compact.startsWith(international)) {
		// Some countries have numbers of their own that begin as a call abroad does.
		const isNational = plan !== undefined && significant(compact, plan) !== null;
		number = isNational ? null : fromAbroad(trimmed, compact.slice(international.length));
	} else if (plan !== undefined) number = fromNational(compact, plan);
	return number === null ? usable(trimmed, 'PHONE_AS_TEXT') : usable(number);
};

import { EMPTY, unusable, usable } from './outcome';
import { remember } from './remember';

let names: Intl.DisplayNames | null = null;

/** XXX is ISO's "no currency", XTS its test code. */
const NOT_A_CURRENCY = new Set(['XXX', 'XTS']);
const SIGNS: Readonly<Record<string, string>> = { '€': 'EUR', EURO: 'EUR' };

/** To an upper-case ISO 4217 code, the form Activate requires (docs/vendors/spotler-activate.md#41-fields). */
export const normaliseCurrency = remember((text) => {
	const upper = text.trim().toUpperCase();
	if (upper === '') return EMPTY;
	const code = Object.hasOwn(SIGNS, upper) ? (SIGNS[upper] ?? upper) : upper;
	names ??= new Intl.DisplayNames(['en'], { type: 'currency', fallback: 'none' });
	return /^[A-Z]{3}$/.test(code) && !NOT_A_CURRENCY.has(code) && names.of(code) !== undefined
		? usable(code)
		: unusable('CURRENCY_UNKNOWN');
});

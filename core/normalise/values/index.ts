import type { ValueKind } from '../../contracts/activateKeys';
import { normaliseCountry } from './country';
import { normaliseCurrency } from './currency';
import { normaliseBirthdate, normaliseDate } from './date';
import { normaliseGender } from './gender';
import { normaliseLanguage } from './language';
import { normaliseNumber } from './number';
import type { ValueNormaliser } from './outcome';
import { normalisePhone } from './phone';
import { normaliseIdentifier, normaliseText } from './text';
import { normaliseYesNo } from './yesNo';

/** One normaliser for each kind of value. The e-mail address has its own (email.ts): it identifies the contact. */
export const VALUE_NORMALISERS: Readonly<Record<ValueKind, ValueNormaliser>> = {
	text: normaliseText,
	identifier: normaliseIdentifier,
	gender: normaliseGender,
	birthdate: normaliseBirthdate,
	date: normaliseDate,
	phone: normalisePhone,
	country: normaliseCountry,
	language: normaliseLanguage,
	currency: normaliseCurrency,
	number: normaliseNumber,
	yesNo: normaliseYesNo,
};

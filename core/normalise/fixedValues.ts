import type { ActivateValues } from '../contracts/preparedProfile';
import { valueKindOf } from '../contracts/activateKeys';
import { VALUE_NORMALISERS } from './values';
import type { ValueOutcome } from './values/outcome';

/**
 * A value that every contact gets, in Activate's form. A date for everybody has no change to be compared with, so a
 * birth date is only brought into form.
 */
export function normaliseFixedValue(
	key: string,
	value: string,
	phoneCountry: string | null,
): ValueOutcome {
	const kind = valueKindOf(key);
	return VALUE_NORMALISERS[kind === 'birthdate' ? 'date' : kind](value, {
		receivedAt: new Date(0).toISOString(),
		phoneCountry,
	});
}

/** All fixed values of settings that were read, and so checked, before. */
export function fixedValuesOf(settings: {
	readonly fixedValues: ReadonlyArray<{ readonly key: string; readonly value: string }>;
	readonly phoneCountry: string | null;
}): ActivateValues {
	const values: ActivateValues = {};
	for (const { key, value } of settings.fixedValues) {
		const outcome = normaliseFixedValue(key, value, settings.phoneCountry);
		if (outcome.state === 'value') values[key] = outcome.value;
	}
	return values;
}

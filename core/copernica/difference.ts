import type { WantedField } from './fieldNames';
import { isSameValue } from './fieldValue';

/**
 * The fields with a value that would really change, spelled as in the field list. Only these are sent, so that a write
 * without effect costs nothing, leaves `modified` as it is and triggers no callback.
 *
 * @param stored values as Copernica holds them; its names may differ in case
 */
export function differingFields(
	stored: Record<string, string>,
	wanted: WantedField[],
): Record<string, string> {
	const byName = new Map(Object.entries(stored).map(([name, text]) => [name.toLowerCase(), text]));
	return Object.fromEntries(
		wanted
			.filter(({ field, text }) => {
				const held = byName.get(field.name.toLowerCase());
				return held === undefined || !isSameValue(field, held, text);
			})
			.map(({ field, text }) => [field.name, text]),
	);
}

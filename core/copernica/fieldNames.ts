import { refused, type Refused } from './codes';
import type { Field } from './entities';
import { checkValue } from './fieldValue';

/** An existing field, with the text that it will hold. */
export interface WantedField {
	field: Field;
	text: string;
}

type WantedFields =
	| {
			ok: true;
			wanted: WantedField[];
			/** Keys that are not fields, if those are allowed. */
			ignored: string[];
	  }
	| Refused;

/** A field by name; Copernica ignores the case (docs/vendors/copernica.md#32-requests-and-answers). */
export function findField(fields: Field[], name: string): Field | undefined {
	const wanted = name.toLowerCase();
	return fields.find((field) => field.name.toLowerCase() === wanted);
}

/**
 * Finds the fields of an item and checks their values. Copernica silently ignores unknown names, and of two names that
 * only differ in case, the last one wins (docs/vendors/copernica.md#4-quirks): both are refused here.
 *
 * @param values by field name; `undefined` and `null` mean "leave as it is", `''` means "make empty"
 * @param unknownNames `ignore` for items that have other keys too; these are returned in `ignored`
 */
export function readWantedFields(
	fields: Field[],
	values: Record<string, unknown>,
	unknownNames: 'refuse' | 'ignore',
): WantedFields {
	const wanted: WantedField[] = [];
	const ignored: string[] = [];
	const seen = new Set<string>();
	for (const [name, value] of Object.entries(values)) {
		if (value === undefined || value === null) continue;
		const field = findField(fields, name);
		if (field === undefined) {
			if (unknownNames === 'ignore') {
				ignored.push(name);
				continue;
			}
			return refused('FIELD_UNKNOWN', { field: name, where: 'Copernica' });
		}
		if (seen.has(field.name)) return refused('FIELD_TWICE', { field: field.name });
		seen.add(field.name);
		const check = checkValue(field, value);
		if (!check.ok) return check;
		wanted.push({ field, text: check.text });
	}
	return { ok: true, wanted, ignored };
}

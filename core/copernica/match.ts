import { MATCH_RISKS, refused, type Refused } from './codes';
import type { Field } from './entities';
import { findField, type WantedField } from './fieldNames';
import { isSameValue } from './fieldValue';
import { fold, type MatchValues } from './lookup';

/**
 * Values that tell which profile or subprofile an item belongs to. A value must be there: "no address" would
 * match everyone without one.
 *
 * @param matchOn names of fields, chosen in the node
 * @returns `FIELD_UNKNOWN` or `MATCH_MISSING` when the item cannot be matched
 */
export function matchValues(
	fields: Field[],
	matchOn: string[],
	wanted: WantedField[],
): { ok: true; values: MatchValues } | Refused {
	const values: MatchValues = {};
	for (const name of matchOn) {
		const field = findField(fields, name);
		if (field === undefined) return refused('FIELD_UNKNOWN', { field: name, where: 'Copernica' });
		const text = wanted.find((entry) => entry.field.name === field.name)?.text ?? '';
		if (text.trim() === '') return refused('MATCH_MISSING', { field: field.name });
		values[field.name] = text;
	}
	return { ok: true, values };
}

/** What {@link chooseMatch} has to know of a record that was found. */
interface FoundRecord {
	id: string;
	fields: Record<string, string>;
}

/**
 * The record that an item belongs to, among those that Copernica found. Copernica ignores conditions that it does not
 * understand and then gives anyone (docs/vendors/copernica.md#36-selectors): this is the last guard before something is
 * written.
 *
 * @param fields the real field list
 * @param match the values that were asked for; of the only record of its kind none
 * @returns the one record; null = there is none, so that one can be created; `MATCH_UNSAFE` when one of them has another
 * value than the one asked for, beyond case, accents and surrounding spaces; `MATCH_AMBIGUOUS` for more than one
 */
export function chooseMatch<Found extends FoundRecord>(
	what: 'profile' | 'subprofile',
	{ fields, match }: { fields: Field[]; match: MatchValues },
	found: readonly Found[],
): { ok: true; record: Found | null } | Refused {
	const strange = unexpectedMatch(fields, match, found);
	if (strange !== undefined) {
		return refused('MATCH_UNSAFE', { field: strange, risk: MATCH_RISKS.otherValue });
	}
	const [record = null, ...others] = found;
	if (others.length === 0) return { ok: true, record };
	return refused('MATCH_AMBIGUOUS', { record: what, ids: found.map(({ id }) => id).join(', ') });
}

/** The first field to match on that has an unexpected value in one of the records. */
function unexpectedMatch(
	fields: Field[],
	match: MatchValues,
	found: readonly FoundRecord[],
): string | undefined {
	const hasValue = (record: FoundRecord, name: string, wanted: string): boolean => {
		const field = findField(fields, name);
		const held = Object.entries(record.fields).find(
			([key]) => key.toLowerCase() === name.toLowerCase(),
		)?.[1];
		if (held === undefined || field === undefined) return false;
		return fold(held) === fold(wanted) || isSameValue(field, held, wanted);
	};
	return Object.entries(match).find(
		([name, wanted]) => !found.every((record) => hasValue(record, name, wanted)),
	)?.[0];
}

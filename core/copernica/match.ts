import { MATCH_RISKS, refused, type Refused } from './codes';
import type { Field } from './entities';
import { findField, type WantedField } from './fieldNames';
import { isSameValue } from './fieldValue';
import { fold, foldCase, type MatchValues } from './lookup';
import type { Condition } from './selectors';

/**
 * Values that show which profile or subprofile an item belongs to. They must not be empty: "no address" would match
 * everyone without one.
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

const ADDRESS = /^[^\s@]+@[^\s@]+$/;
/** Characters with a meaning of their own in a LIKE condition (docs/vendors/copernica.md#36-selectors). */
const MASK_SIGNS = /[%_\\]/;

/**
 * Conditions that also find other spellings of an address, to ask before creating one: capitals do not make it a
 * different address, but whether Copernica's `==` ignores them is not documented.
 *
 * @returns null when no value is an address
 */
export function otherSpellings(values: MatchValues): Condition[] | null {
	if (!Object.values(values).some((value) => ADDRESS.test(value))) return null;
	return Object.entries(values).map(([name, value]) => {
		if (!ADDRESS.test(value)) return { name, operator: '==', value };
		const address = value.toLowerCase();
		return { name, operator: MASK_SIGNS.test(address) ? '==' : '=~', value: address };
	});
}

/** Addresses to match on, in lower case: all spellings of a new one then make one profile. */
export function withPlainAddresses(wanted: WantedField[], values: MatchValues): WantedField[] {
	return wanted.map(({ field, text }) =>
		values[field.name] !== undefined && ADDRESS.test(text)
			? { field, text: text.toLowerCase() }
			: { field, text },
	);
}

/** What to write, without the addresses that were matched on: they already fit in their stored spelling. */
export function withoutMatchedAddresses(wanted: WantedField[], values: MatchValues): WantedField[] {
	return wanted.filter(
		({ field, text }) => values[field.name] === undefined || !ADDRESS.test(text),
	);
}

type Likeness = 'same' | 'near' | 'other';

function likeness(
	fields: Field[],
	name: string,
	wanted: string,
	held: string | undefined,
): Likeness {
	const field = findField(fields, name);
	if (held === undefined || field === undefined) return 'other';
	if (foldCase(held) === foldCase(wanted) || isSameValue(field, held, wanted)) return 'same';
	return fold(held) === fold(wanted) ? 'near' : 'other';
}

/** What {@link chooseMatch} needs to know about a record that was found. */
interface FoundRecord {
	id: string;
	fields: Record<string, string>;
}

/**
 * The record that an item belongs to, among those that Copernica found: the one with the values asked for, apart from
 * case and surrounding spaces. Copernica may return "josé" for "jose", who is somebody else; and it ignores conditions
 * that it does not understand and then returns anyone (docs/vendors/copernica.md#36-selectors): this is the last guard
 * before something is written.
 *
 * @param fields the real field list
 * @param match the values asked for; none for the only record of its kind
 * @returns the one record; null = there is none; `MATCH_UNSAFE` when one of them has a quite different value from the
 * one asked for; `MATCH_AMBIGUOUS` for more than one
 */
export function chooseMatch<Found extends FoundRecord>(
	what: 'profile' | 'subprofile',
	{ fields, match }: { fields: Field[]; match: MatchValues },
	found: readonly Found[],
): { ok: true; record: Found | null } | Refused {
	let matches = found;
	for (const [name, wanted] of Object.entries(match)) {
		const likenessOf = (record: Found) =>
			likeness(
				fields,
				name,
				wanted,
				Object.entries(record.fields).find(
					([key]) => key.toLowerCase() === name.toLowerCase(),
				)?.[1],
			);
		if (found.some((record) => likenessOf(record) === 'other')) {
			return refused('MATCH_UNSAFE', { field: name, risk: MATCH_RISKS.otherValue });
		}
		matches = matches.filter((record) => likenessOf(record) === 'same');
	}
	const [record = null, ...others] = matches;
	if (others.length === 0) return { ok: true, record };
	return refused('MATCH_AMBIGUOUS', {
		record: what,
		ids: matches.map(({ id }) => id).join(', '),
	});
}

import type { Refusal } from './codes';
import type { Field } from './entities';
import { findField, type WantedField } from './fieldNames';
import { isSameValue } from './fieldValue';
import { fold, foldCase, type MatchValues } from './lookup';
import type { Condition } from './selectors';

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
): { ok: true; values: MatchValues } | { ok: false; refusal: Refusal } {
	const values: MatchValues = {};
	for (const name of matchOn) {
		const field = findField(fields, name);
		if (field === undefined) {
			const reason = `The field "${name}" to match on does not exist in Copernica. Choose it again in the node.`;
			return { ok: false, refusal: { code: 'FIELD_UNKNOWN', field: name, reason } };
		}
		const text = wanted.find((entry) => entry.field.name === field.name)?.text ?? '';
		if (text.trim() === '') {
			const reason = `The field "${field.name}" is matched on, but the item has no value for it.`;
			return { ok: false, refusal: { code: 'MATCH_MISSING', field: field.name, reason } };
		}
		values[field.name] = text;
	}
	return { ok: true, values };
}

/** Why nothing is written when several match; names them. */
export function ambiguous(what: 'profile' | 'subprofile', found: Array<{ id: string }>): Refusal {
	const ids = found.map(({ id }) => id).join(', ');
	return {
		code: 'MATCH_AMBIGUOUS',
		reason: `More than one ${what} matches (IDs ${ids}), so nothing was written. Match on more fields, or keep only one of them in Copernica.`,
	};
}

const ADDRESS = /^[^\s@]+@[^\s@]+$/;
/** Signs that mean something else in a LIKE condition (docs/vendors/copernica.md#36-selectors). */
const MASK_SIGNS = /[%_\\]/;

/**
 * Conditions that find an address in other spellings too, to be asked before one is created: capitals do not make another
 * address, but whether Copernica's `==` minds them is not documented.
 *
 * @returns null where no value is an address
 */
export function otherSpellings(values: MatchValues): Condition[] | null {
	if (!Object.values(values).some((value) => ADDRESS.test(value))) return null;
	return Object.entries(values).map(([name, value]) => {
		if (!ADDRESS.test(value)) return { name, operator: '==', value };
		const address = value.toLowerCase();
		return { name, operator: MASK_SIGNS.test(address) ? '==' : '=~', value: address };
	});
}

/** Addresses that are matched on, in lower case: all spellings of one that is new then make one profile. */
export function withPlainAddresses(wanted: WantedField[], values: MatchValues): WantedField[] {
	return wanted.map(({ field, text }) =>
		values[field.name] !== undefined && ADDRESS.test(text)
			? { field, text: text.toLowerCase() }
			: { field, text },
	);
}

/** What is to be written, without addresses that were matched on: in the spelling that is stored they fit already. */
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

/**
 * Those among what Copernica found that are what was asked for, beyond case and blanks. It may give "josé" for "jose",
 * who is somebody else; and it ignores conditions that it does not understand and then gives anyone
 * (docs/vendors/copernica.md#36-selectors): the last guard before something is written.
 *
 * @returns `MATCH_UNSAFE` when a found one has quite another value than the one asked for
 */
export function matchesAmong<Found extends { fields: Record<string, string> }>(
	fields: Field[],
	values: MatchValues,
	found: Found[],
): { ok: true; found: Found[] } | { ok: false; refusal: Refusal } {
	let matches = found;
	for (const [name, wanted] of Object.entries(values)) {
		const likenessOf = (entry: Found) =>
			likeness(
				fields,
				name,
				wanted,
				Object.entries(entry.fields).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1],
			);
		if (found.some((entry) => likenessOf(entry) === 'other')) {
			const reason = `Copernica gave one with another value in "${name}" than the one asked for, so nothing was written.`;
			return { ok: false, refusal: { code: 'MATCH_UNSAFE', field: name, reason } };
		}
		matches = matches.filter((entry) => likenessOf(entry) === 'same');
	}
	return { ok: true, found: matches };
}

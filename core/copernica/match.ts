import type { Refusal } from './codes';
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

/**
 * Whether what Copernica found is what was asked for. It ignores conditions that it does not understand and then
 * gives anyone (docs/vendors/copernica.md#36-selectors): the last guard before something is written.
 *
 * @returns `MATCH_UNSAFE` when a found one has another value than the one asked for, beyond case, accents and
 * blanks; null when all is well
 */
export function strangersAmong(
	fields: Field[],
	values: MatchValues,
	found: Array<{ fields: Record<string, string> }>,
): Refusal | null {
	for (const [name, wanted] of Object.entries(values)) {
		const field = findField(fields, name);
		const fits = found.every((entry) => {
			const held = Object.entries(entry.fields).find(
				([key]) => key.toLowerCase() === name.toLowerCase(),
			)?.[1];
			if (held === undefined || field === undefined) return false;
			return fold(held) === fold(wanted) || isSameValue(field, held, wanted);
		});
		if (fits) continue;
		const reason = `Copernica gave one with another value in "${name}" than the one asked for, so nothing was written.`;
		return { code: 'MATCH_UNSAFE', field: name, reason };
	}
	return null;
}

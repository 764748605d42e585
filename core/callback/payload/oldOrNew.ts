import type { FieldValues } from './values';

/** Values after a change, and what is known about the change itself. */
export interface ChangedValues {
	fields: FieldValues;
	/** Old values of the changed fields; null = not told. */
	previous: FieldValues | null;
	/** Names of the changed fields; null = not told. */
	changed: string[] | null;
}

/**
 * Tells old from new values (design, section 3), because the sources disagree on whether `fields` is the state
 * before or after the change (copernica.md 1.6). Field names are compared without regard to case, as Copernica does;
 * the spelling of `fields` wins.
 *
 * - no `updated`: `fields` is all there is; `changed` and `previous` are not told
 * - some values differ: those fields changed and `fields` held the old values. A name that `fields` lacks counts as
 *   changed too, without an old value
 * - none differ: `fields` was already the new state; every name in `updated` may have changed
 */
export function oldOrNew(fields: FieldValues | null, updated: FieldValues | null): ChangedValues {
	const after: FieldValues = { ...fields };
	if (updated === null) return { fields: after, previous: null, changed: null };

	const known = new Map(
		Object.entries(after).map(([name, value]) => [name.toLowerCase(), { name, value }]),
	);
	const names: string[] = [];
	const unknownBefore: string[] = [];
	const previous: FieldValues = {};
	for (const [name, value] of Object.entries(updated)) {
		const old = known.get(name.toLowerCase());
		const key = old?.name ?? name;
		names.push(key);
		if (old === undefined) unknownBefore.push(key);
		else if (old.value !== value) previous[key] = old.value;
		after[key] = value;
	}
	const differing = Object.keys(previous);
	return differing.length === 0
		? { fields: after, previous: null, changed: names }
		: { fields: after, previous, changed: [...differing, ...unknownBefore] };
}

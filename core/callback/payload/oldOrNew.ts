import type { FieldValues } from './values';

/** Values after a change, and what is known about the change itself. */
export interface ChangedValues {
	fields: FieldValues;
	/** Old values of the changed fields; null = not told. */
	previous: FieldValues | null;
	/** Names of the changed fields; null = not told. */
	changed: string[] | null;
}

/** Field names of a record in its own spelling, by their lower-case form: Copernica ignores the case of names. */
function spellingsOf(fields: FieldValues): ReadonlyMap<string, string> {
	return new Map(Object.keys(fields).map((name) => [name.toLowerCase(), name]));
}

/**
 * Tells old from new values in a callback, because the sources disagree on whether `fields` is the state before or after
 * the change. The spelling of `fields` wins.
 *
 * - `updated` names no field of the record (or nothing at all): nobody can tell what changed; `changed` and `previous`
 *   are not told
 * - some values differ: those fields changed and `fields` held the old values. A name that `fields` lacks counts as
 *   changed too, without an old value
 * - none differ: `fields` was already the new state; every name in `updated` may have changed
 *
 * @param interests lower-case names of interests: they are no fields
 */
export function oldOrNew(
	fields: FieldValues | null,
	updated: FieldValues | null,
	interests: ReadonlySet<string> = new Set(),
): ChangedValues {
	const after: FieldValues = { ...fields };
	const spellings = spellingsOf(after);
	const names: string[] = [];
	const unknownBefore: string[] = [];
	const previous: FieldValues = {};
	let isTold = false;
	for (const [name, value] of Object.entries(updated ?? {})) {
		const known = spellings.get(name.toLowerCase());
		if (known === undefined && interests.has(name.toLowerCase())) continue;
		const key = known ?? name;
		const old = known === undefined ? undefined : fields?.[known];
		names.push(key);
		after[key] = value;
		if (old === undefined) unknownBefore.push(key);
		else {
			isTold = true;
			if (old !== value) previous[key] = old;
		}
	}
	if (!isTold) return { fields: after, previous: null, changed: null };
	const differing = Object.keys(previous);
	// One value in another spelling shows that `fields` is the new state already, as Copernica stored it.
	const isNewState =
		differing.length === 0 ||
		differing.some((name) => isSameButForForm(previous[name] ?? '', after[name] ?? ''));
	return isNewState
		? { fields: after, previous: null, changed: names }
		: { fields: after, previous, changed: [...differing, ...unknownBefore] };
}

const plain = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
const ofNumber = (text: string) => (/^\d+$/.test(text) ? text.replace(/^0+/, '') : text);

/**
 * Whether two values may be one that was stored in another form: other case, blanks and signs, leading zeros, a phone
 * number with its country, a text that was cut. In doubt they are: then a change counts as larger than it was, and
 * nothing of it is taken for unchanged.
 */
function isSameButForForm(stored: string, called: string): boolean {
	const [a, b] = [ofNumber(plain(stored)), ofNumber(plain(called))];
	if (a === '' || b === '') return a === b;
	const [short = '', long = ''] = [a, b].sort((x, y) => x.length - y.length);
	if (short === long) return true;
	const isNumber = /^\d{6,}$/.test(short) && /^\d+$/.test(long);
	return isNumber ? long.endsWith(short) : short.length >= 10 && long.startsWith(short);
}

/**
 * The same for a Marketing Suite Webhook. Its `fields` are what is stored, and `parameters` what the change was called
 * with: they tell which fields were touched, but their values need not be those that were stored.
 */
export function touched(fields: FieldValues | null, called: FieldValues | null): ChangedValues {
	const stored = fields ?? {};
	const spellings = spellingsOf(stored);
	const changed = Object.keys(called ?? {})
		.map((name) => spellings.get(name.toLowerCase()))
		.filter((name) => name !== undefined);
	return {
		fields: { ...stored },
		previous: null,
		changed: changed.length === 0 ? null : [...new Set(changed)],
	};
}

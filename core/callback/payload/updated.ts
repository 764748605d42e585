import { isTreeObject, type Tree } from '../tree';
import { readInterests, type InterestStates } from './interests';
import { readFields, textOf, type FieldValues } from './values';

/** The new values of a change. */
interface Updated {
	/** Null where only interests are named. */
	values: FieldValues | null;
	/** Null where none are named apart from the fields. */
	interests: InterestStates | null;
}

/**
 * Reads `parameters` or `updated`: values by name, or the body of a REST call, `{ fields: {…}, interests: … }`. A map
 * or list of that name is no value, because values of fields are texts.
 *
 * @returns null where nothing is named
 */
export function readUpdated(tree: Tree | undefined): Updated | null {
	if (!isTreeObject(tree)) return null;
	const values: FieldValues = {};
	let interests: InterestStates | null = null;
	for (const [name, value] of Object.entries(tree)) {
		const key = name.toLowerCase();
		const isNested = typeof value === 'object' && value !== null;
		if (isNested && key === 'fields') Object.assign(values, readFields(value));
		else if (isNested && key === 'interests') interests = readInterests(value);
		else values[name] = textOf(value);
	}
	const hasValues = Object.keys(values).length > 0;
	if (!hasValues && interests === null) return null;
	return { values: hasValues ? values : null, interests };
}

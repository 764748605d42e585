import { canonicalJson } from '../../canonical';
import { isHostileKey, isTreeObject, type Tree, type TreeObject } from '../tree';

/** Field name -> text. */
export type FieldValues = Record<string, string>;

/** The text Copernica itself would hold for a value (copernica.md 3.5: always strings). */
function textOf(value: Tree): string {
	if (typeof value === 'string') return value;
	if (typeof value === 'boolean') return value ? '1' : '';
	if (value === null) return '';
	if (!Array.isArray(value)) return canonicalJson(value);
	// A field that comes twice: the last one wins, as at Copernica (copernica.md 4).
	const last = value[value.length - 1];
	return last === undefined ? '' : textOf(last);
}

/**
 * Reads a map of field values.
 *
 * @returns null where there is none. Empty lists and blank texts are empty maps, which is how PHP and XML
 * write them; anything else that is not a map counts as absent.
 */
export function readFields(tree: Tree | undefined): FieldValues | null {
	if (isTreeObject(tree)) {
		const values: FieldValues = {};
		for (const [name, value] of Object.entries(tree)) values[name] = textOf(value);
		return values;
	}
	const isEmpty = Array.isArray(tree)
		? tree.length === 0
		: typeof tree === 'string' && tree.trim() === '';
	return isEmpty ? {} : null;
}

const off = new Set(['', '0', 'false', 'no']);

/** Names in a map like `{ sports: "1", music: "0" }` that are switched on. */
function switchedOn(map: TreeObject): string[] {
	return Object.entries(map)
		.filter(([, value]) => !off.has(textOf(value).trim().toLowerCase()))
		.map(([name]) => name);
}

function listOfTexts(list: readonly Tree[]): string[] {
	return list.map((entry) => textOf(entry).trim()).filter((name) => name !== '');
}

/**
 * Reads interests, whose form is not documented: a list, a map of switches, a numbered map (from form fields),
 * or repeated `<interest>` elements.
 *
 * @returns the names that are on; null where the callback has none at all
 */
export function readInterests(tree: Tree | undefined): string[] | null {
	if (tree === undefined || tree === null) return null;
	if (Array.isArray(tree)) return listOfTexts(tree);
	if (!isTreeObject(tree)) return listOfTexts([tree]);
	const keys = Object.keys(tree);
	const nested = tree.interest;
	if (keys.length === 1 && nested !== undefined) {
		return Array.isArray(nested) ? listOfTexts(nested) : listOfTexts([nested]);
	}
	return keys.every((key) => /^\d+$/.test(key))
		? listOfTexts(Object.values(tree))
		: switchedOn(tree);
}

/**
 * Reads an id: digits, as text or number. `0`, blank and absent mean "none" (copernica.md 1.2).
 *
 * @returns null for none; undefined for something that is no id
 */
export function readId(tree: Tree | undefined): string | null | undefined {
	if (tree === undefined) return null;
	const text = textOf(tree).trim();
	if (/^0*$/.test(text)) return null;
	// A number that JavaScript cannot hold exactly might be another record's id.
	if (typeof tree === 'number' && !Number.isSafeInteger(tree)) return undefined;
	return /^\d{1,20}$/.test(text) ? text : undefined;
}

/** A copy with lower-case keys (the vendor writes `id` and `ID`); of two spellings the first wins. */
export function lowerCaseKeys(object: TreeObject): TreeObject {
	const lower: TreeObject = {};
	for (const [key, value] of Object.entries(object)) {
		const name = key.toLowerCase();
		if (!isHostileKey(name) && !Object.hasOwn(lower, name)) lower[name] = value;
	}
	return lower;
}

import { canonicalJson } from '../../canonical';
import { isHostileKey, isTreeObject, type Tree, type TreeObject } from '../body/tree';

/** Field name -> text. */
export type FieldValues = Record<string, string>;

/** The text of an XML element that also has attributes (`<Naam lang="nl">Jan</Naam>`); undefined for other objects. */
function textBesideAttributes(value: Tree): string | undefined {
	if (!isTreeObject(value)) return undefined;
	const { '#text': text, ...attributes } = value;
	const isElement = Object.values(attributes).every((each) => typeof each === 'string');
	return typeof text === 'string' && isElement ? text : undefined;
}

/** A value as a text, which is what Copernica holds. `false` is a no and not an empty field. */
export function fieldText(value: Tree): string {
	if (typeof value === 'string') return value;
	if (typeof value === 'boolean') return value ? '1' : '0';
	if (value === null) return '';
	if (!Array.isArray(value)) return textBesideAttributes(value) ?? canonicalJson(value);
	// A field given twice: the last value wins, as in Copernica.
	const last = value[value.length - 1];
	return last === undefined ? '' : fieldText(last);
}

/**
 * Reads a map of field values.
 *
 * @returns null when there is none. Empty lists and empty texts are empty maps, as PHP and XML write them; anything
 * else that is not a map counts as absent.
 */
export function readFields(tree: Tree | undefined): FieldValues | null {
	if (isTreeObject(tree)) {
		const values: FieldValues = {};
		for (const [name, value] of Object.entries(tree)) values[name] = fieldText(value);
		return values;
	}
	const isEmpty = Array.isArray(tree)
		? tree.length === 0
		: typeof tree === 'string' && tree.trim() === '';
	return isEmpty ? {} : null;
}

/** What can be read as an id: digits, as text or number; `0`, empty and absent mean "none". */
const idText = (tree: Tree | undefined): string =>
	tree === undefined ? '' : fieldText(tree).trim();

/** Whether something other than an id is where an id belongs. */
export function isMalformedRecordId(tree: Tree | undefined): boolean {
	return !/^(?:0*|\d{1,20})$/.test(idText(tree));
}

/** Reads an id that is not malformed ({@link isMalformedRecordId}). @returns its digits, or null for none */
export function readRecordId(tree: Tree | undefined): string | null {
	const text = idText(tree);
	return /^0*$/.test(text) ? null : text;
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

/**
 * Names of values that a body gives as JSON `true` or `false`. A Change holds 1 and 0 for them, as a Copernica field
 * does, but only the words are certain to mean yes and no: what a number means is for the user to say. A name that has
 * such a number elsewhere in the body is left out.
 *
 * @returns lower-case names
 */
export function booleanNames(tree: Tree): string[] {
	const booleans = new Set<string>();
	const numbers = new Set<string>();
	const visit = (name: string, value: Tree): void => {
		if (typeof value === 'boolean') booleans.add(name);
		else if (isTreeObject(value) || (Array.isArray(value) && value.some(isTreeObject))) walk(value);
		else if (isSwitchNumber(fieldText(value))) numbers.add(name);
	};
	const walk = (node: Tree): void => {
		if (Array.isArray(node)) for (const entry of node) walk(entry);
		else if (isTreeObject(node)) {
			for (const [name, value] of Object.entries(node)) visit(name.trim().toLowerCase(), value);
			const { name, value } = lowerCaseKeys(node);
			if (typeof name === 'string' && value !== undefined) visit(name.trim().toLowerCase(), value);
		}
	};
	walk(tree);
	return [...booleans].filter((name) => !numbers.has(name));
}

function isSwitchNumber(text: string): boolean {
	return /^\s*[01]\s*$/.test(text);
}

import { isTreeObject, type Tree } from '../body/tree';
import { lowerCaseKeys, fieldText } from './values';

/**
 * Names of values that a body gives as `true` or `false` of JSON. A Change holds 1 and 0 for them, as a field of Copernica
 * does, but only the words themselves are certain to be a yes and a no: what a number stands for is the user's to say. A
 * name that has such a number elsewhere in the body is left out.
 *
 * @returns lower-case names
 */
export function booleanNames(tree: Tree): string[] {
	const booleans = new Set<string>();
	const numbers = new Set<string>();
	const visit = (name: string, value: Tree | undefined): void => {
		if (typeof value === 'boolean') booleans.add(name);
		else if (value === undefined || value === null) return;
		else if (typeof value !== 'object') {
			if (isSwitchNumber(fieldText(value))) numbers.add(name);
		} else if (Array.isArray(value) && !value.some(isTreeObject)) {
			if (isSwitchNumber(fieldText(value))) numbers.add(name);
		} else walk(value);
	};
	const walk = (node: Tree): void => {
		if (Array.isArray(node)) for (const entry of node) walk(entry);
		else if (isTreeObject(node)) {
			for (const [name, value] of Object.entries(node)) visit(name.trim().toLowerCase(), value);
			const { name, value } = lowerCaseKeys(node);
			if (typeof name === 'string') visit(name.trim().toLowerCase(), value);
		}
	};
	walk(tree);
	return [...booleans].filter((name) => !numbers.has(name));
}

function isSwitchNumber(text: string): boolean {
	return /^\s*[01]\s*$/.test(text);
}

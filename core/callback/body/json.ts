import { quoteInexactNumbers } from '../../contracts/exactNumbers';
import { isHostileKey, MAX_DEPTH, type Tree, type TreeObject } from './tree';

function listOf(values: readonly unknown[], depth: number): Tree[] | undefined {
	const list: Tree[] = [];
	for (const value of values) {
		const child = toTree(value, depth);
		if (child === undefined) return undefined;
		list.push(child);
	}
	return list;
}

function objectOf(values: object, depth: number): TreeObject | undefined {
	const object: TreeObject = {};
	for (const [key, value] of Object.entries(values)) {
		if (isHostileKey(key)) continue;
		const child = toTree(value, depth);
		if (child === undefined) return undefined;
		object[key] = child;
	}
	return object;
}

/** Copies a parsed JSON value into a {@link Tree}; undefined when it is nested too deeply. */
function toTree(value: unknown, depth: number): Tree | undefined {
	if (typeof value === 'object' && value !== null) {
		if (depth >= MAX_DEPTH) return undefined;
		return Array.isArray(value) ? listOf(value, depth + 1) : objectOf(value, depth + 1);
	}
	const isScalar =
		typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
	return isScalar ? value : null;
}

function parse(text: string): unknown {
	const value: unknown = JSON.parse(text);
	// Only now it is known to be JSON, so that its strings end.
	const exact = quoteInexactNumbers(text);
	return exact === text ? value : JSON.parse(exact);
}

/**
 * Reads a JSON text; a number that JavaScript cannot hold exactly becomes the text of its digits.
 *
 * @returns undefined for anything that is not JSON or is nested deeper than {@link MAX_DEPTH}
 */
export function readJson(text: string): Tree | undefined {
	let value: unknown;
	try {
		value = parse(text);
	} catch {
		return undefined;
	}
	return toTree(value, 0);
}

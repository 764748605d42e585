import { isHostileKey, MAX_DEPTH, type Tree, type TreeObject } from '../tree';

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

/** Reads a JSON text; undefined for anything that is not JSON or is nested deeper than {@link MAX_DEPTH}. */
export function readJson(text: string): Tree | undefined {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return undefined;
	}
	return toTree(value, 0);
}

import { isHostileKey, MAX_DEPTH, type Tree, type TreeObject } from '../tree';

/** Copies a parsed JSON value into a {@link Tree}; undefined when it is nested too deeply. */
function toTree(value: unknown, depth: number): Tree | undefined {
	if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
		return value;
	}
	if (typeof value !== 'object' || value === null) return null;
	if (depth >= MAX_DEPTH) return undefined;
	if (Array.isArray(value)) {
		const list: Tree[] = [];
		for (const entry of value) {
			const child = toTree(entry, depth + 1);
			if (child === undefined) return undefined;
			list.push(child);
		}
		return list;
	}
	const object: TreeObject = {};
	for (const [key, entry] of Object.entries(value)) {
		if (isHostileKey(key)) continue;
		const child = toTree(entry, depth + 1);
		if (child === undefined) return undefined;
		object[key] = child;
	}
	return object;
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

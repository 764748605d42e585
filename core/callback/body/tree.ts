/**
 * A body after its carrier was read, whatever that was. No object has a key that could reach a prototype (see
 * {@link isHostileKey}); scalars stay as they came.
 */
export type Tree = string | number | boolean | null | Tree[] | TreeObject;
export interface TreeObject {
	[key: string]: Tree;
}

/** No callback is nested nearly this deep; a deeper body could overflow the stack of the code that walks it. */
export const MAX_DEPTH = 32;

const HOSTILE_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** True for keys that must never become a property, whatever the carrier. */
export function isHostileKey(key: string): boolean {
	return HOSTILE_KEYS.has(key);
}

/** True for an object (not a list, not null). */
export function isTreeObject(tree: Tree | undefined): tree is TreeObject {
	return typeof tree === 'object' && tree !== null && !Array.isArray(tree);
}

/** A property of the object itself: a field may be called `toString`. */
export function ownValue(object: TreeObject, key: string): Tree | undefined {
	return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Sets a property; a repeated name turns the value into a list, in order. Drops hostile keys. */
export function addKey(target: TreeObject, key: string, value: Tree): void {
	if (isHostileKey(key)) return;
	const present = ownValue(target, key);
	if (present === undefined) target[key] = value;
	else if (Array.isArray(present)) present.push(value);
	else target[key] = [present, value];
}

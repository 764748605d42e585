/**
 * A body after its carrier is read, whatever the carrier was. No object has a key that could reach a prototype
 * ({@link isHostileKey}); scalars are as the carrier gave them.
 */
export type Tree = string | number | boolean | null | Tree[] | TreeObject;
export interface TreeObject {
	[key: string]: Tree;
}

/** Nesting that no callback comes near; deeper bodies could overflow the stack of whoever walks them later. */
export const MAX_DEPTH = 32;

const HOSTILE_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** True for keys that must never become a property, from whichever carrier they come. */
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

/**
 * Sets a property; a name that comes again turns the value into a list, in order of arrival.
 * Drops hostile keys.
 */
export function addKey(target: TreeObject, key: string, value: Tree): void {
	if (isHostileKey(key)) return;
	const present = ownValue(target, key);
	if (present === undefined) target[key] = value;
	else if (Array.isArray(present)) present.push(value);
	else target[key] = [present, value];
}

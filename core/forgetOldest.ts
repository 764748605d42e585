/**
 * Forgets the oldest entry of a map or set that has grown too large. Entries are as old as their place in it: to make one
 * the newest, take it out before it is set.
 */
export function forgetOldest<Key>(
	memory: { size: number; keys(): Iterator<Key>; delete(key: Key): boolean },
	capacity: number,
): void {
	if (memory.size <= capacity) return;
	const oldest = memory.keys().next();
	if (oldest.done !== true) memory.delete(oldest.value);
}

/**
 * Forgets the oldest entry of a map or set that has grown too large. Age is the order of insertion: to make an entry
 * the newest, delete it before setting it.
 */
export function forgetOldest<Key>(
	memory: { size: number; keys(): Iterator<Key>; delete(key: Key): boolean },
	capacity: number,
): void {
	if (memory.size <= capacity) return;
	const oldest = memory.keys().next();
	if (oldest.done !== true) memory.delete(oldest.value);
}

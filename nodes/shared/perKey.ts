/**
 * Remembers reads within one run, so that each id is read once however many items need it, also when they ask
 * at the same moment. A read that ends with a fault is remembered too: the transport has tried often enough.
 */
export function onceEach<Result>(
	read: (id: string) => Promise<Result>,
): (id: string) => Promise<Result> {
	const seen = new Map<string, Promise<Result>>();
	return async (id) => {
		const known = seen.get(id) ?? read(id);
		seen.set(id, known);
		return await known;
	};
}

/** A value of a form or query string in PHP's notation: a text, or a map (lists have the keys 0, 1, …). */
export type FormValue = string | FormMap;
export interface FormMap {
	[key: string]: FormValue;
}

function newMap(): FormMap {
	const map: FormMap = {};
	Object.setPrototypeOf(map, null);
	return map;
}

function nextIndex(map: FormMap): string {
	const numbers = Object.keys(map)
		.filter((key) => /^\d+$/.test(key))
		.map(Number);
	return String(numbers.length === 0 ? 0 : Math.max(...numbers) + 1);
}

function pathOf(key: string): string[] {
	const open = key.indexOf('[');
	if (open <= 0) return [key];
	const inner = [...key.slice(open).matchAll(/\[([^\]]*)\]/g)].map((match) => match[1] ?? '');
	return [key.slice(0, open), ...inner];
}

/**
 * Reads `a=1&fields[email]=x&list[]=y` the way the vendor's PHP does (docs/vendors/copernica.md#32-requests-and-answers
 * and docs/vendors/copernica.md#36-selectors): the last of equal keys wins, `[]` appends.
 *
 * @returns a map without prototype; keys are as written, values are texts or nested maps
 */
export function parseForm(text: string): FormMap {
	const root = newMap();
	for (const [rawKey, value] of new URLSearchParams(text)) {
		let map = root;
		const path = pathOf(rawKey);
		path.forEach((part, depth) => {
			const key = part === '' && depth > 0 ? nextIndex(map) : part;
			if (depth === path.length - 1) {
				map[key] = value;
				return;
			}
			const present = map[key];
			const child = present === undefined || typeof present === 'string' ? newMap() : present;
			map[key] = child;
			map = child;
		});
	}
	return root;
}

/** The texts of a list-like value (`fields[]=a`, `fields[0]=a`, `fields=a`); null where the key is missing. */
export function textList(value: FormValue | undefined): string[] | null {
	if (value === undefined) return null;
	if (typeof value === 'string') return [value];
	return Object.values(value).filter((entry) => typeof entry === 'string');
}

/** The text under a key, or null. */
export function textAt(map: FormMap, key: string): string | null {
	const value = map[key];
	return typeof value === 'string' ? value : null;
}

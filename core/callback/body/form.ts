import { addKey, isHostileKey, isTreeObject, ownValue, type TreeObject } from './tree';
import { decodeText } from './text';

/** A form field: name and value, decoded, in the order of the body. */
export interface FormField {
	name: string;
	value: string;
}

/** Brackets nested deeper than this are kept as part of the name. */
const MAX_BRACKETS = 8;

/** Undoes `+` and `%XX` in one byte a character; a broken escape stays as it is, as browsers and PHP do. */
function decodePart(part: string): string {
	// Most parts hold nothing to undo, and there are many of them.
	if (!/[%+\x80-\xff]/.test(part)) return part;
	const bytes = part
		.replace(/\+/g, ' ')
		.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
	return /[\x80-\xff]/.test(bytes) ? decodeText(Buffer.from(bytes, 'latin1')) : bytes;
}

/**
 * Reads `application/x-www-form-urlencoded` bytes. The escapes may hold UTF-8 or ISO-8859-1, so each part is decoded
 * for itself; there is no limit on the number of fields (n8n's own reader stops at 1000).
 */
export function readForm(bytes: Buffer): FormField[] {
	const fields: FormField[] = [];
	for (const pair of bytes.toString('latin1').split('&')) {
		if (pair === '') continue;
		const equals = pair.indexOf('=');
		const name = equals < 0 ? pair : pair.slice(0, equals);
		const value = equals < 0 ? '' : pair.slice(equals + 1);
		fields.push({ name: decodePart(name), value: decodePart(value) });
	}
	return fields;
}

/** `fields[email]` -> ['fields', 'email']; `interests[]` -> ['interests', '']; anything else -> the name itself. */
function pathOf(name: string): string[] {
	const open = name.indexOf('[');
	if (open <= 0 || !name.endsWith(']')) return [name];
	const inner = name.slice(open + 1, -1).split('][');
	return inner.length > MAX_BRACKETS ? [name] : [name.slice(0, open), ...inner];
}

/**
 * Turns flat form fields into a tree by their bracketed names. Repeated names become lists in order,
 * hostile names are dropped, a name that is used both as a value and as a parent keeps the parent. Never throws.
 */
export function unnest(fields: readonly FormField[]): TreeObject {
	const root: TreeObject = {};
	for (const { name, value } of fields) {
		const path = pathOf(name);
		if (path.some(isHostileKey)) continue;
		// A trailing empty bracket only says "list": repeated names become lists anyway.
		const isList = path.length > 1 && path.at(-1) === '';
		const keys = isList ? path.slice(0, -1) : path;
		const leaf = keys.at(-1) ?? '';
		let target = root;
		for (const key of keys.slice(0, -1)) {
			const child = ownValue(target, key);
			target = isTreeObject(child) ? child : (target[key] = {});
		}
		const present = ownValue(target, leaf);
		if (isTreeObject(present)) continue;
		if (isList && present === undefined) target[leaf] = [value];
		else addKey(target, leaf, value);
	}
	return root;
}

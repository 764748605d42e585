import { addKey, emptyObject, isHostileKey, isTreeObject, type TreeObject } from '../tree';
import { decodeText } from './text';

/** A form field: name and value, decoded, in the order of the body. */
export interface FormField {
	name: string;
	value: string;
}

/** Brackets nested deeper than this are kept as part of the name. */
const MAX_BRACKETS = 8;

function hexDigit(code: number): number {
	if (code >= 48 && code <= 57) return code - 48;
	const letter = code | 32;
	return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

/** Undoes `+` and `%XX`; a broken escape stays as it is, as browsers and PHP do. */
function decodePart(bytes: Buffer): string {
	if (!bytes.includes(37) && !bytes.includes(43)) return decodeText(bytes);
	const out = Buffer.allocUnsafe(bytes.length);
	let length = 0;
	for (let at = 0; at < bytes.length; at++) {
		const byte = bytes[at] ?? 0;
		if (byte === 43) out[length++] = 32;
		else if (byte === 37) {
			const high = hexDigit(bytes[at + 1] ?? 0);
			const low = hexDigit(bytes[at + 2] ?? 0);
			if (high < 0 || low < 0) out[length++] = byte;
			else {
				out[length++] = high * 16 + low;
				at += 2;
			}
		} else out[length++] = byte;
	}
	return decodeText(out.subarray(0, length));
}

/**
 * Reads `application/x-www-form-urlencoded` bytes. Works on bytes, because the escapes may hold UTF-8 or
 * ISO-8859-1, and has no limit on the number of fields (n8n's own reader stops at 1000).
 */
export function readForm(bytes: Buffer): FormField[] {
	const fields: FormField[] = [];
	let from = 0;
	while (from < bytes.length) {
		const ampersand = bytes.indexOf(38, from);
		const to = ampersand < 0 ? bytes.length : ampersand;
		if (to > from) {
			const pair = bytes.subarray(from, to);
			const equals = pair.indexOf(61);
			fields.push(
				equals < 0
					? { name: decodePart(pair), value: '' }
					: {
							name: decodePart(pair.subarray(0, equals)),
							value: decodePart(pair.subarray(equals + 1)),
						},
			);
		}
		from = to + 1;
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
	const root = emptyObject();
	for (const { name, value } of fields) {
		const path = pathOf(name);
		if (path.some(isHostileKey)) continue;
		// A trailing empty bracket only says "list": repeated names become lists anyway.
		const isList = path.length > 1 && path[path.length - 1] === '';
		const keys = isList ? path.slice(0, -1) : path;
		const leaf = keys[keys.length - 1] ?? name;
		let target = root;
		for (const key of keys.slice(0, -1)) {
			const child = target[key];
			target = isTreeObject(child) ? child : (target[key] = emptyObject());
		}
		const present = target[leaf];
		if (isTreeObject(present)) continue;
		if (isList && present === undefined) target[leaf] = [value];
		else addKey(target, leaf, value);
	}
	return root;
}

import { quoteInexactNumbers } from '../../contracts/exactNumbers';
import { refuse, type CallbackOutcome } from '../codes';
import {
	addKey,
	isHostileKey,
	isTreeObject,
	MAX_DEPTH,
	ownValue,
	type Tree,
	type TreeObject,
} from './tree';
import { declaredEncoding, readXml } from './xml';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The windows-1252 characters for the control codes 0x80 to 0x9f; the five gaps stay control codes. */
const windows1252 =
	'\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
	'\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

/**
 * Decodes bytes without a reliable declaration of their encoding: UTF-8 if the bytes are valid UTF-8, otherwise
 * windows-1252, the superset of ISO-8859-1 that Western European systems actually send. Drops a BOM.
 */
function decodeText(bytes: Uint8Array): string {
	try {
		return utf8.decode(bytes);
	} catch {
		return decodeWestern(bytes);
	}
}

/**
 * Decodes bytes declared as ISO-8859-1 or windows-1252. By hand, because Node 20 decodes windows-1252 as ISO-8859-1 and
 * loses the euro sign.
 */
function decodeWestern(bytes: Uint8Array): string {
	return Buffer.from(bytes)
		.toString('latin1')
		.replace(/[\x80-\x9f]/g, (control) => windows1252.charAt(control.charCodeAt(0) - 0x80));
}

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

function parseExactly(text: string): unknown {
	const value: unknown = JSON.parse(text);
	// Only now is it known to be JSON, with strings that end.
	const exact = quoteInexactNumbers(text);
	return exact === text ? value : JSON.parse(exact);
}

/**
 * Reads JSON; a number that JavaScript cannot hold exactly becomes a text with its digits.
 *
 * @returns undefined for anything that is not JSON or is nested deeper than {@link MAX_DEPTH}
 */
export function readJson(text: string): Tree | undefined {
	let value: unknown;
	try {
		value = parseExactly(text);
	} catch {
		return undefined;
	}
	return toTree(value, 0);
}

/** A form field: name and value, decoded, in the order of the body. */
interface FormField {
	name: string;
	value: string;
}

/** Brackets nested deeper than this are kept as part of the name. */
const MAX_BRACKETS = 8;

/** Undoes `+` and `%XX`, one byte per character; a broken escape stays as it is, as browsers and PHP do. */
function decodePart(part: string): string {
	// There are many parts, and most hold nothing to undo.
	if (!/[%+\x80-\xff]/.test(part)) return part;
	const bytes = part
		.replace(/\+/g, ' ')
		.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
	return /[\x80-\xff]/.test(bytes) ? decodeText(Buffer.from(bytes, 'latin1')) : bytes;
}

/**
 * Reads `application/x-www-form-urlencoded` bytes. The escapes may hold UTF-8 or ISO-8859-1, so each part is decoded
 * separately; there is no limit on the number of fields (n8n's own reader stops at 1000).
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
 * Turns flat form fields into a tree by their bracketed names. Repeated names become lists in order, hostile names are
 * dropped, and a name used both as a value and as a parent stays a parent. Never throws.
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

/** How the callback travelled. */
type Carrier = 'json' | 'xml' | 'form-json' | 'form-xml' | 'form';

/** A body after its carrier was read. `root` is the name of the XML root element, null for other carriers. */
export interface ReadBody {
	carrier: Carrier;
	root: string | null;
	payload: TreeObject;
}

/**
 * The largest body to read, in bytes. Copernica states no limit; a profile with hundreds of large text fields is far
 * smaller, and n8n itself accepts 16 MB by default.
 */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

const WESTERN_ENCODINGS = new Set(['iso-8859-1', 'iso8859-1', 'latin1', 'windows-1252', 'cp1252']);

const BRACE = 0x7b;
const LESS_THAN = 0x3c;
const WHITE_SPACE = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** The first byte that is not white space or part of a UTF-8 BOM. */
function firstByte(bytes: Buffer): number | undefined {
	const from = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
	return bytes.subarray(from).find((byte) => !WHITE_SPACE.has(byte));
}

function objectBody(
	carrier: Carrier,
	value: Tree | undefined,
): CallbackOutcome<{ body: ReadBody }> {
	return isTreeObject(value)
		? { ok: true, body: { carrier, root: null, payload: value } }
		: refuse('BODY_UNREADABLE');
}

function xmlBody(carrier: Carrier, text: string): CallbackOutcome<{ body: ReadBody }> {
	const document = readXml(text);
	return document && isTreeObject(document.value)
		? { ok: true, body: { carrier, root: document.root, payload: document.value } }
		: refuse('BODY_UNREADABLE');
}

/**
 * Reads a callback body by its bytes, because the content type of a callback is not documented
 * (docs/vendors/copernica.md#16-payload-shapes): raw JSON, raw XML, a form field with JSON (`json`) or XML (under any
 * name, as none is documented), or flat form fields. UTF-8, ISO-8859-1 and windows-1252.
 *
 * @returns the payload as a tree, or BODY_EMPTY, BODY_TOO_LARGE, BODY_UNREADABLE. Never throws.
 */
export function readBody(bytes: Buffer): CallbackOutcome<{ body: ReadBody }> {
	if (bytes.length > MAX_BODY_BYTES) return refuse('BODY_TOO_LARGE');
	const first = firstByte(bytes);
	if (first === undefined) return refuse('BODY_EMPTY');
	if (first === BRACE) return objectBody('json', readJson(decodeText(bytes)));
	if (first === LESS_THAN) {
		const isWestern = WESTERN_ENCODINGS.has(declaredEncoding(bytes));
		return xmlBody('xml', isWestern ? decodeWestern(bytes) : decodeText(bytes));
	}

	const fields = readForm(bytes);
	const only = fields.length === 1 ? fields[0] : undefined;
	const json = fields.find(({ name }) => name === 'json') ?? only;
	if (json?.value.trimStart().startsWith('{')) return objectBody('form-json', readJson(json.value));
	const xml = fields.find(({ name }) => name === 'xml') ?? only;
	if (xml?.value.trimStart().startsWith('<')) return xmlBody('form-xml', xml.value);
	if (fields.some(({ name }) => name === 'json' || name === 'xml'))
		return refuse('BODY_UNREADABLE');
	return objectBody('form', unnest(fields));
}

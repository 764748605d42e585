import { addKey, MAX_DEPTH, type Tree, type TreeObject } from './tree';

/**
 * A small, safe XML reader for callback bodies: no DTD, no entities beyond the five of XML and numeric ones, bounded
 * depth, one pass over the text. It is not a validator: it refuses what it cannot read with certainty.
 */

const namedEntities: Readonly<Record<string, string>> = {
	lt: '<',
	gt: '>',
	amp: '&',
	quot: '"',
	apos: "'",
};

interface OpenElement {
	/** As written in the tags. */
	tag: string;
	/** The key of its value. */
	name: string;
	children: TreeObject;
	hasChildren: boolean;
	text: string;
}

/** Text of one entity (given without `&` and `;`); undefined when it is not allowed. */
function entityText(name: string): string | undefined {
	const numeric = /^#(?:x([0-9a-f]{1,6})|([0-9]{1,7}))$/i.exec(name);
	if (!numeric) return Object.hasOwn(namedEntities, name) ? namedEntities[name] : undefined;
	const code = numeric[1] ? parseInt(numeric[1], 16) : Number(numeric[2]);
	const isCharacter =
		code <= 0x10ffff &&
		(code < 0xd800 || code > 0xdfff) &&
		(code >= 32 || [9, 10, 13].includes(code));
	return isCharacter ? String.fromCodePoint(code) : undefined;
}

/** Resolves entities; undefined when one is unknown or unfinished. */
function unescapeXml(text: string): string | undefined {
	const [start = '', ...pieces] = text.split('&');
	let out = start;
	for (const piece of pieces) {
		const end = piece.indexOf(';');
		const resolved = end === -1 ? undefined : entityText(piece.slice(0, end));
		if (resolved === undefined) return undefined;
		out += resolved + piece.slice(end + 1);
	}
	return out;
}

const START_TAG = /([^\s/>=<"'&]+)((?:\s+[^\s/>=<"'&]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y;
const ATTRIBUTE = /([^\s/>=<"'&]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const END_TAG = /([^\s/>=<"'&]+)\s*>/y;

/** Attributes of a start tag, or undefined when one holds an entity that is not allowed. */
function attributesOf(source: string): Array<[string, string]> | undefined {
	const found: Array<[string, string]> = [];
	for (const [, name = '', double, single] of source.matchAll(ATTRIBUTE)) {
		const value = unescapeXml(double ?? single ?? '');
		if (value === undefined) return undefined;
		found.push([name, value]);
	}
	return found;
}

function open(tag: string, attributes: Array<[string, string]>): OpenElement {
	const element: OpenElement = { tag, name: tag, children: {}, hasChildren: false, text: '' };
	for (const [key, value] of attributes) {
		// A field name that is not an XML name can only travel in an attribute: <field name="E-mail address">.
		if (tag === 'field' && key === 'name' && value !== '') element.name = value;
		else if (key !== 'xmlns' && !key.includes(':')) {
			element.hasChildren = true;
			addKey(element.children, key, value);
		}
	}
	return element;
}

/** A leaf is its text exactly as sent; an element with children or attributes is an object. */
function valueOf(element: OpenElement): Tree {
	if (!element.hasChildren) return element.text;
	const text = element.text.trim();
	if (text !== '') addKey(element.children, '#text', text);
	return element.children;
}

/**
 * Reads an XML text into `{ root, value }`: child elements become keys, repeated ones lists, leaves strings.
 *
 * @returns undefined for anything malformed, a document type, an entity that is not allowed, or nesting
 * deeper than {@link MAX_DEPTH}. Never throws; time is linear in the length.
 */
export function readXml(text: string): { root: string; value: Tree } | undefined {
	const stack: OpenElement[] = [];
	let result: { root: string; value: Tree } | undefined;
	let at = 0;

	const close = (element: OpenElement): void => {
		const parent = stack[stack.length - 1];
		const value = valueOf(element);
		if (parent) {
			parent.hasChildren = true;
			addKey(parent.children, element.name, value);
		} else result = { root: element.name, value };
	};
	/** Position after `end`, or undefined when it never comes. */
	const skipPast = (end: string, from: number): number | undefined => {
		const found = text.indexOf(end, from);
		return found === -1 ? undefined : found + end.length;
	};

	while (at < text.length) {
		const current = stack[stack.length - 1];
		if (text[at] !== '<') {
			const next = text.indexOf('<', at);
			const to = next === -1 ? text.length : next;
			const piece = text.slice(at, to);
			if (current) {
				const resolved = unescapeXml(piece);
				if (resolved === undefined) return undefined;
				current.text += resolved;
			} else if (piece.trim() !== '') return undefined;
			at = to;
			continue;
		}
		let next: number | undefined;
		if (text.startsWith('<?', at)) next = skipPast('?>', at + 2);
		else if (text.startsWith('<!--', at)) next = skipPast('-->', at + 4);
		else if (text.startsWith('<![CDATA[', at)) {
			next = skipPast(']]>', at + 9);
			if (!current || next === undefined) return undefined;
			current.text += text.slice(at + 9, next - 3);
		} else if (text.startsWith('</', at)) {
			END_TAG.lastIndex = at + 2;
			const match = END_TAG.exec(text);
			const element = stack.pop();
			if (!element || match?.[1] !== element.tag) return undefined;
			close(element);
			next = END_TAG.lastIndex;
		} else {
			// Everything else that starts with "<!" (DOCTYPE, ENTITY) fails here, because it is not a start tag.
			START_TAG.lastIndex = at + 1;
			const match = text[at + 1] === '!' ? null : START_TAG.exec(text);
			const [, tag = '', source = '', selfClosing = ''] = match ?? [];
			const attributes = match ? attributesOf(source) : undefined;
			if (!attributes || (!current && result) || stack.length >= MAX_DEPTH) return undefined;
			const element = open(tag, attributes);
			if (selfClosing === '/') close(element);
			else stack.push(element);
			next = START_TAG.lastIndex;
		}
		if (next === undefined) return undefined;
		at = next;
	}
	return result;
}

/** Encoding named in the XML declaration, lower-case; '' when there is none. */
export function declaredEncoding(bytes: Buffer): string {
	const head = bytes.subarray(0, 120).toString('latin1');
	const match = /^\s*<\?xml[^>]*?\bencoding\s*=\s*["']([\w.-]+)["']/.exec(head);
	return match?.[1]?.toLowerCase() ?? '';
}

import { refuse, type CallbackOutcome } from '../codes';
import { isTreeObject, type Tree, type TreeObject } from './tree';
import { readForm, unnest } from './form';
import { readJson } from './json';
import { decodeText, decodeWestern } from './text';
import { declaredEncoding, readXml } from './xml';

/** How the callback travelled. */
type Carrier = 'json' | 'xml' | 'form-json' | 'form-xml' | 'form';

/** A body whose carrier is read. `root` is the name of the XML root element, null for other carriers. */
export interface ReadBody {
	carrier: Carrier;
	root: string | null;
	payload: TreeObject;
}

/**
 * Largest body that is read, in bytes. Copernica names no limit; a profile with hundreds of large text fields
 * stays far below it, and n8n itself accepts 16 MB by default.
 */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

const WESTERN_ENCODINGS = new Set(['iso-8859-1', 'iso8859-1', 'latin1', 'windows-1252', 'cp1252']);

const BRACE = 0x7b;
const LESS_THAN = 0x3c;
const BLANKS = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** First byte that is neither a blank nor part of a UTF-8 BOM. */
function firstByte(bytes: Buffer): number | undefined {
	const from = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
	return bytes.subarray(from).find((byte) => !BLANKS.has(byte));
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
 * Reads a callback body by looking at its bytes, because the content type of a callback is not documented
 * (docs/vendors/copernica.md#16-payload-shapes): raw JSON, raw XML, a form field with a JSON text (`json`) or an XML
 * text (any name, as none is attested), or flat form fields. UTF-8, ISO-8859-1 and windows-1252.
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

import type { Format } from './format';
import type { Payload, PayloadValue } from './payload';

export interface Message {
	contentType: string;
	body: Buffer;
}

const beyondLatin1 = /[\u0100-\u{10ffff}]/gu;

function escapeXml(text: string): string {
	return text
		.replace(/&/g, '&amp;')
		.replace(/</g, '&lt;')
		.replace(/>/g, '&gt;')
		.replace(/"/g, '&quot;');
}

/**
 * One child element; a name that XML does not allow goes into an attribute (unknown,
 * docs/vendors/copernica.md#5-unknown, point 8).
 */
function element(name: string, content: string): string {
	return /^[A-Za-z_][\w.-]*$/.test(name)
		? `<${name}>${content}</${name}>`
		: `<field name="${escapeXml(name)}">${content}</field>`;
}

function xmlOf(value: PayloadValue): string {
	if (Array.isArray(value)) return value.map((entry) => element('interest', xmlOf(entry))).join('');
	if (typeof value === 'object')
		return Object.entries(value)
			.map(([name, entry]) => element(name, xmlOf(entry)))
			.join('');
	return escapeXml(String(value));
}

function xmlDocument(payload: Payload, format: Format): string {
	const declaration = `<?xml version="1.0" encoding="${format.charset.toUpperCase()}"?>`;
	return `${declaration}\n<${format.xmlRoot}>${xmlOf(payload)}</${format.xmlRoot}>`;
}

function codePoint(letter: string): number {
	return letter.codePointAt(0) ?? 0;
}

function percent(text: string, charset: Format['charset']): string {
	// A browser writes what ISO-8859-1 lacks as a numeric entity.
	const bytes =
		charset === 'utf-8'
			? Buffer.from(text)
			: Buffer.from(
					text.replace(beyondLatin1, (letter) => `&#${codePoint(letter)};`),
					'latin1',
				);
	return [...bytes]
		.map((byte) => {
			const letter = String.fromCharCode(byte);
			if (/[\w.-]/.test(letter)) return letter;
			return letter === ' ' ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
		})
		.join('');
}

/** Flattens to PHP's notation: `fields[Email]=…&interests[]=…`. */
function formPairs(value: PayloadValue, name: string): Array<[string, string]> {
	if (Array.isArray(value)) return value.flatMap((entry) => formPairs(entry, `${name}[]`));
	if (typeof value === 'object')
		return Object.entries(value).flatMap(([key, entry]) =>
			formPairs(entry, name === '' ? key : `${name}[${key}]`),
		);
	return [[name, String(value)]];
}

/** `name=value&…`, percent-encoded in the given character set. */
export function formText(
	pairs: ReadonlyArray<[string, string]>,
	charset: Format['charset'] = 'utf-8',
): string {
	return pairs
		.map(([name, value]) => `${percent(name, charset)}=${percent(value, charset)}`)
		.join('&');
}

/** All pairs of a payload as flat form fields. */
export function flatPairs(payload: Payload): Array<[string, string]> {
	return formPairs(payload, '');
}

function encoded(
	text: string,
	charset: Format['charset'],
	escape: (code: number) => string,
): Buffer {
	if (charset === 'utf-8') return Buffer.from(text);
	return Buffer.from(
		text.replace(beyondLatin1, (letter) => escape(codePoint(letter))),
		'latin1',
	);
}

function jsonEscape(code: number): string {
	return [...String.fromCodePoint(code)]
		.flatMap((letter) => letter.split(''))
		.map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
		.join('');
}

/**
 * Writes a message in its carrier and character set (docs/vendors/copernica.md#16-payload-shapes and
 * docs/vendors/copernica.md#5-unknown, point 5).
 */
export function messageOf(payload: Payload, format: Format): Message {
	const suffix = format.charset === 'utf-8' ? '' : '; charset=ISO-8859-1';
	const typed = (type: string, body: Buffer): Message => ({
		contentType: format.contentType ?? `${type}${suffix}`,
		body,
	});
	const form = (pairs: Array<[string, string]>) =>
		typed('application/x-www-form-urlencoded', Buffer.from(formText(pairs, format.charset)));
	switch (format.carrier) {
		case 'json':
			return typed(
				'application/json',
				encoded(JSON.stringify(payload), format.charset, jsonEscape),
			);
		case 'xml':
			return typed(
				'text/xml',
				encoded(xmlDocument(payload, format), format.charset, (code) => `&#${code};`),
			);
		case 'form-json':
			return form([[format.formField ?? 'json', JSON.stringify(payload)]]);
		case 'form-xml':
			return form([[format.formField ?? 'xml', xmlDocument(payload, format)]]);
		case 'form':
			return form(flatPairs(payload));
	}
}

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
	MAX_BODY_BYTES,
	readBody,
	readForm,
	readJson,
	unnest,
} from '../../../core/callback/body/readBody';
import { MAX_DEPTH } from '../../../core/callback/body/tree';

/** Carrier and payload, or the code. */
function read(body: string | Buffer): unknown {
	const result = readBody(Buffer.from(body));
	if (!result.ok) return result.code;
	return [result.body.carrier, JSON.parse(JSON.stringify(result.body.payload))];
}

const zoe = { id: '7', fields: { Name: 'Zoë €' } };
const latin = (text: string) => Buffer.from(text, 'latin1');

describe('carriers are told by their bytes', () => {
	it.each([
		['JSON', JSON.stringify(zoe), 'json'],
		['JSON after blanks', `\r\n\t ${JSON.stringify(zoe)}\n`, 'json'],
		['JSON after a BOM', `\ufeff${JSON.stringify(zoe)}`, 'json'],
		['a form field json', `json=${encodeURIComponent(JSON.stringify(zoe))}`, 'form-json'],
		[
			'a form field json among others',
			`a=1&json=${encodeURIComponent(JSON.stringify(zoe))}&b=2`,
			'form-json',
		],
		[
			'one form field of any name with JSON',
			`data=${encodeURIComponent(JSON.stringify(zoe))}`,
			'form-json',
		],
		['XML', '<callback><id>7</id><fields><Name>Zoë €</Name></fields></callback>', 'xml'],
		[
			'XML with a declaration',
			'<?xml version="1.0" encoding="UTF-8"?>\n<c><id>7</id><fields><Name>Zoë €</Name></fields></c>',
			'xml',
		],
		[
			'a form field xml',
			`xml=${encodeURIComponent('<c><id>7</id><fields><Name>Zoë €</Name></fields></c>')}`,
			'form-xml',
		],
		[
			'one form field of any name with XML',
			`body=${encodeURIComponent('<c><id>7</id><fields><Name>Zoë €</Name></fields></c>')}`,
			'form-xml',
		],
		['form fields', 'id=7&fields[Name]=Zo%C3%AB+%E2%82%AC', 'form'],
		['form fields with escaped brackets', 'id=7&fields%5BName%5D=Zo%C3%AB%20%E2%82%AC', 'form'],
	])('%s', (_name, body, carrier) => {
		expect(read(body)).toEqual([carrier, zoe]);
	});

	it.each([
		['JSON', latin('{"id":"7","fields":{"Name":"Zoë \x80"}}')],
		[
			'XML that says so',
			latin(
				'<?xml version="1.0" encoding="ISO-8859-1"?><c><id>7</id><fields><Name>Zoë \x80</Name></fields></c>',
			),
		],
		['XML that says nothing', latin('<c><id>7</id><fields><Name>Zoë \x80</Name></fields></c>')],
		[
			'XML that says UTF-8 and is not',
			latin(
				'<?xml version="1.0" encoding="UTF-8"?><c><id>7</id><fields><Name>Zoë \x80</Name></fields></c>',
			),
		],
		['escaped form fields', latin('id=7&fields[Name]=Zo%EB+%80')],
		['bare form fields', latin('id=7&fields[Name]=Zoë+\x80')],
	])('ISO-8859-1 (as windows-1252): %s', (_name, body) => {
		expect(read(body)).toMatchObject([expect.any(String), zoe]);
	});

	it('what people paste from a word processor, in windows-1252', () => {
		const bytes = latin('{"a":"\x8aa\x9a \x91a\x92 \x93b\x94 \x95 c \x96 d \x97 e\x99 \x9f"}');
		expect(read(bytes)).toEqual(['json', { a: 'Ša\u0161 ‘a’ “b” • c – d — e™ Ÿ' }]);
	});

	it('JSON null is something, and what is not JSON is not', () => {
		expect(readJson('null')).toBeNull();
		expect(readJson('nul')).toBeUndefined();
	});

	it.each([
		// Kept as numbers, because JavaScript holds them exactly.
		['7', 7],
		['-7', -7],
		['1.5', 1.5],
		['1.50', 1.5],
		['1.0', 1],
		['10.0', 10],
		['100', 100],
		['0.1', 0.1],
		['1e+21', 1e21],
		['9007199254740991', 9_007_199_254_740_991],
		['9007199254740992', 9_007_199_254_740_992],
		// Kept as they are written.
		['9007199254740993', '9007199254740993'],
		['-9007199254740993', '-9007199254740993'],
		['12345678901234567890', '12345678901234567890'],
		['1000000000000000000000', '1000000000000000000000'],
		['0.12345678901234567890', '0.12345678901234567890'],
		['0.0000001', '0.0000001'],
		['1.0000000000000000001', '1.0000000000000000001'],
		['1e3', '1e3'],
		['1E400', '1E400'],
		['1.10e10', '1.10e10'],
	])('the JSON number %s is never altered', (number, value) => {
		expect(readJson(number)).toBe(value);
		expect(readJson(`{"a":${number},"b":[${number} ,1, ${number}]}`)).toEqual({
			a: value,
			b: [value, 1, value],
		});
	});

	it.each([
		'12345678901234567890',
		'"12345678901234567890',
		'\\12345678901234567890',
		'\\" : 12345678901234567890, ',
		'a-1.50e7',
	])('digits inside a text are none of these: %j', (text) => {
		const object = { [text]: text, b: [text], c: 7 };
		expect(readJson(JSON.stringify(object))).toEqual(object);
		const beside = JSON.stringify(object).replace('7}', '12345678901234567890}');
		expect(readJson(beside)).toEqual({ ...object, c: '12345678901234567890' });
	});

	it('whatever digits there are, they come through', () => {
		const digits = fc.stringMatching(/^-?[1-9][0-9]{0,40}$/);
		fc.assert(
			fc.property(fc.array(fc.tuple(fc.string(), digits)), (pairs) => {
				const json = `[${pairs.map(([text, n]) => `${JSON.stringify(text)},${n}`).join(',')}]`;
				const tree = readJson(json);
				expect(Array.isArray(tree) && tree.map(String)).toEqual(pairs.flat());
			}),
		);
	});

	it.each(['iso-8859-1', 'ISO8859-1', 'latin1', 'Windows-1252', 'cp1252'])(
		'XML that is declared %s is read so even where its bytes could be UTF-8',
		(encoding) => {
			const body = latin(`<?xml version="1.0" encoding="${encoding}"?><c><a>Ã«</a></c>`);
			expect(read(body)).toEqual(['xml', { a: 'Ã«' }]);
		},
	);

	it.each([
		['the first byte alone', [0xef, 0x20, 0x20]],
		['without the first byte', [0x20, 0xbb, 0xbf]],
		['without the byte between', [0xef, 0x20, 0xbf]],
		['without the last byte', [0xef, 0xbb, 0x20]],
	])('half a BOM is none: %s', (_what, start) => {
		expect(read(Buffer.concat([Buffer.from(start), Buffer.from('{"id":"7"}')]))).toEqual([
			'form',
			expect.anything(),
		]);
	});

	it('a text that looks like JSON or XML is a value among other fields', () => {
		expect(read('a={"x":1}&b=2')).toEqual(['form', { a: '{"x":1}', b: '2' }]);
		expect(read('a=<x/>&b=2')).toEqual(['form', { a: '<x/>', b: '2' }]);
	});

	it('a form field xml among others', () => {
		expect(read('a=1&xml=<c><id>7</id></c>&b=2')).toEqual(['form-xml', { id: '7' }]);
	});

	it('blanks before the text in a form field', () => {
		expect(read('json=+%0A{"id":"7"}')).toEqual(['form-json', { id: '7' }]);
		expect(read('xml=+%0A<c><id>7</id></c>')).toEqual(['form-xml', { id: '7' }]);
	});

	it.each([
		['BODY_EMPTY', ''],
		['BODY_EMPTY', ' \r\n\t'],
		['BODY_EMPTY', '\ufeff'],
		['BODY_UNREADABLE', '{"id":'],
		['BODY_UNREADABLE', '{"id":1}}'],
		['BODY_UNREADABLE', 'json=7'],
		['BODY_UNREADABLE', 'json=[1]'],
		['BODY_UNREADABLE', 'xml=x&id=7'],
		['BODY_UNREADABLE', '<a>text only</a>'],
		['BODY_UNREADABLE', `${'{"a":'.repeat(MAX_DEPTH + 1)}1${'}'.repeat(MAX_DEPTH + 1)}`],
		['BODY_UNREADABLE', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
	])('%s, case %#', (code, body) => expect(read(body)).toBe(code));

	it('a body of the largest size is read, one byte more is not', () => {
		const body = Buffer.alloc(MAX_BODY_BYTES, 'x');
		expect(read(body)).toEqual(['form', expect.any(Object)]);
		expect(read(Buffer.alloc(MAX_BODY_BYTES + 1, 'x'))).toBe('BODY_TOO_LARGE');
	});

	it('hostile keys are dropped by every carrier', () => {
		const expected = { id: '7', fields: { Email: 'a' } };
		expect(
			read(
				'{"__proto__":{"id":"8"},"constructor":1,"id":"7","fields":{"__proto__":"x","Email":"a"}}',
			),
		).toEqual(['json', expected]);
		expect(
			read('id=7&__proto__[id]=8&fields[constructor]=1&fields[Email]=a&fields[__proto__][x]=1'),
		).toEqual(['form', expected]);
		expect(
			read(
				'<c><id>7</id><__proto__><id>8</id></__proto__><fields><Email>a</Email><prototype>x</prototype></fields></c>',
			),
		).toEqual(['xml', expected]);
		expect(Object.prototype).not.toHaveProperty('x');
		expect(Object.getPrototypeOf({}).id).toBeUndefined();
	});

	it('never throws, whatever comes', () => {
		const pieces = fc.constantFrom(
			'{',
			'}',
			'"id":',
			'7',
			',',
			'<a',
			'>',
			'</a>',
			'<![CDATA[',
			']]>',
			'&',
			'=',
			'[',
			']',
			'%',
			'%4',
			'+',
			'__proto__',
			'\ufeff',
			'é',
			'&#x41;',
			'"',
			'<!--',
			'<?',
		);
		fc.assert(
			fc.property(
				fc.array(pieces, { maxLength: 40 }),
				(parts) => void readBody(Buffer.from(parts.join(''))),
			),
		);
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void readBody(Buffer.from(bytes))),
		);
	});

	it('any JSON object comes through as it is', () => {
		const safe = fc
			.string()
			.filter((key) => !['__proto__', 'constructor', 'prototype'].includes(key));
		fc.assert(
			fc.property(fc.dictionary(safe, fc.jsonValue({ maxDepth: 4 })), (object) => {
				const text = JSON.stringify(object);
				fc.pre(!/__proto__|constructor|prototype/.test(text));
				expect(read(text)).toEqual(['json', JSON.parse(text)]);
			}),
		);
	});
});

describe('form fields', () => {
	const form = (text: string): unknown =>
		JSON.parse(JSON.stringify(unnest(readForm(Buffer.from(text)))));

	it.each([
		['a=1&b=2', { a: '1', b: '2' }],
		['a=1&a=2&a=3', { a: ['1', '2', '3'] }],
		['a[]=1&a[]=2', { a: ['1', '2'] }],
		['a[]=1', { a: ['1'] }],
		['a[x]=1&a[y]=2', { a: { x: '1', y: '2' } }],
		['a[x][y]=1&a[x][z]=2', { a: { x: { y: '1', z: '2' } } }],
		['a[x][]=1&a[x][]=2', { a: { x: ['1', '2'] } }],
		['constructor[a]=1&b[prototype][c]=2&d=3', { d: '3' }],
		['a[E-mail adres]=1', { a: { 'E-mail adres': '1' } }],
		['a[x]=1&a=2', { a: { x: '1' } }],
		['a=2&a[x]=1', { a: { x: '1' } }],
		['a&b=&=c', { a: '', b: '', '': 'c' }],
		['&&a=1&', { a: '1' }],
		['a=+&b=++', { a: ' ', b: '  ' }],
		['a=b=c', { a: 'b=c' }],
		['a=%zz%4&b=100%', { a: '%zz%4', b: '100%' }],
		['[x]=1&a[=2&b]=3', { '[x]': '1', 'a[': '2', 'b]': '3' }],
		['postcode=0123&n=007', { postcode: '0123', n: '007' }],
	])('%s', (text, expected) => expect(form(text)).toEqual(expected));

	it('hostile names never become a prototype', () => {
		const tree = unnest(readForm(Buffer.from('__proto__[a]=1&b[__proto__][a]=1&b[c]=2')));
		expect(Object.getPrototypeOf(tree)).toBe(Object.prototype);
		expect(tree).toEqual({ b: { c: '2' } });
		expect(Object.getPrototypeOf(tree.b)).toBe(Object.prototype);
	});

	it('brackets in brackets, eight deep; deeper ones are part of the name', () => {
		const nested = (depth: number) => `a${'[b]'.repeat(depth)}`;
		expect(form(`${nested(8)}=1`)).toHaveProperty(['a', ...Array<string>(8).fill('b')], '1');
		expect(form(`${nested(9)}=1`)).toEqual({ [nested(9)]: '1' });
	});

	it('more than 1000 fields, where n8n itself stops', () => {
		const text = Array.from({ length: 5_000 }, (_, n) => `fields[f${n}]=${n}`).join('&');
		const tree = form(text);
		expect(tree).toHaveProperty('fields.f4999', '4999');
	});

	it('any names and values come back, whatever they hold', () => {
		const word = fc
			.string({ minLength: 1, unit: 'grapheme' })
			.filter((text) => !/[[\]]/.test(text) && !text.startsWith('\ufeff'));
		fc.assert(
			fc.property(fc.dictionary(word, word), (object) => {
				fc.pre(
					!Object.keys(object).some((key) =>
						['__proto__', 'constructor', 'prototype'].includes(key),
					),
				);
				const text = Object.entries(object)
					.map(([key, value]) => `f[${encodeURIComponent(key)}]=${encodeURIComponent(value)}`)
					.join('&');
				expect(form(text)).toEqual(text === '' ? {} : { f: { ...object } });
			}),
		);
	});
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { XMLParser } from 'fast-xml-parser';
import { declaredEncoding, readXml } from '../../../core/callback/body/xml';
import { MAX_DEPTH } from '../../../core/callback/body/tree';

const read = (text: string): unknown => {
	const document = readXml(text);
	return document && JSON.parse(JSON.stringify([document.root, document.value]));
};

/** First and last code points of the allowed ranges. */
const chars = ['9', 'A', 'D', '20', 'D7FF', 'E000'];

describe('XML', () => {
	it.each([
		['children', '<c><id>7</id><a/></c>', { id: '7', a: '' }],
		['nesting', '<c><fields><Email>x</Email></fields></c>', { fields: { Email: 'x' } }],
		['repetition', '<c><i>1</i><i>2</i><i>3</i></c>', { i: ['1', '2', '3'] }],
		['the case of names', '<c><ID>7</ID><eMail>x</eMail></c>', { ID: '7', eMail: 'x' }],
		['blanks between elements', '<c>\n\t<id>7</id>\n</c>\n', { id: '7' }],
		['blanks inside a value', '<c><a>  x  </a></c>', { a: '  x  ' }],
		['entities', '<c><a>&lt;&gt;&amp;&quot;&apos;&#65;&#x20AC;</a></c>', { a: '<>&"\'A€' }],
		['CDATA', '<c><a><![CDATA[<b>&amp;]]>x</a></c>', { a: '<b>&amp;x' }],
		['comments', '<!-- a --><c><!-- <id>8</id> --><id>7</id></c><!-- b -->', { id: '7' }],
		['instructions', '<?xml version="1.0"?><?php echo ?><c><id>7</id></c>', { id: '7' }],
		[
			'attributes',
			`<c id="7" action='update'><fields a="b &amp; c"/></c>`,
			{ id: '7', action: 'update', fields: { a: 'b & c' } },
		],
		['name spaces are no values', '<c xmlns="x" xmlns:a="y"><id>7</id></c>', { id: '7' }],
		[
			'field names that are no XML names',
			'<c><fields><field name="E-mail adres">x</field></fields></c>',
			{ fields: { 'E-mail adres': 'x' } },
		],
		[
			'the edges of what is a character',
			`<c><a>${chars.map((code) => `&#x${code};`).join('')}</a></c>`,
			{ a: String.fromCodePoint(...chars.map((code) => parseInt(code, 16))) },
		],
		[
			'the last character there is',
			'<c><a>&#x10FFFF;&#1114111;</a></c>',
			{ a: '\u{10ffff}\u{10ffff}' },
		],
		[
			'blanks in tags',
			'<c ><a  b = "1"\n\td\t=\'2\' /><e\n></e ></c >',
			{ a: { b: '1', d: '2' }, e: '' },
		],
		[
			'quotes in quotes',
			`<c a="it's" b='say "x"' d=""><e/></c>`,
			{ a: "it's", b: 'say "x"', d: '', e: '' },
		],
		['a slash and an arrow in an attribute', '<c a="x/y>z"/>', { a: 'x/y>z' }],
		['prefixes of name spaces are no values', '<c xml:lang="nl"><id>7</id></c>', { id: '7' }],
		[
			'text beside elements and attributes',
			'<c><a b="1"> x </a> y <d/></c>',
			{ a: { b: '1', '#text': 'x' }, '#text': 'y', d: '' },
		],
		[
			'an attribute called name, of anything but a field',
			'<c><a name="x">1</a></c>',
			{ a: { name: 'x', '#text': '1' } },
		],
		[
			'a field without a name',
			'<c><field name="">1</field><field id="2"/></c>',
			{ field: [{ name: '', '#text': '1' }, { id: '2' }] },
		],
		[
			'a field in its own words',
			'<c><field name="a" lang="nl">1</field></c>',
			{ a: { lang: 'nl', '#text': '1' } },
		],
		['the end of CDATA in a text', '<c><a>]]><![CDATA[x]]></a></c>', { a: ']]>x' }],
		['CDATA that is empty', '<c><a><![CDATA[]]></a></c>', { a: '' }],
		['CDATA with tags and ends', '<c><a><![CDATA[</a>]]]]></a></c>', { a: '</a>]]' }],
		['letters of other alphabets', '<c><Naïf>é</Naïf></c>', { Naïf: 'é' }],
	])('%s', (_name, text, expected) => expect(read(text)).toEqual(['c', expected]));

	it.each([
		['nothing', ''],
		['text', 'x'],
		['text before', 'x<c><a/></c>'],
		['text after', '<c><a/></c>x'],
		['two roots', '<c><a/></c><d/>'],
		['an open end', '<c><a>'],
		['crossed ends', '<c><a><b></a></b></c>'],
		['an end too many', '<c></c></c>'],
		['another case at the end', '<c></C>'],
		['half a tag', '<c><a'],
		['a document type', '<!DOCTYPE c><c><a/></c>'],
		['entities of its own', '<!DOCTYPE c [<!ENTITY x "y">]><c><a>&x;</a></c>'],
		['a file', '<!DOCTYPE c [<!ENTITY x SYSTEM "file:///etc/hostname">]><c><a>&x;</a></c>'],
		['a document type inside', '<c><!DOCTYPE a><a/></c>'],
		['a declaration that looks like an element', '<c><!ENTITY/><id>7</id></c>'],
		['an unknown entity', '<c><a>&nbsp;</a></c>'],
		['an entity of Object', '<c><a>&constructor;</a></c>'],
		['an open entity', '<c><a>&amp</a></c>'],
		['an entity with another end', '<c><a>&ampx</a></c>'],
		['a bare ampersand', '<c><a>a & b</a></c>'],
		['no character', '<c><a>&#0;</a></c>'],
		['a control character', '<c><a>&#31;</a></c>'],
		['the other half of a character', '<c><a>&#xDFFF;</a></c>'],
		['an entity with something before its number', '<c><a>&a#65;</a></c>'],
		['an entity with something behind its number', '<c><a>&#65x;</a></c>'],
		['a number without end', '<c><a>&#00000065;</a></c>'],
		['an entity without a name', '<c><a>&;</a></c>'],
		['half a character', '<c><a>&#xD800;</a></c>'],
		['beyond all characters', '<c><a>&#x110000;</a></c>'],
		['an unknown entity in an attribute', '<c a="&x;"/>'],
		['an open comment', '<c><!-- </c>'],
		['an open comment at the end', '<c><a/></c><!-- '],
		['an open instruction at the end', '<c><a/></c><?x'],
		['an open CDATA', '<c><![CDATA[x</c>'],
		['CDATA outside', '<![CDATA[x]]><c/>'],
		['an instruction that only begins', '<?><c><a/></c>'],
		['a comment that only begins', '<!--><c><a/></c>'],
		['CDATA that only begins', '<c><a><![CDATA[]>x</a></c>'],
		['attributes without a blank between', '<c a="1"b="2"/>'],
		['a tag in an attribute', '<c a="<"/>'],
		['a tag in an attribute with single quotes', "<c a='<'/>"],
		['other quotes at the end', `<c a="1'/>`],
		['an attribute without a value', '<c a/>'],
		['a blank before the name', '< c><a/></ c>'],
		['a blank before the name at the end', '<c><a></ a></c>'],
		['a slash with a blank behind it', '<c><a / ></c>'],
		['an end with an attribute', '<c></c a="1">'],
		['an end that is not finished', '<c><a></a'],
		['an end of the wrong element', '<c><field name="x">1</x></c>'],
		...['&', '"', "'", '='].map((sign) => [`${sign} in a name`, `<c><a${sign}b/></c>`]),
		['an attribute without quotes', '<c a=b/>'],
		['too deep', `${'<a>'.repeat(MAX_DEPTH + 1)}${'</a>'.repeat(MAX_DEPTH + 1)}`],
	])('refuses %s', (_name, text) => expect(readXml(text)).toBeUndefined());

	it('reads elements as deep as it may', () => {
		const text = `${'<a>'.repeat(MAX_DEPTH)}${'</a>'.repeat(MAX_DEPTH)}`;
		expect(readXml(text)).toBeDefined();
	});

	it('reads what another reader reads', () => {
		const other = new XMLParser({
			parseTagValue: false,
			trimValues: false,
			ignoreAttributes: true,
		});
		const name = fc
			.stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,8}$/)
			.filter((n) => !/constructor|prototype|__proto__/.test(n));
		const value = fc
			.string({ unit: 'grapheme' })
			.filter((v) => v.trim() === v && v !== '' && /^[\x20-\uD7FF]*$/.test(v));
		const escape = (v: string) =>
			v.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
		fc.assert(
			fc.property(fc.dictionary(name, value, { minKeys: 1 }), (fields) => {
				const text = `<c>${Object.entries(fields)
					.map(([k, v]) => `<${k}>${escape(v)}</${k}>`)
					.join('')}</c>`;
				const [, ours] = read(text) as [string, unknown];
				expect(ours).toEqual({ ...fields });
				expect(ours).toEqual(JSON.parse(JSON.stringify(other.parse(text))).c);
			}),
		);
	});

	it('large and hostile texts come to an end', () => {
		// Were any of these quadratic or worse, the suite would run into jest's time limit.
		const n = 300_000;
		for (const text of [
			`<c>${'<a/>'.repeat(n)}</c>`,
			`<c>${'&'.repeat(n)}</c>`,
			`<c ${' '.repeat(n)}`,
			`<c ${'a="b" '.repeat(n)}`,
			`<c ${'a '.repeat(n)}`,
			`<${'c'.repeat(n)}`,
			'<'.repeat(n),
			`<c>${'<!--'.repeat(n)}`,
			`<c>${'&amp;'.repeat(n)}</c>`,
			`<c>${']]>'.repeat(n)}</c>`,
		]) {
			readXml(text);
		}
		expect(read(`<c>${'<a/>'.repeat(3)}</c>`)).toEqual(['c', { a: ['', '', ''] }]);
	});

	it('finds the declared encoding', () => {
		expect(declaredEncoding(Buffer.from(`<?xml version='1.0' encoding='ISO-8859-1'?>`))).toBe(
			'iso-8859-1',
		);
		expect(declaredEncoding(Buffer.from('\n<?xml version="1.0" encoding = "utf-8"?>'))).toBe(
			'utf-8',
		);
	});

	it.each([
		'<a encoding="x"/>',
		'x<?xml encoding="x"?>',
		'<?xml version="1.0"?><a encoding="x"/>',
		'<?xml myencoding="x"?>',
		'<?xml encoding=x?>',
		'',
	])('%j declares none', (text) => {
		expect(declaredEncoding(Buffer.from(text))).toBe('');
	});
});

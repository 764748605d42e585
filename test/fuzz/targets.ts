import { readBody, readForm, unnest } from '../../core/callback/body/readBody';
import { readXml } from '../../core/callback/body/xml';
import { parseCallback } from '../../core/callback/payload/parse';
import { toChange } from '../../core/callback/payload/toChange';
import { readKeyRecords } from '../../core/callback/signature/dkimRecord';
import { readTxtAnswer } from '../../core/callback/signature/dnsOverHttps';
import { examineSignature, verifyClaim } from '../../core/callback/signature/verify';
import { copernicaKeyName } from '../../core/callback/signature/signedCall';
import { changeSchema, withKey } from '../../core/contracts/change';
import { readJwtReply } from '../../core/copernica/jwtReply';
import { readVendorMessage } from '../../core/copernica/answer';
import { maskVendorText } from '../../core/http/mask';
import { parseRetryAfter } from '../../core/http/retry';
import { interpretAnswer } from '../../core/activate/answer';
import { scrubVendorText } from '../../core/activate/scrub';
import { parseJson } from '../../core/contracts/json';
import { makeCall, pair, policy, publicBase64 } from '../unit/callback/support/signedCall';
import type { Random } from './random';

/** One piece of code that reads what strangers send. */
export interface Target {
	name: string;
	/** Inputs that are well-formed; what is tried is made from them. */
	seeds: string[];
	/** Pieces that grow a hostile input of any length. */
	growth: Array<(count: number) => string>;
	/**
	 * Reads one input and checks what must hold for any.
	 *
	 * @returns what came out, in one word, for the report
	 * @throws when something that must hold does not
	 */
	read: (text: string, random: Random) => string;
}

const hostile = new Set(['__proto__', 'constructor', 'prototype']);

function must(holds: boolean, what: string): void {
	if (!holds) throw new Error(what);
}

/** No key that reaches a prototype, and no more in memory than the input can account for. */
function checkTree(value: unknown, input: string): void {
	const open: unknown[] = [value];
	let size = 0;
	for (let next = open.pop(); next !== undefined; next = open.pop()) {
		size += typeof next === 'string' ? next.length : 1;
		if (typeof next !== 'object' || next === null) continue;
		for (const [key, child] of Object.entries(next)) {
			must(!hostile.has(key), `a key called ${key}`);
			size += key.length;
			open.push(child ?? 0);
		}
	}
	must(size <= input.length * 4 + 200, `${size} from ${input.length}`);
}

const latin = (text: string): Buffer => Buffer.from(text, 'utf8');
const p = publicBase64();
const good = makeCall();
const signatureHeader = String(good.headers.signature);
const events = [
	{ event: 'CRMUpdate', timestamp: 1, email: 'a@example.com' },
	{ event: 'CRMUpdate', timestamp: 1, email: 'b@example.com' },
];
const signedNames = ['date', 'digest', 'x-nonce', 'x-copernica-id', 'host'];
const switchesOf = (count: number): string =>
	Array.from({ length: count }, (_, at) => `"n${at}":${at % 2}`).join(',');
const json =
	'{"id":"7","action":"update","fields":{"Email":"jan@example.com","X":null},"interests":["a"]}';
const xml =
	'<?xml version="1.0"?><callback><id>7</id><fields><field name="E-mail">a@example.com</field></fields></callback>';

export const targets: Target[] = [
	{
		name: 'callback body to Change',
		seeds: [
			json,
			`json=${encodeURIComponent(json)}`,
			xml,
			`xml=${encodeURIComponent(xml)}`,
			'id=7&action=update&fields%5BEmail%5D=a%40example.com&interests[]=x',
			'{"parameters":{"Email":"x"},"profile":{"ID":7,"fields":{"Email":"y"}}}',
			'{"type":"update","timestamp":1,"profile":4,"database":1}',
			'{"id":12345678901234567890,"fields":{"a":-1.50,"b":1e400},"parameters":{"fields":{"a":2},"interests":{"x":0}}}',
			'{"id":7,"interests":{"group":{"a":1,"b":"0"}},"profile":{"interests":[{"ID":3,"name":"c"}]}}',
		],
		growth: [
			(n) => '{"a":'.repeat(n),
			(n) => `{"fields":{${'"a":"b",'.repeat(n)}"a":"b"}}`,
			(n) => `{"id":"7","fields":{"a":"${'\\u0041'.repeat(n)}"}}`,
			(n) => 'id=7&'.repeat(n),
			(n) => '<a>'.repeat(n),
			(n) => `{"id":${'7'.repeat(n)}}`,
			(n) => `{"id":7,"fields":{"a":"${'1'.repeat(16)}${'\\\\'.repeat(n)}"}}`,
			(n) => `{"id":7,"a":[${'12345678901234567890,'.repeat(n)}0]}`,
			(n) => `{"id":7,"a":[${'1.50,'.repeat(n)}0]}`,
			(n) => `{"id":7,"interests":{${switchesOf(n)}},"parameters":{${switchesOf(n)}}}`,
		],
		read: (text) => {
			const read = readBody(latin(text));
			if (!read.ok) return read.code;
			checkTree(read.body.payload, text);
			const parsed = parseCallback(read.body);
			if (!parsed.ok) return parsed.code;
			const told = toChange(
				parsed.callback,
				{ entity: 'profile', databaseId: null, collectionId: null, onlyAction: null },
				{ accountId: null, receivedAt: '2025-01-01T00:00:00.000Z', order: 1, sentAt: null },
			);
			must(changeSchema.safeParse(withKey(told)).success, 'a Change that breaks its contract');
			return read.body.carrier;
		},
	},
	{
		name: 'form fields',
		seeds: ['a[b][c]=d&e[]=f&g=h+i%20j', 'fields[Email]=x&fields[Email]=y', 'a=1&a[b]=2&a[b][c]=3'],
		growth: [
			(n) => 'a'.repeat(n),
			(n) => '[a]'.repeat(n),
			(n) => 'a[b]=c&'.repeat(n),
			(n) => '%41'.repeat(n),
			(n) => '%C3'.repeat(n),
			(n) => `a${'[b'.repeat(n)}]=1`,
			(n) => Array.from({ length: n }, (_, at) => `k${at}=v`).join('&'),
		],
		read: (text) => {
			const tree = unnest(readForm(latin(text)));
			checkTree(tree, text);
			return Object.keys(tree).length > 0 ? 'tree' : 'empty';
		},
	},
	{
		name: 'XML',
		seeds: [xml, '<a b="c" d=\'e\'><![CDATA[x]]>&lt;&#65;<!-- c --></a>', '<a><b/><b/></a>'],
		growth: [
			(n) => '<a>'.repeat(n),
			(n) => `<a>${'<b/>'.repeat(n)}</a>`,
			(n) => `<a ${'b="c" '.repeat(n)}`,
			(n) => `<a${' '.repeat(n)}`,
			(n) => `<a>${'&amp;'.repeat(n)}`,
			(n) => `<a>${'&'.repeat(n)}`,
			(n) => '<!--'.repeat(n),
			(n) => `<a>${'<![CDATA['.repeat(n)}`,
			(n) => `<a ${'b'.repeat(n)}`,
			(n) => `<${'a'.repeat(n)}`,
			(n) => `<a></a${' '.repeat(n)}`,
		],
		read: (text) => {
			const document = readXml(text);
			if (!document) return 'refused';
			checkTree(document.value, text);
			must(
				!/<!(DOCTYPE|ENTITY)/.test(
					text.replace(/<!--[^]*?-->|<!\[CDATA\[[^]*?\]\]>|<\?[^]*?\?>/g, ''),
				),
				'a document type was taken',
			);
			return 'read';
		},
	},
	{
		name: 'Signature header',
		seeds: [signatureHeader, signatureHeader.replaceAll(',', '\r\n  '), 'Signature keyId="x"'],
		growth: [
			(n) => 'keyId="'.repeat(n),
			(n) => 'a'.repeat(n),
			(n) => 'a = '.repeat(n),
			(n) => `headers="${'a '.repeat(n)}"`,
			(n) => ' '.repeat(n),
		],
		read: (text) => {
			const examined = examineSignature(
				{ ...good, headers: { ...good.headers, signature: text } },
				policy,
			);
			if (!examined.ok) return examined.code;
			const fault = verifyClaim(examined.claim, [pair.publicKey]);
			const claims = examined.claim.signature.toString('base64');
			must(fault !== null || signatureHeader.includes(claims), 'a call got in without proof');
			return fault ?? 'genuine';
		},
	},
	{
		name: 'other signed headers',
		seeds: [
			...signedNames.map((name) => `${name}\n${String(good.headers[name])}`),
			'keyId\none._domainkey.copernica.com',
		],
		growth: [
			(n) => `date\n${'Tue, '.repeat(n)}`,
			(n) => `digest\n${'SHA-256=AAAA,'.repeat(n)}`,
			(n) => `keyId\n${'a.'.repeat(n)}copernica.com`,
			(n) => `keyId\n${'a'.repeat(n)}`,
			(n) => `x-copernica-id\naccount_${'1'.repeat(n)}`,
		],
		read: (text, random) => {
			const [first = '', ...rest] = text.split('\n');
			const value = rest.join('\n');
			const name = signedNames.includes(first) ? first : random.pick(signedNames);
			const keyName = copernicaKeyName(value);
			must(keyName === null || /^[a-z0-9._-]+\.copernica\.com$/.test(keyName), 'a key name');
			const examined = examineSignature(
				{ ...good, headers: { ...good.headers, [name]: value } },
				policy,
			);
			if (!examined.ok) return examined.code;
			const fault = verifyClaim(examined.claim, [pair.publicKey]);
			const signed = good.headers[name];
			const isOwn =
				signed === undefined || name.toLowerCase() === 'host' || value.trim() === signed;
			must(fault !== null || isOwn, `an altered ${name} got in`);
			return fault ?? 'genuine';
		},
	},
	{
		name: 'DNS answer and key record',
		seeds: [
			`{"Status":0,"Answer":[{"type":16,"TTL":300,"data":"\\"v=DKIM1; k=rsa; p=${p.slice(0, 100)}\\" \\"${p.slice(100)}\\""}]}`,
			`{"Status":0,"Answer":[{"type":16,"TTL":60,"data":"v=DKIM1; p=${p}"}]}`,
			'{"Status":3}',
			`v=DKIM1; k=rsa; p=${p}`,
		],
		growth: [
			(n) => `v=DKIM1;${'a=b;'.repeat(n)}`,
			(n) => `v=DKIM1; p=${'A'.repeat(n)}`,
			(n) => `v=DKIM1; p=${' '.repeat(n)}`,
			(n) => `{"Status":0,"Answer":[{"type":16,"data":"\\"${'\\\\0'.repeat(n)}"}]}`,
			(n) => `{"Status":0,"Answer":[{"type":16,"data":"\\"${'\\" \\"'.repeat(n)}"}]}`,
		],
		read: (text) => {
			const answer = readTxtAnswer(parseJson(text));
			const found = readKeyRecords(answer?.records ?? [text]);
			return found.ok ? 'key' : found.code;
		},
	},
	{
		name: 'answer of Spotler Activate',
		seeds: [
			'{"success":true}',
			'{"errors":[{"index":1,"message":"bad","email":"b@example.com"}]}',
			'{"errors":{"events.0.email":["The email is invalid"]}}',
			'{"errors":["a@example.com: invalid"],"success":false}',
			'{"error":"TIMESTAMP_ERROR"}',
			'<html><body>busy</body></html>',
		],
		growth: [
			(n) => `{"errors":${'['.repeat(n)}${']'.repeat(n)}}`,
			(n) => `{"errors":${'{"a":'.repeat(n)}1${'}'.repeat(n)}}`,
			(n) => `{"errors":[${'"events.1.x",'.repeat(n)}"x"]}`,
			(n) => `{"message":"${'a'.repeat(n)}"}`,
			(n) => `{"message":"${'a@'.repeat(n)}"}`,
			(n) => `{"message":"${'1 '.repeat(n)}"}`,
			(n) => `${' '.repeat(n)}<html`,
		],
		read: (text, random) => {
			const status = random.pick([200, 201, 204, 301, 400, 401, 409, 413, 422, 429, 500, 503]);
			const answer = interpretAnswer({ status, body: text }, events);
			if (answer.kind === 'accepted') must(status < 300, 'a refusal was taken for success');
			if (answer.kind === 'refused') {
				for (const [position, words] of answer.refused) {
					must(position >= 0 && position < events.length, 'a row that was not sent');
					const clean = scrubVendorText(words, events);
					must(clean.length <= 200 && !/\w@example/.test(clean), 'an address in a text');
				}
			}
			return answer.kind;
		},
	},
	{
		name: 'answer of Copernica',
		seeds: [
			'{"error":{"message":"No profile with supplied ID"}}',
			'{"error":"Invalid access token access_token=abcdef"}',
			'{"jwt":"aaa.bbb.ccc"}',
			'aaa.bbb.ccc',
			'"aaa.bbb.ccc"',
		],
		growth: [
			(n) => `{"error":"${'a'.repeat(n)}"}`,
			(n) => `{"error":"${'a@'.repeat(n)}"}`,
			(n) => `{"error":"${'access_token='.repeat(n)}"}`,
			(n) => `{"error":"${' '.repeat(n)}"}`,
			(n) => 'a.'.repeat(n),
		],
		read: (text) => {
			const body = parseJson(text) ?? text;
			const message = readVendorMessage(body);
			if (message !== null) {
				const clean = maskVendorText(message, 300);
				must(clean.length <= 300, 'a text without end');
				must(!/access_token=[^\s[]/i.test(clean), 'a token in a text');
			}
			return readJwtReply(body) === null ? (message === null ? 'nothing' : 'message') : 'token';
		},
	},
	{
		name: 'Retry-After',
		seeds: ['3', 'Tue, 04 Mar 2025 09:30:00 GMT', '99999999999', '-1', '1.5', ''],
		growth: [(n) => '9'.repeat(n), (n) => 'Jan '.repeat(n), (n) => `${' '.repeat(n)}x`],
		read: (text) => {
			const wait = parseRetryAfter(text, 1_700_000_000_000);
			must(wait === null || (wait >= 0 && Number.isFinite(wait)), `a wait of ${wait}`);
			return wait === null ? 'unreadable' : 'wait';
		},
	},
];

/** What no input may ever change. @throws when one did */
export function checkPrototypes(): void {
	must(Object.keys(Object.prototype).length === 0, 'Object.prototype was changed');
	must(Object.keys(Array.prototype).length === 0, 'Array.prototype was changed');
	must(Object.getOwnPropertyNames(Object.prototype).length === 12, 'Object.prototype has more');
}

import type { Random } from './random';

/** Longest input, in characters. */
export const MAX_LENGTH = 4_000;

/** Pieces that mean something to one of the readers. */
const tokens = [
	...['{', '}', '[', ']', '"', ':', ',', '\\', '\\u0000', 'null', 'true', '1e999', '-0', '{"a":'],
	...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '[__proto__][x]=1'],
	...['&', '=', '%', '%00', '%C3%28', '+', '[', '][', '[]', 'json=', 'xml=', 'a[b][c]=d'],
	...['<', '>', '</', '/>', '<a>', '</a>', '<!--', '-->', '<![CDATA[', ']]>', '<?xml', '?>'],
	...['<!DOCTYPE a [<!ENTITY b "c">]>', '&b;', '&amp;', '&#x41;', '&#0;', '&#xD800;', "a='b'"],
	...['keyId="', 'algorithm="rsa-sha256"', 'headers="', 'signature="', '(request-target)', '"'],
	...['v=DKIM1;', 'k=rsa;', 'p=', ';', '.copernica.com', 'xn--', '..', '\u0430', '\u212a'],
	...['429', '0', '-1', '99999999999999999999', 'Tue, 04 Mar 2025 09:30:00 GMT', 'GMT', '+0100'],
	...['errors', 'events[0]', 'events.3.email', 'a@example.com', 'success', 'message'],
	...['\u0000', '\ufeff', '\ud800', '\r\n', '\t', ' ', '\u2028', 'é', '\x80', '\xff', '😀'],
];

type Change = (text: string, random: Random) => string;

const changes: Change[] = [
	(text, random) => {
		const at = random.below(text.length + 1);
		return text.slice(0, at) + random.pick(tokens) + text.slice(at);
	},
	(text, random) => {
		const at = random.below(text.length + 1);
		return text.slice(0, at) + String.fromCharCode(random.below(256)) + text.slice(at + 1);
	},
	(text, random) => {
		const at = random.below(text.length + 1);
		return text.slice(0, at) + text.slice(at + 1 + random.below(20));
	},
	(text, random) => text.slice(0, random.below(text.length + 1)),
	(text, random) => {
		const at = random.below(text.length + 1);
		const piece = text.slice(at, at + 1 + random.below(60));
		return text.slice(0, at) + piece.repeat(1 + random.below(8)) + text.slice(at);
	},
	(text, random) => random.pick(tokens).repeat(1 + random.below(200)) + text,
	(text, random) => text + random.pick(tokens).repeat(1 + random.below(200)),
];

/** Text near one of the seeds, or made of pieces alone. */
export function mutate(seeds: readonly string[], random: Random): string {
	let text =
		random.below(10) === 0
			? Array.from({ length: random.below(30) }, () => random.pick(tokens)).join('')
			: random.pick(seeds);
	for (let times = random.below(6); times > 0; times--) text = random.pick(changes)(text, random);
	return text.slice(0, MAX_LENGTH);
}

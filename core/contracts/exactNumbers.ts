/**
 * JSON numbers that JavaScript would alter. Copernica's values are texts, so the text of its digits will do for a
 * number: `12345678901234567890` must not come out as `12345678901234567000`.
 */

/** Whether a text may hold such a number at all; most bodies do not, and need no further work. */
const SUSPICIOUS = /\d{16}|\d\.\d|\d[eE]/;
const NUMBER_TOKEN = /-?\d[\d.eE+-]*/y;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;

/** `1.50` is `1.5`, and `1.0` is `1`. */
function withoutFinalZeros(token: string): string {
	if (!/^-?\d+\.\d+$/.test(token)) return token;
	let end = token.length;
	while (token[end - 1] === '0') end -= 1;
	return token.slice(0, token[end - 1] === '.' ? end - 1 : end);
}

/** True when JavaScript writes the number with these same digits. */
function isHeldExactly(token: string): boolean {
	return String(Number(token)) === withoutFinalZeros(token);
}

/** The position after the string that begins at `start`. */
function endOfString(json: string, start: number): number {
	let at = start + 1;
	while (json.charCodeAt(at) !== QUOTE) at += json.charCodeAt(at) === BACKSLASH ? 2 : 1;
	return at + 1;
}

/**
 * Puts numbers that JavaScript cannot hold exactly into quotes, digit for digit.
 *
 * @param json a text that is known to be JSON
 * @returns the text, unchanged if there is nothing to quote. Time is linear in its length.
 */
export function quoteInexactNumbers(json: string): string {
	if (!SUSPICIOUS.test(json)) return json;
	let out = '';
	let copied = 0;
	let at = 0;
	while (at < json.length) {
		const code = json.charCodeAt(at);
		if (code === QUOTE) {
			at = endOfString(json, at);
		} else if (code === MINUS || (code >= ZERO && code <= NINE)) {
			NUMBER_TOKEN.lastIndex = at;
			const token = NUMBER_TOKEN.exec(json)?.[0] ?? '';
			if (!isHeldExactly(token)) {
				out += `${json.slice(copied, at)}"${token}"`;
				copied = at + token.length;
			}
			at += token.length;
		} else {
			at += 1;
		}
	}
	return out + json.slice(copied);
}

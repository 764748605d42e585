import { sha256Hex } from '../../canonical';
import { withoutInvisible } from '../../invisible';

/** An address in Activate's form, or why there is none. */
export type EmailOutcome =
	| { readonly state: 'address' | 'hash'; readonly value: string }
	| { readonly state: 'empty' }
	| { readonly state: 'invalid' };

const SHA256_FORM = /^[0-9a-f]{64}$/;
/** No blanks, broken bytes, quotes, brackets or list separators; letters of any script are fine. */
const LOCAL_FORM = /^[^\s\p{C}\ufffd"(),:;<>@[\\\]]{1,64}$/u;
const LABEL_FORM = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?$/u;
/** RFC 5321 (erratum 1690): longest address that can be delivered to. */
const LONGEST_ADDRESS = 254;

function isAddress(text: string): boolean {
	if (text.length > LONGEST_ADDRESS) return false;
	const at = text.indexOf('@');
	const local = text.slice(0, at);
	const labels = text.slice(at + 1).split('.');
	const topLevel = labels[labels.length - 1] ?? '';
	return (
		at > 0 &&
		LOCAL_FORM.test(local) &&
		!local.startsWith('.') &&
		!local.endsWith('.') &&
		!local.includes('..') &&
		labels.length >= 2 &&
		labels.every((label) => LABEL_FORM.test(label)) &&
		topLevel.length >= 2 &&
		!/^\p{N}+$/u.test(topLevel)
	);
}

/**
 * Trims and lower-cases an address, takes out what nobody sees in it, and checks its form. A text that already is a SHA-256 hash stays one: Activate
 * takes both in the same key (docs/vendors/spotler-activate.md#41-fields).
 */
export function normaliseEmail(text: string): EmailOutcome {
	const value = withoutInvisible(text).toLowerCase().normalize('NFC');
	if (value === '') return { state: 'empty' };
	if (SHA256_FORM.test(value)) return { state: 'hash', value };
	return isAddress(value) ? { state: 'address', value } : { state: 'invalid' };
}

/** The SHA-256 hash of a normalised address; a value that already is a hash is never hashed again. */
export function hashEmail(value: string): string {
	return SHA256_FORM.test(value) ? value : sha256Hex(value);
}

import { hashEmail, normaliseEmail } from '../normalise/values/email';

/** A list of patterns, compiled. */
export type AddressMatcher = (email: string) => boolean;

const LONGEST_PATTERN = 320;

/**
 * Whether a text fits a pattern in which `*` stands for any characters. Runs in linear time per star (the last star
 * is the only place to fall back to), so no pattern can stall a run.
 */
export function fitsPattern(text: string, pattern: string): boolean {
	let t = 0;
	let p = 0;
	let star = -1;
	let starText = 0;
	while (t < text.length) {
		if (pattern[p] === '*') {
			star = p++;
			starText = t;
		} else if (p < pattern.length && pattern[p] === text[t]) {
			p++;
			t++;
		} else if (star >= 0) {
			p = star + 1;
			t = ++starText;
		} else return false;
	}
	while (pattern[p] === '*') p++;
	return p === pattern.length;
}

/** Why a pattern cannot be used, or null. */
export function patternFault(pattern: string): string | null {
	if (pattern.length > LONGEST_PATTERN) return 'is too long';
	if (/\s/.test(pattern)) return 'contains spaces';
	if (/^[*@.]*$/.test(pattern)) return 'would fit every address';
	return null;
}

/**
 * Compiles exclusions: `example.com` and `@example.com` stand for the domain and its subdomains, `*` in an address or
 * domain for any characters (`test+*@example.com`), anything else with an `@` for that address. Only whole
 * addresses can be recognised behind a hash.
 */
export function compileAddressPatterns(patterns: readonly string[]): AddressMatcher {
	const addresses = new Set<string>();
	const domains = new Set<string>();
	const wildcards: string[] = [];
	for (const raw of patterns) {
		const pattern = raw.trim().toLowerCase();
		const domain = pattern.replace(/^@/, '');
		if (pattern.includes('*')) {
			wildcards.push(domain.includes('@') ? domain : `*@${domain}`);
		} else if (domain.includes('@')) {
			const email = normaliseEmail(domain);
			if (email.state !== 'address') addresses.add(domain);
			else addresses.add(email.value).add(hashEmail(email.value));
		} else if (domain !== '') domains.add(domain);
	}
	return (email) => {
		if (addresses.has(email)) return true;
		const at = email.lastIndexOf('@');
		if (at < 0) return false;
		for (let start = at + 1; start > 0; start = email.indexOf('.', start) + 1) {
			if (domains.has(email.slice(start))) return true;
		}
		return wildcards.some((pattern) => fitsPattern(email, pattern));
	};
}

import type { JsonValue } from '../../contracts/json';
import { hashEmail, normaliseEmail } from './email';
import { decodeEntities } from './entities';

/** What stands around an address in a text. A quote or a sign that an address may hold too is no such thing. */
const AROUND = /[\s,;:<>()[\]\\"]+/u;
/** As {@link AROUND}, with the signs that hardly any address has, such as those of a link. */
const AROUND_IN_LINK = /[^\p{L}\p{M}\p{N}@._+-]+/u;
const EDGES = /^[.'`]+|[.'`!?]+$/g;

/** How often a text may be encoded over again, as the address in a link that another link leads to. */
const MAX_LAYERS = 5;
/** How a link (`%40`) and JSON (`\u0040`) write a sign. */
const ENCODED_SIGN = /(?:%|\\u00)([2-7][0-9a-f])/gi;
/** Signs that look like the one in an address and are read as it. */
const OTHER_AT = /[\uff20\ufe6b]/g;

function decoded(text: string): string {
	return decodeEntities(text).replace(ENCODED_SIGN, (_, hex: string) =>
		String.fromCharCode(Number.parseInt(hex, 16)),
	);
}

/** A text in the form in which addresses are compared, with what HTML, JSON and links write in another way. */
function legible(text: string): string {
	let plain = text;
	for (let layer = 0; layer < MAX_LAYERS; layer++) {
		const next = decoded(plain);
		if (next === plain) break;
		plain = next;
	}
	return plain.replace(OTHER_AT, '@').toLowerCase().normalize('NFC');
}

/** Email addresses within a text that is {@link legible}. */
function addressesIn(text: string): string[] {
	return [AROUND, AROUND_IN_LINK]
		.flatMap((around) => text.split(around))
		.filter((word) => word.includes('@'))
		.map((word) => normaliseEmail(word.replace(EDGES, '')))
		.flatMap((email) => (email.state === 'address' ? [email.value] : []));
}

/** What a value holds: an address that is hidden, or only others. */
type Found = 'hidden' | 'another';

/**
 * Addresses that go out as a hash only. A value beside the hash that holds the same address would give away what the hash
 * hides.
 */
export class HiddenAddresses {
	private readonly plain = new Set<string>();
	private readonly hashes = new Set<string>();

	/** @param email a normalised address, or its hash */
	add(email: string): void {
		const hash = hashEmail(email);
		this.hashes.add(hash);
		if (hash !== email) this.plain.add(email);
	}

	/**
	 * Looks for addresses in a value, also within a longer text, a link, a list, or the keys and values of an object.
	 *
	 * @returns null where it holds none
	 */
	foundIn(value: JsonValue): Found | null {
		if (typeof value === 'string') return this.foundInText(value);
		if (typeof value !== 'object') return null;
		const all = Object.entries(value)
			.flat()
			.map((part) => this.foundIn(part));
		return all.find((found) => found === 'hidden') ?? all.find((found) => found !== null) ?? null;
	}

	private foundInText(raw: string): Found | null {
		const text = legible(raw);
		if (!text.includes('@')) return null;
		const addresses = addressesIn(text);
		const isHidden =
			[...this.plain].some((address) => text.includes(address)) ||
			addresses.some((address) => this.hashes.has(hashEmail(address)));
		if (isHidden) return 'hidden';
		return addresses.length > 0 ? 'another' : null;
	}
}

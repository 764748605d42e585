import type { JsonValue } from '../../contracts/json';
import { hashEmail, normaliseEmail } from './email';
import { decodeEntities } from './entities';

/** What stands around an address in a text. A quote or a sign that an address may hold too is no such thing. */
const AROUND = /[\s,;:<>()[\]\\"]+/u;
/** As {@link AROUND}, with the signs that hardly any address has, such as those of a link. */
const AROUND_IN_LINK = /[^\p{L}\p{M}\p{N}@._+-]+/u;
const EDGES = /^[.'`]+|[.'`!?]+$/g;

/** A text in the form in which addresses are compared, with what HTML and links write in another way. */
function legible(text: string): string {
	return decodeEntities(text)
		.replace(/%([2-7][0-9a-f])/gi, (_, hex: string) =>
			String.fromCharCode(Number.parseInt(hex, 16)),
		)
		.toLowerCase()
		.normalize('NFC');
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
	 * Looks for addresses in a value, also within a longer text, a link, a list or an object.
	 *
	 * @returns null where it holds none
	 */
	foundIn(value: JsonValue): Found | null {
		if (typeof value === 'string') return this.foundInText(value);
		if (typeof value !== 'object') return null;
		const all = Object.values(value).map((part) => this.foundIn(part));
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

import type { Change } from '../contracts/change';
import { refusal, type CopernicaRefusal } from './codes';
import type { Profile } from './entities';
import type { Condition } from './selectors';

/** The most rows of a search to read for the profiles with one address. */
export const MAX_SEARCHED = 1_000;

/** The most other profiles that a change carries. */
export const MAX_OTHERS = 100;

type GivenUp =
	/** The change gives up no address. */
	| { kind: 'none' }
	| { kind: 'address'; address: string }
	| { kind: 'refused'; refusal: CopernicaRefusal };

/** The value of a field, by name ignoring case, as in Copernica; of several spellings the last counts. */
function valueOf(fields: Record<string, string>, name: string): string | undefined {
	if (Object.hasOwn(fields, name)) return fields[name];
	const folded = name.toLowerCase();
	return Object.entries(fields)
		.filter(([key]) => key.toLowerCase() === folded)
		.pop()?.[1];
}

/** One form for all spellings of an address. */
export function foldAddress(address: string): string {
	return address.trim().toLowerCase();
}

/**
 * The address that perhaps nobody has any more after this change: that of a deleted profile, or a profile's previous
 * one. Another profile may still have it, and what that one says counts.
 *
 * @param emailField the field that holds the address
 */
export function givenUpAddress(change: Change, emailField: string): GivenUp {
	if (change.entity !== 'profile' || change.change === 'create') return { kind: 'none' };
	const now = valueOf(change.fields, emailField);
	if (change.change === 'delete' && now === undefined) {
		const details = { field: emailField, where: 'the change' };
		return { kind: 'refused', refusal: refusal('FIELD_UNKNOWN', details) };
	}
	const before = change.change === 'delete' ? now : valueOf(change.previous ?? {}, emailField);
	const address = (before ?? '').trim();
	if (address === '') return { kind: 'none' };
	if (
		change.change === 'update' &&
		now !== undefined &&
		foldAddress(now) === foldAddress(address)
	) {
		return { kind: 'none' };
	}
	return { kind: 'address', address };
}

/**
 * Whether the change shows that the field exists. If it does not, the name may be misspelt, and then no change would
 * ever seem to give up an address.
 */
export function mentions({ fields, previous }: Change, emailField: string): boolean {
	return (
		valueOf(fields, emailField) !== undefined || valueOf(previous ?? {}, emailField) !== undefined
	);
}

/**
 * Conditions that find every profile with the address, and others as well: how Copernica compares texts is not
 * documented, so the search is wide, and {@link othersAmong} looks closely. The first one also finds addresses with
 * spaces around them; the second one is for addresses that end so many others that the first finds too many.
 */
export function addressConditions(emailField: string, address: string): Condition[] {
	// In a pattern a backslash would escape the character after it; "_" matches any single character.
	const mask = address.trim().replaceAll('\\', '_');
	return [`%${mask}%`, `${mask}%`].map((value) => ({ name: emailField, operator: '=~', value }));
}

/**
 * The living profiles with the address, except the one that the change is about.
 *
 * @param found the results of a search; profiles without the address are left out
 */
export function othersAmong(
	found: readonly Profile[],
	{
		emailField,
		address,
		profileId,
	}: { emailField: string; address: string; profileId: string | null },
): NonNullable<Change['otherProfiles']> {
	const wanted = foldAddress(address);
	return found
		.filter(
			({ id, removed, fields }) =>
				!removed && id !== profileId && foldAddress(valueOf(fields, emailField) ?? '') === wanted,
		)
		.map(({ id, fields, interests }) => ({ profileId: id, fields, interests }));
}

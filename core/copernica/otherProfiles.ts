import type { Change } from '../contracts/change';
import { refusal, type CopernicaRefusal } from './codes';
import type { Profile } from './entities';
import type { Condition } from './selectors';

/** Most rows of a search that are read to find the profiles with one address. */
export const MAX_SEARCHED = 1_000;

/** Most other profiles that a change carries along. */
export const MAX_OTHERS = 100;

type GivenUp =
	/** The change gives no address up. */
	| { kind: 'none' }
	| { kind: 'address'; address: string }
	| { kind: 'refused'; refusal: CopernicaRefusal };

/** The value of a field, whose name is compared without case, as Copernica does; of several spellings the last counts. */
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
 * The address that nobody may have any more because of this change: that of a deleted profile, or the one that a profile
 * had before. Another profile can have it still, and what that one says counts.
 *
 * @param emailField field that holds the address
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
 * Whether the change shows that the field exists. Where it does not, the name may be misspelt, and then no change would
 * ever seem to give an address up.
 */
export function mentions({ fields, previous }: Change, emailField: string): boolean {
	return (
		valueOf(fields, emailField) !== undefined || valueOf(previous ?? {}, emailField) !== undefined
	);
}

/**
 * Conditions that find every profile with the address, and others as well: how Copernica compares texts is not
 * documented, so it is asked for more than is wanted, and {@link othersAmong} looks closely. The first one also finds
 * addresses with blanks around them; the second one is for addresses that so many others end with that the first finds
 * too many.
 */
export function addressConditions(emailField: string, address: string): Condition[] {
	// In a mask a backslash would take its meaning from the sign after it; "_" stands for any one sign.
	const mask = address.trim().replaceAll('\\', '_');
	return [`%${mask}%`, `${mask}%`].map((value) => ({ name: emailField, operator: '=~', value }));
}

/**
 * The living profiles that have the address, without the one that the change is about.
 *
 * @param found what a search gave; others among them are left out
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

import { sha256Hex } from '../canonical';
import type { ActivateValues, PreparedProfile } from '../contracts/preparedProfile';
import { addressKey } from '../activate/checkEvent';

/** The keys by which Activate knows a contact. */
const IDENTIFIERS = ['email', 'userid'] as const;
type Identifier = (typeof IDENTIFIERS)[number];

/** A key for an address or a user ID that hides it; a plain address has the key of its own hash. */
function keyOf(identifier: Identifier, values: ActivateValues): string | null {
	const value = values[identifier];
	if (value === undefined || value === '') return null;
	const text = String(value);
	return identifier === 'email' ? addressKey(text) : `userid ${sha256Hex(text)}`;
}

/** Under which keys Activate may know the contact of a row. */
export function contactKeys({ profile }: PreparedProfile): string[] {
	return IDENTIFIERS.flatMap((identifier) => keyOf(identifier, profile) ?? []);
}

function isSame(identifier: Identifier, a: ActivateValues, b: ActivateValues): boolean {
	return a[identifier] === b[identifier] || keyOf(identifier, a) === keyOf(identifier, b);
}

/** Whether two rows are about one contact in Activate for certain. */
export function sameContact(a: PreparedProfile, b: PreparedProfile): boolean {
	return IDENTIFIERS.every((identifier) => isSame(identifier, a.profile, b.profile));
}

/** Whether the row tells that its profile had another address or user ID before, so that it concerns two contacts. */
export function changesContact({ profile, changed, previous, source }: PreparedProfile): boolean {
	return IDENTIFIERS.some((identifier) => {
		if (previous?.[identifier] !== undefined && !isSame(identifier, previous, profile)) return true;
		// A created profile is new in every key and had none before.
		return source.change !== 'create' && (changed?.includes(identifier) ?? false);
	});
}

/**
 * Which profile a row is about. Profile and subprofile are two: a subprofile's row brings values that its profile's
 * row does not. Two Copernica profiles with one address stay apart for the same reason, and so do equal IDs of two
 * databases. Without IDs only the address (or user ID) can tell.
 */
export function identityOf(row: PreparedProfile): string | null {
	const { entity, databaseId, collectionId, profileId, subprofileId } = row.source;
	const place = entity === 'profile' ? [entity, databaseId] : [entity, databaseId, collectionId];
	const id = entity === 'profile' ? profileId : subprofileId;
	if (id !== null) return JSON.stringify([...place, 'id', id]);
	if (profileId !== null) return JSON.stringify([...place, 'of', profileId]);
	const [contact] = contactKeys(row);
	return contact === undefined ? null : JSON.stringify([...place, 'contact', contact]);
}

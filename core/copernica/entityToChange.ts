import { withKey, type Change } from '../contracts/change';
import { orderOfTime } from '../contracts/order';
import type { Profile, Subprofile } from './entities';

interface ReadAt {
	/** Just before this read began; ISO 8601, UTC. A later read counts as newer. */
	receivedAt: string;
	/** For an entity that does not say so itself. */
	databaseId?: string | null;
	collectionId?: string | null;
	/** Interests of the profile that are certainly off; null = not known. */
	interestsOff?: string[] | null;
	/** Whether the record is new to the reader. */
	isCreated?: boolean;
}

/**
 * What happened, as far as a read shows. A creation that is read also holds what changed since, so it has the place of
 * an update in the order of changes: an older call of the same record must not pass for newer.
 */
function happened(isCreated = false): Pick<Change, 'change' | 'speaksForCreation'> {
	return isCreated ? { change: 'create', speaksForCreation: true } : { change: 'update' };
}

/**
 * Turns a profile that was read into a Change, so that it runs through the same steps as callbacks. Unless it is known
 * to be new, it counts as an update without a list of changed fields.
 */
export function profileToChange(
	profile: Profile,
	{ receivedAt, databaseId, interestsOff, isCreated }: ReadAt,
): Change {
	return withKey({
		...happened(isCreated),
		entity: 'profile',
		profileId: profile.id,
		subprofileId: null,
		databaseId: profile.database ?? databaseId ?? null,
		collectionId: null,
		fields: profile.fields,
		profileFields: null,
		previous: null,
		changed: null,
		interests: profile.interests,
		interestsOff: interestsOff ?? null,
		accountId: null,
		receivedAt,
		order: orderOfTime(receivedAt),
		sentAt: null,
		otherProfiles: null,
	});
}

/** Like {@link profileToChange}; the parent profile's fields are left to *Add Profile*. */
export function subprofileToChange(
	subprofile: Subprofile,
	{ receivedAt, databaseId, collectionId, isCreated }: ReadAt,
): Change {
	return withKey({
		...happened(isCreated),
		entity: 'subprofile',
		profileId: subprofile.profile,
		subprofileId: subprofile.id,
		databaseId: databaseId ?? null,
		collectionId: subprofile.collection ?? collectionId ?? null,
		fields: subprofile.fields,
		profileFields: null,
		previous: null,
		changed: null,
		interests: null,
		interestsOff: null,
		accountId: null,
		receivedAt,
		order: orderOfTime(receivedAt),
		sentAt: null,
		otherProfiles: null,
	});
}

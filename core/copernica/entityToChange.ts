import { withKey, type Change } from '../contracts/change';
import { orderOfTime } from '../contracts/order';
import type { Profile, Subprofile } from './entities';

interface ReadAt {
	/** Just before the read began; ISO 8601, UTC. */
	receivedAt: string;
	/** Where the entity itself does not say. */
	databaseId?: string | null;
	collectionId?: string | null;
}

/**
 * Turns a profile that was read into a Change, so that a first full sync runs through the same steps as
 * callbacks do. It counts as an update of which nobody told what changed.
 */
export function profileToChange(profile: Profile, { receivedAt, databaseId }: ReadAt): Change {
	return withKey({
		change: 'update',
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
		interestsOff: null,
		accountId: null,
		receivedAt,
		order: orderOfTime(receivedAt),
		sentAt: null,
		otherProfiles: null,
	});
}

/** As {@link profileToChange}; the fields of the parent profile are left to *Add Profile*. */
export function subprofileToChange(
	subprofile: Subprofile,
	{ receivedAt, databaseId, collectionId }: ReadAt,
): Change {
	return withKey({
		change: 'update',
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

import type { IDataObject } from 'n8n-workflow';
import { withKey } from '../../../core/contracts/change';
import { orderOfTime } from '../../../core/contracts/order';
import type { RunCache } from '../api/runCache';
import type { Unsubscriber } from '../api/unsubscribes';
import { profileOutput } from './outputForm';

/** Whether somebody who unsubscribed is known to belong to another database. */
export function isElsewhere({ profile }: Unsubscriber, databaseId: string): boolean {
	return profile !== null && (profile.database ?? databaseId) !== databaseId;
}

/**
 * The Change of somebody who unsubscribed: the profile as it is now. What an unsubscribe does to a profile is set in its
 * database, so its fields may still say yes. Of a profile that does not exist any more nothing is left but its ID.
 */
export async function unsubscribeChange(
	{ profileId, profile, readAt }: Unsubscriber,
	databaseId: string,
	cache: RunCache,
): Promise<IDataObject> {
	if (profile !== null && !profile.removed) {
		return await profileOutput(profile, 'change', { readAt, databaseId }, cache);
	}
	return {
		...withKey({
			change: 'delete',
			entity: 'profile',
			profileId,
			subprofileId: null,
			databaseId: profile?.database ?? null,
			collectionId: null,
			fields: {},
			profileFields: null,
			previous: null,
			changed: null,
			interests: null,
			interestsOff: null,
			accountId: null,
			receivedAt: readAt,
			order: orderOfTime(readAt),
			sentAt: null,
			otherProfiles: null,
		}),
	};
}

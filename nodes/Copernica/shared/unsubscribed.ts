import type { IDataObject } from 'n8n-workflow';
import { withKey } from '../../../core/contracts/change';
import { orderOfTime } from '../../../core/contracts/order';
import { destinationSchema } from '../../../core/copernica/unsubscribeEvents';
import { memoize } from '../../shared/perKey';
import { readIfThere } from '../api/read';
import { pathOf, type CopernicaContext } from '../api/request';
import type { RunCache } from '../api/runCache';
import type { Unsubscribed } from '../api/unsubscribes';
import { profileOutput, profileWithRaw } from './outputForm';

/** The profile of an unsubscribe, as just read. */
export interface Unsubscriber {
	/** Null when Copernica does not say. */
	profileId: string | null;
	/** Null when there is none, or no longer; a deleted one reads as empty. */
	profile: Awaited<ReturnType<typeof readProfileWithRaw>>;
	/** Just before it was read; ISO 8601, UTC. */
	readAt: string;
}

async function readProfileWithRaw(context: CopernicaContext, id: string) {
	const request = { path: pathOf('profile', id), schema: profileWithRaw, what: 'a profile' };
	return await readIfThere(context, request);
}

/** Reads who an unsubscribe is about: each message and each profile once. */
export function unsubscriberReader(
	context: CopernicaContext,
): (event: Unsubscribed) => Promise<Unsubscriber> {
	const destinationOf = memoize(
		async (id: string) =>
			await readIfThere(context, {
				path: pathOf('ms', 'destination', id),
				schema: destinationSchema,
				what: 'a message',
			}),
	);
	const profileOf = memoize(async (id: string) => {
		const readAt = new Date().toISOString();
		return { readAt, profile: await readProfileWithRaw(context, id) };
	});
	return async ({ profile, destination, system }) => {
		const isTold = profile !== null || destination === null || system !== 'marketingSuite';
		const profileId = isTold ? profile : ((await destinationOf(destination))?.profile ?? null);
		if (profileId === null) return { profileId, profile: null, readAt: new Date().toISOString() };
		return { profileId, ...(await profileOf(profileId)) };
	};
}

/** Whether somebody who unsubscribed is known to belong to another database. */
export function isElsewhere({ profile }: Unsubscriber, databaseId: string): boolean {
	return profile !== null && (profile.database ?? databaseId) !== databaseId;
}

/**
 * The Change of somebody who unsubscribed: the profile as it is now. What an unsubscribe does to a profile is set in
 * its database, so its fields may still say yes. Only the ID is left of a profile that no longer exists.
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

import { NodeApiError, NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import type { Field, Interest, Profile } from '../../../core/copernica/entities';
import { profileSchema } from '../../../core/copernica/entities';
import { readFieldNames, readInterests } from '../methods';
import { memoize } from '../../shared/perKey';
import { pathOf } from '../shared/path';
import { readIfThere } from './read';

/** What a run has to know about Copernica, each read once and only when it is needed. */
export interface RunCache {
	databaseFields: (databaseId: string) => Promise<Field[]>;
	collectionFields: (collectionId: string) => Promise<Field[]>;
	interests: (databaseId: string) => Promise<Interest[]>;
	/** As `interests`, for output that is complete without them: null when they cannot be read. */
	interestsIfReadable: (databaseId: string | null) => Promise<Interest[] | null>;
	/** A profile, also a deleted one (see `removed`); null when there is none. Not for deciding what differs. */
	profile: (profileId: string) => Promise<Profile | null>;
}

export function runCacheFor(context: IExecuteFunctions): RunCache {
	const interests = memoize(async (id: string) => await readInterests(context, id));
	return {
		databaseFields: memoize(
			async (id: string) => await readFieldNames(context, { kind: 'database', id }),
		),
		collectionFields: memoize(
			async (id: string) => await readFieldNames(context, { kind: 'collection', id }),
		),
		interests,
		interestsIfReadable: async (databaseId) => {
			if (databaseId === null) return null;
			return await interests(databaseId).catch((error: unknown) => {
				// A cancelled execution must end.
				if (error instanceof NodeApiError || error instanceof NodeOperationError) return null;
				throw error;
			});
		},
		profile: memoize(async (id: string) => await readProfile(context, id)),
	};
}

/** Reads one profile as it is now; null when there is none. */
export async function readProfile(
	context: IExecuteFunctions,
	profileId: string,
): Promise<Profile | null> {
	return await readIfThere(context, {
		path: pathOf('profile', profileId),
		schema: profileSchema,
		what: 'a profile',
	});
}

import type { Field, Interest, Profile } from '../../../core/copernica/entities';
import { collectionSchema, profileSchema } from '../../../core/copernica/entities';
import { memoize } from '../../shared/perKey';
import { CopernicaFaultError } from './apiError';
import { readFieldNames, tryReadInterests } from './fieldList';
import { readIfThere } from './read';
import { pathOf, type CopernicaContext } from './request';

/** What a run needs to know about Copernica; everything is read once, and only when needed. */
export interface RunCache {
	databaseFields: (databaseId: string) => Promise<Field[]>;
	collectionFields: (collectionId: string) => Promise<Field[]>;
	interests: (databaseId: string) => Promise<Interest[]>;
	/** Like `interests`, for output that is complete without them: null when they cannot be read. */
	interestsIfReadable: (databaseId: string | null) => Promise<Interest[] | null>;
	/** The database of a collection; null when not stated. */
	databaseOf: (collectionId: string | null) => Promise<string | null>;
	/** A profile, even a deleted one (see `removed`); null when there is none. Not for deciding what differs. */
	profile: (profileId: string) => Promise<Profile | null>;
}

export function runCacheFor(context: CopernicaContext): RunCache {
	const interests = memoize(async (id: string) => await tryReadInterests(context, id));
	return {
		databaseFields: memoize(
			async (id: string) => await readFieldNames(context, { kind: 'database', id }),
		),
		collectionFields: memoize(
			async (id: string) => await readFieldNames(context, { kind: 'collection', id }),
		),
		interests: async (databaseId) => {
			const read = await interests(databaseId);
			if (!read.ok) throw new CopernicaFaultError(read.fault);
			return read.rows;
		},
		interestsIfReadable: async (databaseId) => {
			if (databaseId === null) return null;
			const read = await interests(databaseId);
			return read.ok ? read.rows : null;
		},
		databaseOf: memoize(async (collectionId: string | null) => {
			if (collectionId === null) return null;
			const collection = await readIfThere(context, {
				path: pathOf('collection', collectionId),
				schema: collectionSchema,
				what: 'a collection',
			});
			return collection?.database ?? null;
		}),
		profile: memoize(async (id: string) => await readProfile(context, id)),
	};
}

/** Reads one profile as it is now; null when there is none. */
export async function readProfile(
	context: CopernicaContext,
	profileId: string,
): Promise<Profile | null> {
	return await readIfThere(context, {
		path: pathOf('profile', profileId),
		schema: profileSchema,
		what: 'a profile',
	});
}

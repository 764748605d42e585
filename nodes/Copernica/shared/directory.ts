import type { IExecuteFunctions } from 'n8n-workflow';
import type { Field, Interest, Profile } from '../../../core/copernica/entities';
import { profileSchema } from '../../../core/copernica/entities';
import { readFieldNames, readInterests } from '../methods';
import { onceEach } from './onceEach';
import { pathOf } from './path';
import { readIfThere } from './read';

/** What a run has to know about Copernica, each read once and only when it is needed. */
export interface Directory {
	databaseFields: (databaseId: string) => Promise<Field[]>;
	collectionFields: (collectionId: string) => Promise<Field[]>;
	interests: (databaseId: string) => Promise<Interest[]>;
	/** A profile, also a deleted one (see `removed`); null when there is none. Not for deciding what differs. */
	profile: (profileId: string) => Promise<Profile | null>;
}

export function directoryFor(context: IExecuteFunctions): Directory {
	return {
		databaseFields: onceEach(async (id) => await readFieldNames(context, { kind: 'database', id })),
		collectionFields: onceEach(
			async (id) => await readFieldNames(context, { kind: 'collection', id }),
		),
		interests: onceEach(async (id) => await readInterests(context, id)),
		profile: onceEach(async (id) => await readProfile(context, id)),
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

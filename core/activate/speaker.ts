import type { Source } from '../contracts/preparedProfile';

/**
 * Speaks in what *Track* sends. Whose word it is, nobody knows: no yes of anybody is known to be a later word of the
 * same person, so a no of it goes out however late it comes.
 */
export const TRACK_VOICE = 'track';

/** Who says something about a contact. */
export interface Speaker {
	/** Copernica profile with its database; null where the row does not tell. */
	readonly profile: string | null;
	/**
	 * The profile or the subprofile itself; that of a subprofile begins with its profile. Where the row does not tell,
	 * it is one of its own.
	 */
	readonly entity: string;
	readonly isSubprofile: boolean;
	/** Whether the profile was deleted, so that its row speaks for nobody who is left. */
	readonly deleted: boolean;
}

/**
 * @param source null where the item tells nothing
 * @param unknown name for who cannot be told from others
 */
export function speakerOf(source: Source | null, unknown: string): Speaker {
	if (source === null) {
		return { profile: null, entity: unknown, isSubprofile: false, deleted: false };
	}
	const { databaseId, collectionId, profileId, subprofileId } = source;
	const isSubprofile = source.entity === 'subprofile';
	const database = databaseId ?? '';
	const profile = profileId === null ? null : `${database}/${profileId}`;
	const ownId = `${collectionId ?? ''}/${subprofileId ?? ''}`;
	const subprofile = subprofileId === null ? null : `${database}//${ownId}`;
	return {
		profile,
		entity:
			(isSubprofile ? (profile === null ? subprofile : `${profile}/${ownId}`) : profile) ?? unknown,
		isSubprofile,
		deleted: source.change === 'delete' && !isSubprofile,
	};
}

/**
 * Whether two entities speak with one voice, so that the later word replaces the earlier one. A subprofile often repeats
 * what its profile says; two subprofiles of one profile speak for themselves.
 */
export function isSameVoice(a: string, b: string): boolean {
	return a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
}

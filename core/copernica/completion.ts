import { withKey, type Change } from '../contracts/change';
import { refused, type CopernicaRefusal, type Refused } from './codes';
import { orderOfTime } from '../contracts/order';
import type { Interest, Profile, Subprofile } from './entities';
import { nameOf, readId } from './ids';
import { interestsOff } from './interests';

/** What must be read before a change is complete. */
type CompletionPlan =
	| { kind: 'complete' }
	| {
			kind: 'read';
			/** Read this subprofile first; null = not needed. */
			subprofileId: string | null;
			/** Null = the subprofile will show it. */
			profileId: string | null;
	  }
	| { kind: 'refused'; refusal: CopernicaRefusal };

/** An entity and the time just before it was read; ISO 8601, UTC. */
export interface ReadEntity<Entity> {
	entity: Entity;
	readAt: string;
}

export type Completion = { ok: true; change: Change } | Refused;

/** A callback with only an id leaves `fields` empty. */
function hasValues(change: Change): boolean {
	return Object.keys(change.fields).length > 0;
}

function refusedPlan({ refusal }: Refused): CompletionPlan {
	return { kind: 'refused', refusal };
}

const noId = (what: 'profile' | 'subprofile') =>
	refusedPlan(refused('ID_INVALID', { setting: `${what} ID of the change` }));

function planProfile(change: Change): CompletionPlan {
	if (hasValues(change)) return { kind: 'complete' };
	if (change.change === 'delete') {
		// A deleted profile can still be read, but with empty fields (docs/vendors/copernica.md#4-quirks), so reading
		// does not help.
		return refusedPlan(refused('PROFILE_GONE', { record: nameOf('profile', change.profileId) }));
	}
	const profileId = readId(change.profileId);
	if (profileId !== null) return { kind: 'read', subprofileId: null, profileId };
	return change.profileId === null
		? refusedPlan(refused('PROFILE_UNKNOWN', { change: 'change' }))
		: noId('profile');
}

function planSubprofile(change: Change): CompletionPlan {
	const needsFields = !hasValues(change) && change.change !== 'delete';
	if (change.profileFields !== null && !needsFields) return { kind: 'complete' };
	const profileId = readId(change.profileId);
	const subprofileId = readId(change.subprofileId);
	if (profileId === null && change.profileId !== null) return noId('profile');
	if (subprofileId === null && change.subprofileId !== null) return noId('subprofile');
	if (profileId !== null && !needsFields) return { kind: 'read', subprofileId: null, profileId };
	if (subprofileId !== null) return { kind: 'read', subprofileId, profileId };
	if (profileId !== null) return { kind: 'read', subprofileId: null, profileId };
	return refusedPlan(refused('PROFILE_UNKNOWN', { change: 'change' }));
}

/**
 * Plans how *Add Profile* completes a change. Already complete, and so free of cost: a subprofile's change with
 * `profileFields`, and a profile's change with `fields`. Everything else needs one or two reads.
 */
export function planCompletion(change: Change): CompletionPlan {
	return change.entity === 'profile' ? planProfile(change) : planSubprofile(change);
}

/** The profile that a subprofile belongs to, for a change that did not say so. */
export function parentOf(subprofile: Subprofile): { ok: true; profileId: string } | Refused {
	const { id, profile } = subprofile;
	return profile === null
		? refused('PROFILE_UNKNOWN', { change: nameOf('subprofile', id) })
		: { ok: true, profileId: profile };
}

/**
 * Completes a change with what was read. What the change already says is kept: it is what was true when it happened,
 * and a later state brings its own callback. `changeKey` stays, so that the step does not turn one change into another.
 * It is only recomputed when `fields` themselves had to be read, because without values all updates of a profile would
 * share one key. Values that were read are as new as the read: the change then takes the read's place in the order. If
 * it brought its own values, only those of the profile do (`profileReadAt`).
 *
 * @param subprofile null when it was not needed
 * @param known interests of the profile's database; null = they could not be read
 * @returns the completed change, or `PROFILE_GONE` when the profile (or the subprofile whose values were needed) was
 * deleted: its fields then read as empty, and must not be taken for values
 */
export function completeChange(
	change: Change,
	subprofile: ReadEntity<Subprofile> | null,
	{ entity: profile, readAt }: ReadEntity<Profile>,
	known: Interest[] | null,
): Completion {
	if (profile.removed) return refused('PROFILE_GONE', { record: nameOf('profile', profile.id) });
	const isProfile = change.entity === 'profile';
	const needsFields = !hasValues(change) && (isProfile || change.change !== 'delete');
	if (!isProfile && needsFields && subprofile?.entity.removed === true) {
		return refused('PROFILE_GONE', { record: nameOf('subprofile', change.subprofileId) });
	}
	const own = isProfile ? { entity: profile, readAt } : subprofile;
	const completed: Change = {
		...change,
		profileId: change.profileId ?? profile.id,
		databaseId: change.databaseId ?? profile.database,
		collectionId: change.collectionId ?? subprofile?.entity.collection ?? null,
		profileFields: isProfile ? change.profileFields : profile.fields,
		...(isProfile || needsFields ? {} : { profileReadAt: readAt }),
		// A subprofile has no interests: they are its profile's, whatever the change says.
		interests: profile.interests ?? (isProfile ? change.interests : null),
		interestsOff:
			profile.interests === null && isProfile
				? change.interestsOff
				: interestsOff(known, profile.interests),
	};
	if (!needsFields || own === null) return { ok: true, change: completed };
	return {
		ok: true,
		change: withKey({
			...completed,
			fields: own.entity.fields,
			receivedAt: own.readAt,
			order: orderOfTime(own.readAt),
			sentAt: null,
		}),
	};
}

import { withKey, type Change } from '../contracts/change';
import type { Refusal } from './codes';
import type { Profile, Subprofile } from './entities';
import { readId } from './ids';

/** What has to be read before a change is complete. */
type CompletionPlan =
	| { kind: 'complete' }
	| {
			kind: 'read';
			/** Read this subprofile first; null = not needed. */
			subprofileId: string | null;
			/** Null = the subprofile will tell. */
			profileId: string | null;
	  }
	| { kind: 'refused'; refusal: Refusal };

type Completion = { ok: true; change: Change } | { ok: false; refusal: Refusal };

/** A callback that brings only an id (copernica.md 1.6, account B) leaves `fields` empty. */
function hasValues(change: Change): boolean {
	return Object.keys(change.fields).length > 0;
}

function refused(code: Refusal['code'], reason: string): { kind: 'refused'; refusal: Refusal } {
	return { kind: 'refused', refusal: { code, reason } };
}

function planProfile(change: Change): CompletionPlan {
	if (hasValues(change)) return { kind: 'complete' };
	if (change.change === 'delete') {
		// A deleted profile is still readable, but with empty fields (copernica.md 4): reading cannot help.
		return refused(
			'PROFILE_GONE',
			'The profile was deleted and the callback did not bring its fields, so they cannot be read any more.',
		);
	}
	const profileId = readId(change.profileId);
	if (profileId !== null) return { kind: 'read', subprofileId: null, profileId };
	return change.profileId === null
		? refused('PROFILE_UNKNOWN', 'The change has neither fields nor a profile ID.')
		: refused('ID_INVALID', 'The profile ID of the change is not a whole number above 0.');
}

function planSubprofile(change: Change): CompletionPlan {
	const needsFields = !hasValues(change) && change.change !== 'delete';
	if (change.profileFields !== null && !needsFields) return { kind: 'complete' };
	const profileId = readId(change.profileId);
	const subprofileId = readId(change.subprofileId);
	if (profileId === null && change.profileId !== null) {
		return refused('ID_INVALID', 'The profile ID of the change is not a whole number above 0.');
	}
	if (subprofileId === null && change.subprofileId !== null) {
		return refused('ID_INVALID', 'The subprofile ID of the change is not a whole number above 0.');
	}
	if (profileId !== null && !needsFields) return { kind: 'read', subprofileId: null, profileId };
	if (subprofileId !== null) return { kind: 'read', subprofileId, profileId };
	if (profileId !== null) return { kind: 'read', subprofileId: null, profileId };
	return refused(
		'PROFILE_UNKNOWN',
		'The change has neither a profile ID nor a subprofile ID, so its profile cannot be found.',
	);
}

/**
 * Plans how *Add Profile* completes a change. Complete already, and so free of cost: a subprofile's change
 * with `profileFields`, and a profile's change with `fields`. Everything else needs one or two reads.
 */
export function planCompletion(change: Change): CompletionPlan {
	return change.entity === 'profile' ? planProfile(change) : planSubprofile(change);
}

/** The profile that a subprofile belongs to, for a change that did not say. */
export function parentOf(subprofile: Subprofile): { profileId: string } | { refusal: Refusal } {
	return subprofile.profile === null
		? {
				refusal: {
					code: 'PROFILE_UNKNOWN',
					reason: 'Copernica does not say which profile the subprofile belongs to.',
				},
			}
		: { profileId: subprofile.profile };
}

/**
 * Completes a change with what was read. What the change already says is kept: it is what was true when it
 * happened, and a later state brings its own callback. `changeKey` stays, so that the step does not turn one
 * change into another; only where `fields` themselves had to be read it is made anew, because without values
 * all updates of a profile would share one key.
 *
 * @param subprofile null when it was not needed
 * @returns the completed change, or `PROFILE_GONE` when the profile (or the subprofile whose values were
 * needed) was deleted: its fields read as empty then, and must not be taken for values
 */
export function completeChange(
	change: Change,
	subprofile: Subprofile | null,
	profile: Profile,
): Completion {
	if (profile.removed) {
		return {
			ok: false,
			refusal: { code: 'PROFILE_GONE', reason: 'The profile was deleted in Copernica.' },
		};
	}
	const needsFields =
		!hasValues(change) && !(change.entity === 'subprofile' && change.change === 'delete');
	if (change.entity === 'subprofile' && needsFields && subprofile?.removed === true) {
		return {
			ok: false,
			refusal: {
				code: 'PROFILE_GONE',
				reason:
					'The subprofile was deleted in Copernica and the callback did not bring its fields.',
			},
		};
	}
	const own = change.entity === 'profile' ? profile : subprofile;
	const completed: Change = {
		...change,
		profileId: change.profileId ?? profile.id,
		databaseId: change.databaseId ?? profile.database,
		collectionId: change.collectionId ?? subprofile?.collection ?? null,
		fields: needsFields && own !== null ? own.fields : change.fields,
		profileFields: change.entity === 'subprofile' ? profile.fields : change.profileFields,
		interests: change.interests ?? profile.interests,
	};
	return {
		ok: true,
		change: needsFields ? withKey(completed) : completed,
	};
}

import type { IExecuteFunctions } from 'n8n-workflow';
import type { WrittenProfile, WrittenSubprofile } from '../../../../core/contracts/copernicaRows';
import { refusal } from '../../../../core/copernica/codes';
import type { Interest, Profile } from '../../../../core/copernica/entities';
import type { WantedField } from '../../../../core/copernica/fieldNames';
import { nameOf } from '../../../../core/copernica/ids';
import type { InterestWishes } from '../../../../core/copernica/interests';
import { planWrite } from '../../../../core/copernica/upsert';
import type { Row } from '../../../shared/rows';
import { unreadable } from '../../api/read';
import { copernicaRequest } from '../../api/client';
import type { RunCache } from '../../api/runCache';
import { pathOf } from '../../api/request';
import type { Item } from '../../shared/rows';

/** What an item wants of a profile. */
interface ProfileWishes {
	wanted: WantedField[];
	interests: InterestWishes;
	/** Keys of the item that are no field; named in the result, so that nothing is dropped silently. */
	ignored: string[];
}

/** What is written, where, and for which item. */
export interface ProfileWrite {
	cache: RunCache;
	item: Item;
	databaseId: string;
	wishes: ProfileWishes;
}

type ProfileIds = Pick<WrittenProfile, 'profileId' | 'databaseId'>;
type SubprofileIds = Pick<WrittenSubprofile, 'subprofileId' | 'profileId' | 'collectionId'>;

/** The JSON of a write, or of one that was not needed. */
export function writtenJson(
	status: WrittenProfile['status'],
	ids: ProfileIds | SubprofileIds,
	changed: string[],
	ignored: string[],
): WrittenProfile | WrittenSubprofile {
	return { status, ...ids, changed, ...(ignored.length === 0 ? {} : { ignored }) };
}

export function hasInterestWishes({ add, remove }: InterestWishes): boolean {
	return add.length > 0 || remove.length > 0;
}

/** Interests of a database; null while none are to be changed. */
export async function interestsToChange(
	cache: RunCache,
	databaseId: string,
	wishes: InterestWishes,
): Promise<Interest[] | null> {
	return hasInterestWishes(wishes) ? await cache.interests(databaseId) : null;
}

/** Writes to a profile what really differs, and nothing when nothing does. @param profile as it is now */
export async function updateProfile(
	context: IExecuteFunctions,
	profile: Profile,
	{ cache, item, databaseId, wishes }: ProfileWrite,
): Promise<Row> {
	const { wanted, interests, ignored } = wishes;
	const ids = { profileId: profile.id, databaseId };
	if (profile.removed) {
		// Copernica takes the write and keeps nothing of it (docs/vendors/copernica.md#4-quirks).
		const gone = refusal('PROFILE_GONE', { record: nameOf('profile', profile.id) });
		return item.reject(gone, ids);
	}
	if (hasInterestWishes(interests) && profile.interests === null) {
		// The write names every interest: one that the profile has, but that was not read, would be taken away.
		throw unreadable('the interests of the profile');
	}
	const known = await interestsToChange(cache, databaseId, interests);
	const plan = planWrite(profile, wanted, interests, known);
	if (!plan.ok) return item.reject(plan.refusal, ids);
	const { fields, changed } = plan;
	if (changed.length === 0) return item.complete(writtenJson('unchanged', ids, [], ignored));
	await copernicaRequest(context, {
		version: 'v4',
		method: 'PUT',
		path: pathOf('profile', profile.id),
		body: {
			...(Object.keys(fields).length === 0 ? {} : { fields }),
			...(plan.interests === null ? {} : { interests: plan.interests }),
		},
		itemIndex: item.index,
	});
	return item.complete(writtenJson('updated', ids, changed, ignored));
}

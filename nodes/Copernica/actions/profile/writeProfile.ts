import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { differingFields } from '../../../../core/copernica/difference';
import type { Profile } from '../../../../core/copernica/entities';
import type { WantedField } from '../../../../core/copernica/fieldNames';
import { planInterests, type InterestWishes } from '../../../../core/copernica/interests';
import { copernicaRequest } from '../../api/client';
import { unreadable } from '../../api/read';
import type { Directory } from '../../api/runCache';
import { pathOf } from '../../shared/path';
import { completed, rejected, type Row } from '../../shared/rows';

/** What an item wants of a profile. */
export interface ProfileWishes {
	wanted: WantedField[];
	interests: InterestWishes;
	/** Keys of the item that are no field; named in the result, so that nothing is dropped in silence. */
	ignored: string[];
}

/** The result of a write, or of one that was not needed. */
export function writtenRow(
	status: 'created' | 'updated' | 'unchanged',
	ids: IDataObject,
	changed: string[],
	ignored: string[],
): Row {
	return completed({ status, ...ids, changed, ...(ignored.length === 0 ? {} : { ignored }) });
}

export function hasInterestWishes({ add, remove }: InterestWishes): boolean {
	return add.length > 0 || remove.length > 0;
}

/**
 * Writes to a profile what really differs, and nothing when nothing does.
 *
 * @param profile as it is now
 * @param known of the item, for a rejected row
 */
export async function updateProfile(
	context: IExecuteFunctions,
	directory: Directory,
	databaseId: string,
	profile: Profile,
	{ wanted, interests, ignored }: ProfileWishes,
	known: IDataObject,
	itemIndex: number,
): Promise<Row> {
	const ids = { profileId: profile.id, databaseId };
	if (profile.removed) {
		// Copernica takes the write and keeps nothing of it (docs/vendors/copernica.md#4-quirks).
		const reason = 'The profile was deleted in Copernica, so nothing was written to it.';
		return rejected('rejected', { code: 'PROFILE_GONE', reason }, { ...ids, ...known });
	}
	if (hasInterestWishes(interests) && profile.interests === null) {
		// The write names every interest: one that the profile has, but that was not read, would be taken away.
		throw unreadable('the interests of the profile');
	}
	const plan = hasInterestWishes(interests)
		? planInterests(await directory.interests(databaseId), profile.interests ?? [], interests)
		: null;
	if (plan !== null && !plan.ok) return rejected('invalid', plan.refusal, { ...ids, ...known });
	const fields = differingFields(profile.fields, wanted);
	const names = Object.keys(fields);
	const changed = [...names, ...(plan?.changed ?? [])];
	if (changed.length === 0) return writtenRow('unchanged', ids, [], ignored);
	await copernicaRequest(context, {
		version: 'v4',
		method: 'PUT',
		path: pathOf('profile', profile.id),
		body: {
			...(names.length === 0 ? {} : { fields }),
			...(plan === null || plan.body === null ? {} : { interests: plan.body }),
		},
		itemIndex,
	});
	return writtenRow('updated', ids, changed, ignored);
}

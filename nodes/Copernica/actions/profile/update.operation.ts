import { refusal } from '../../../../core/copernica/codes';
import { readWantedFields } from '../../../../core/copernica/fieldNames';
import { nameOf } from '../../../../core/copernica/ids';
import type { Operation } from '../../../shared/operation';
import { oneAtATimePerKey } from '../../../shared/perKey';
import { readProfile, runCacheFor } from '../../api/runCache';
import { databaseField, mapperField, profileIdField } from '../../shared/descriptions';
import { profileOptions } from '../../shared/options';
import { eachItem, OUTPUTS } from '../../shared/rows';
import { hasInterestWishes, updateProfile } from './writeProfile';

/** *Update*: writes what differs to a profile, found by its id. */
export const update: Operation = {
	fields: [databaseField, profileIdField, mapperField('map'), profileOptions],
	outputs: OUTPUTS,
	run: async (context, items) => {
		const cache = runCacheFor(context);
		const oneAtATime = oneAtATimePerKey();
		return await eachItem(context, items, async (item) => {
			const profileId = item.id('profileId');
			if (!profileId.ok) return item.reject(profileId.refusal);
			const chosen = item.id('database');
			if (!chosen.ok) return item.reject(chosen.refusal);
			const { values, unknownNames } = item.mapping();
			const interests = item.interests();
			const { id } = profileId;
			return await oneAtATime(id, async () => {
				const profile = await readProfile(context, id);
				if (profile === null) {
					const gone = refusal('PROFILE_GONE', { record: nameOf('profile', id) });
					return item.reject(gone, { profileId: id });
				}
				// The fields that count are those of the profile's real database.
				const databaseId = profile.database ?? chosen.id;
				const fields = await cache.databaseFields(databaseId);
				const read = readWantedFields(fields, values, unknownNames);
				if (!read.ok) return item.reject(read.refusal);
				if (read.wanted.length === 0 && !hasInterestWishes(interests)) {
					return item.reject(refusal('NOTHING_TO_WRITE', {}));
				}
				const wishes = { wanted: read.wanted, ignored: read.ignored, interests };
				return await updateProfile(context, profile, { cache, item, databaseId, wishes });
			});
		});
	},
};

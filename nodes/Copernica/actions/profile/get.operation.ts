import { nameOf } from '../../../../core/copernica/ids';
import { refusal } from '../../../../core/copernica/codes';
import type { Operation } from '../../../shared/operation';
import { memoize } from '../../../shared/perKey';
import { readIfThere } from '../../api/read';
import { runCacheFor } from '../../api/runCache';
import { outputField, profileIdField } from '../../shared/descriptions';
import { requestOptions } from '../../shared/options';
import { profileOutput, profileWithRaw } from '../../shared/outputForm';
import { pathOf } from '../../api/request';
import { eachItem, OUTPUTS } from '../../shared/rows';

/**
 * *Get*: a profile by its id. A deleted one reads as empty (docs/vendors/copernica.md#4-quirks), so it is rejected, not
 * passed on.
 */
export const get: Operation = {
	fields: [profileIdField, outputField, requestOptions],
	outputs: OUTPUTS,
	run: async (context, items) => {
		const cache = runCacheFor(context);
		const profileOf = memoize(async (id: string) => {
			const readAt = new Date().toISOString();
			const request = { path: pathOf('profile', id), schema: profileWithRaw, what: 'a profile' };
			return { readAt, profile: await readIfThere(context, request) };
		});
		return await eachItem(context, items, async (item) => {
			const profileId = item.id('profileId');
			if (!profileId.ok) return item.reject(profileId.refusal);
			const { id } = profileId;
			const { profile, readAt } = await profileOf(id);
			if (profile === null || profile.removed) {
				const gone = refusal('PROFILE_GONE', { record: nameOf('profile', id) });
				return item.reject(gone, { profileId: id });
			}
			return item.complete(await profileOutput(profile, item.outputForm(), { readAt }, cache));
		});
	},
};

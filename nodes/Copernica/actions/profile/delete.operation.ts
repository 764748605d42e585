import type { Operation } from '../../../shared/operation';
import { profileIdField } from '../../shared/descriptions';
import { requestOptions } from '../../shared/options';
import { eachItem, OUTPUTS } from '../../shared/rows';
import { recordRemover } from '../removeRecord';

/** *Delete*: a profile by its id, with its subprofiles. One that is already deleted is fine: a run may be repeated. */
export const remove: Operation = {
	fields: [
		profileIdField,
		{
			displayName: 'Delete Completely',
			name: 'completely',
			type: 'boolean',
			default: false,
			description:
				'Whether to erase the profile completely, so that its data can no longer be read',
		},
		requestOptions,
	],
	outputs: OUTPUTS,
	run: async (context, items) => {
		const removeProfile = recordRemover(context, 'profile');
		return await eachItem(context, items, async (item) => {
			const profileId = item.id('profileId');
			if (!profileId.ok) return item.reject(profileId.refusal);
			const completely = item.setting('completely', false) === true;
			return await removeProfile(item, profileId.id, completely ? { completely } : undefined);
		});
	},
};

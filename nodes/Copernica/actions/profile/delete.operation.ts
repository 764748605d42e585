import { refusal } from '../../../../core/copernica/codes';
import { nameOf } from '../../../../core/copernica/ids';
import type { Operation } from '../../../shared/operation';
import { CopernicaFaultError } from '../../api/apiError';
import { tryCopernicaRequest } from '../../api/client';
import { profileIdField } from '../../shared/descriptions';
import { pathOf } from '../../api/request';
import { eachItem, OUTPUTS } from '../../shared/rows';

/** *Delete*: a profile by its id, with its subprofiles. One that is deleted already is fine: a run may be repeated. */
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
	],
	outputs: OUTPUTS,
	run: async (context, items) => {
		const remove = async (profileId: string, completely: boolean, itemIndex: number) =>
			await tryCopernicaRequest(context, {
				version: 'v4',
				method: 'DELETE',
				path: pathOf('profile', profileId),
				...(completely ? { body: { completely: true } } : {}),
				itemIndex,
			});
		const requests = new Map<string, ReturnType<typeof remove>>();
		return await eachItem(context, items, async (item) => {
			const profileId = item.id('profileId');
			if (!profileId.ok) return item.reject(profileId.refusal);
			const { id } = profileId;
			const completely = item.setting('completely', false) === true;
			const earlier = requests.get(id);
			const request = earlier ?? remove(id, completely, item.index);
			requests.set(id, request);
			const result = await request;
			const done = { profileId: id, deleted: true };
			if (result.ok) {
				return item.complete({ status: earlier === undefined ? 'deleted' : 'unchanged', ...done });
			}
			if (result.fault.kind === 'gone' && result.fault.wasRemoved)
				return item.complete({ status: 'unchanged', ...done });
			if (result.fault.kind !== 'gone') throw new CopernicaFaultError(result.fault);
			const gone = refusal('PROFILE_GONE', { record: nameOf('profile', id) });
			return item.reject(gone, { profileId: id });
		});
	},
};

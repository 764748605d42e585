import type { Operation } from '../../../shared/operation';
import { subprofileIdField } from '../../shared/descriptions';
import { requestOptions } from '../../shared/options';
import { eachItem, OUTPUTS } from '../../shared/rows';
import { recordRemover } from '../removeRecord';

/** *Delete*: a subprofile by its id; its profile stays. */
export const remove: Operation = {
	fields: [subprofileIdField, requestOptions],
	outputs: OUTPUTS,
	run: async (context, items) => {
		const removeSubprofile = recordRemover(context, 'subprofile');
		return await eachItem(context, items, async (item) => {
			const subprofileId = item.id('subprofileId');
			if (!subprofileId.ok) return item.reject(subprofileId.refusal);
			return await removeSubprofile(item, subprofileId.id);
		});
	},
};

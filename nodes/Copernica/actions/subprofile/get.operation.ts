import { refusal } from '../../../../core/copernica/codes';
import { nameOf } from '../../../../core/copernica/ids';
import type { Operation } from '../../../shared/operation';
import { memoize } from '../../../shared/perKey';
import { readIfThere } from '../../api/read';
import { pathOf } from '../../api/request';
import { runCacheFor } from '../../api/runCache';
import { outputField, subprofileIdField } from '../../shared/descriptions';
import { requestOptions } from '../../shared/options';
import { subprofileOutput, subprofileWithRaw } from '../../shared/outputForm';
import { eachItem, OUTPUTS } from '../../shared/rows';

/**
 * *Get*: a subprofile by its id. A deleted one reads as empty (docs/vendors/copernica.md#4-quirks), so it is rejected,
 * not passed on.
 */
export const get: Operation = {
	fields: [subprofileIdField, outputField, requestOptions],
	outputs: OUTPUTS,
	run: async (context, items) => {
		const cache = runCacheFor(context);
		const subprofileOf = memoize(async (id: string) => {
			const readAt = new Date().toISOString();
			const request = { path: pathOf('subprofile', id), schema: subprofileWithRaw };
			return { readAt, read: await readIfThere(context, { ...request, what: 'a subprofile' }) };
		});
		return await eachItem(context, items, async (item) => {
			const subprofileId = item.id('subprofileId');
			if (!subprofileId.ok) return item.reject(subprofileId.refusal);
			const { id } = subprofileId;
			const { read, readAt } = await subprofileOf(id);
			if (read === null || read.removed) {
				const gone = refusal('PROFILE_GONE', { record: nameOf('subprofile', id) });
				return item.reject(gone, { subprofileId: id });
			}
			const form = item.outputForm();
			// A subprofile only knows its collection, but a Change also names the database.
			const databaseId = form === 'change' ? await cache.databaseOf(read.collection) : null;
			return item.complete(subprofileOutput(read, form, { readAt, databaseId }));
		});
	},
};

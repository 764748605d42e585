import { refusal } from '../../../../core/copernica/codes';
import { subprofileSchema } from '../../../../core/copernica/entities';
import { readWantedFields } from '../../../../core/copernica/fieldNames';
import { nameOf } from '../../../../core/copernica/ids';
import type { Operation } from '../../../shared/operation';
import { oneAtATimePerKey } from '../../../shared/perKey';
import { readIfThere } from '../../api/read';
import { pathOf } from '../../api/request';
import { runCacheFor } from '../../api/runCache';
import {
	collectionField,
	databaseField,
	mapperField,
	subprofileIdField,
} from '../../shared/descriptions';
import { requestOptions } from '../../shared/options';
import { eachItem, OUTPUTS } from '../../shared/rows';
import { updateSubprofile } from './writeSubprofile';

/** *Update*: writes what differs to a subprofile, found by its id. */
export const update: Operation = {
	fields: [databaseField, collectionField, subprofileIdField, mapperField('map'), requestOptions],
	outputs: OUTPUTS,
	run: async (context, items) => {
		const cache = runCacheFor(context);
		const oneAtATime = oneAtATimePerKey();
		return await eachItem(context, items, async (item) => {
			const subprofileId = item.id('subprofileId');
			if (!subprofileId.ok) return item.reject(subprofileId.refusal);
			const chosen = item.id('collection');
			if (!chosen.ok) return item.reject(chosen.refusal);
			const { values, unknownNames } = item.mapping();
			const { id } = subprofileId;
			return await oneAtATime(id, async () => {
				const request = { path: pathOf('subprofile', id), schema: subprofileSchema };
				const stored = await readIfThere(context, { ...request, what: 'a subprofile' });
				if (stored === null) {
					const gone = refusal('PROFILE_GONE', { record: nameOf('subprofile', id) });
					return item.reject(gone, { subprofileId: id });
				}
				// The fields that count are those of the subprofile's real collection.
				const collectionId = stored.collection ?? chosen.id;
				const fields = await cache.collectionFields(collectionId);
				const read = readWantedFields(fields, values, unknownNames);
				if (!read.ok) return item.reject(read.refusal);
				if (read.wanted.length === 0) return item.reject(refusal('NOTHING_TO_WRITE', {}));
				const ids = { profileId: stored.profile, collectionId };
				return await updateSubprofile(context, stored, { item, ids, ...read });
			});
		});
	},
};

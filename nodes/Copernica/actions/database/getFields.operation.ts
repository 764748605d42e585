import type { FieldRow } from '../../../../core/contracts/copernicaRows';
import type { Operation } from '../../../shared/operation';
import { runCacheFor } from '../../api/runCache';
import { collectionField, databaseField, ofSource, sourceField } from '../../shared/descriptions';
import { returnAllFields } from '../../../shared/returnAll';
import { ownerOf } from '../../shared/owner';
import { eachItem, OUTPUTS } from '../../shared/rows';

const source = sourceField([
	{ name: 'Database', value: 'database', description: 'The fields of its profiles' },
	{
		name: 'Collection',
		value: 'collection',
		description: 'The fields of its subprofiles, for example of SQ_profile',
	},
]);

/** *Get Fields*: the fields of a database or of one of its collections, in Copernica's order. */
export const getFields: Operation = {
	fields: [source, databaseField, ofSource('collection', collectionField), ...returnAllFields],
	outputs: OUTPUTS,
	run: async (context, items) => {
		const cache = runCacheFor(context);
		return await eachItem(context, items, async (item) => {
			const owner = ownerOf(item);
			if (!owner.ok) return item.reject(owner.refusal);
			const { databaseId, collectionId } = owner;
			const limit = item.limit();
			const fields =
				collectionId === null
					? await cache.databaseFields(databaseId)
					: await cache.collectionFields(collectionId);
			return fields.slice(0, limit).map(({ id, ...field }) =>
				item.complete({
					fieldId: id,
					...field,
					databaseId,
					collectionId,
				} satisfies FieldRow),
			);
		});
	},
};

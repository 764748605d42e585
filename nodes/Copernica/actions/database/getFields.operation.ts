import type { Operation } from '../../../shared/operation';
import { runCacheFor } from '../../api/runCache';
import {
	collectionField,
	databaseField,
	ofSource,
	returnAllFields,
	sourceField,
} from '../../shared/descriptions';
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
			const database = item.id('database');
			if (!database.ok) return item.reject(database.refusal);
			const isOfDatabase = item.setting('source', 'database') !== 'collection';
			const collection = isOfDatabase ? null : item.id('collection');
			if (collection !== null && !collection.ok) return item.reject(collection.refusal);
			const limit = item.limit();
			const fields =
				collection === null
					? await cache.databaseFields(database.id)
					: await cache.collectionFields(collection.id);
			const of = { databaseId: database.id, collectionId: collection?.id ?? null };
			return fields
				.slice(0, limit)
				.map(({ id, ...field }) => item.complete({ fieldId: id, ...field, ...of }));
		});
	},
};

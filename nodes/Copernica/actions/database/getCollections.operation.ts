import type { CollectionRow } from '../../../../core/contracts/copernicaRows';
import { collectionSchema } from '../../../../core/copernica/entities';
import type { Operation } from '../../../shared/operation';
import { memoize } from '../../../shared/perKey';
import { readAll } from '../../api/read';
import { pathOf } from '../../api/request';
import { databaseField } from '../../shared/descriptions';
import { returnAllFields } from '../../../shared/returnAll';
import { eachItem, OUTPUTS } from '../../shared/rows';

/** *Get Collections*: the collections of a database. Each database is read once per run. */
export const getCollections: Operation = {
	fields: [databaseField, ...returnAllFields],
	outputs: OUTPUTS,
	run: async (context, items) => {
		const collectionsOf = memoize(
			async (databaseId: string) =>
				await readAll(context, {
					path: pathOf('database', databaseId, 'collections'),
					schema: collectionSchema,
					what: 'a collection',
				}),
		);
		return await eachItem(context, items, async (item) => {
			const database = item.id('database');
			if (!database.ok) return item.reject(database.refusal);
			const databaseId = database.id;
			const limit = item.limit();
			const collections = await collectionsOf(databaseId);
			return collections
				.slice(0, limit)
				.map(({ id, name }) =>
					item.complete({ collectionId: id, name, databaseId } satisfies CollectionRow),
				);
		});
	},
};

import { remoteCallbackSchema } from '../../../../core/callback/registration';
import type { CallbackRow } from '../../../../core/contracts/copernicaRows';
import { collectionSchema } from '../../../../core/copernica/entities';
import type { Operation } from '../../../shared/operation';
import type { Row } from '../../../shared/rows';
import { readAll } from '../../api/read';
import { databaseField } from '../../shared/descriptions';
import { pathOf } from '../../api/request';
import { eachItem, OUTPUTS, type Item } from '../../shared/rows';

/** *Get Many*: the callbacks of a database and its collections, so that forgotten ones can be found. */
export const getAll: Operation = {
	fields: [databaseField],
	outputs: OUTPUTS,
	run: async (context, items) => {
		const work = async (item: Item): Promise<Row | Row[]> => {
			const database = item.id('database');
			if (!database.ok) return item.reject(database.refusal);
			const databaseId = database.id;
			const collections = await readAll(context, {
				path: pathOf('database', databaseId, 'collections'),
				schema: collectionSchema,
				what: 'a collection',
				itemIndex: item.index,
			});
			const sources = [
				{ path: pathOf('database', databaseId, 'callbacks'), collectionId: null, collection: null },
				...collections.map(({ id, name }) => ({
					path: pathOf('collection', id, 'callbacks'),
					collectionId: id,
					collection: name,
				})),
			];
			const rows: Row[] = [];
			for (const { path, ...source } of sources) {
				const callbacks = await readAll(context, {
					version: 'v1',
					path,
					schema: remoteCallbackSchema,
					what: 'a callback',
					itemIndex: item.index,
				});
				for (const { id, ...callback } of callbacks) {
					const { url, method, action, expression } = callback;
					const known = { callbackId: id, url, method, action, expression, databaseId };
					rows.push(item.complete({ ...known, ...source } satisfies CallbackRow));
				}
			}
			return rows;
		};
		return await eachItem(context, items, work, { isOneByOne: true });
	},
};

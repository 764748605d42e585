import { makeSelectors } from '../../../../core/copernica/selectors';
import type { Operation } from '../../../shared/operation';
import type { Row } from '../../../shared/rows';
import { runCacheFor } from '../../api/runCache';
import {
	databaseField,
	filtersField,
	outputField,
	returnAllFields,
} from '../../shared/descriptions';
import { profileOutput, profileWithRaw } from '../../shared/outputForm';
import { readById } from '../../api/read';
import { pathOf } from '../../api/request';
import { eachItem, OUTPUTS, type Item } from '../../shared/rows';

/** *Get Many*: profiles of a database in order of id, with checked filters. */
export const getAll: Operation = {
	fields: [databaseField, ...returnAllFields, filtersField, outputField],
	outputs: OUTPUTS,
	run: async (context, items) => {
		const cache = runCacheFor(context);
		const work = async (item: Item): Promise<Row | Row[]> => {
			const database = item.id('database');
			if (!database.ok) return item.reject(database.refusal);
			const databaseId = database.id;
			const conditions = item.filters();
			const limit = item.limit();
			const form = item.outputForm();
			const fields = conditions.length === 0 ? [] : await cache.databaseFields(databaseId);
			const filters = makeSelectors(fields, conditions);
			if (!filters.ok) return item.reject(filters.refusal);
			const request = {
				path: pathOf('database', databaseId, 'profiles'),
				schema: profileWithRaw,
				what: 'a profile',
				itemIndex: item.index,
			};
			const rows: Row[] = [];
			for await (const page of readById(context, request, filters.selectors, limit)) {
				const read = { readAt: page.readAt, databaseId };
				for (const profile of page.rows) {
					rows.push(item.complete(await profileOutput(profile, form, read, cache)));
				}
			}
			return rows;
		};
		return await eachItem(context, items, work, { atATime: 1 });
	},
};

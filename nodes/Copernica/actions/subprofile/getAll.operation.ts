import { makeSelectors } from '../../../../core/copernica/selectors';
import type { Operation } from '../../../shared/operation';
import type { Row } from '../../../shared/rows';
import { runCacheFor } from '../../api/runCache';
import {
	collectionField,
	databaseField,
	filtersField,
	outputField,
	returnAllFields,
} from '../../shared/descriptions';
import { subprofileOutput, subprofileWithRaw } from '../../shared/outputForm';
import { readById } from '../../api/read';
import { pathOf } from '../../api/request';
import { eachItem, OUTPUTS, type Item } from '../../shared/rows';

/** *Get Many*: subprofiles of a collection, or of one profile in it, in order of id, with checked filters. */
export const getAll: Operation = {
	fields: [
		databaseField,
		collectionField,
		...returnAllFields,
		filtersField,
		outputField,
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			options: [
				{
					displayName: 'Profile ID',
					name: 'profileId',
					type: 'string',
					default: '',
					placeholder: 'e.g. 1234',
					description: 'Only the subprofiles of this profile',
				},
			],
		},
	],
	outputs: OUTPUTS,
	run: async (context, items) => {
		const cache = runCacheFor(context);
		const work = async (item: Item): Promise<Row | Row[]> => {
			const database = item.id('database');
			if (!database.ok) return item.reject(database.refusal);
			const collection = item.id('collection');
			if (!collection.ok) return item.reject(collection.refusal);
			const isOfOne = item.setting('options.profileId', '') !== '';
			const profile = isOfOne ? item.id('options.profileId') : null;
			if (profile !== null && !profile.ok) return item.reject(profile.refusal);
			const conditions = item.filters();
			const limit = item.limit();
			const form = item.outputForm();
			const fields = conditions.length === 0 ? [] : await cache.collectionFields(collection.id);
			const filters = makeSelectors(fields, conditions);
			if (!filters.ok) return item.reject(filters.refusal);
			const request = {
				path:
					profile === null
						? pathOf('collection', collection.id, 'subprofiles')
						: pathOf('profile', profile.id, 'subprofiles', collection.id),
				schema: subprofileWithRaw,
				what: 'a subprofile',
				itemIndex: item.index,
			};
			const rows: Row[] = [];
			for await (const page of readById(context, request, filters.selectors, limit)) {
				for (const subprofile of page.rows) {
					rows.push(item.complete(subprofileOutput(subprofile, form, page.readAt, database.id)));
				}
			}
			return rows;
		};
		return await eachItem(context, items, work, { atATime: 1 });
	},
};

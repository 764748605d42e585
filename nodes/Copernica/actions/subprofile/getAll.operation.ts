import type { Refused } from '../../../../core/copernica/codes';
import { makeSelectors } from '../../../../core/copernica/selectors';
import type { Operation } from '../../../shared/operation';
import type { Row } from '../../../shared/rows';
import { runCacheFor } from '../../api/runCache';
import {
	collectionField,
	databaseField,
	filtersField,
	miniselectionField,
	ofSource,
	outputField,
	sourceField,
} from '../../shared/descriptions';
import { returnAllFields } from '../../../shared/returnAll';
import { addTotalOption, recordRows } from '../../shared/manyRecords';
import { optionsField } from '../../shared/options';
import { subprofileOutput, subprofileWithRaw } from '../../shared/outputForm';
import { pathOf } from '../../api/request';
import { selectionPath, selectionReader, type ReadSelection } from '../../api/selections';
import { eachItem, OUTPUTS, type Item } from '../../shared/rows';

const source = sourceField([
	{ name: 'Collection', value: 'collection', description: 'All subprofiles of the collection' },
	{
		name: 'Miniselection',
		value: 'miniselection',
		description: 'The subprofiles that were in the miniselection when Copernica last built it',
	},
]);

/** Where an item reads from, and the collection of the subprofiles there. */
type Place = { ok: true; path: string; collectionId: string } | Refused;

async function placeOf(item: Item, miniselectionOf: ReadSelection): Promise<Place> {
	const collection = item.id('collection');
	if (!collection.ok) return collection;
	const collectionId = collection.id;
	if (item.setting('source', 'collection') === 'miniselection') {
		const chosen = item.id('miniselection');
		if (!chosen.ok) return chosen;
		const read = await miniselectionOf(chosen.id);
		if (!read.ok) return read;
		// The fields that count are those of the collection that the miniselection is really in.
		const path = selectionPath('miniselection', chosen.id, 'subprofiles');
		return { ok: true, path, collectionId: read.selection.collection ?? collectionId };
	}
	if (item.setting('options.profileId', '') === '') {
		return { ok: true, path: pathOf('collection', collectionId, 'subprofiles'), collectionId };
	}
	const profile = item.id('options.profileId');
	if (!profile.ok) return profile;
	return {
		ok: true,
		path: pathOf('profile', profile.id, 'subprofiles', collectionId),
		collectionId,
	};
}

/**
 * *Get Many*: subprofiles of a collection, of one profile in it, or of a miniselection, in order of id, with checked
 * filters.
 */
export const getAll: Operation = {
	fields: [
		source,
		databaseField,
		collectionField,
		ofSource('miniselection', miniselectionField),
		...returnAllFields,
		filtersField,
		outputField,
		optionsField([
			addTotalOption,
			{
				displayName: 'Profile ID',
				name: 'profileId',
				type: 'string',
				default: '',
				placeholder: 'e.g. 1234',
				displayOptions: { show: { '/source': ['collection'] } },
				description: 'Only the subprofiles of this profile',
			},
		]),
	],
	outputs: OUTPUTS,
	run: async (context, items) => {
		const cache = runCacheFor(context);
		const miniselectionOf = selectionReader(context, 'miniselection');
		const work = async (item: Item): Promise<Row | Row[]> => {
			const database = item.id('database');
			if (!database.ok) return item.reject(database.refusal);
			const place = await placeOf(item, miniselectionOf);
			if (!place.ok) return item.reject(place.refusal);
			const { path, collectionId } = place;
			const conditions = item.filters();
			const form = item.outputForm();
			const fields = conditions.length === 0 ? [] : await cache.collectionFields(collectionId);
			const filters = makeSelectors(fields, conditions);
			if (!filters.ok) return item.reject(filters.refusal);
			const request = {
				path,
				schema: subprofileWithRaw,
				what: 'a subprofile',
				itemIndex: item.index,
			};
			return await recordRows(context, item, request, filters.selectors, (subprofile, readAt) =>
				subprofileOutput(subprofile, form, { readAt, databaseId: database.id }),
			);
		};
		return await eachItem(context, items, work, { isOneByOne: true });
	},
};

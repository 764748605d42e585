import type { Refused } from '../../../../core/copernica/codes';
import { makeSelectors } from '../../../../core/copernica/selectors';
import type { Operation } from '../../../shared/operation';
import type { Row } from '../../../shared/rows';
import { runCacheFor } from '../../api/runCache';
import {
	databaseField,
	filtersField,
	ofSource,
	outputField,
	selectionField,
	sourceField,
} from '../../shared/descriptions';
import { returnAllFields } from '../../../shared/returnAll';
import { addTotalOption, recordRows } from '../../shared/manyRecords';
import { optionsField } from '../../shared/options';
import { profileOutput, profileWithRaw } from '../../shared/outputForm';
import { pathOf } from '../../api/request';
import { selectionPath, selectionReader, type ReadSelection } from '../../api/selections';
import { eachItem, OUTPUTS, type Item } from '../../shared/rows';

const source = sourceField([
	{ name: 'Database', value: 'database', description: 'All profiles of the database' },
	{
		name: 'Selection',
		value: 'selection',
		description: 'The profiles that were in the selection when Copernica last built it',
	},
]);

/** Where an item reads from, and the database of the profiles there. */
type Place = { ok: true; path: string; databaseId: string } | Refused;

async function placeOf(item: Item, selectionOf: ReadSelection): Promise<Place> {
	const database = item.id('database');
	if (!database.ok) return database;
	const databaseId = database.id;
	if (item.setting('source', 'database') !== 'selection') {
		return { ok: true, path: pathOf('database', databaseId, 'profiles'), databaseId };
	}
	const chosen = item.id('selection');
	if (!chosen.ok) return chosen;
	const read = await selectionOf(chosen.id);
	if (!read.ok) return read;
	// The fields that count are those of the database that the selection is really in.
	const path = selectionPath('selection', chosen.id, 'profiles');
	return { ok: true, path, databaseId: read.selection.database ?? databaseId };
}

/** *Get Many*: profiles of a database or selection in order of id, with checked filters. */
export const getAll: Operation = {
	fields: [
		source,
		databaseField,
		ofSource('selection', selectionField),
		...returnAllFields,
		filtersField,
		outputField,
		optionsField([addTotalOption]),
	],
	outputs: OUTPUTS,
	run: async (context, items) => {
		const cache = runCacheFor(context);
		const selectionOf = selectionReader(context, 'selection');
		const work = async (item: Item): Promise<Row | Row[]> => {
			const place = await placeOf(item, selectionOf);
			if (!place.ok) return item.reject(place.refusal);
			const { path, databaseId } = place;
			const conditions = item.filters();
			const form = item.outputForm();
			const fields = conditions.length === 0 ? [] : await cache.databaseFields(databaseId);
			const filters = makeSelectors(fields, conditions);
			if (!filters.ok) return item.reject(filters.refusal);
			const request = { path, schema: profileWithRaw, what: 'a profile', itemIndex: item.index };
			return await recordRows(
				context,
				item,
				request,
				filters.selectors,
				async (profile, readAt) =>
					await profileOutput(profile, form, { readAt, databaseId }, cache),
			);
		};
		return await eachItem(context, items, work, { isOneByOne: true });
	},
};

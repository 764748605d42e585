import type { SelectionRow } from '../../../../core/contracts/copernicaRows';
import type { Operation } from '../../../shared/operation';
import { memoize } from '../../../shared/perKey';
import type { Row } from '../../../shared/rows';
import { readMiniselections, readSelections } from '../../api/selections';
import { collectionField, databaseField, ofSource, sourceField } from '../../shared/descriptions';
import { returnAllFields } from '../../../shared/returnAll';
import { ownerOf } from '../../shared/owner';
import { eachItem, OUTPUTS, type Item } from '../../shared/rows';

const source = sourceField([
	{
		name: 'Database',
		value: 'database',
		description: 'Selections of its profiles, also those nested in others',
	},
	{ name: 'Collection', value: 'collection', description: 'Miniselections of its subprofiles' },
]);

/** *Get Many*: the selections of a database, or the miniselections of a collection. */
export const getAll: Operation = {
	fields: [source, databaseField, ofSource('collection', collectionField), ...returnAllFields],
	outputs: OUTPUTS,
	run: async (context, items) => {
		const selectionsOf = memoize(async (id: string) => await readSelections(context, id));
		const miniselectionsOf = memoize(async (id: string) => await readMiniselections(context, id));
		const work = async (item: Item): Promise<Row | Row[]> => {
			const owner = ownerOf(item);
			if (!owner.ok) return item.reject(owner.refusal);
			const { databaseId, collectionId } = owner;
			const limit = item.limit();
			const selections =
				collectionId === null
					? await selectionsOf(databaseId)
					: await miniselectionsOf(collectionId);
			return selections.slice(0, limit).map(({ id, name, description, parent, lastBuilt }) =>
				item.complete({
					selectionId: id,
					name,
					description,
					parentId: parent,
					lastBuilt,
					databaseId,
					collectionId,
				} satisfies SelectionRow),
			);
		};
		return await eachItem(context, items, work, { isOneByOne: true });
	},
};

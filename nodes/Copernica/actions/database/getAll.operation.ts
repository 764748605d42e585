import type { DatabaseRow } from '../../../../core/contracts/copernicaRows';
import { databaseSchema } from '../../../../core/copernica/entities';
import type { Operation } from '../../../shared/operation';
import { memoize } from '../../../shared/perKey';
import type { Row } from '../../../shared/rows';
import { readAll } from '../../api/read';
import { returnAllFields } from '../../../shared/returnAll';
import { eachItem, OUTPUTS, type Item } from '../../shared/rows';

/** *Get Many*: the databases of the account. The list is read once per run. */
export const getAll: Operation = {
	fields: returnAllFields,
	outputs: OUTPUTS,
	run: async (context, items) => {
		const listAt = memoize(
			async (path: string) =>
				await readAll(context, { path, schema: databaseSchema, what: 'a database' }),
		);
		const work = async (item: Item): Promise<Row[]> => {
			const limit = item.limit();
			const databases = await listAt('databases');
			return databases.slice(0, limit).map(({ id, name, description, archived, created }) =>
				item.complete({
					databaseId: id,
					name,
					description,
					archived,
					created,
				} satisfies DatabaseRow),
			);
		};
		return await eachItem(context, items, work, { isOneByOne: true });
	},
};

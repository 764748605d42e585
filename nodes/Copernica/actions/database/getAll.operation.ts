import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { databaseSchema } from '../../../../core/copernica/entities';
import { returnAllFields } from '../../shared/descriptions';
import { inputOf, limitParameter } from '../../shared/parameters';
import { readAll } from '../../api/read';
import { completed, workThroughRows, type Row } from '../../shared/rows';
import type { Operation } from '../operation';

/** *Get Many*: the databases of the account. The list is read once per run. */
async function execute(context: IExecuteFunctions, items: INodeExecutionData[]): Promise<Row[][]> {
	const databases = readAllOnce(context);
	const work = async (itemIndex: number): Promise<Row[]> => {
		const limit = limitParameter(context, itemIndex);
		return (await databases())
			.slice(0, limit)
			.map(({ id, name, description, archived, created }) =>
				completed({ databaseId: id, name, description, archived, created }),
			);
	};
	return await workThroughRows(context, {
		count: items.length,
		atATime: 1,
		work,
		known: (itemIndex) => inputOf(items[itemIndex]),
	});
}

function readAllOnce(context: IExecuteFunctions) {
	const request = { path: 'databases', schema: databaseSchema, what: 'a database' };
	let list: ReturnType<typeof readAll<ReturnType<typeof databaseSchema.parse>>> | undefined;
	return async () => await (list ??= readAll(context, request));
}

export const getAll: Operation = { description: returnAllFields, execute };

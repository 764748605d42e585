import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { remoteCallbackSchema } from '../../../../core/callback/registration';
import { collectionSchema } from '../../../../core/copernica/entities';
import { databaseField } from '../../shared/descriptions';
import { idParameter, inputOf } from '../../shared/parameters';
import { pathOf } from '../../shared/path';
import { readAll } from '../../api/read';
import { completed, rejected, workThroughRows, type Row } from '../../shared/rows';
import type { Operation } from '../operation';

type Source = { kind: 'database' | 'collection'; id: string; name: string | null };

/** *Get Many*: the callbacks of a database and its collections, so that forgotten ones can be found. */
async function execute(context: IExecuteFunctions, items: INodeExecutionData[]): Promise<Row[][]> {
	const work = async (itemIndex: number): Promise<Row[]> => {
		const known = inputOf(items[itemIndex]);
		const database = idParameter(context, 'database', itemIndex);
		if (!database.ok) return [rejected('invalid', database.refusal, known)];
		const collections = await readAll(context, {
			path: pathOf('database', database.id, 'collections'),
			schema: collectionSchema,
			what: 'a collection',
			itemIndex,
		});
		const sources: Source[] = [
			{ kind: 'database', id: database.id, name: null },
			...collections.map(({ id, name }): Source => ({ kind: 'collection', id, name })),
		];
		const rows: Row[] = [];
		for (const source of sources) {
			const callbacks = await readAll(context, {
				version: 'v1',
				path: pathOf(source.kind, source.id, 'callbacks'),
				schema: remoteCallbackSchema,
				what: 'a callback',
				itemIndex,
			});
			for (const { id, url, method, action, expression } of callbacks) {
				rows.push(
					completed({
						callbackId: id,
						url,
						method,
						action,
						expression,
						databaseId: database.id,
						collectionId: source.kind === 'collection' ? source.id : null,
						collection: source.name,
					}),
				);
			}
		}
		return rows;
	};
	return await workThroughRows(context, {
		count: items.length,
		atATime: 1,
		work,
		known: (itemIndex) => inputOf(items[itemIndex]),
	});
}

export const getAll: Operation = { description: [databaseField], execute };

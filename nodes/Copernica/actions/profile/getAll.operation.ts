import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { makeSelectors } from '../../../../core/copernica/selectors';
import {
	databaseField,
	filtersField,
	outputField,
	returnAllFields,
} from '../../shared/descriptions';
import { directoryFor } from '../../api/runCache';
import { readById } from '../../shared/pages';
import {
	filterParameters,
	idParameter,
	inputOf,
	limitParameter,
	outputParameter,
} from '../../shared/parameters';
import { pathOf } from '../../shared/path';
import { presentProfile, profileWithRaw } from '../../shared/outputForm';
import { completed, rejected, workThroughRows, type Row } from '../../shared/rows';
import type { Operation } from '../operation';

/** *Get Many*: profiles of a database in order of id, with checked filters. */
async function execute(context: IExecuteFunctions, items: INodeExecutionData[]): Promise<Row[][]> {
	const directory = directoryFor(context);
	const work = async (itemIndex: number): Promise<Row[]> => {
		const known = inputOf(items[itemIndex]);
		const database = idParameter(context, 'database', itemIndex);
		if (!database.ok) return [rejected('invalid', database.refusal, known)];
		const conditions = filterParameters(context, itemIndex);
		const limit = limitParameter(context, itemIndex);
		const form = outputParameter(context, itemIndex);
		const fields = conditions.length === 0 ? [] : await directory.databaseFields(database.id);
		const filters = makeSelectors(fields, conditions);
		if (!filters.ok) return [rejected('invalid', filters.refusal, known)];
		const rows: Row[] = [];
		const request = {
			path: pathOf('database', database.id, 'profiles'),
			schema: profileWithRaw,
			what: 'a profile',
			itemIndex,
		};
		for await (const page of readById(context, request, filters.selectors, limit)) {
			const read = { readAt: page.readAt, databaseId: database.id };
			for (const profile of page.rows) {
				rows.push(completed(await presentProfile(profile, form, read, directory)));
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

export const getAll: Operation = {
	description: [databaseField, ...returnAllFields, filtersField, outputField],
	execute,
};

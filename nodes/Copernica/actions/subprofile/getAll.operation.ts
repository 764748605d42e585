import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { readId } from '../../../../core/copernica/ids';
import { makeSelectors } from '../../../../core/copernica/selectors';
import {
	collectionField,
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
import { presentSubprofile, subprofileWithRaw } from '../../shared/outputForm';
import { completed, rejected, workThroughRows, type Row } from '../../shared/rows';
import type { Operation } from '../operation';

/** *Get Many*: subprofiles of a collection, or of one profile in it, in order of id, with checked filters. */
async function execute(context: IExecuteFunctions, items: INodeExecutionData[]): Promise<Row[][]> {
	const directory = directoryFor(context);
	const work = async (itemIndex: number): Promise<Row[]> => {
		const known = inputOf(items[itemIndex]);
		const database = idParameter(context, 'database', itemIndex);
		if (!database.ok) return [rejected('invalid', database.refusal, known)];
		const collection = idParameter(context, 'collection', itemIndex);
		if (!collection.ok) return [rejected('invalid', collection.refusal, known)];
		const ofProfile = context.getNodeParameter('options.profileId', itemIndex, '');
		const profileId = readId(ofProfile);
		if (profileId === null && ofProfile !== '') {
			const reason =
				'The Profile ID is not a whole number above 0. Check the expression in the node.';
			return [rejected('invalid', { code: 'ID_INVALID', field: 'profileId', reason }, known)];
		}
		const conditions = filterParameters(context, itemIndex);
		const limit = limitParameter(context, itemIndex);
		const form = outputParameter(context, itemIndex);
		const fields = conditions.length === 0 ? [] : await directory.collectionFields(collection.id);
		const filters = makeSelectors(fields, conditions);
		if (!filters.ok) return [rejected('invalid', filters.refusal, known)];
		const rows: Row[] = [];
		const request = {
			path:
				profileId === null
					? pathOf('collection', collection.id, 'subprofiles')
					: pathOf('profile', profileId, 'subprofiles', collection.id),
			schema: subprofileWithRaw,
			what: 'a subprofile',
			itemIndex,
		};
		for await (const page of readById(context, request, filters.selectors, limit)) {
			for (const subprofile of page.rows) {
				rows.push(completed(presentSubprofile(subprofile, form, page.readAt, database.id)));
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
	description: [
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
	execute,
};

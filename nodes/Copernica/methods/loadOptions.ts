import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { SPECIAL_NAMES } from '../../../core/copernica/entities';
import { forEditor } from '../api/apiError';
import { readFieldNames, readInterests } from '../api/fieldList';
import {
	DATABASE_FIRST,
	listThatSays,
	missingSource,
	selectedDatabase,
	selectedId,
	selectedSource,
} from './selection';

/** Fields of the chosen collection, or else of the chosen database. */
async function getFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const missing = missingSource(this);
	if (missing !== null) return listThatSays(missing);
	return await fieldOptions(this);
}

async function fieldOptions(context: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const fields = await readFieldNames(context, selectedSource(context));
	return fields.map(({ name, type }) => ({ name, value: name, description: `Type: ${type}` }));
}

const SPECIAL_TEXTS: Record<(typeof SPECIAL_NAMES)[number], string> = {
	id: 'The ID in Copernica',
	code: 'The secret code in Copernica',
	modified: 'When it was last changed, as YYYY-MM-DD HH:MM:SS',
};

/** {@link getFields} and whatever else can be searched for. A field called `modified` replaces the built-in one. */
async function getSearchableFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const missing = missingSource(this);
	if (missing !== null) return listThatSays(missing);
	const fields = await fieldOptions(this);
	const taken = new Set(fields.map(({ name }) => name.toLowerCase()));
	const specials = SPECIAL_NAMES.filter((name) => !taken.has(name)).map((name) => ({
		name,
		value: name,
		description: SPECIAL_TEXTS[name],
	}));
	return [...fields, ...specials];
}

/** Interests of the chosen database. */
async function getInterests(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	if (selectedId(this, 'database') === null) return listThatSays(DATABASE_FIRST);
	const interests = await readInterests(this, selectedDatabase(this));
	return interests.map(({ name, group }) => ({
		name,
		value: name,
		...(group === '' ? {} : { description: `Group: ${group}` }),
	}));
}

/** Plain lists; they read the parameters `collection` and `database`. */
export const loadOptions = {
	getFields: forEditor(getFields),
	getSearchableFields: forEditor(getSearchableFields),
	getInterests: forEditor(getInterests),
};

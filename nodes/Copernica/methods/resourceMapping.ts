import type {
	FieldType,
	ILoadOptionsFunctions,
	ResourceMapperField,
	ResourceMapperFields,
} from 'n8n-workflow';
import type { Field } from '../../../core/copernica/entities';
import { forEditor } from '../api/apiError';
import { readFieldNames } from '../api/fieldList';
import { missingSource, selectedSource } from './selection';

/** Which editor n8n shows for a Copernica field; text for the rest. */
const editors: Record<string, FieldType> = {
	integer: 'number',
	float: 'number',
	foreign_key: 'number',
	date: 'dateTime',
	empty_date: 'dateTime',
	datetime: 'dateTime',
	empty_datetime: 'dateTime',
	select: 'options',
};

function columnOf(field: Field): ResourceMapperField {
	return {
		id: field.name,
		displayName: field.name,
		required: false,
		// Only one field of a database can have this type, and it is how people recognise a profile.
		defaultMatch: field.type === 'email',
		canBeUsedToMatch: true,
		display: true,
		type: editors[field.type] ?? 'string',
		...(field.options === undefined
			? {}
			: { options: field.options.map((option) => ({ name: option, value: option })) }),
	};
}

/** The columns of the mapper: fields of the chosen collection, or else of the chosen database. */
async function getMappingColumns(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const missing = missingSource(this);
	if (missing !== null) return { fields: [], emptyFieldsNotice: `${missing}.` };
	const fields = await readFieldNames(this, selectedSource(this));
	return {
		fields: fields.map(columnOf),
		emptyFieldsNotice:
			'This database or collection has no fields yet. Add some in Copernica, then reload the list.',
	};
}

/** Columns of the mapper, from the parameters `collection` and `database`. */
export const resourceMapping = { getMappingColumns: forEditor(getMappingColumns) };

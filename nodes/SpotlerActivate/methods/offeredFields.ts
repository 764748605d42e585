import type { ILoadOptionsFunctions } from 'n8n-workflow';
import type { Field } from '../../../core/copernica/entities';
import { withNodeErrors } from '../../Copernica/api/apiError';
import { readFieldNames, type FieldSource } from '../../Copernica/api/fieldList';
import { DATABASE_FIRST, selectedId } from '../../Copernica/methods/selection';

/** A Copernica field to choose from: how it is shown, and how the mapping names it. */
export interface OfferedField extends Pick<Field, 'name' | 'type' | 'options'> {
	readonly label: string;
	/** `Voornaam`; `profile.Naam` or `subprofile.Naam` if both have a field of that name. */
	readonly source: string;
	/** Where the field is. */
	readonly owner: FieldSource;
}

/** Whether the form offers the fields of Copernica; columns of rows are always typed. */
function offersFields(context: ILoadOptionsFunctions): boolean {
	return (
		context.getCurrentNodeParameter('fieldList') === 'copernica' &&
		context.getCurrentNodeParameter('input') !== 'rows'
	);
}

/** What must be chosen before fields can be offered; null when nothing is missing, or when names are typed. */
export function missingChoice(context: ILoadOptionsFunctions): string | null {
	const hasOne = selectedId(context, 'database') ?? selectedId(context, 'collection');
	return offersFields(context) && hasOne === null ? DATABASE_FIRST : null;
}

/**
 * The fields of the chosen database and collection; none while names are typed by hand or nothing is chosen.
 *
 * @throws NodeApiError when Copernica cannot be read
 */
export async function offeredFields(context: ILoadOptionsFunctions): Promise<OfferedField[]> {
	if (!offersFields(context)) return [];
	const fieldsOf = async (kind: FieldSource['kind']) => {
		const id = selectedId(context, kind);
		if (id === null) return null;
		const owner = { kind, id };
		const fields = await withNodeErrors(
			context.getNode(),
			async () => await readFieldNames(context, owner),
		);
		return fields.map((field) => ({ ...field, owner }));
	};
	const ofProfile = (await fieldsOf('database')) ?? [];
	const ofSubprofile = await fieldsOf('collection');
	return ofSubprofile === null
		? ofProfile.map((field) => ({ ...field, label: field.name, source: field.name }))
		: [
				...offer(ofProfile, 'profile', 'Profile', ofSubprofile),
				...offer(ofSubprofile, 'subprofile', 'Subprofile', ofProfile),
			];
}

type OwnedField = Omit<OfferedField, 'label' | 'source'>;

/** The plain name if it is the only one, so that a choice stays valid when a collection is chosen later. */
function offer(
	fields: OwnedField[],
	prefix: string,
	entity: string,
	others: OwnedField[],
): OfferedField[] {
	const taken = new Set(others.map(({ name }) => name.toLowerCase()));
	return fields.map((field) => ({
		...field,
		label: `${field.name} (${entity})`,
		source: taken.has(field.name.toLowerCase()) ? `${prefix}.${field.name}` : field.name,
	}));
}

import type {
	ILoadOptionsFunctions,
	INodePropertyOptions,
	ResourceMapperField,
	ResourceMapperFields,
} from 'n8n-workflow';
import { ACTIVATE_KEYS } from '../../../core/profile/activateKeys';
import { suggestMapping } from '../../../core/profile/synonyms';
import { readFieldNames, selectedId } from '../../Copernica/methods';

/** A Copernica field as it is offered: how it is shown, and how the mapping names it. */
interface Offered {
	/** Name in Copernica. */
	readonly name: string;
	readonly label: string;
	/** `Voornaam`; `profile.Naam` or `subprofile.Naam` where both have a field of that name. */
	readonly source: string;
}

/**
 * The fields of the chosen database and collection; none while names are typed by hand or nothing is chosen.
 *
 * @throws NodeApiError when Copernica cannot be read
 */
async function offeredFields(context: ILoadOptionsFunctions): Promise<Offered[]> {
	if (context.getCurrentNodeParameter('fieldList') !== 'copernica') return [];
	const database = selectedId(context, 'database');
	const collection = selectedId(context, 'collection');
	const names = async (kind: 'database' | 'collection', id: string | null) =>
		id === null ? [] : (await readFieldNames(context, { kind, id })).map(({ name }) => name);
	const ofProfile = await names('database', database);
	const ofSubprofile = await names('collection', collection);
	return collection === null
		? ofProfile.map((name) => ({ name, label: name, source: name }))
		: [
				...offer(ofProfile, 'profile', 'Profile', ofSubprofile),
				...offer(ofSubprofile, 'subprofile', 'Subprofile', ofProfile),
			];
}

/** The plain name where it is the only one, so that a choice stays valid when a collection is chosen later. */
function offer(names: string[], prefix: string, entity: string, others: string[]): Offered[] {
	const taken = new Set(others.map((name) => name.toLowerCase()));
	return names.map((name) => ({
		name,
		label: `${name} (${entity})`,
		source: taken.has(name.toLowerCase()) ? `${prefix}.${name}` : name,
	}));
}

/**
 * Columns of the mapping: Activate's profile fields. Each is chosen from the real field list where one is at hand,
 * with the obvious field filled in, and typed otherwise.
 */
export async function getMappingColumns(
	this: ILoadOptionsFunctions,
): Promise<ResourceMapperFields> {
	const offered = await offeredFields(this);
	const suggestions = suggestMapping(offered.map(({ name }) => name));
	const options = offered.map(({ label, source }) => ({ name: label, value: source }));
	return {
		fields: ACTIVATE_KEYS.map(({ key, label, common }): ResourceMapperField => {
			const suggested = offered.find(({ name }) => name === suggestions.get(key))?.source;
			return {
				id: key,
				displayName: label,
				defaultMatch: false,
				canBeUsedToMatch: false,
				required: false,
				display: true,
				removed: !common && suggested === undefined,
				...(options.length > 0 ? { type: 'options', options } : { type: 'string' }),
				...(suggested === undefined ? {} : { defaultValue: suggested }),
			};
		}),
	};
}

/** The same fields for a consent or a custom field. */
export async function getMappingSources(
	this: ILoadOptionsFunctions,
): Promise<INodePropertyOptions[]> {
	const offered = await offeredFields(this);
	return offered.map(({ label, source }) => ({ name: label, value: source }));
}

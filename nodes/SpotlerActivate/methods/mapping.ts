import type {
	ILoadOptionsFunctions,
	INodePropertyOptions,
	ResourceMapperField,
	ResourceMapperFields,
} from 'n8n-workflow';
import { ACTIVATE_KEYS } from '../../../core/contracts/activateKeys';
import { suggestMapping } from '../../../core/normalise/synonyms';
import { listThatSays } from '../../Copernica/methods/selection';
import { missingChoice, offeredFields } from './offeredFields';

/**
 * Columns of the mapping: Activate's profile fields. Each is chosen from the real field list if there is one, with the
 * obvious field filled in, and typed otherwise.
 */
export async function getActivateColumns(
	this: ILoadOptionsFunctions,
): Promise<ResourceMapperFields> {
	const missing = missingChoice(this);
	const offered = await offeredFields(this);
	const suggestions = suggestMapping(offered.map(({ name }) => name));
	const options =
		missing === null
			? offered.map(({ label, source }) => ({ name: label, value: source }))
			: listThatSays(missing);
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

/** Enough to recognise a consent or a choice. */
const VALUES_TOLD = 6;

function valuesText(options: readonly string[]): string {
	const more = options.length > VALUES_TOLD ? ', …' : '';
	return `Values: ${options.slice(0, VALUES_TOLD).join(', ')}${more}`;
}

/** The same fields for a consent or a custom field; for a select field the values are shown as well. */
export async function getMappingSources(
	this: ILoadOptionsFunctions,
): Promise<INodePropertyOptions[]> {
	const missing = missingChoice(this);
	if (missing !== null) return listThatSays(missing);
	const offered = await offeredFields(this);
	return offered.map(({ label, source, options }) => ({
		name: label,
		value: source,
		...(options === undefined ? {} : { description: valuesText(options) }),
	}));
}

import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { readFieldNames } from './fields';
import { selectedSource } from './selection';

/** Fields of the chosen collection, or else of the chosen database. */
export async function getFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const fields = await readFieldNames(this, selectedSource(this));
	return fields.map(({ name, type }) => ({ name, value: name, description: `Type: ${type}` }));
}

import {
	NodeOperationError,
	type ILoadOptionsFunctions,
	type INodePropertyOptions,
} from 'n8n-workflow';
import { z } from 'zod';
import type { FieldSource } from '../api/fieldList';

const idSchema = z
	.union([z.string(), z.number().transform(String)])
	.transform((id) => id.trim())
	.pipe(z.string().regex(/^[1-9]\d*$/));

/** n8n throws for a parameter that the form is not showing; it then counts as empty. */
function shownValue(context: ILoadOptionsFunctions, parameter: string): unknown {
	try {
		return context.getCurrentNodeParameter(parameter, { extractValue: true });
	} catch {
		return undefined;
	}
}

/** The id chosen in a list parameter of the node open in the editor; null while there is none. */
export function selectedId(
	context: ILoadOptionsFunctions,
	parameter: 'database' | 'collection',
): string | null {
	const parsed = idSchema.safeParse(shownValue(context, parameter));
	return parsed.success ? parsed.data : null;
}

export const DATABASE_FIRST = 'Choose a database first';
const COLLECTION_FIRST = 'Choose a collection first';

/** A list that says what to choose first: an unfinished form is not an error. Its only entry means "none". */
export const listThatSays = (text: string): INodePropertyOptions[] => [{ name: text, value: '' }];

/** What must be chosen before the fields of {@link selectedSource} are known; null when nothing is missing. */
export function missingSource(context: ILoadOptionsFunctions): string | null {
	if (selectedId(context, 'database') === null && selectedId(context, 'collection') === null) {
		return DATABASE_FIRST;
	}
	const isOfCollection =
		context.getCurrentNodeParameter('resource') === 'subprofile' ||
		context.getCurrentNodeParameter('source') === 'collection';
	return isOfCollection && selectedId(context, 'collection') === null ? COLLECTION_FIRST : null;
}

/** The chosen database. @throws NodeOperationError that says to choose one first */
export function selectedDatabase(context: ILoadOptionsFunctions): string {
	const id = selectedId(context, 'database');
	if (id === null) throw new NodeOperationError(context.getNode(), DATABASE_FIRST);
	return id;
}

/** The chosen collection. @throws NodeOperationError that says to choose one first */
export function selectedCollection(context: ILoadOptionsFunctions): string {
	const id = selectedId(context, 'collection');
	if (id === null) throw new NodeOperationError(context.getNode(), COLLECTION_FIRST);
	return id;
}

/** The source of the fields in the open node: the chosen collection when the form shows one, otherwise the database. */
export function selectedSource(context: ILoadOptionsFunctions): FieldSource {
	const collection = selectedId(context, 'collection');
	if (collection !== null) return { kind: 'collection', id: collection };
	return { kind: 'database', id: selectedDatabase(context) };
}

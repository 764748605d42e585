import { fieldSchema, type Field } from '../../../core/copernica/entities';
import type { CopernicaContext } from '../shared/context';
import { pathOf } from '../shared/path';
import { readAll } from './read';

/** Where profiles (database) or subprofiles (collection) live; `id` in digits. */
export interface FieldSource {
	kind: 'database' | 'collection';
	id: string;
}

/**
 * The real field list of a database or collection, in Copernica's order.
 *
 * @returns name as spelled in Copernica (its own comparison ignores case), type
 * (docs/vendors/copernica.md#35-data-types) and, for type `select`, the options
 * @throws NodeApiError, for example when the database does not exist (`isGone`)
 */
export async function readFieldNames(
	context: CopernicaContext,
	source: FieldSource,
): Promise<Field[]> {
	return await readAll(context, {
		path: pathOf(source.kind, source.id, 'fields'),
		schema: fieldSchema,
		what: 'a field',
	});
}

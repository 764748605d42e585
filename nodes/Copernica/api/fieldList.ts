import {
	fieldSchema,
	interestSchema,
	type Field,
	type Interest,
} from '../../../core/copernica/entities';
import { readAll, tryReadAll, type ReadRequest, type Rows } from './read';
import { pathOf, type CopernicaContext } from './request';

/** Where profiles (database) or subprofiles (collection) are kept; `id` in digits. */
export interface FieldSource {
	kind: 'database' | 'collection';
	id: string;
}

function fieldsOf({ kind, id }: FieldSource): ReadRequest<Field> {
	return { path: pathOf(kind, id, 'fields'), schema: fieldSchema, what: 'a field' };
}

/**
 * The real field list of a database or collection, in Copernica's order.
 *
 * @returns name as spelled in Copernica (its own comparison ignores case), type
 * (docs/vendors/copernica.md#35-data-types) and, for type `select`, the options
 * @throws CopernicaFaultError, for example when the database does not exist
 */
export async function readFieldNames(
	context: CopernicaContext,
	source: FieldSource,
): Promise<Field[]> {
	return await readAll(context, fieldsOf(source));
}

function interestsOf(databaseId: string): ReadRequest<Interest> {
	return {
		path: pathOf('database', databaseId, 'interests'),
		schema: interestSchema,
		what: 'an interest',
	};
}

/** The interests of a database; `id` in digits. @throws CopernicaFaultError */
export async function readInterests(context: CopernicaContext, id: string): Promise<Interest[]> {
	return await readAll(context, interestsOf(id));
}

/** {@link readInterests}, or why they cannot be read. */
export async function tryReadInterests(
	context: CopernicaContext,
	id: string,
): Promise<Rows<Interest>> {
	return await tryReadAll(context, interestsOf(id));
}

/** Names that a trigger can watch: fields, and the interests of a database if they can be read. */
export async function tryReadWatchable(
	context: CopernicaContext,
	source: FieldSource,
): Promise<Rows<string>> {
	const fields = await tryReadAll(context, fieldsOf(source));
	if (!fields.ok) return fields;
	const interests = source.kind === 'database' ? await tryReadInterests(context, source.id) : null;
	const rows = [...fields.rows, ...(interests?.ok === true ? interests.rows : [])];
	return { ok: true, rows: rows.map(({ name }) => name) };
}

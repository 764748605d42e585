import type { IExecuteFunctions } from 'n8n-workflow';
import type { Read } from '../../../../../core/copernica/check/account';
import { profileSchema, subprofileSchema } from '../../../../../core/copernica/entities';
import { tryReadWatchable, type FieldSource } from '../../../api/fieldList';
import { tryReadAll, tryReadPage, type ReadRequest } from '../../../api/read';
import { pathOf } from '../../../api/request';
import { selectionPath } from '../../../api/selections';
import type { Place } from './form';

/** A read for which a person waits. */
export const urgent = <Entity>(request: ReadRequest<Entity>): ReadRequest<Entity> => ({
	...request,
	isUrgent: true,
});

/** A whole list, or why it cannot be read. */
export async function readList<Entity>(
	context: IExecuteFunctions,
	request: ReadRequest<Entity>,
): Promise<Read<Entity[]>> {
	const read = await tryReadAll(context, urgent(request));
	return read.ok ? { ok: true, entity: read.rows } : read;
}

/** Names of the fields and interests of what a trigger waits for. */
export async function readNames(
	context: IExecuteFunctions,
	{ kind, databaseId, collectionId }: Place,
): Promise<Read<string[]>> {
	const isOfSubprofiles = kind === 'collection' || kind === 'miniselection';
	const source: FieldSource = isOfSubprofiles
		? { kind: 'collection', id: collectionId ?? '' }
		: { kind: 'database', id: databaseId ?? '' };
	const read = await tryReadWatchable(context, source);
	return read.ok ? { ok: true, entity: read.rows } : read;
}

/** Path of the records that a trigger waits for. */
function recordsOf({ kind, databaseId, collectionId, selectionId }: Place): string {
	if (kind === 'collection') return pathOf('collection', collectionId ?? '', 'subprofiles');
	if (kind === 'selection') return selectionPath(kind, selectionId ?? '', 'profiles');
	if (kind === 'miniselection') return selectionPath(kind, selectionId ?? '', 'subprofiles');
	return pathOf('database', databaseId ?? '', 'profiles');
}

/** The record that was changed last: only when that was. */
export async function readNewest(
	context: IExecuteFunctions,
	place: Place,
): Promise<Read<{ modified: string | null }>> {
	const query = { orderby: 'modified', order: 'desc', start: 0, limit: 1, total: 'false' };
	const request = { path: recordsOf(place), query, isUrgent: true };
	const isOfSubprofiles = place.kind === 'collection' || place.kind === 'miniselection';
	const read = isOfSubprofiles
		? await tryReadPage(context, { ...request, schema: subprofileSchema, what: 'a subprofile' })
		: await tryReadPage(context, { ...request, schema: profileSchema, what: 'a profile' });
	if (!read.ok) return read;
	const [newest] = read.page.rows;
	return { ok: true, entity: newest === undefined ? null : { modified: newest.modified } };
}

import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import {
	createdId,
	creationBody,
	remoteCallbackSchema,
	type DesiredCallback,
	type RemoteCallback,
} from '../../../core/callback/registration';
import { findTriggersCollection, type RecordNames } from '../../../core/callback/relevance';
import { collectionSchema, identitySchema } from '../../../core/copernica/entities';
import { CopernicaFaultError } from '../api/apiError';
import { copernicaRequest, tryCopernicaRequest } from '../api/client';
import { readFieldNames, readInterests } from '../api/fieldList';
import { readAll, readIfThere, tryReadAll, unreadable, type Rows } from '../api/read';
import { pathOf } from '../api/request';

type Source = Pick<DesiredCallback, 'source' | 'sourceId'>;

/** The settings that say where the callback belongs. */
interface Chosen {
	source: 'database' | 'collection' | 'any' | 'audience';
	databaseId: string | null;
	collectionId: string | null;
}

const row = { version: 'v1', schema: remoteCallbackSchema, what: 'a callback' } as const;

/** All callbacks of a database or collection, page by page. @throws CopernicaFaultError */
export async function listCallbacks(
	context: IHookFunctions,
	{ source, sourceId }: Source,
): Promise<RemoteCallback[]> {
	return await readAll(context, { ...row, path: pathOf(source, sourceId, 'callbacks') });
}

/** {@link listCallbacks}, or why they cannot be read. */
export async function tryListCallbacks(
	context: IHookFunctions,
	{ source, sourceId }: Source,
): Promise<Rows<RemoteCallback>> {
	return await tryReadAll(context, { ...row, path: pathOf(source, sourceId, 'callbacks') });
}

/**
 * Where the callback of these settings belongs. The collection for audiences is looked up in the database by name.
 *
 * @returns null when nothing is chosen, or the choice does not exist
 * @throws CopernicaFaultError
 */
export async function sourceOf(
	context: IHookFunctions,
	{ source, databaseId, collectionId }: Chosen,
): Promise<Source | null> {
	if (source === 'collection')
		return collectionId === null ? null : { source, sourceId: collectionId };
	if (databaseId === null) return null;
	if (source !== 'audience') return { source: 'database', sourceId: databaseId };
	const path = pathOf('database', databaseId, 'collections');
	const read = await tryReadAll(context, { path, schema: collectionSchema, what: 'a collection' });
	if (!read.ok && read.fault.kind !== 'gone') throw new CopernicaFaultError(read.fault);
	const found = read.ok ? findTriggersCollection(read.rows) : undefined;
	return found === undefined ? null : { source: 'collection', sourceId: found.id };
}

const lowerCase = (rows: ReadonlyArray<{ name: string }>) =>
	rows.map(({ name }) => name.toLowerCase());

/** The names that tell records of a database and its collections apart. @throws CopernicaFaultError */
export async function readRecordNames(
	context: IHookFunctions | IWebhookFunctions,
	databaseId: string,
): Promise<RecordNames> {
	const fields = await readFieldNames(context, { kind: 'database', id: databaseId });
	const interests = await readInterests(context, databaseId);
	const collections = await readAll(context, {
		path: pathOf('database', databaseId, 'collections'),
		schema: collectionSchema,
		what: 'a collection',
	});
	const ofSubprofiles = new Set<string>();
	for (const { id } of collections) {
		const names = lowerCase(await readFieldNames(context, { kind: 'collection', id }));
		for (const name of names) ofSubprofiles.add(name);
	}
	return { ofProfiles: new Set(lowerCase([...fields, ...interests])), ofSubprofiles };
}

/** One callback; null when it is gone. @throws CopernicaFaultError for anything else */
export async function readCallback(
	context: IHookFunctions,
	id: string,
): Promise<RemoteCallback | null> {
	return await readIfThere(context, { ...row, path: pathOf('callback', id), id });
}

/** Creates a callback. @returns its id if the reply has it; @throws CopernicaFaultError */
export async function createCallback(
	context: IHookFunctions,
	desired: DesiredCallback,
): Promise<string | null> {
	const { headers } = await copernicaRequest(context, {
		version: 'v1',
		method: 'POST',
		path: pathOf(desired.source, desired.sourceId, 'callbacks'),
		body: creationBody(desired),
	});
	return createdId(headers);
}

/** Removes a callback; one that is already gone counts as removed. @throws CopernicaFaultError for anything else */
export async function removeCallback(context: IHookFunctions, id: string): Promise<void> {
	const result = await tryCopernicaRequest(context, {
		version: 'v1',
		method: 'DELETE',
		path: pathOf('callback', id),
	});
	if (!result.ok && result.fault.kind !== 'gone') throw new CopernicaFaultError(result.fault);
}

/**
 * The id of the credential's account: the number of X-Copernica-ID (docs/vendors/copernica.md#24-x-copernica-id).
 * @throws CopernicaFaultError
 */
export async function readAccount(context: IHookFunctions): Promise<string> {
	const what = 'an account';
	const identity = await readIfThere(context, { path: 'identity', schema: identitySchema, what });
	if (identity === null) throw unreadable(what);
	return identity.id;
}

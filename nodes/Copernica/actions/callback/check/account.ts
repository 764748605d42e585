import type { IExecuteFunctions } from 'n8n-workflow';
import {
	remoteCallbackSchema,
	type RemoteCallback,
} from '../../../../../core/callback/registration';
import {
	judgeCallbackSignIn,
	judgeCollection,
	judgeDatabase,
	judgeFields,
	judgeSignIn,
	type Read,
} from '../../../../../core/copernica/check/account';
import type { Timed } from '../../../../../core/copernica/check/clock';
import {
	checkResult,
	type CheckName,
	type CheckResult,
} from '../../../../../core/copernica/check/codes';
import {
	collectionSchema,
	databaseSchema,
	identitySchema,
	profileSchema,
} from '../../../../../core/copernica/entities';
import { tryReadWatchable } from '../../../api/fieldList';
import { tryReadAll, tryReadIfThere, tryReadPage, type ReadRequest } from '../../../api/read';
import { pathOf } from '../../../api/request';

/** Where the trigger waits, as chosen in the form; null = not chosen. */
export interface Place {
	kind: 'database' | 'collection';
	databaseId: string | null;
	collectionId: string | null;
}

/** What Copernica told, as far as the checks after it need it. */
export interface Account {
	findings: CheckResult[];
	timed: Timed;
	/** Null where they could not be read. */
	callbacks: RemoteCallback[] | null;
	/** Newest `modified` of the database; null where it is not known. */
	modified: string | null;
}

/** Findings of checks that nothing can be said about after another one came to nothing. */
export function notChecked(before: CheckName, checks: readonly CheckName[]): CheckResult[] {
	return checks.map((check) => checkResult(check, 'NOT_CHECKED', { before }));
}

const urgent = <Entity>(request: ReadRequest<Entity>): ReadRequest<Entity> => ({
	...request,
	isUrgent: true,
});

async function readList<Entity>(
	context: IExecuteFunctions,
	request: ReadRequest<Entity>,
): Promise<Read<Entity[]>> {
	const read = await tryReadAll(context, urgent(request));
	return read.ok ? { ok: true, entity: read.rows } : read;
}

async function readNames(
	context: IExecuteFunctions,
	{ kind, databaseId, collectionId }: Place,
): Promise<Read<string[]>> {
	const id = kind === 'collection' ? collectionId : databaseId;
	const read = await tryReadWatchable(context, { kind, id: id ?? '' });
	return read.ok ? { ok: true, entity: read.rows } : read;
}

async function newestChange(
	context: IExecuteFunctions,
	databaseId: string,
): Promise<string | null> {
	const query = { orderby: 'modified', order: 'desc', start: 0, limit: 1, total: 'false' };
	const path = pathOf('database', databaseId, 'profiles');
	const read = await tryReadPage(
		context,
		urgent({ path, query, schema: profileSchema, what: 'a profile' }),
	);
	return read.ok ? (read.page.rows[0]?.modified ?? null) : null;
}

/** Some database, to try callbacks on where none is chosen. */
async function anyDatabase(context: IExecuteFunctions): Promise<string | null> {
	const request = { path: 'databases', schema: databaseSchema, what: 'a database' };
	const read = await tryReadPage(context, urgent({ ...request, query: { start: 0, limit: 1 } }));
	return read.ok ? (read.page.rows[0]?.id ?? null) : null;
}

async function readCallbacks(
	context: IExecuteFunctions,
	...path: string[]
): Promise<Read<RemoteCallback[]>> {
	return await readList(context, {
		version: 'v1',
		path: pathOf(...path, 'callbacks'),
		schema: remoteCallbackSchema,
		what: 'a callback',
	});
}

/** Looks at all that Copernica tells: sign-in, database, collection, fields, callbacks. Changes nothing there. */
export async function checkAccount(
	context: IExecuteFunctions,
	place: Place,
	wantedFields: readonly string[],
): Promise<Account> {
	const sentAt = Date.now();
	const identity = await tryReadIfThere(
		context,
		urgent({ path: 'identity', schema: identitySchema, what: 'an account' }),
	);
	const timed = {
		date: identity.ok ? identity.headers.date : undefined,
		sentAt,
		receivedAt: Date.now(),
	};
	const signIn = judgeSignIn(identity);
	const account: Account = { findings: [signIn], timed, callbacks: null, modified: null };
	const rest: CheckName[] = ['Sign-in for callbacks', 'Database'];
	if (place.kind === 'collection') rest.push('Collection');
	if (wantedFields.length > 0) rest.push('Fields');
	if (signIn.ok !== true) {
		account.findings.push(...notChecked('Sign-in', rest));
		return account;
	}

	const { databaseId, collectionId } = place;
	const tried = databaseId ?? (await anyDatabase(context));
	const ofDatabase = tried === null ? null : await readCallbacks(context, 'database', tried);
	account.findings.push(
		ofDatabase === null
			? checkResult('Sign-in for callbacks', 'NOT_CHECKED', { before: 'Database' })
			: judgeCallbackSignIn(ofDatabase.ok ? null : ofDatabase.fault),
	);

	const database = judgeDatabase(
		databaseId,
		await tryReadIfThere(
			context,
			urgent({
				path: pathOf('database', databaseId ?? '0'),
				schema: databaseSchema,
				what: 'a database',
			}),
		),
	);
	account.findings.push(database);
	if (databaseId === null || database.code === 'DATABASE_NOT_FOUND') {
		account.findings.push(...notChecked('Database', rest.slice(2)));
		return account;
	}

	account.modified = await newestChange(context, databaseId);
	let ofPlace = ofDatabase;
	if (place.kind === 'collection') {
		const collections = await readList(context, {
			path: pathOf('database', databaseId, 'collections'),
			schema: collectionSchema,
			what: 'a collection',
		});
		const collection = judgeCollection(collectionId, collections);
		account.findings.push(collection);
		if (collectionId === null || collection.code === 'COLLECTION_NOT_FOUND') {
			account.findings.push(...notChecked('Collection', rest.slice(3)));
			return account;
		}
		ofPlace = await readCallbacks(context, 'collection', collectionId);
	}
	if (wantedFields.length > 0) {
		account.findings.push(...judgeFields(wantedFields, await readNames(context, place)));
	}
	account.callbacks = ofPlace?.ok === true ? (ofPlace.entity ?? []) : null;
	return account;
}

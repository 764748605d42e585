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
	judgeSelection,
	judgeSignIn,
	type Read,
} from '../../../../../core/copernica/check/account';
import type { Timed } from '../../../../../core/copernica/check/clock';
import {
	checkResult,
	isDeadEnd,
	type CheckName,
	type CheckResult,
} from '../../../../../core/copernica/check/codes';
import { stampIn } from '../../../../../core/copernica/check/looks';
import {
	collectionSchema,
	databaseSchema,
	identitySchema,
	selectionSchema,
} from '../../../../../core/copernica/entities';
import { tryReadIfThere, tryReadPage } from '../../../api/read';
import { pathOf } from '../../../api/request';
import { selectionPath } from '../../../api/selections';
import type { Place } from './form';
import { checkChanges } from './looks';
import { readList, readNames, readNewest, urgent } from './reads';
import { inTurn, type Step } from './steps';

/** What Copernica told, as far as the checks after it need it. */
export interface Account {
	findings: CheckResult[];
	timed: Timed;
	/** Number of the account; null where the sign-in failed. */
	accountId: string | null;
	/** Null where they could not be read. */
	callbacks: RemoteCallback[] | null;
	/** Newest `modified` of what the trigger waits for; null where it is not known. */
	modified: string | null;
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

/** Signs in, and keeps the number of the account and what was measured. */
async function signIn(context: IExecuteFunctions, account: Account): Promise<CheckResult> {
	const sentAt = Date.now();
	const identity = await tryReadIfThere(
		context,
		urgent({ path: 'identity', schema: identitySchema, what: 'an account' }),
	);
	const date = identity.ok ? identity.headers.date : undefined;
	account.timed = { date, sentAt, receivedAt: Date.now() };
	account.accountId = identity.ok ? (identity.entity?.id ?? null) : null;
	return judgeSignIn(identity);
}

/** Tries callbacks on the chosen database, or on any. */
async function callbackSignIn(
	context: IExecuteFunctions,
	databaseId: string | null,
): Promise<{ finding: CheckResult; callbacks: RemoteCallback[] | null }> {
	const tried = databaseId ?? (await anyDatabase(context));
	if (tried === null) {
		const finding = checkResult('Sign-in for callbacks', 'NOT_CHECKED', { before: 'Database' });
		return { finding, callbacks: null };
	}
	const read = await readCallbacks(context, 'database', tried);
	return {
		finding: judgeCallbackSignIn(read.ok ? null : read.fault),
		callbacks: read.ok ? (read.entity ?? []) : null,
	};
}

async function databaseFinding(
	context: IExecuteFunctions,
	databaseId: string | null,
): Promise<CheckResult> {
	const request = {
		path: pathOf('database', databaseId ?? '0'),
		schema: databaseSchema,
		what: 'a database',
	};
	return judgeDatabase(databaseId, await tryReadIfThere(context, urgent(request)));
}

async function collectionFinding(
	context: IExecuteFunctions,
	{ databaseId, collectionId }: Place,
): Promise<CheckResult> {
	const request = {
		path: pathOf('database', databaseId ?? '0', 'collections'),
		schema: collectionSchema,
		what: 'a collection',
	};
	return judgeCollection(collectionId, await readList(context, request));
}

async function selectionFinding(
	context: IExecuteFunctions,
	kind: 'selection' | 'miniselection',
	selectionId: string | null,
): Promise<CheckResult> {
	const path = selectionPath(kind, selectionId ?? '0');
	const request = { path, schema: selectionSchema, what: 'a selection' };
	return judgeSelection(kind, selectionId, await tryReadIfThere(context, urgent(request)));
}

/**
 * Looks at all that Copernica tells of what a trigger waits for: sign-in, database, collection, selection, fields,
 * callbacks, changes. Changes nothing there.
 */
export async function checkAccount(
	context: IExecuteFunctions,
	place: Place,
	wantedFields: readonly string[],
): Promise<Account> {
	const { trigger, kind, databaseId, collectionId, selectionId } = place;
	const account: Account = {
		findings: [],
		timed: { date: undefined, sentAt: 0, receivedAt: 0 },
		accountId: null,
		callbacks: null,
		modified: null,
	};
	const waitsForCallbacks = trigger === 'copernicaTrigger';
	const steps: Step[] = [];
	const add = (check: CheckName, look: () => Promise<CheckResult | CheckResult[]>) =>
		steps.push({ check, look: async () => [await look()].flat() });
	add('Sign-in', async () => await signIn(context, account));
	if (waitsForCallbacks) {
		add('Sign-in for callbacks', async () => {
			const { finding, callbacks } = await callbackSignIn(context, databaseId);
			account.callbacks = callbacks;
			return finding;
		});
	}
	// Whoever waits for mailings may do so for all databases.
	if (trigger !== 'copernicaMailingTrigger' || databaseId !== null) {
		add('Database', async () => await databaseFinding(context, databaseId));
	}
	if (kind === 'collection' || kind === 'miniselection') {
		add('Collection', async () => await collectionFinding(context, place));
	}
	if (kind === 'selection' || kind === 'miniselection') {
		add('Selection', async () => await selectionFinding(context, kind, selectionId));
	}
	if (wantedFields.length > 0 && trigger !== 'copernicaMailingTrigger') {
		add('Fields', async () => judgeFields(wantedFields, await readNames(context, place)));
	}
	if (trigger === 'copernicaChangesTrigger') {
		add(kind === 'unsubscribes' ? 'Unsubscribes' : 'Changes', async () => {
			const { findings, newest } = await checkChanges(context, place);
			account.modified = newest;
			return findings;
		});
	}
	account.findings = await inTurn(steps);
	if (!waitsForCallbacks) return account;
	if (account.findings.some(isDeadEnd)) return { ...account, callbacks: null };
	account.modified = stampIn(await readNewest(context, { ...place, kind: 'database' }));
	if (kind === 'collection') {
		const read = await readCallbacks(context, 'collection', collectionId ?? '');
		account.callbacks = read.ok ? (read.entity ?? []) : null;
	}
	return account;
}

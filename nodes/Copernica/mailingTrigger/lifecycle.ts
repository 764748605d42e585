import { NodeOperationError, type IHookFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { handlerOf, remoteWebhookSchema } from '../../../core/callback/mailingEvent';
import type { CopernicaAnswer } from '../../../core/copernica/answer';
import { readNewId } from '../../../core/copernica/newId';
import { CopernicaFaultError } from '../api/apiError';
import { tryCopernicaRequest } from '../api/client';
import { readIfThere } from '../api/read';
import { pathOf } from '../api/request';
import { placeOf } from '../trigger/answer';
import {
	checkIds,
	checkReachable,
	requireResolvers,
	webhookUrl,
	wrong,
} from '../trigger/checkSettings';
import { readAccount } from '../trigger/remote';
import { readMailingSettings, type MailingTriggerSettings } from './settings';
import { noteWebhooks, readMailingState, writeMailingState, type Webhook } from './state';

type Desired = Omit<Webhook, 'id'>;

function desiredWebhooks({ events, databaseId }: MailingTriggerSettings, url: string): Desired[] {
	return events.map((event) => ({ event, databaseId, handler: handlerOf(url, event) }));
}

const isSame = (known: Desired, wanted: Desired) =>
	known.event === wanted.event &&
	known.databaseId === wanted.databaseId &&
	known.handler === wanted.handler;

/** Refuses settings that would let no call in. @throws NodeOperationError */
function checkSettings(context: IHookFunctions, settings: MailingTriggerSettings): void {
	if (settings.events.length === 0) {
		throw wrong(context, 'No events are selected', 'Select at least one event under Events.');
	}
	checkIds(context, ['database']);
	requireResolvers(context, settings);
}

/** Whether a Webhook is there as we made it. There is no list of them, so only its ID can tell. */
async function isThere(context: IHookFunctions, { id, handler, event }: Webhook): Promise<boolean> {
	const remote = await readIfThere(context, {
		path: pathOf('webhook', id),
		schema: remoteWebhookSchema,
		what: 'a Webhook',
		id,
	});
	return remote?.handler === handler && remote.trigger === event;
}

function warnGone(context: IHookFunctions, { id, event }: Webhook): void {
	context.logger.warn(
		`The Copernica Webhook ${id} for the event "${event}" of ${placeOf(context)} was removed or changed. n8n adds a new one; events since then were not received.`,
		{ webhookId: id, event, node: context.getNode().name },
	);
}

/**
 * True when each Webhook that we made is there, and no other is needed. Changes nothing at Copernica; a request that
 * fails throws, because "not there" would make duplicates.
 */
export async function webhooksExist(context: IHookFunctions): Promise<boolean> {
	const settings = readMailingSettings(context);
	checkSettings(context, settings);
	const { webhooks, accountId } = readMailingState(context);
	const desired = desiredWebhooks(settings, webhookUrl(context));
	const isKnown = desired.every((wanted) => webhooks.some((known) => isSame(known, wanted)));
	if (accountId === undefined || !isKnown || webhooks.length !== desired.length) return false;
	for (const webhook of webhooks) if (!(await isThere(context, webhook))) return false;
	noteWebhooks(context);
	return true;
}

/**
 * What one publish has asked for without getting to know whether, or which, Webhook there is now: URL and what Copernica
 * left open. n8n repeats a failed publish by itself with the same workflow in memory, whose static data is the key. A
 * person who publishes again begins anew.
 */
const unclear = new WeakMap<object, Map<string, string>>();

function unclearOf(context: IHookFunctions): Map<string, string> {
	const key = context.getWorkflowStaticData('node');
	const known = unclear.get(key) ?? new Map<string, string>();
	unclear.set(key, known);
	return known;
}

/** Notes, for the log and for later, that a Webhook may be there which nothing leads to. */
function noteUnclear(context: IHookFunctions, { event, handler }: Desired, message: string): void {
	unclearOf(context).set(handler, message);
	const state = readMailingState(context);
	writeMailingState(context, { ...state, maybeLeft: [...new Set([...state.maybeLeft, handler])] });
	context.logger.warn(
		`${placeOf(context)}: ${message} for the event "${event}". If there is one, it calls n8n also after you unpublish the workflow, and only you can remove it. In Marketing Suite open Configuration, Webhooks, and remove the Webhook with the URL ${handler}.`,
		{ event, node: context.getNode().name },
	);
}

/** Says that a Webhook without a known ID may stand beside ours, or be left when ours is gone. */
function warnMaybeLeft(context: IHookFunctions, handler: string): void {
	context.logger.warn(
		`${placeOf(context)}: a Copernica Webhook that n8n could not keep track of may still be there. In Marketing Suite open Configuration, Webhooks: of those with the URL ${handler}, keep one while the workflow is published, and none after.`,
		{ node: context.getNode().name },
	);
}

function unclearError(context: IHookFunctions, { event, handler }: Desired, message: string) {
	return new NodeOperationError(context.getNode(), message, {
		description: `A Webhook for the event "${event}" may be there now. In Marketing Suite open Configuration, Webhooks, and remove the Webhook with the URL ${handler}. Then publish the workflow again.`,
	});
}

/** The ID of the Webhook that was made, if the answer tells. */
function newWebhookId({ headers, body }: CopernicaAnswer): string | null {
	const told = z.union([z.string(), z.number()]).transform(String).safeParse(body).data ?? '';
	return readNewId(headers, 'webhook') ?? (/^\d+$/.test(told) ? told : null);
}

/**
 * Makes one Webhook. Where it is not clear whether there is one now, only a person can let it be asked for again: n8n
 * repeats a failed publish by itself, and each time could leave one more behind.
 *
 * @throws NodeOperationError when Copernica does not say whether, or which, CopernicaFaultError when it says no
 */
async function make(context: IHookFunctions, wanted: Desired): Promise<Webhook> {
	const { event, databaseId, handler } = wanted;
	const earlier = unclearOf(context).get(handler);
	if (earlier !== undefined) throw unclearError(context, wanted, earlier);
	const result = await tryCopernicaRequest(context, {
		version: 'v4',
		method: 'POST',
		path: 'webhooks',
		body: {
			handler,
			trigger: event,
			...(databaseId === null ? {} : { database: Number(databaseId) }),
		},
	});
	if (!result.ok && result.fault.kind !== 'unknown') throw new CopernicaFaultError(result.fault);
	const id = result.ok ? newWebhookId(result.answer) : null;
	if (id !== null) return { ...wanted, id };
	const message = result.ok
		? 'Copernica did not say which Webhook it created'
		: 'Copernica did not say whether it created the Webhook';
	noteUnclear(context, wanted, message);
	throw unclearError(context, wanted, message);
}

/**
 * Removes a Webhook of ours. One that is gone counts as removed, and so does one that somebody has given another URL:
 * it is not ours any more.
 *
 * @returns whether nothing of ours is left of it
 */
async function remove(context: IHookFunctions, webhook: Webhook): Promise<boolean> {
	const { id } = webhook;
	try {
		if (!(await isThere(context, webhook))) return true;
		const path = pathOf('webhook', id);
		const result = await tryCopernicaRequest(context, { version: 'v4', method: 'DELETE', path });
		if (!result.ok && result.fault.kind !== 'gone') throw new CopernicaFaultError(result.fault);
		return true;
	} catch (error) {
		const reason = error instanceof Error ? error.message : 'unknown';
		context.logger.warn(
			`The Copernica Webhook ${id} of ${placeOf(context)} could not be removed: ${reason}. Remove it yourself in Marketing Suite: Configuration, Webhooks.`,
			{ webhookId: id, node: context.getNode().name, reason },
		);
		return false;
	}
}

/**
 * Makes one Webhook for each event stand at Copernica: keeps those that are still there as we made them, makes what is
 * missing, and removes what is no longer wanted. After each step the IDs are stored, because nothing else leads to them.
 */
export async function createWebhooks(context: IHookFunctions): Promise<boolean> {
	const settings = readMailingSettings(context);
	checkSettings(context, settings);
	const url = webhookUrl(context);
	await checkReachable(context, url);
	const accountId = await readAccount(context);
	const { webhooks: before, maybeLeft } = readMailingState(context);
	const desired = desiredWebhooks(settings, url);
	const kept: Webhook[] = [];
	const others: Webhook[] = [];
	for (const webhook of before) {
		const isWanted = desired.some((wanted) => isSame(webhook, wanted));
		if (await isThere(context, webhook)) (isWanted ? kept : others).push(webhook);
		else if (isWanted) warnGone(context, webhook);
	}
	const made: Webhook[] = [];
	const keep = (rest: readonly Webhook[]) => {
		const { maybeLeft } = readMailingState(context);
		writeMailingState(context, {
			webhooks: [...kept, ...made, ...rest],
			url,
			accountId,
			maybeLeft,
		});
	};
	let isDone = false;
	try {
		for (const wanted of desired) {
			if (kept.some((webhook) => isSame(webhook, wanted))) continue;
			made.push(await make(context, wanted));
			keep(others);
		}
		isDone = true;
	} finally {
		// n8n may drop the state of an activation that fails, and then nobody would find them again.
		if (!isDone) {
			const left = await removeAll(context, made.splice(0));
			keep([...others, ...left]);
		}
	}
	for (const handler of maybeLeft) warnMaybeLeft(context, handler);
	keep(await removeAll(context, others));
	return true;
}

/** @returns those that are still there */
async function removeAll(
	context: IHookFunctions,
	webhooks: readonly Webhook[],
): Promise<Webhook[]> {
	const left: Webhook[] = [];
	for (const webhook of webhooks) if (!(await remove(context, webhook))) left.push(webhook);
	return left;
}

/**
 * Removes our Webhooks by their IDs. Never throws for a fault of Copernica, because that would stop n8n's own clean-up: it
 * logs what to remove by hand and keeps the IDs for the next time.
 *
 * @returns whether nothing of ours is left
 */
export async function removeWebhooks(context: IHookFunctions): Promise<boolean> {
	const { webhooks, url, accountId, maybeLeft } = readMailingState(context);
	const left = await removeAll(context, webhooks);
	// Nothing was registered when a publish failed: n8n cleans up, and nobody has unpublished anything.
	const isUnpublished = webhooks.length > 0;
	if (isUnpublished) for (const handler of maybeLeft) warnMaybeLeft(context, handler);
	const known = left.length === 0 ? { webhooks: [] } : { webhooks: left, url, accountId };
	writeMailingState(context, { ...known, maybeLeft: isUnpublished ? [] : maybeLeft });
	return left.length === 0;
}

import { NodeOperationError, type IHookFunctions } from 'n8n-workflow';
import {
	callingOthersHere,
	eventsKeyOf,
	isExact,
	planRegistration,
	pointsTo,
	type DesiredCallback,
	type RemoteCallback,
} from '../../../core/callback/registration';
import { CopernicaFaultError } from '../api/apiError';
import { placeOf } from './answer';
import {
	checkReachable,
	checkSettings,
	checkWatchedFields,
	desiredCallback,
	webhookUrl,
} from './checkSettings';
import {
	createCallback,
	listCallbacks,
	readAccount,
	readCallback,
	readRecordNames,
	removeCallback,
	sourceOf,
	tryListCallbacks,
} from './remote';
import { readTriggerSettings, type TriggerSettings } from './settings';
import { readState, writeState, type LeftOver, type RegistrationState } from './state';

/** Two workflows on one source may be intended. If not, each change is sent twice, and nothing else shows that. */
function warnOfOthers(
	context: IHookFunctions,
	{ source, sourceId, url }: DesiredCallback,
	remotes: readonly RemoteCallback[],
): void {
	const ids = callingOthersHere(remotes, url).map(({ id }) => id);
	if (ids.length === 0) return;
	context.logger.warn(
		`${placeOf(context)}: other workflows of this n8n wait for the same ${source} ${sourceId} (callbacks ${ids.join(', ')}), so each change starts them too. If that is not intended, unpublish them, or remove the callbacks with Copernica, Callback: Delete.`,
		{ callbackIds: ids, node: context.getNode().name },
	);
}

/**
 * True when Copernica has exactly one callback with our URL, it has exactly our settings, and the account is known.
 * Changes nothing at Copernica; a request that fails throws, because "not there" would create duplicates. n8n asks when
 * a workflow is published and when its trigger changed; n8n 2.41 does not ask when it starts, nor when a workflow is
 * published again with the same parameters. In manual mode a person registers, so it only checks the settings.
 */
export async function checkExists(context: IHookFunctions): Promise<boolean> {
	const settings = readTriggerSettings(context);
	checkSettings(context, settings);
	const url = webhookUrl(context);
	const state = readState(context);
	if (settings.registration === 'manual') {
		writeState(context, { ...state, url });
		return true;
	}
	const desired = await desiredCallback(context, settings, url);
	await checkWatchedFields(context, settings, desired);
	const eventsKey = eventsKeyOf(desired);
	// Something else was registered before: `create` must remove that too.
	const isSame =
		(state.url ?? url) === url &&
		(state.eventsKey === undefined || state.eventsKey === eventsKey) &&
		state.leftOver === undefined;
	if (!isSame) return false;
	const remotes = await listCallbacks(context, desired);
	const plan = planRegistration(remotes, desired);
	if (plan.kind !== 'adopt' || plan.remove.length > 0) return false;
	warnOfOthers(context, desired, remotes);
	const accountId = state.accountId ?? (await readAccount(context));
	const found = await lookedUp(context, settings, desired);
	writeState(context, { callbackId: plan.id, url, eventsKey, ...found, accountId });
	return true;
}

/**
 * URLs for which this process has asked Copernica to make a callback. Only these can be left over from a failed
 * activation: n8n then gives `delete` the earlier state.
 */
const askedFor = new Set<string>();

/**
 * What calls need but do not say: the collection that was found by name, and the names that tell profiles from
 * subprofiles. Names that cannot be read now are looked up when a call needs them.
 */
async function lookedUp(
	context: IHookFunctions,
	{ source }: TriggerSettings,
	{ sourceId }: DesiredCallback,
): Promise<Pick<RegistrationState, 'collectionId' | 'names'>> {
	if (source === 'audience') return { collectionId: sourceId };
	if (source !== 'database') return {};
	try {
		const { ofProfiles, ofSubprofiles } = await readRecordNames(context, sourceId);
		return { names: { ofProfiles: [...ofProfiles], ofSubprofiles: [...ofSubprofiles] } };
	} catch {
		return {};
	}
}

/** Creates the callback and reads it back. @throws NodeOperationError when Copernica does not show it as requested */
async function createAndConfirm(
	context: IHookFunctions,
	desired: DesiredCallback,
	before: readonly RemoteCallback[],
): Promise<string> {
	const known = new Set(before.map(({ id }) => id));
	askedFor.add(desired.url);
	const told = await createCallback(context, desired);
	const found = (await listCallbacks(context, desired)).find(
		(remote) =>
			!known.has(remote.id) && (told === null || remote.id === told) && isExact(remote, desired),
	);
	if (found) return found.id;
	throw new NodeOperationError(context.getNode(), 'Copernica did not confirm the callback', {
		description:
			'n8n created the callback, but Copernica does not list it with these settings. Set Registration to "Manual in Publisher" and add the URL there.',
	});
}

/**
 * Removes a callback that must not stay next to ours. If that fails, it is logged: a second call does less harm than
 * none.
 */
async function removeOrWarn(context: IHookFunctions, id: string): Promise<boolean> {
	try {
		await removeCallback(context, id);
		return true;
	} catch (error) {
		warnLeftOver(context, id, error);
		return false;
	}
}

/** @param id null when it is not even known whether there is one */
function warnLeftOver(context: IHookFunctions, id: string | null, error: unknown): void {
	const reason = error instanceof Error ? error.message : 'unknown';
	const which = id === null ? 'that may be left' : id;
	context.logger.warn(
		`The Copernica callback ${which} of ${placeOf(context)} could not be removed: ${reason}. Remove it yourself in Publisher: Database management, Callback URLs.`,
		{ callbackId: id, node: context.getNode().name, reason },
	);
}

/** Removes callbacks of ours. @returns those still there, for the state; undefined when there are none */
async function removeAll(
	context: IHookFunctions,
	callbacks: readonly LeftOver[],
): Promise<RegistrationState['leftOver']> {
	const left: LeftOver[] = [];
	for (const callback of callbacks) {
		if (!(await removeOrWarn(context, callback.id))) left.push(callback);
	}
	const [first, ...others] = left;
	return first === undefined ? undefined : [first, ...others];
}

/** What was registered earlier and is still what we registered: never somebody else's. */
async function earlierCallbacks(
	context: IHookFunctions,
	{ callbackId, url, leftOver }: RegistrationState,
): Promise<LeftOver[]> {
	const registered = callbackId === undefined || url === undefined ? [] : [{ id: callbackId, url }];
	const found: LeftOver[] = [];
	for (const callback of [...registered, ...(leftOver ?? [])]) {
		const remote = await readCallback(context, callback.id);
		if (remote && pointsTo(remote, callback.url)) found.push(callback);
	}
	return found;
}

/**
 * Makes sure that Copernica has exactly one callback with our URL and settings: adopts a fitting one (which keeps
 * triggers that a person switched off in Publisher), or else creates a new one first and then removes the old ones, so
 * that no change is missed. Only returns when Copernica has confirmed it, and throws otherwise: n8n ignores the result.
 */
export async function create(context: IHookFunctions): Promise<boolean> {
	const settings = readTriggerSettings(context);
	checkSettings(context, settings);
	const url = webhookUrl(context);
	const state = readState(context);
	if (settings.registration === 'manual') {
		writeState(context, { ...state, url });
		return true;
	}
	const desired = await desiredCallback(context, settings, url);
	await checkReachable(context, url);
	const accountId = await readAccount(context);
	const remotes = await listCallbacks(context, desired);
	const plan = planRegistration(remotes, desired);
	warnOfOthers(context, desired, remotes);
	const callbackId =
		plan.kind === 'adopt' ? plan.id : await createAndConfirm(context, desired, remotes);
	const replaced = plan.remove.map((id) => ({ id, url }));
	const known = new Set([callbackId, ...plan.remove]);
	const earlier = await earlierCallbacks(context, state);
	const leftOver = await removeAll(context, [
		...replaced,
		...earlier.filter(({ id }) => !known.has(id)),
	]);
	const eventsKey = eventsKeyOf(desired);
	const found = await lookedUp(context, settings, desired);
	writeState(context, { callbackId, url, eventsKey, ...found, accountId, leftOver });
	return true;
}

/** All callbacks that are ours: those with our URL on the source, and those we remember registering. */
async function ownCallbacks(
	context: IHookFunctions,
	settings: TriggerSettings,
	url: string,
	state: RegistrationState,
): Promise<LeftOver[]> {
	const own = new Map((await earlierCallbacks(context, state)).map((one) => [one.id, one]));
	const source = await sourceOf(context, settings);
	if (source === null) return [...own.values()];
	// A deleted database or collection took its callbacks with it.
	const read = await tryListCallbacks(context, source);
	if (!read.ok && read.fault.kind !== 'gone') throw new CopernicaFaultError(read.fault);
	for (const remote of read.ok ? read.rows : []) {
		if (pointsTo(remote, url)) own.set(remote.id, { id: remote.id, url });
	}
	return [...own.values()];
}

/**
 * Removes our callback by id and by URL: after a failed activation n8n calls this with the earlier static data, so the
 * id alone would leave an orphan. A callback that is already gone is fine. Never throws for a remote fault, because
 * that would stop n8n's own clean-up: it logs what to remove by hand and keeps the id for the next time.
 *
 * @returns whether none of ours is left
 */
export async function unregister(context: IHookFunctions): Promise<boolean> {
	const state = readState(context);
	const settings = readTriggerSettings(context);
	const isNothingKnown = state.callbackId === undefined && state.leftOver === undefined;
	if (settings.registration === 'manual' && isNothingKnown) return true;
	try {
		const url = webhookUrl(context);
		const own = await ownCallbacks(context, settings, url, state);
		const leftOver = await removeAll(context, own);
		if (leftOver) {
			writeState(context, { ...state, leftOver });
			return false;
		}
		askedFor.delete(url);
	} catch (error) {
		const isMade = !isNothingKnown || askedFor.has(context.getNodeWebhookUrl('default') ?? '');
		const known = state.callbackId ?? state.leftOver?.[0].id ?? null;
		if (isMade) warnLeftOver(context, known, error);
		return false;
	}
	writeState(context, {});
	return true;
}

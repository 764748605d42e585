import { emptyAnswer, jsonAnswer, type Answer } from '../../http/answer';
import type { Callback } from '../callbacks/registry';
import { created, deleted } from './answers';
import { isMap, mapOf, quirksOf, type DataMap, type RestCall } from './call';
import { collectionOf, databaseOf } from './find';
import { wrapped } from './lists';
import { messages, Refusal } from './refusal';

/**
 * REST shows no triggers and no `api_disabled`: it cannot set or read loop protection
 * (docs/vendors/copernica.md#12-registering-through-rest).
 */
function shown(call: RestCall, callback: Callback): unknown {
	const onCollection = callback.collectionId !== null;
	return {
		ID: String(callback.id),
		url: callback.url,
		expression: callback.expression,
		[quirksOf(call).callbackMethodKey]: callback.method,
		action: callback.action,
		database: onCollection ? 0 : String(callback.databaseId),
		collection: onCollection ? String(callback.collectionId) : 0,
	};
}

function checkVersion(call: RestCall): void {
	const which = quirksOf(call).callbacksAnswer;
	if (which === 'all' || (which === 'v1' && ['v1', ''].includes(call.version))) return;
	throw new Refusal(messages.method);
}

/**
 * The settings of a body: flat, or in the list wrapper that the pages show
 * (docs/vendors/copernica.md#12-registering-through-rest).
 */
function settingsOf(call: RestCall): DataMap {
	const body = mapOf(call);
	const first: unknown = Array.isArray(body.data) ? body.data[0] : undefined;
	return isMap(first) ? first : body;
}

function texts(
	settings: DataMap,
): Partial<Record<'url' | 'method' | 'action' | 'expression', string>> {
	const names = ['url', 'method', 'action', 'expression'] as const;
	return Object.fromEntries(
		names.flatMap((name) => {
			const value = settings[name];
			return typeof value === 'string' ? [[name, value]] : [];
		}),
	);
}

function list(call: RestCall, isOurs: (callback: Callback) => boolean): Answer {
	checkVersion(call);
	const found = call.world.callbacks.list().filter(isOurs);
	return jsonAnswer(
		200,
		wrapped(call, found, (callback) => shown(call, callback)),
	);
}

export function listDatabaseCallbacks(call: RestCall): Answer {
	const { id } = databaseOf(call);
	return list(call, (entry) => entry.databaseId === id && entry.collectionId === null);
}

export function listCollectionCallbacks(call: RestCall): Answer {
	const { id } = collectionOf(call);
	return list(call, (entry) => entry.collectionId === id);
}

function create(
	call: RestCall,
	source: { databaseId: number; collectionId: number | null },
): Answer {
	checkVersion(call);
	const { url, ...others } = texts(settingsOf(call));
	if (url === undefined || url === '') throw new Refusal(messages.data);
	const callback = call.world.callbacks.add(source, { url, ...others });
	return created(call, 'callback', callback.id);
}

export function postDatabaseCallback(call: RestCall): Answer {
	return create(call, { databaseId: databaseOf(call).id, collectionId: null });
}

export function postCollectionCallback(call: RestCall): Answer {
	const { databaseId, id } = collectionOf(call);
	return create(call, { databaseId, collectionId: id });
}

function callbackOf(call: RestCall): Callback {
	checkVersion(call);
	const callback = call.world.callbacks.find(call.params.callback ?? '');
	if (callback === null) throw new Refusal(messages.callback);
	return callback;
}

/** The page of this call shows the wrapper of the lists around the one callback. */
export function getCallback(call: RestCall): Answer {
	const callback = callbackOf(call);
	return jsonAnswer(
		200,
		quirksOf(call).callbackBare
			? shown(call, callback)
			: wrapped(call, [callback], (entry) => shown(call, entry)),
	);
}

export function postCallback(call: RestCall): Answer {
	call.world.callbacks.update(callbackOf(call), texts(settingsOf(call)));
	return emptyAnswer(200);
}

export function deleteCallback(call: RestCall): Answer {
	const callback = callbackOf(call);
	if (!quirksOf(call).callbackDelete) throw new Refusal(messages.method);
	call.world.callbacks.remove(callback.id);
	return deleted(call, 'callback', callback.id);
}

import { emptyAnswer, jsonAnswer, type Answer } from '../../http/answer';
import { account } from '../account';
import type { Collection, Subprofile } from '../store/model';
import { created, deleted, updated } from './answers';
import { checkNames, flag, isMap, mapOf, quirksOf, type DataMap, type RestCall } from './call';
import {
	checkNotRemoved,
	collectionOf,
	collectionOfProfile,
	profileOf,
	subprofileOf,
} from './find';
import { wrapped } from './lists';
import { messages, Refusal } from './refusal';
import { ordered, selected, selectedForChange } from './selection';
import { shownMap, shownSubprofile } from './show';

/**
 * Flat fields; the PUT page of collections also shows them nested under `fields`
 * (docs/vendors/copernica.md#34-entities).
 */
function flatFields(call: RestCall, collection: Collection): DataMap {
	const body = mapOf(call);
	const named = call.world.store.findField(collection, 'fields') !== null;
	const fields = !named && isMap(body.fields) ? body.fields : body;
	checkNames(call, collection, fields);
	return fields;
}

function list(call: RestCall, collection: Collection, entries: Subprofile[]): Answer {
	const dataOnly = flag(call, 'dataonly', false);
	const found = ordered(call, collection, selected(call, collection, entries));
	const show = (entry: Subprofile) => shownSubprofile(call.world, entry, dataOnly);
	return jsonAnswer(200, wrapped(call, found, show, true));
}

export function listCollectionSubprofiles(call: RestCall): Answer {
	const collection = collectionOf(call);
	return list(call, collection, call.world.store.subprofilesOf(collection.id));
}

export function listProfileSubprofiles(call: RestCall): Answer {
	const profile = profileOf(call);
	const collection = collectionOfProfile(call, profile);
	return list(call, collection, call.world.store.subprofilesOf(collection.id, profile.id));
}

/** Also works under a removed profile (docs/vendors/copernica.md#4-quirks). */
export function postSubprofile(call: RestCall): Answer {
	const profile = profileOf(call);
	const collection = collectionOfProfile(call, profile);
	const gone = profile.removed !== false && !quirksOf(call).updateDeleted;
	if (gone || !isMap(call.data)) throw new Refusal(messages.createSubprofile);
	const fields = flatFields(call, collection);
	const { id } = call.world.store.createSubprofile(profile, collection, fields, 'rest');
	return created(call, 'subprofile', id);
}

export function putProfileSubprofiles(call: RestCall): Answer {
	const profile = profileOf(call);
	const collection = collectionOfProfile(call, profile);
	const all = call.world.store.subprofilesOf(collection.id, profile.id);
	const found = selectedForChange(call, collection, all);
	const fields = flatFields(call, collection);
	for (const entry of found) call.world.store.updateSubprofile(entry, fields, 'rest');
	if (found.length > 0 || !flag(call, 'create', false))
		return updated(call, `profile/${profile.id}/subprofiles/${collection.id}`);
	const made = call.world.store.createSubprofile(profile, collection, fields, 'rest');
	if (!quirksOf(call).subprofileUpsertTellsNothing) return created(call, 'subprofile', made.id);
	// Reported as wrong by a client's author: it names the profile (docs/vendors/copernica.md#4-quirks).
	return emptyAnswer(201, {
		Location: `${call.world.baseUrl()}/profile/${profile.id}?access_token=${account.accessToken}`,
	});
}

export function putCollectionSubprofiles(call: RestCall): Answer {
	const collection = collectionOf(call);
	const all = call.world.store.subprofilesOf(collection.id);
	const found = selectedForChange(call, collection, all);
	const fields = flatFields(call, collection);
	for (const entry of found) call.world.store.updateSubprofile(entry, fields, 'rest');
	return updated(call, `collection/${collection.id}/subprofiles`);
}

export function getSubprofile(call: RestCall): Answer {
	return jsonAnswer(200, shownSubprofile(call.world, subprofileOf(call)));
}

export function getSubprofileFields(call: RestCall): Answer {
	return jsonAnswer(200, shownMap(call.world, subprofileOf(call).fields));
}

function update(call: RestCall, subprofile: Subprofile, fields: DataMap, secret?: string): Answer {
	checkNotRemoved(call, subprofile);
	const collection = call.world.store.collections.get(subprofile.collectionId);
	if (collection !== undefined) checkNames(call, collection, fields);
	call.world.store.updateSubprofile(subprofile, fields, 'rest', secret);
	return updated(call, `subprofile/${subprofile.id}`);
}

export function putSubprofile(call: RestCall): Answer {
	const { fields, secret } = mapOf(call);
	const text = typeof secret === 'string' ? secret : undefined;
	return update(call, subprofileOf(call), isMap(fields) ? fields : {}, text);
}

export function putSubprofileFields(call: RestCall): Answer {
	return update(call, subprofileOf(call), mapOf(call));
}

export function deleteSubprofile(call: RestCall): Answer {
	const subprofile = subprofileOf(call);
	if (subprofile.removed !== false) throw new Refusal(messages.removed);
	call.world.store.removeSubprofile(subprofile, 'rest');
	return deleted(call, 'subprofile', subprofile.id);
}

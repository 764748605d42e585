import type { Collection, Database, Profile, Selection, Subprofile } from '../store/model';
import { quirksOf, type RestCall } from './call';
import { messages, Refusal } from './refusal';

/** The database of the path, by id or name. @throws Refusal */
export function databaseOf(call: RestCall): Database {
	const database = call.world.store.findDatabase(call.params.database ?? '');
	if (database === null) throw new Refusal(messages.database);
	return database;
}

/** The collection of the path, by id. @throws Refusal */
export function collectionOf(call: RestCall): Collection {
	const collection = call.world.store.collections.get(Number(call.params.collection));
	if (collection === undefined) throw new Refusal(messages.collection);
	return collection;
}

/** The collection of the path, by id or name, within the database of a profile. @throws Refusal */
export function collectionOfProfile(call: RestCall, profile: Profile): Collection {
	const key = call.params.collection ?? '';
	const collection = call.world.store.findCollection(key, profile.databaseId);
	if (collection === null) throw new Refusal(messages.collection);
	return collection;
}

/** The profile of the path, also a removed one while that is readable. @throws Refusal */
export function profileOf(call: RestCall): Profile {
	const profile = call.world.store.profiles.get(Number(call.params.profile));
	const hidden = profile?.removed !== false && !quirksOf(call).deletedReadable;
	if (profile === undefined || hidden) throw new Refusal(messages.profile);
	return profile;
}

/** The subprofile of the path, also a removed one while that is readable. @throws Refusal */
export function subprofileOf(call: RestCall): Subprofile {
	const subprofile = call.world.store.subprofiles.get(Number(call.params.subprofile));
	const hidden = subprofile?.removed !== false && !quirksOf(call).deletedReadable;
	if (subprofile === undefined || hidden) throw new Refusal(messages.subprofile);
	return subprofile;
}

/** The selection or miniselection of the path, by id. @throws Refusal */
export function selectionOf(call: RestCall, kind: Selection['kind']): Selection {
	const selection = call.world.store.selections.find(kind, Number(call.params[kind]));
	if (selection === null) throw new Refusal(messages[kind]);
	return selection;
}

/** @throws Refusal for a removed entry, where updating one is switched off */
export function checkNotRemoved(call: RestCall, entry: Profile | Subprofile): void {
	if (entry.removed !== false && !quirksOf(call).updateDeleted) throw new Refusal(messages.removed);
}

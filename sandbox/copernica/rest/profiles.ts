import { jsonAnswer, emptyAnswer, type Answer } from '../../http/answer';
import { textAt } from '../../http/phpForm';
import type { Database, Profile } from '../store/model';
import type { InterestInput, ProfileInput } from '../store/store';
import { created, deleted, updated } from './answers';
import { checkNames, flag, isMap, mapOf, quirksOf, type DataMap, type RestCall } from './call';
import { checkNotRemoved, databaseOf, profileOf } from './find';
import { wrapped } from './lists';
import { messages, Refusal } from './refusal';
import { ordered, selected, selectedForChange } from './selection';
import { shownMap, shownProfile } from './show';

function interestInput(value: unknown): InterestInput | undefined {
	if (Array.isArray(value)) return value.map(String);
	return isMap(value) ? value : undefined;
}

function checkAddress(call: RestCall, fields: DataMap, message: string): void {
	const domain = quirksOf(call).refusedEmailDomain;
	if (domain === '') return;
	const isSpam = (value: unknown) =>
		typeof value === 'string' && value.toLowerCase().endsWith(`@${domain}`);
	if (Object.values(fields).some(isSpam)) throw new Refusal(message);
}

/** Whether `fields` that is no object is refused; else it is ignored (docs/vendors/copernica.md#4-quirks). */
function refuses(call: RestCall, strict: boolean): boolean {
	const which = quirksOf(call).fieldsNotObject;
	return which === 'by-call' ? strict : which === 'refused';
}

/** `{fields, interests}` of a body; v1 took the fields flat (docs/vendors/copernica.md#34-entities). */
function inputOf(call: RestCall, database: Database, strict: boolean): ProfileInput {
	const body = mapOf(call);
	const flat = ['v1', ''].includes(call.version) && !('fields' in body) && !('interests' in body);
	const given = flat ? body : body.fields;
	if (given !== undefined && !isMap(given) && refuses(call, strict))
		throw new Refusal(messages.data);
	const fields = isMap(given) ? given : {};
	checkNames(call, database, fields);
	const interests = interestInput(body.interests);
	return { fields, ...(interests === undefined ? {} : { interests }) };
}

function asciiSecret(call: RestCall, secret: unknown): { secret?: string } {
	if (typeof secret !== 'string') return {};
	const kept = quirksOf(call).secretAsciiOnly ? secret.replace(/[^\x20-\x7e]/gu, '?') : secret;
	return { secret: kept };
}

export function listProfiles(call: RestCall): Answer {
	const database = databaseOf(call);
	const all = call.world.store.profilesOf(database.id);
	const found = ordered(call, database, selected(call, database, all));
	const dataOnly = flag(call, 'dataonly', false);
	const show = (profile: Profile) => shownProfile(call.world, profile, dataOnly);
	return jsonAnswer(200, wrapped(call, found, show, true));
}

export function listProfileIds(call: RestCall): Answer {
	const database = databaseOf(call);
	const all = call.world.store.profilesOf(database.id);
	return jsonAnswer(
		200,
		selected(call, database, all).map((profile) => String(profile.id)),
	);
}

function create(call: RestCall, database: Database): Profile {
	const input = inputOf(call, database, true);
	checkAddress(call, input.fields ?? {}, messages.createProfile);
	const secret = quirksOf(call).secretIgnoredOnCreate ? {} : asciiSecret(call, mapOf(call).secret);
	const profile = call.world.store.createProfile(database, input, 'rest');
	if (secret.secret !== undefined) profile.secret = secret.secret;
	return profile;
}

export function postProfile(call: RestCall): Answer {
	return created(call, 'profile', create(call, databaseOf(call)).id);
}

/**
 * PUT of many: updates **all** matches; makes one where there is none and `create` is set. With `async` the answer
 * tells no new id; the sandbox carries it out at once all the same, so that nobody has to wait.
 */
export function putProfiles(call: RestCall): Answer {
	const database = databaseOf(call);
	const all = call.world.store.profilesOf(database.id);
	const found = selectedForChange(call, database, all);
	const path = `database/${database.id}/profiles`;
	if (found.length === 0 && flag(call, 'create', false)) {
		const { id } = create(call, database);
		return flag(call, 'async', false) ? updated(call, path) : created(call, 'profile', id);
	}
	const input = inputOf(call, database, true);
	checkAddress(call, input.fields ?? {}, messages.data);
	for (const profile of found) call.world.store.updateProfile(profile, input, 'rest');
	return updated(call, path);
}

export function deleteProfiles(call: RestCall): Answer {
	const database = databaseOf(call);
	const ids = mapOf(call).profiles;
	if (!Array.isArray(ids)) throw new Refusal(messages.data);
	const profiles = call.world.store
		.profilesOf(database.id)
		.filter((profile) => ids.map(String).includes(String(profile.id)));
	for (const profile of profiles) call.world.store.removeProfile(profile, 'rest');
	return deleted(call, 'profiles', profiles.map((profile) => profile.id).join(','));
}

export function getProfile(call: RestCall): Answer {
	return jsonAnswer(200, shownProfile(call.world, profileOf(call)));
}

export function getProfileFields(call: RestCall): Answer {
	return jsonAnswer(200, shownMap(call.world, profileOf(call).fields));
}

export function getProfileInterests(call: RestCall): Answer {
	return jsonAnswer(200, profileOf(call).interests);
}

function update(call: RestCall, profile: Profile, input: ProfileInput): Answer {
	checkNotRemoved(call, profile);
	checkAddress(call, input.fields ?? {}, messages.data);
	call.world.store.updateProfile(profile, input, 'rest');
	return updated(call, `profile/${profile.id}`);
}

function databaseOfProfile(call: RestCall, profile: Profile): Database {
	const database = call.world.store.databases.get(profile.databaseId);
	if (database === undefined) throw new Refusal(messages.database);
	return database;
}

export function putProfile(call: RestCall): Answer {
	const profile = profileOf(call);
	const input = inputOf(call, databaseOfProfile(call, profile), false);
	return update(call, profile, { ...input, ...asciiSecret(call, mapOf(call).secret) });
}

export function putProfileFields(call: RestCall): Answer {
	const profile = profileOf(call);
	const fields = mapOf(call);
	checkNames(call, databaseOfProfile(call, profile), fields);
	return update(call, profile, { fields });
}

function interestsOfBody(call: RestCall): InterestInput {
	const body = isMap(call.data) && 'interests' in call.data ? call.data.interests : call.data;
	const interests = interestInput(body);
	if (interests === undefined) throw new Refusal(messages.data);
	return interests;
}

/** POST merges: a list adds, a map sets on and off (docs/vendors/copernica.md#34-entities). */
export function postProfileInterests(call: RestCall): Answer {
	return update(call, profileOf(call), { interests: interestsOfBody(call) });
}

/** PUT replaces. */
export function putProfileInterests(call: RestCall): Answer {
	const interests = interestsOfBody(call);
	return update(call, profileOf(call), { interests, replaceInterests: true });
}

export function deleteProfile(call: RestCall): Answer {
	const profile = profileOf(call);
	if (profile.removed !== false) throw new Refusal(messages.removed);
	const inBody = isMap(call.data) && Boolean(call.data.completely);
	const completely = inBody || textAt(call.query, 'completely') !== null;
	call.world.store.removeProfile(profile, 'rest', completely);
	return deleted(call, 'profile', profile.id);
}

/** Undocumented POST twins of PUT calls: they work and tell no id (docs/vendors/copernica.md#4-quirks). */
export function twin(put: (call: RestCall) => Answer): (call: RestCall) => Answer {
	return (call) => {
		if (!quirksOf(call).postTwins) throw new Refusal(messages.method);
		put(call);
		return emptyAnswer(200);
	};
}

import type { ChangeAction, ChangeEntity } from '../../contracts/change';
import { refuse, type CallbackOutcome } from '../codes';
import type { ReadBody } from '../body/readBody';
import { isTreeObject, type Tree, type TreeObject } from '../body/tree';
import { namesOf, readInterestStates, type InterestStates, type NewInterests } from './interests';
import { readUpdated } from './updated';
import {
	booleanNames,
	isMalformedRecordId,
	lowerCaseKeys,
	readFields,
	readRecordId,
	type FieldValues,
} from './values';

/** What a call says about itself, in any of the documented shapes. Null = not stated. Ids are digits. */
export interface Callback {
	/** `webhook` = a Marketing Suite Webhook, not a legacy callback. */
	kind: 'callback' | 'webhook';
	/** Null when the payload has no action key at all. */
	action: ChangeAction | null;
	/** The kind of record, as far as the payload shows; null when it could be either. */
	entity: ChangeEntity | null;
	/** The plain `id`: that of the record the callback is about. */
	id: string | null;
	profileId: string | null;
	subprofileId: string | null;
	databaseId: string | null;
	collectionId: string | null;
	/** Set when the collection is given by name. */
	collectionName: string | null;
	/** `fields` of the record; depending on the source, from before or after the change. */
	fields: FieldValues | null;
	/** `profile.fields`. */
	profileFields: FieldValues | null;
	/** `parameters` and `updated`: the new values by name, of fields and perhaps of interests. Never empty. */
	updated: FieldValues | null;
	/** Lower-case names that the new values touch in an unreadable way; null = all were readable. */
	unread: string[] | null;
	/** Lower-case names of the new values that are inside a profile. */
	updatedOfProfile: string[];
	/** Lower-case names of values that came as JSON `true` or `false`. */
	booleans: string[];
	/** `interests` of the record that the callback is about. */
	interests: InterestStates | null;
	/** `profile.interests`. */
	profileInterests: InterestStates | null;
	/** `parameters.interests` or `updated.interests`. */
	updatedInterests: NewInterests | null;
}

/**
 * True for the body of a Marketing Suite Webhook: along with the name of its event it carries a time, which a legacy
 * callback never does. Most of the vendor's pages call that name `type`, some `action`. Expects lower-case keys.
 */
function isMarketingSuiteWebhook({ type, action, timestamp, time }: TreeObject): boolean {
	const hasMoment = timestamp !== undefined || time !== undefined;
	return hasMoment && (typeof type === 'string' || typeof action === 'string');
}

/** `profile-update`, `create`, `Removed` … -> what it means for the record. */
const webhookActions: ReadonlyArray<[RegExp, ChangeAction]> = [
	[/create/, 'create'],
	[/update|change/, 'update'],
	[/delete|remove/, 'delete'],
];

/** What a Marketing Suite Webhook reports; null for events that change nothing (clicks, opens, …). */
function readWebhookEvent({ type, action }: TreeObject): ChangeAction | null {
	const event = [type, action].find((text) => typeof text === 'string');
	const text = typeof event === 'string' ? event.toLowerCase() : '';
	return webhookActions.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}

/** The `action` of a legacy callback; null when absent or empty. Any unknown word is refused. */
function readAction(value: Tree | undefined): CallbackOutcome<{ action: ChangeAction | null }> {
	if (value === undefined || value === null) return { ok: true, action: null };
	const text = typeof value === 'string' ? value.trim().toLowerCase() : null;
	if (text === '') return { ok: true, action: null };
	return text === 'create' || text === 'update' || text === 'delete'
		? { ok: true, action: text }
		: refuse('ACTION_UNKNOWN');
}

/** A record, written as an object or as its bare id. */
function readRecord(tree: Tree | undefined): {
	isPresent: boolean;
	id: Tree | undefined;
	object: TreeObject;
} {
	if (isTreeObject(tree)) {
		const object = lowerCaseKeys(tree);
		return { isPresent: true, id: object.id, object };
	}
	return { isPresent: readRecordId(tree) !== null, id: tree, object: {} };
}

/** A text with a letter in it; null = something else. */
const nameIn = (tree: Tree | undefined): string | null =>
	typeof tree === 'string' && /\p{L}/u.test(tree) ? tree.trim() : null;

/**
 * Reads the three payload shapes that are known (and the Marketing Suite Webhook) into one form. Shapes: A
 * `{ parameters, profile: { fields } }`, B `{ id, action, fields, interests }`, C `{ fields, updated }`. Ids may be at
 * `id`, `profile`, `profile.id`, `subprofile`, `subprofile.id`, in upper or lower case. An object called `profile` is
 * always the profile, even inside a subprofile's callback.
 *
 * @returns the callback, or ACTION_UNKNOWN, BODY_UNREADABLE (something sits where an id belongs), NOT_A_CALLBACK
 */
export function parseCallback(body: ReadBody): CallbackOutcome<{ callback: Callback }> {
	const payload = lowerCaseKeys(body.payload);
	const profile = readRecord(payload.profile);
	const subprofile = readRecord(payload.subprofile);
	const isWebhook = isMarketingSuiteWebhook(payload);

	const read = isWebhook
		? { ok: true as const, action: readWebhookEvent(payload) }
		: readAction(payload.action);
	if (!read.ok) return read;

	const ids = {
		id: payload.id,
		profileId: profile.id ?? subprofile.object.profile,
		subprofileId: subprofile.id,
		databaseId: payload.database ?? profile.object.database,
		collectionId: payload.collection ?? subprofile.object.collection,
	};
	// Both are known from the registration or the settings, so it does not matter when only a name is given.
	const database = nameIn(ids.databaseId) !== null ? undefined : ids.databaseId;
	const collectionName = nameIn(ids.collectionId);
	const collection = collectionName === null ? ids.collectionId : undefined;
	const written = { ...ids, databaseId: database, collectionId: collection };
	if (Object.values(written).some(isMalformedRecordId)) return refuse('BODY_UNREADABLE');

	const collectionId = readRecordId(collection);
	const isSubprofile =
		subprofile.isPresent ||
		body.root?.toLowerCase() === 'subprofile' ||
		(collectionName ?? collectionId) !== null;
	// Legacy callbacks of a subprofile may hold `profile` too; Webhooks name both when it is a subprofile.
	const isProfile = isWebhook && profile.isPresent;

	const fields = readFields(subprofile.object.fields) ?? readFields(payload.fields);
	const profileFields = readFields(profile.object.fields);
	const interests = readInterestStates(payload.interests);
	const profileInterests = readInterestStates(profile.object.interests);
	const updated = readUpdated(payload, Object.keys({ ...fields, ...profileFields }), [
		...namesOf(interests),
		...namesOf(profileInterests),
	]);
	const callback: Callback = {
		kind: isWebhook ? 'webhook' : 'callback',
		action: read.action,
		entity: isSubprofile ? 'subprofile' : isProfile ? 'profile' : null,
		id: readRecordId(ids.id),
		profileId: readRecordId(ids.profileId),
		subprofileId: readRecordId(ids.subprofileId),
		databaseId: readRecordId(database),
		collectionId,
		collectionName,
		fields,
		profileFields,
		updated: updated.values,
		unread: updated.unread,
		updatedOfProfile: updated.ofProfile,
		booleans: booleanNames(body.payload),
		interests,
		profileInterests,
		updatedInterests: updated.interests,
	};

	const hasId = callback.id ?? callback.profileId ?? callback.subprofileId;
	const hasValues = [fields, profileFields, callback.updated].some(
		(values) => values !== null && Object.keys(values).length > 0,
	);
	const isCallback = hasId !== null || hasValues || callback.unread !== null;
	return isCallback ? { ok: true, callback } : refuse('NOT_A_CALLBACK');
}

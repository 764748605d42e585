import { refuse, type Outcome } from '../codes';
import type { ReadBody } from '../body/readBody';
import { isTreeObject, type Tree, type TreeObject } from '../body/tree';
import { readAction, readWebhookEvent } from './action';
import { callbackSchema, type Callback } from './callback';
import { namesOf, readInterests } from './interests';
import { readUpdated } from './updated';
import { lowerCaseKeys, readFields, readId } from './values';
import { isMarketingSuiteWebhook } from './webhook';

/** A record that is written as an object or as its bare id. */
function readRecord(tree: Tree | undefined): {
	present: boolean;
	id: Tree | undefined;
	object: TreeObject;
} {
	if (isTreeObject(tree)) {
		const object = lowerCaseKeys(tree);
		return { present: true, id: object.id, object };
	}
	return { present: readId(tree) !== null, id: tree, object: {} };
}

/**
 * Reads the three payload shapes that are known (and the Marketing Suite Webhook) into one form. Shapes:
 * A `{ parameters, profile: { fields } }`, B `{ id, action, fields, interests }`, C `{ fields, updated }`.
 * Ids may be at `id`, `profile`, `profile.id`, `subprofile`, `subprofile.id`, in either case of letters. An object
 * called `profile` is taken at its word: it is the profile, also inside a subprofile's callback.
 *
 * @returns the callback, or ACTION_UNKNOWN, BODY_UNREADABLE (something sits where an id belongs), NOT_A_CALLBACK
 */
export function parseCallback(body: ReadBody): Outcome<{ callback: Callback }> {
	const payload = lowerCaseKeys(body.payload);
	const profile = readRecord(payload.profile);
	const subprofile = readRecord(payload.subprofile);
	const isWebhook = isMarketingSuiteWebhook(payload);

	const action = isWebhook ? readWebhookEvent(payload) : readAction(payload.action);
	if (action === undefined) return refuse('ACTION_UNKNOWN');

	const rootIsSubprofile = body.root?.toLowerCase() === 'subprofile';
	const collectionId = readId(payload.collection ?? subprofile.object.collection);
	const isSubprofile = subprofile.present || rootIsSubprofile || typeof collectionId === 'string';
	// Legacy callbacks of a subprofile may hold `profile` too; Webhooks name both when it is a subprofile.
	const isProfile = isWebhook && profile.present;

	const fields = readFields(subprofile.object.fields) ?? readFields(payload.fields);
	const profileFields = readFields(profile.object.fields);
	const interests = readInterests(payload.interests);
	const profileInterests = readInterests(profile.object.interests);
	const updated = readUpdated(payload, Object.keys({ ...fields, ...profileFields }), [
		...namesOf(interests),
		...namesOf(profileInterests),
	]);
	const parsed = callbackSchema.safeParse({
		kind: isWebhook ? 'webhook' : 'callback',
		action,
		entity: isSubprofile ? 'subprofile' : isProfile ? 'profile' : null,
		id: readId(payload.id),
		profileId: readId(profile.id ?? subprofile.object.profile),
		subprofileId: readId(subprofile.id),
		databaseId: readId(payload.database ?? profile.object.database),
		collectionId,
		fields,
		profileFields,
		updated: updated.values,
		unread: updated.unread,
		updatedOfProfile: updated.ofProfile,
		interests,
		profileInterests,
		updatedInterests: updated.interests,
	} satisfies { [Key in keyof Callback]: Callback[Key] | undefined });
	// The readers above give exactly what the schema wants, except undefined for an id that is none.
	if (!parsed.success) return refuse('BODY_UNREADABLE');

	const callback = parsed.data;
	const hasId = callback.id ?? callback.profileId ?? callback.subprofileId;
	const hasValues = [callback.fields, callback.profileFields, callback.updated].some(
		(values) => values !== null && Object.keys(values).length > 0,
	);
	const isCallback = hasId !== null || hasValues || callback.unread !== null;
	return isCallback ? { ok: true, callback } : refuse('NOT_A_CALLBACK');
}

import type { Change, ChangeAction, ChangeEntity } from '../../contracts/change';
import type { Callback } from './callback';
import { namesOf, overlay, readSwitches, type InterestStates } from './interests';
import { oldOrNew, touched } from './oldOrNew';
import type { FieldValues } from './values';

/** What the trigger knows besides the callback itself. */
export interface ChangeContext {
	/** Kind of record the trigger's source sends, for payloads that do not say. */
	entity: ChangeEntity;
	/** From the trigger's settings, for payloads that do not say; null = not set. */
	databaseId: string | null;
	collectionId: string | null;
	/** The one action the callback was registered for; null = several, or registered by hand. */
	action: ChangeAction | null;
	/** Proven by the signature; null = unsigned. */
	accountId: string | null;
	/** ISO 8601, UTC. */
	receivedAt: string;
	/** Position in the order of arrival. */
	order: number;
	/** The signed `Date`, ISO 8601 UTC; null = unsigned. */
	sentAt: string | null;
}

/** In a profile's callback `fields` and `profile.fields` are two places for the same thing: the fuller one counts. */
function profileValues({ fields, profileFields }: Callback): Callback['fields'] {
	const isFilled = fields !== null && Object.keys(fields).length > 0;
	return isFilled ? fields : profileFields;
}

/**
 * The names among the new values that are no field of the record, where the record has any. They may be interests, or
 * fields that the callback left out.
 */
function namesBeside(updated: Callback['updated'], record: Callback['fields']): FieldValues {
	const fields = new Set(Object.keys(record ?? {}).map((name) => name.toLowerCase()));
	const entries = Object.entries(updated ?? {});
	return fields.size === 0
		? {}
		: Object.fromEntries(entries.filter(([name]) => !fields.has(name.toLowerCase())));
}

/**
 * What is certain of the interests of a profile: those that are named as such, and all that may be read as one. The new
 * values of a Webhook do not count, since they need not be those that were stored.
 */
function interestsOf(
	{ kind, interests, profileInterests, updated, updatedInterests }: Callback,
	record: Callback['fields'],
): { named: InterestStates | null; all: InterestStates | null } {
	const told = interests ?? profileInterests;
	if (kind === 'webhook') return { named: told, all: told };
	const switched = readSwitches(namesBeside(updated, record));
	return {
		named: overlay(told, updatedInterests),
		all: overlay(told, overlay(switched, updatedInterests)),
	};
}

/**
 * Turns a parsed callback into the Change contract, without its key: that is a hash over all values, and most changes
 * of an import turn out to be irrelevant.
 *
 * A payload without an action is what its registration says, if that is for one action only; otherwise an update:
 * the only reading that neither claims a new person nor removes one.
 */
export function toChange(callback: Callback, context: ChangeContext): Omit<Change, 'changeKey'> {
	const entity = callback.entity ?? context.entity;
	const isProfile = entity === 'profile';
	const own = isProfile ? profileValues(callback) : callback.fields;
	const isWebhook = callback.kind === 'webhook';
	// Interests belong to profiles: what a subprofile's callback calls so is not its profile's.
	const interests = isProfile
		? interestsOf(callback, own)
		: { named: callback.profileInterests, all: callback.profileInterests };
	const { fields, previous, changed } = isWebhook
		? touched(own, callback.updated)
		: oldOrNew(own, callback.updated, namesOf(isProfile ? interests.named : null));
	// In a Webhook of a subprofile `id` is something else.
	const subprofileId = isWebhook ? null : callback.id;
	const off = interests.all?.off ?? [];
	return {
		change: callback.action ?? context.action ?? 'update',
		entity,
		profileId: isProfile ? (callback.profileId ?? callback.id) : callback.profileId,
		subprofileId: isProfile ? null : (callback.subprofileId ?? subprofileId),
		databaseId: callback.databaseId ?? context.databaseId,
		collectionId: isProfile ? null : (callback.collectionId ?? context.collectionId),
		fields,
		profileFields: isProfile ? null : callback.profileFields,
		previous,
		changed,
		interests: interests.all?.on ?? null,
		interestsOff: off.length === 0 ? null : off,
		accountId: context.accountId,
		receivedAt: context.receivedAt,
		order: context.order,
		sentAt: context.sentAt,
		otherProfiles: null,
	};
}

/**
 * Names that a callback gives as touched besides fields of the record: those of interests. They count when it is
 * decided whether a change is worth an execution.
 */
export function touchedBeside(
	{ updated, updatedInterests }: Callback,
	{ fields }: Pick<Change, 'fields'>,
): string[] {
	return [...Object.keys(namesBeside(updated, fields)), ...namesOf(updatedInterests)];
}

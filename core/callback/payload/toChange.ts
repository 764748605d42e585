import type { Change, ChangeAction, ChangeEntity } from '../../contracts/change';
import type { Callback } from './callback';
import { oldOrNew } from './oldOrNew';

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
	const { fields, previous, changed } = oldOrNew(own, callback.updated);
	return {
		change: callback.action ?? context.action ?? 'update',
		entity,
		profileId: isProfile ? (callback.profileId ?? callback.id) : callback.profileId,
		subprofileId: isProfile ? null : (callback.subprofileId ?? callback.id),
		databaseId: callback.databaseId ?? context.databaseId,
		collectionId: isProfile ? null : (callback.collectionId ?? context.collectionId),
		fields,
		profileFields: isProfile ? null : callback.profileFields,
		previous,
		changed,
		interests: callback.interests,
		interestsOff: null,
		accountId: context.accountId,
		receivedAt: context.receivedAt,
		order: context.order,
		sentAt: context.sentAt,
		otherProfiles: null,
	};
}

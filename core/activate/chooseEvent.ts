import { isNoNews, type PreparedProfile } from '../contracts/preparedProfile';

/** Why Sync sends an event, as `eventReason` of a result. */
export const EVENT_REASONS = {
	chosen: 'This event is set in the node.',
	noOptIn:
		'EmailOptIn is set in the node, but the row does not contain the newsletter consent yes.',
	oldAddress: 'The opt-out of an old address is always sent with this event.',
	leftOut: 'The newsletter consent was left out of the row: see notes.',
	newProfile: 'New profile with the newsletter consent yes.',
	becameYes: 'The newsletter consent changed to yes.',
	no: 'The newsletter consent is no.',
	unchanged: 'The newsletter consent did not change.',
	none: 'The row does not contain a newsletter consent.',
	noAddress: 'The row has no email address, so this is not sent as an opt-in.',
	newSubprofile: 'A new subprofile does not show whether the newsletter consent is new.',
	changeUnknown: 'It is not known whether the newsletter consent changed.',
	previousUnknown: 'It is not known whether the newsletter consent was no before.',
} as const;
type EventReason = (typeof EVENT_REASONS)[keyof typeof EVENT_REASONS];

/** An event and why it is this one. */
export interface ChosenEvent {
	readonly name: 'EmailOptIn' | 'CRMUpdate';
	readonly reason: EventReason;
}

/**
 * The event that carries a prepared profile when the choice is *Automatic*: `EmailOptIn` when the newsletter
 * consent became yes, `CRMUpdate` for all else.
 *
 * "Became yes" must be known, never guessed, because `EmailOptIn` may start a journey:
 * - the change names `newsletter` as changed and tells that it was no, or empty, before. A change that names a field
 *   without its old value may only repeat it, and an old text without a meaning may have stood for yes; or
 * - the *profile* itself is new. A new subprofile proves nothing: its profile may have had the consent for years.
 *
 * In doubt it is `CRMUpdate`: that stores the consent just the same and starts nothing.
 */
export function chooseEvent(prepared: PreparedProfile): ChosenEvent {
	const key = newsletterOf(prepared);
	const isOptIn = key === 'newProfile' || key === 'becameYes';
	if (isOptIn && prepared.profile.email === undefined) {
		return { name: 'CRMUpdate', reason: EVENT_REASONS.noAddress };
	}
	return { name: isOptIn ? 'EmailOptIn' : 'CRMUpdate', reason: EVENT_REASONS[key] };
}

/** What was certainly no consent: Normalise gives an empty text where the value before is told and was empty. */
const NO_CONSENT: readonly unknown[] = ['no', ''];

/** What the row tells of the newsletter consent. */
function newsletterOf(prepared: PreparedProfile): keyof typeof EVENT_REASONS {
	const { profile, changed, previous, source } = prepared;
	if (profile.newsletter === 'no') return 'no';
	if (profile.newsletter !== 'yes') {
		return isNoNews(prepared, 'newsletter') ? 'unchanged' : 'none';
	}
	if (source.entity === 'profile' && source.change === 'create') return 'newProfile';
	if (changed?.includes('newsletter') === true) {
		return NO_CONSENT.includes(previous?.newsletter) ? 'becameYes' : 'previousUnknown';
	}
	if (source.change === 'create') return 'newSubprofile';
	return changed === null ? 'changeUnknown' : 'unchanged';
}

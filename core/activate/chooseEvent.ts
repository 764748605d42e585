import type { PreparedProfile } from '../contracts/preparedProfile';

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
export function chooseEvent(prepared: PreparedProfile): 'EmailOptIn' | 'CRMUpdate' {
	return prepared.profile.email !== undefined && newsletterBecameYes(prepared)
		? 'EmailOptIn'
		: 'CRMUpdate';
}

/** What was certainly no consent: Normalise gives an empty text where the value before is told and was empty. */
const NO_CONSENT: readonly unknown[] = ['no', ''];

function newsletterBecameYes({ profile, changed, previous, source }: PreparedProfile): boolean {
	if (profile.newsletter !== 'yes') return false;
	const isNewProfile = source.entity === 'profile' && source.change === 'create';
	return (
		isNewProfile ||
		(changed?.includes('newsletter') === true && NO_CONSENT.includes(previous?.newsletter))
	);
}

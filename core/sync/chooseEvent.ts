import type { PreparedProfile } from '../contracts/preparedProfile';

/**
 * The event that carries a prepared profile when the choice is *Automatic*: `EmailOptIn` when the newsletter
 * consent became yes, `CRMUpdate` for all else.
 *
 * "Became yes" must be known, never guessed, because `EmailOptIn` may start journeys (spotler-activate.md 12.12):
 * - the change names `newsletter` as changed and it was not yes before; or
 * - the change tells no names, but the *profile* itself is new. A new subprofile proves nothing: its profile may
 *   have had the consent for years.
 *
 * In doubt it is `CRMUpdate`: that stores the consent just the same and starts nothing.
 */
export function chooseEvent(prepared: PreparedProfile): 'EmailOptIn' | 'CRMUpdate' {
	return prepared.profile.email !== undefined && newsletterBecameYes(prepared)
		? 'EmailOptIn'
		: 'CRMUpdate';
}

function newsletterBecameYes({ profile, changed, previous, source }: PreparedProfile): boolean {
	if (profile.newsletter !== 'yes') return false;
	const isNewProfile = source.entity === 'profile' && source.change === 'create';
	return (
		isNewProfile || (changed?.includes('newsletter') === true && previous?.newsletter !== 'yes')
	);
}

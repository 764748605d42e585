import { fingerprintOf } from './fingerprint';
import type { ActivateValues, Note, PreparedProfile } from './preparedProfile';

type GivenUp = NonNullable<PreparedProfile['alsoLeft']>[number];

/**
 * The addresses that a row says its profile has left, each with the consents that another profile there says yes to. A
 * deletion gives up its own address, which is not one of these.
 */
export function givenUpBy(row: PreparedProfile): GivenUp[] {
	const { previous, profile, source, subscribedElsewhere, alsoLeft = [] } = row;
	const before = previous?.email;
	const hasLeft = typeof before === 'string' && before !== '' && source.change !== 'delete';
	const left = hasLeft ? [{ email: before, subscribedElsewhere }, ...alsoLeft] : alsoLeft;
	return left.filter(({ email }) => email !== profile.email);
}

/**
 * What is left of a row when its own values are not sent: the addresses that its profile gave up. The profile has left
 * them, whatever is wrong with the new address, so the consents of the old ones must not live on.
 *
 * @param why the note on the original row
 * @returns null when the row does not say that its profile had another address before
 */
export function onlyGivenUp(row: PreparedProfile, why: Note): PreparedProfile | null {
	const [first, ...alsoLeft] = givenUpBy(row);
	if (first === undefined) return null;
	const { userid } = row.profile;
	// Activate keeps both addresses on one profile if it knows the user ID.
	const profile: ActivateValues = userid === undefined ? {} : { userid };
	return {
		profile,
		consents: {},
		subscribedElsewhere: first.subscribedElsewhere,
		...(alsoLeft.length === 0 ? {} : { alsoLeft }),
		changed: ['email'],
		previous: { email: first.email },
		onlyGivesUp: true,
		source: row.source,
		fingerprint: fingerprintOf({ profile, consents: {} }),
		notes: [why],
	};
}

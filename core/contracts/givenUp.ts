import { fingerprintOf } from './fingerprint';
import type { ActivateValues, Note, PreparedProfile } from './preparedProfile';

type GivenUp = NonNullable<PreparedProfile['alsoLeft']>[number];

/**
 * The addresses that a row says its profile has left, each with the consents that somebody else says yes to there. A
 * deletion gives up its own address, which is none of these.
 */
export function givenUpBy(row: PreparedProfile): GivenUp[] {
	const { previous, profile, source, subscribedElsewhere, alsoLeft = [] } = row;
	const before = previous?.email;
	const hasLeft = typeof before === 'string' && before !== '' && source.change !== 'delete';
	const left = hasLeft ? [{ email: before, subscribedElsewhere }, ...alsoLeft] : alsoLeft;
	return left.filter(({ email }) => email !== profile.email);
}

/**
 * What is left of a row whose own values are not sent: the addresses that its profile has given up. The profile has left
 * them, whatever is wrong with the new one, so nobody must go on with the consents of the old ones.
 *
 * @param why the note on the row that it comes from
 * @returns null where the row does not tell that its profile had another address before
 */
export function onlyGivenUp(row: PreparedProfile, why: Note): PreparedProfile | null {
	const [first, ...alsoLeft] = givenUpBy(row);
	if (first === undefined) return null;
	const { userid } = row.profile;
	// Activate keeps both addresses on one profile where it knows the user ID.
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

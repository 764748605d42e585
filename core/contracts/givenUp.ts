import { fingerprintOf } from './fingerprint';
import type { ActivateValues, Note, PreparedProfile } from './preparedProfile';

/**
 * What is left of a row whose own values are not sent: the address that its profile has given up. The profile has left
 * it, whatever is wrong with the new one, so nobody must go on with the consents of the old one.
 *
 * @param why the note on the row that it comes from
 * @returns null where the row does not tell that its profile had another address before
 */
export function onlyGivenUp(row: PreparedProfile, why: Note): PreparedProfile | null {
	const { previous, source, subscribedElsewhere } = row;
	const { email, userid } = row.profile;
	const before = previous?.email ?? '';
	if (source.change === 'delete' || before === '' || before === email) return null;
	// Activate keeps both addresses on one profile where it knows the user ID.
	const profile: ActivateValues = userid === undefined ? {} : { userid };
	return {
		profile,
		consents: {},
		subscribedElsewhere,
		changed: ['email'],
		previous: { email: before },
		onlyGivesUp: true,
		source,
		fingerprint: fingerprintOf({ profile, consents: {} }),
		notes: [why],
	};
}

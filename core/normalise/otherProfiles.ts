import type { Change } from '../contracts/change';
import type { ConsentEntry } from './plan';
import { ChangeReader } from './source';

/**
 * What the other living profiles with an address say of one consent. `yes`: at least one says so. `unreadable`: none
 * says yes, but one holds a text that is in no list, or its interests are not known, or the consent lives on
 * subprofiles, which nobody read. `notYes`: all are silent or say no.
 */
export type OthersSay = 'yes' | 'unreadable' | 'notYes';

/** Reads the consents of the other profiles of a change, with the same fields and texts as those of the change. */
export function otherProfilesOf(change: Change): (consent: ConsentEntry) => OthersSay {
	const readers = (change.otherProfiles ?? []).map(
		({ fields, interests, booleans }) =>
			new ChangeReader({
				...change,
				entity: 'profile',
				fields,
				profileFields: null,
				interests,
				interestsOff: null,
				changed: null,
				previous: null,
				unreadable: undefined,
				booleans,
			}),
	);
	return ({ source, read }) => {
		const notRead = source.scope === 'interest' || source.scope === 'subprofile';
		const says = readers.map((reader) => {
			const text = reader.find(source);
			if (text === undefined) return notRead ? 'unlisted' : 'unknown';
			return read(text, { receivedAt: change.receivedAt, isBoolean: reader.isBoolean(source) });
		});
		if (says.includes('yes')) return 'yes';
		return says.includes('unlisted') ? 'unreadable' : 'notYes';
	};
}

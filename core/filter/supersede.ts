import { addressKey } from '../activate/checkEvent';
import { givenUpBy } from '../contracts/givenUp';
import { compareMoments, momentOf, sortByMoment } from '../contracts/order';
import {
	CONSENT_KEYS,
	NO_NEWS,
	type ActivateValues,
	type ConsentKey,
	type PreparedProfile,
	type Restated,
} from '../contracts/preparedProfile';
import { changesContact, identityOf, sameContact } from './contact';

const isConsent = (key: string): key is ConsentKey =>
	CONSENT_KEYS.some((consent) => consent === key);

/**
 * What the newer row's record says of a consent that the older row sent and the newer one left out as no news. A
 * deletion has nothing to add: it brings all that it withdraws. To another contact nothing is handed on.
 */
function handedOn(
	newer: PreparedProfile,
	older: PreparedProfile,
	consent: ConsentKey,
): 'yes' | 'no' | undefined {
	return newer.source.change === 'delete' || !sameContact(newer, older)
		? undefined
		: newer.consents[consent];
}

/** Whether two rows of one address may be of two profiles: no ID tells, and no time tells which was said last. */
function mayBeAnothers({ source }: PreparedProfile, other: PreparedProfile): boolean {
	const { profileId, subprofileId } = source;
	const isKnown = profileId !== null || subprofileId !== null;
	return !isKnown && compareMoments(momentOf(source), momentOf(other.source)) === 0;
}

/** Whether the newer row says all that the older one says of a consent. */
function coversConsent(
	newer: PreparedProfile,
	older: PreparedProfile,
	consent: ConsentKey,
): boolean {
	const sent = newer.profile[consent];
	const recorded = handedOn(newer, older, consent);
	if (older.profile[consent] === 'no') {
		// What is sent of the new contact does not reach the old one.
		if (!sameContact(newer, older)) return false;
		// A deletion that gives a consent, and a value that is neither, never leave. Where the newer row says nothing of
		// the consent, the opt-out would be the last word of the two.
		const word = sent ?? recorded;
		const isGiven = sent === 'yes' && newer.source.change !== 'delete';
		return word === 'no' || (isGiven && !mayBeAnothers(newer, older));
	}
	return (
		sent !== undefined || recorded !== undefined || (newer.changed?.includes(consent) ?? false)
	);
}

/** Whether the older row holds a value that was read later than the newer row's. */
function holdsNewer(older: PreparedProfile, { source }: PreparedProfile): boolean {
	const { readLater } = older.source;
	const isNewer = (key: string, order: number) =>
		order > (source.readLater?.keys.includes(key) ? source.readLater.order : source.order);
	return readLater?.keys.some((key) => isNewer(key, readLater.order)) ?? false;
}

/**
 * Whether the newer row makes the older one superfluous: it brings each of its keys, or says that the key changed and
 * now has no value. An opt-out is never given up: not for a newer row that does not repeat it, and not for one about
 * another address or user ID, because the old one would keep its consent. A deletion needs to bring the consents only:
 * other values of a deleted contact are not to be sent any more. Where values of the older row were read later, each of
 * the two has something newer.
 */
function covers(newer: PreparedProfile, older: PreparedProfile): boolean {
	if (holdsNewer(older, newer)) return false;
	const deleted = newer.source.change === 'delete';
	// A row names one address that it gives up; a deletion gives up its own.
	if (deleted && changesContact(older)) return false;
	// What is left of a row does not tell the address that the profile has now, which may be one that it had before.
	if (newer.onlyGivesUp === true) {
		return older.onlyGivesUp === true && older.previous?.email === newer.previous?.email;
	}
	return Object.keys(older.profile).every((key) => {
		if (isConsent(key)) return coversConsent(newer, older, key);
		return deleted || Object.hasOwn(newer.profile, key) || (newer.changed?.includes(key) ?? false);
	});
}

/** What changed in a row; a created profile is new in every key. */
function changedKeys({ changed, profile, source }: PreparedProfile): string[] | null {
	return changed === null && source.change === 'create' ? Object.keys(profile) : changed;
}

/** When a consent of a row was said; null = nobody knows. */
function saidAt({ restated, source }: PreparedProfile, consent: ConsentKey): Restated[ConsentKey] {
	const { order, sentAt, change, speaksForCreation } = source;
	if (restated?.[consent] !== undefined) return restated[consent];
	const isCreation = change === 'create' && speaksForCreation !== true;
	return { order, sentAt, ...(isCreation ? { isCreation } : {}) };
}

/** Addresses that two rows of a profile say it has left, apart from the first one, and from the one that it has now. */
function leftBetween(
	newer: PreparedProfile,
	older: PreparedProfile,
	first: ActivateValues[string] | undefined,
): NonNullable<PreparedProfile['alsoLeft']> {
	const known = new Set(
		[first, newer.profile.email].flatMap((email) => (email ? [addressKey(String(email))] : [])),
	);
	return [...givenUpBy(older), ...givenUpBy(newer)].filter(({ email }) => {
		const key = addressKey(email);
		return !known.has(key) && known.add(key);
	});
}

/** The newer row, speaking for an older one too; `changed` of both is told by {@link changedKeys}. */
function absorb(newer: PreparedProfile, older: PreparedProfile): PreparedProfile {
	const profile = { ...newer.profile };
	// The oldest known value is what was there before the run.
	const previous = { ...newer.previous, ...older.previous };
	// A created profile had no address before. The first one may be known all the same, from a call that came twice.
	const givenUp = older.previous?.email || newer.previous?.email;
	if (givenUp !== undefined) previous.email = givenUp;
	let { notes } = newer;
	const restated: Restated = { ...newer.restated };
	for (const consent of CONSENT_KEYS) {
		const before = older.profile[consent];
		if (before === undefined) continue;
		const recorded = handedOn(newer, older, consent);
		if (!Object.hasOwn(profile, consent) && recorded !== undefined) {
			profile[consent] = recorded;
			notes = notes.filter(({ field, code }) => field !== consent || code !== NO_NEWS);
			restated[consent] = saidAt(older, consent);
		} else if (restated[consent] === null) {
			restated[consent] = saidAt(older, consent);
		}
		// The run itself shows that it was given before.
		if (before === 'yes' && profile[consent] === 'no') previous[consent] ??= 'yes';
	}
	const alsoLeft = leftBetween(newer, older, previous.email);
	const created = newer.source.change === 'update' && older.source.change === 'create';
	const absorbed: PreparedProfile = {
		...newer,
		profile,
		notes,
		...(Object.keys(restated).length === 0 ? {} : { restated }),
		changed:
			older.changed === null || newer.changed === null
				? null
				: [...new Set([...older.changed, ...newer.changed])],
		previous:
			newer.previous === null && older.previous === null && Object.keys(previous).length === 0
				? null
				: previous,
		// It is about the address that the row gives up, which is the oldest one now.
		subscribedElsewhere:
			(older.previous?.email ?? '') === '' ? newer.subscribedElsewhere : older.subscribedElsewhere,
		alsoLeft,
		source: created ? { ...newer.source, change: 'create', speaksForCreation: true } : newer.source,
	};
	if (alsoLeft.length === 0) delete absorbed.alsoLeft;
	return absorbed;
}

export type Superseded = { readonly row: PreparedProfile; readonly superseded: boolean };

/**
 * Finds, for each profile, the rows of the run that the newest one makes superfluous. Each of them is handed on to the
 * next row of its profile that stays, so that an address given up in between is named by the row that gives it up.
 *
 * When consents of one change were left out as no news, the row that stays sends what its record says of them. A
 * consent that was changed and changed back within the run is sent as well: it is the last word on a consent that the
 * contact spoke of, and another run may have sent the word in between.
 *
 * @param rows the whole run
 * @param takesPart whether the row at an index is subject to the rule
 * @returns one entry for each row, in order; the survivor's changed keys are the union, its previous values the oldest
 *   known ones
 */
export function supersede(
	rows: readonly PreparedProfile[],
	takesPart: (index: number) => boolean,
): Superseded[] {
	const result: Superseded[] = rows.map((row) => ({ row, superseded: false }));
	const groups = new Map<string, Array<{ row: PreparedProfile; index: number }>>();
	rows.forEach((row, index) => {
		const identity = takesPart(index) ? identityOf(row) : null;
		if (identity === null) return;
		const group = groups.get(identity);
		if (group === undefined) groups.set(identity, [{ row, index }]);
		else group.push({ row, index });
	});
	for (const group of groups.values()) {
		if (group.length === 1) continue;
		const [newest, ...older] = sortByMoment(group, ({ row }) => momentOf(row.source))
			.reverse()
			.map(({ row, index }) => ({ row: { ...row, changed: changedKeys(row) }, index }));
		if (newest === undefined) continue;
		let heir = newest;
		for (const entry of older) {
			if (!covers(newest.row, entry.row) || !covers(heir.row, entry.row)) {
				heir = entry;
				continue;
			}
			heir.row = absorb(heir.row, entry.row);
			result[entry.index] = { row: rows[entry.index] ?? entry.row, superseded: true };
			result[heir.index] = { row: heir.row, superseded: false };
		}
	}
	return result;
}

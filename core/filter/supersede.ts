import {
	CONSENT_KEYS,
	type ActivateValues,
	type PreparedProfile,
} from '../contracts/preparedProfile';

/**
 * Which profile a row is about. Profile and subprofile are two: a subprofile's row brings values that its profile's
 * row does not. Two Copernica profiles with one address stay apart for the same reason. Without ids only the address
 * (or user ID) can tell.
 */
function identityOf({ source, profile }: PreparedProfile): string | null {
	const id = source.entity === 'profile' ? source.profileId : source.subprofileId;
	if (id !== null) return `${source.entity} id ${id}`;
	if (source.profileId !== null)
		return `${source.entity} of ${source.profileId} ${source.collectionId ?? ''}`;
	const contact = profile.email ?? profile.userid;
	return contact === undefined ? null : `${source.entity} contact ${String(contact)}`;
}

/**
 * Whether the newer row makes the older one superfluous: it brings each of its keys, or says that the key changed and
 * now has no value. An older opt-out that the newer row does not repeat is never given up. A deletion needs to bring
 * the consents only: other values of a deleted contact are not to be sent any more.
 */
function covers(newer: PreparedProfile, older: PreparedProfile): boolean {
	const deleted = newer.source.change === 'delete';
	return Object.entries(older.profile).every(([key, value]) => {
		if (Object.hasOwn(newer.profile, key)) return true;
		const isConsent = CONSENT_KEYS.some((consent) => consent === key);
		if (isConsent && value === 'no') return false;
		return (deleted && !isConsent) || (newer.changed?.includes(key) ?? false);
	});
}

/** What changed in a row; a created profile is new in every key. */
function changedKeys({ changed, profile, source }: PreparedProfile): readonly string[] | null {
	return changed === null && source.change === 'create' ? Object.keys(profile) : changed;
}

/** The surviving row, speaking for the older ones too; `older` is in order of time. */
function merge(older: readonly PreparedProfile[], newest: PreparedProfile): PreparedProfile {
	let changed: Set<string> | null = new Set<string>();
	let previous: ActivateValues | null = null;
	for (const row of [...older, newest]) {
		const keys = changedKeys(row);
		if (keys === null) changed = null;
		else for (const key of keys) changed?.add(key);
		// The oldest known value is what was there before the run.
		if (row.previous !== null) previous = { ...row.previous, ...(previous ?? {}) };
	}
	for (const consent of CONSENT_KEYS) {
		const withdrawn =
			newest.profile[consent] === 'no' &&
			previous?.[consent] === undefined &&
			older.some(({ profile }) => profile[consent] === 'yes');
		// The run itself shows that it was given before.
		if (withdrawn) previous = { ...(previous ?? {}), [consent]: 'yes' };
	}
	const created =
		newest.source.change === 'update' && older.some(({ source }) => source.change === 'create');
	return {
		...newest,
		changed: changed === null ? null : [...changed],
		previous,
		source: created ? { ...newest.source, change: 'create' } : newest.source,
	};
}

export type Superseded = { readonly row: PreparedProfile; readonly superseded: boolean };

/**
 * Finds, for each profile, the newest row of the run and the older ones that it makes superfluous. The newest is the
 * one received last; of rows received in the same instant the later one in the list.
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
	const groups = new Map<string, Array<{ row: PreparedProfile; index: number; time: number }>>();
	rows.forEach((row, index) => {
		const identity = takesPart(index) ? identityOf(row) : null;
		if (identity === null) return;
		const entry = { row, index, time: Date.parse(row.source.receivedAt) };
		const group = groups.get(identity);
		if (group === undefined) groups.set(identity, [entry]);
		else group.push(entry);
	});
	for (const group of groups.values()) {
		if (group.length === 1) continue;
		group.sort((a, b) => a.time - b.time || a.index - b.index);
		const newest = group[group.length - 1];
		if (newest === undefined) continue;
		const older = group.slice(0, -1).filter(({ row }) => covers(newest.row, row));
		if (older.length === 0) continue;
		for (const { row, index } of older) result[index] = { row, superseded: true };
		result[newest.index] = {
			row: merge(
				older.map(({ row }) => row),
				newest.row,
			),
			superseded: false,
		};
	}
	return result;
}

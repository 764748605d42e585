/**
 * Which of two changes is the newer one. Chance must never decide a consent, so the answer does not depend on the time
 * of arrival alone, which has ties.
 */

/** When a change was true at Copernica, as far as can be known. */
export interface Moment {
	/**
	 * Position in the order of arrival: microseconds since the epoch, and different for any two changes that one
	 * process received (`core/callback/arrivals.ts`). For a change that was read, it is the time before the read began.
	 */
	readonly order: number;
	/**
	 * The signed `Date` of the call, ISO 8601 UTC, whole seconds; null for changes that did not come from a signed
	 * call.
	 */
	readonly sentAt: string | null;
	/** Its place in the life of its record; absent = not known. */
	readonly life?: Life;
}

/** A place in the life of one record: it begins with creation and ends with deletion. */
interface Life {
	readonly record: string;
	readonly stage: 'create' | 'update' | 'delete';
}

/** What shows when a change was true; the source of a prepared profile has all of it. */
interface Dated {
	readonly order: number;
	readonly sentAt: string | null;
	readonly change: Life['stage'];
	readonly entity: string;
	readonly databaseId: string | null;
	readonly collectionId: string | null;
	readonly profileId: string | null;
	readonly subprofileId: string | null;
	readonly speaksForCreation?: true | undefined;
}

/** The moment of a change. An update that also speaks for the creation of its record is still an update. */
export function momentOf(source: Dated): Moment {
	const { order, sentAt, entity, databaseId, collectionId, speaksForCreation } = source;
	const id = entity === 'profile' ? source.profileId : source.subprofileId;
	if (id === null) return { order, sentAt };
	const record = [entity, databaseId, collectionId, id].map((part) => part ?? '').join('/');
	const stage = speaksForCreation === true ? 'update' : source.change;
	return { order, sentAt, life: { record, stage } };
}

/** The order of a time that has none, such as that of a user-made item. */
export function orderOfTime(isoTime: string): number {
	return Date.parse(isoTime) * 1000;
}

/** The signed date as a number; 0 when there is none. */
function secondOf({ sentAt }: Moment): number {
	return sentAt === null ? 0 : Date.parse(sentAt);
}

/**
 * Places of changes that only the order of arrival tells apart. Nothing comes before a creation. Nothing follows a
 * deletion within the same second; without dates, a record that is read later may have been restored.
 */
function stageOf({ sentAt, life }: Moment): number {
	if (life?.stage === 'create') return 0;
	return life?.stage === 'delete' && sentAt !== null ? 2 : 1;
}

function beginningOf({ life }: Moment): number {
	return life?.stage === 'create' ? 0 : 1;
}

/**
 * Compares two moments. The signed date counts first: it is the only order that Copernica itself confirms. In the same
 * second, or when one of the two has none, the order of arrival decides, unless one of two changes of a record is its
 * creation or deletion: calls can overtake each other.
 *
 * @returns negative when `a` is older, positive when it is newer, 0 when nothing tells them apart
 */
export function compareMoments(a: Moment, b: Moment): number {
	const isBothSigned = a.sentAt !== null && b.sentAt !== null;
	const signed = isBothSigned ? secondOf(a) - secondOf(b) : 0;
	if (signed === 0 && a.life !== undefined && a.life.record === b.life?.record) {
		// A record that was read had already been created, even if that call is repeated.
		const stages = isBothSigned ? stageOf(a) - stageOf(b) : beginningOf(a) - beginningOf(b);
		if (stages !== 0) return stages;
	}
	return signed === 0 ? a.order - b.order : signed;
}

/** Whether two calls were signed in the same second, so that only their arrival shows which one is newer. */
export function isSameSecond(a: Moment, b: Moment): boolean {
	return a.sentAt !== null && b.sentAt !== null && secondOf(a) === secondOf(b);
}

/**
 * Sorts rows from oldest to newest. Rows that cannot be told apart keep their places. Signed dates only order the
 * signed rows among themselves, so that the result does not depend on which pairs happen to be compared.
 *
 * @returns a new list
 */
export function sortByMoment<Row>(rows: readonly Row[], momentOf: (row: Row) => Moment): Row[] {
	const byArrival = rows
		.map((row) => ({ row, moment: momentOf(row) }))
		.sort((a, b) => a.moment.order - b.moment.order);
	const signed = byArrival
		.filter(({ moment }) => moment.sentAt !== null)
		.sort((a, b) => secondOf(a.moment) - secondOf(b.moment))
		.values();
	const byDate = byArrival.map((entry) =>
		entry.moment.sentAt === null ? entry : (signed.next().value ?? entry),
	);
	return byLife(byDate).map(({ row }) => row);
}

/**
 * Puts creations and deletions right: only rows of the same record and second swap places, so that the order of all
 * others stays.
 */
function byLife<Entry extends { moment: Moment }>(entries: readonly Entry[]): Entry[] {
	if (entries.every(({ moment }) => stageOf(moment) === 1)) return [...entries];
	const keyOf = ({ moment }: Entry) =>
		moment.life === undefined ? null : `${secondOf(moment)} ${moment.life.record}`;
	const groups = new Map<string, Entry[]>();
	for (const entry of entries) {
		const key = keyOf(entry);
		if (key === null) continue;
		const group = groups.get(key);
		if (group === undefined) groups.set(key, [entry]);
		else group.push(entry);
	}
	const sorted = new Map(
		[...groups].map(([key, group]) => [
			key,
			group.sort((a, b) => stageOf(a.moment) - stageOf(b.moment)).values(),
		]),
	);
	return entries.map((entry) => {
		const key = keyOf(entry);
		return key === null ? entry : (sorted.get(key)?.next().value ?? entry);
	});
}

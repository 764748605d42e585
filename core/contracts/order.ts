/**
 * Which of two changes is the newer one. A consent must never be decided by chance, so the answer does not rest on the
 * time of arrival alone, which has ties.
 */

/** When a change was true at Copernica, as far as anybody can tell. */
export interface Moment {
	/**
	 * Position in the order of arrival: microseconds since the epoch, and different for any two changes that one process
	 * received (`core/callback/arrivals.ts`). Of a change that was read it is the time before the read began.
	 */
	readonly order: number;
	/** The signed `Date` of the call, ISO 8601 UTC, whole seconds; null for changes that no signed call brought. */
	readonly sentAt: string | null;
}

/** The order of a time that has none of its own, such as that of an item that a user made. */
export function orderOfTime(isoTime: string): number {
	return Date.parse(isoTime) * 1000;
}

/**
 * Compares two moments. The signed date counts first: it is the only order that Copernica itself attests. In the same
 * second, or where one of the two has none, the order of arrival decides.
 *
 * @returns negative when `a` is older, positive when it is newer, 0 when nothing tells them apart
 */
export function compareMoments(a: Moment, b: Moment): number {
	const signed =
		a.sentAt === null || b.sentAt === null ? 0 : Date.parse(a.sentAt) - Date.parse(b.sentAt);
	return signed === 0 ? a.order - b.order : signed;
}

/**
 * Sorts rows from oldest to newest. Rows that nothing tells apart keep their places. Signed dates only order the signed
 * rows among themselves, so that the result does not depend on which pairs happen to be compared.
 *
 * @returns a new list
 */
export function sortByMoment<Row>(rows: readonly Row[], momentOf: (row: Row) => Moment): Row[] {
	const byArrival = rows
		.map((row) => ({ row, moment: momentOf(row) }))
		.sort((a, b) => a.moment.order - b.moment.order);
	const signed = byArrival
		.filter(({ moment }) => moment.sentAt !== null)
		.sort((a, b) => compareMoments(a.moment, b.moment))
		.values();
	return byArrival.map((entry) =>
		entry.moment.sentAt === null ? entry.row : (signed.next().value ?? entry).row,
	);
}

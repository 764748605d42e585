/** What to ask Copernica for next. */
export interface Question {
	/** Conditions of `fields[]`. */
	readonly selectors: string[];
	readonly orderBy: 'modified' | 'id';
	/** Whether the total number of rows is needed: counting is slow. */
	readonly wantsTotal: boolean;
}

type Row = { readonly id: string; readonly stamp: string };

type Place =
	/** By time: rows from a stamp on, or only after it. */
	| { kind: 'byTime'; from: string; isLater: boolean }
	/** By ID, when one second has more rows than a page holds. */
	| { kind: 'byId'; stamp: string; from: bigint | null; read: number; total: number | null };

/**
 * Walks through the records that changed since a time, oldest change first. Never by offset: a record that changes
 * while pages are read moves to the end, and an offset would then skip another one. Each page begins at the last stamp
 * of the previous page.
 */
export class Walk {
	private place: Place | null;

	/** @param from stamp to begin at; empty = at the oldest record */
	constructor(from: string) {
		this.place = { kind: 'byTime', from, isLater: false };
	}

	/** @returns null at the end */
	next(): Question | null {
		const { place } = this;
		if (place === null) return null;
		if (place.kind === 'byTime') {
			const condition = `modified${place.isLater ? '>' : '>='}${place.from}`;
			const selectors = place.from === '' ? [] : [condition];
			return { selectors, orderBy: 'modified', wantsTotal: true };
		}
		const since = place.from === null ? [] : [`id>=${place.from}`];
		return {
			selectors: [`modified==${place.stamp}`, ...since],
			orderBy: 'id',
			wantsTotal: place.from === null,
		};
	}

	/**
	 * Takes the answer to the last question.
	 *
	 * @param total total number of rows; null = not stated
	 * @returns false for rows that were not asked for, or in the wrong order: Copernica ignored the condition, and none
	 * of them may be used
	 */
	take(rows: readonly Row[], total: number | null): boolean {
		const { place } = this;
		if (place === null) return false;
		return place.kind === 'byTime'
			? this.takeByTime(place, rows, total)
			: this.takeById(place, rows, total);
	}

	private takeByTime(
		{ from, isLater }: Extract<Place, { kind: 'byTime' }>,
		rows: readonly Row[],
		total: number | null,
	): boolean {
		if (rows.some(({ stamp }) => (isLater ? stamp <= from : stamp < from))) return false;
		const last = rows.at(-1);
		// A page that holds everything may be in any order: for selections none is documented.
		if (last === undefined || (total !== null && rows.length >= total)) {
			this.place = null;
			return true;
		}
		if (rows.some(({ stamp }, at) => stamp < (rows[at - 1]?.stamp ?? ''))) return false;
		const { stamp } = last;
		this.place =
			isLater || stamp > from
				? { kind: 'byTime', from: stamp, isLater: false }
				: { kind: 'byId', stamp, from: null, read: 0, total: null };
		return true;
	}

	private takeById(
		place: Extract<Place, { kind: 'byId' }>,
		rows: readonly Row[],
		told: number | null,
	): boolean {
		const { stamp, from } = place;
		const ids = rows.map(({ id }) => BigInt(id));
		const isInOrder = ids.every((id, at) => {
			const least = at === 0 ? from : (ids[at - 1] ?? 0n) + 1n;
			return least === null || id >= least;
		});
		if (!isInOrder || rows.some((row) => row.stamp !== stamp)) return false;
		const read = place.read + rows.length;
		const total = from === null ? told : place.total;
		const last = ids.at(-1);
		this.place =
			last === undefined || (total !== null && read >= total)
				? { kind: 'byTime', from: stamp, isLater: true }
				: { kind: 'byId', stamp, from: last + 1n, read, total };
		return true;
	}
}

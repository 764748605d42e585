/** A row that did not go on. */
export interface RejectedRow {
	/** Index of its item, from 0 as n8n counts. */
	readonly item: number;
	readonly code: string;
}

/** What happened to the rows of a run, in numbers: no values, no names. */
export interface Rejections {
	/** All rows of the run. */
	readonly total: number;
	readonly rejected: readonly RejectedRow[];
	/** What the node calls such rows. */
	readonly word: 'rejected' | 'invalid';
}

const ITEMS_TOLD = 20;

/** Allows for the rounding of shares such as 0.57 %. */
const ROUNDING = 1e-6;

/**
 * Whether more rows are rejected than may be.
 *
 * @param percent of all rows, 0 to 100; exactly that many may be rejected
 */
export function isAboveShare({ total, rejected }: Rejections, percent: number): boolean {
	return rejected.length * 100 > total * percent + ROUNDING;
}

function byCode(rows: readonly RejectedRow[]): Array<[code: string, items: number[]]> {
	const codes = new Map<string, number[]>();
	for (const { code, item } of rows) {
		const known = codes.get(code);
		if (known === undefined) codes.set(code, [item]);
		else known.push(item);
	}
	return [...codes].sort(([a, ofA], [b, ofB]) => ofB.length - ofA.length || a.localeCompare(b));
}

/** "3 of 50 rows rejected: EVENT_REFUSED 2, RATE_LIMITED 1" */
export function rejectionsText({ total, rejected, word }: Rejections): string {
	const counts = byCode(rejected).map(([code, items]) => `${code} ${items.length}`);
	return `${rejected.length} of ${total} ${total === 1 ? 'row' : 'rows'} ${word}: ${counts.join(', ')}`;
}

/** Which items they are, code by code, so that they can be found in the node's input. */
export function rejectedItemsText({ rejected }: Rejections): string {
	const lists = byCode(rejected).map(([code, items]) => {
		const told = [...new Set(items)].slice(0, ITEMS_TOLD);
		const more = told.length < new Set(items).size ? ' …' : '';
		return `${code}: ${told.length === 1 ? 'item' : 'items'} ${told.join(', ')}${more}.`;
	});
	return `${lists.join(' ')} The first item is item 0.`;
}

import { z } from 'zod';
import type { Result } from './result';

const countsSchema = z.record(z.string(), z.number().int());

/** A *Summary*: what happened to all rows of a run of Sync or Track, in numbers. */
export const summarySchema = z.object({
	/** The same in one sentence. */
	summary: z.string(),
	/** All rows. Each is accepted, skipped or rejected. */
	rows: z.number().int(),
	accepted: z.number().int(),
	skipped: z.number().int(),
	/** Rows of the *Rejected* output, whatever their status. */
	rejected: z.number().int(),
	/** Rows that were not accepted, per code. */
	byCode: countsSchema,
	/** Accepted rows, per event. */
	byEvent: countsSchema,
	/** Requests to Activate, including all tries. */
	requests: z.number().int(),
	/** How long sending took, to a tenth of a second. */
	seconds: z.number(),
});
export type Summary = z.infer<typeof summarySchema>;

/** A summary with texts in place of objects, for tables. */
export type FlatSummary = Omit<Summary, 'byCode' | 'byEvent'> & { byCode: string; byEvent: string };

const countsText = (counts: ReadonlyMap<string, number> | Record<string, number>) =>
	sorted(counts instanceof Map ? [...counts] : Object.entries(counts))
		.map(([name, count]) => `${name} ${count}`)
		.join(', ');

function sorted(counts: Array<[string, number]>): Array<[string, number]> {
	return counts.sort(([a, ofA], [b, ofB]) => ofB - ofA || a.localeCompare(b));
}

/** Counts the rows of a run without keeping them. */
export class RunTally {
	private accepted = 0;

	private skipped = 0;

	private rejected = 0;

	private readonly codes = new Map<string, number>();

	private readonly events = new Map<string, number>();

	add({ status, code, event }: Pick<Result, 'status' | 'code' | 'event'>): void {
		if (status === 'accepted') {
			this.accepted += 1;
			if (event !== null) this.events.set(event, (this.events.get(event) ?? 0) + 1);
			return;
		}
		if (status === 'skipped') this.skipped += 1;
		else this.rejected += 1;
		const name = code ?? status;
		this.codes.set(name, (this.codes.get(name) ?? 0) + 1);
	}

	/** @param milliseconds how long sending took */
	summary(requests: number, milliseconds: number): Summary {
		const { accepted, skipped, rejected } = this;
		const rows = accepted + skipped + rejected;
		const codes = this.codes.size === 0 ? '' : ` (${countsText(this.codes)})`;
		return {
			summary: `${accepted} of ${rows} ${rows === 1 ? 'row' : 'rows'} accepted, ${skipped} skipped, ${rejected} rejected${codes}`,
			rows,
			accepted,
			skipped,
			rejected,
			byCode: Object.fromEntries(sorted([...this.codes])),
			byEvent: Object.fromEntries(sorted([...this.events])),
			requests,
			seconds: Math.round(milliseconds / 100) / 10,
		};
	}
}

export function flatSummaryOf(summary: Summary): FlatSummary {
	return {
		...summary,
		byCode: countsText(summary.byCode),
		byEvent: countsText(summary.byEvent),
	};
}

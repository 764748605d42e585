import { compareMoments, type Moment } from '../contracts/order';
import { forgetOldest } from '../forgetOldest';

/**
 * Remembers what was let through last. A fingerprint that the user stored is out of date while a newer row of the same
 * contact is on its way: the row that follows must not be compared with it. Best effort by design: it lives in one
 * process and is bounded, and it only ever lets more through.
 */
export class KeptPrints {
	/** Longest untouched first. */
	private readonly newest = new Map<string, { moment: Moment; value: string | null }>();

	/** @param capacity values remembered at most; the oldest are forgotten first */
	constructor(private readonly capacity: number) {}

	/** Notes a value that was let through. */
	note(key: string, value: string, moment: Moment): void {
		const known = this.newest.get(key);
		const isNewer = known === undefined || compareMoments(moment, known.moment) >= 0;
		// Taken out first, so that it goes to the end of the order in which values are forgotten.
		this.newest.delete(key);
		this.newest.set(key, {
			moment: isNewer ? moment : known.moment,
			// An older row that comes late may arrive at Activate after the newer one: then nothing is certain.
			value: isNewer || known.value === value ? value : null,
		});
		forgetOldest(this.newest, this.capacity);
	}

	/** Whether something else than this value may have been let through last. */
	differs(key: string, value: string): boolean {
		const known = this.newest.get(key);
		return known !== undefined && known.value !== value;
	}
}

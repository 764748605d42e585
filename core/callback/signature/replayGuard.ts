import { forgetOldest } from '../../forgetOldest';

/**
 * Remembers genuine calls (by their signed nonce) for as long as their Date would let them in again. Best effort by
 * design: it lives in one process and is bounded; the age limit is the guarantee, this narrows it.
 */
export class ReplayGuard {
	/** Key -> moment (ms) it may be forgotten; oldest first. */
	private readonly seen = new Map<string, number>();

	/** @param capacity calls remembered at most; the oldest are forgotten first */
	constructor(private readonly capacity: number) {}

	/**
	 * Notes a call.
	 *
	 * @param now milliseconds since the epoch
	 * @param windowMs how long a repetition would pass the age check
	 * @returns false if it has been noted before and not been forgotten since
	 */
	note(key: string, now: number, windowMs: number): boolean {
		if ((this.seen.get(key) ?? 0) > now) return false;
		// Taken out first, so that it goes to the end of the order in which calls are forgotten.
		this.seen.delete(key);
		this.seen.set(key, now + windowMs);
		forgetOldest(this.seen, this.capacity);
		return true;
	}

	/** Forgets a call that could not be handled after all, so that it may come again. */
	forget(key: string): void {
		this.seen.delete(key);
	}
}

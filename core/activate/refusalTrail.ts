/** Events that are refused alone, one after the other and in the same words, before a common reason is assumed. */
const ENOUGH = 20;

/**
 * Follows the refusals of a run. An account that is blocked refuses every event in the same words, and looking for the
 * bad ones among 1,000 would then take 1,980 requests. As soon as any event is taken, the search is worth it again.
 */
export class RefusalTrail {
	private words = '';

	private count = 0;

	/** Some event was taken. */
	clear(): void {
		this.count = 0;
	}

	/** One event was refused for itself. */
	add(words: string): void {
		const known = withoutNumbers(words);
		this.count = known === this.words ? this.count + 1 : 1;
		this.words = known;
	}

	/** Whether events that were refused in these words are all refused, as far as one can tell. */
	isCommonReason(words: string): boolean {
		return this.count >= ENOUGH && withoutNumbers(words) === this.words;
	}
}

/** Positions and the numbers of requests differ from answer to answer. */
function withoutNumbers(words: string): string {
	return words.replace(/\b(?=\w*\d)[\w-]+/g, '#');
}

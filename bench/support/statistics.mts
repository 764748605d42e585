/** Several runs of one measurement. */
export type Spread = { median: number; min: number; max: number; runs: number };

/** The middle run, with the best and the worst beside it. @throws for no runs at all */
export function spreadOf(values: readonly number[]): Spread {
	const sorted = [...values].sort((a, b) => a - b);
	const median = quantile(sorted, 0.5);
	return { median, min: sorted[0] ?? median, max: sorted.at(-1) ?? median, runs: sorted.length };
}

/** A quantile (0 to 1) of values in ascending order. @throws for no values */
function quantile(sorted: readonly number[], share: number): number {
	const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
	if (value === undefined) throw new Error('Nothing was measured');
	return value;
}

/** Three significant digits: more would pretend to a precision that a shared machine does not have. */
export function rounded(value: number): number {
	return Number(value.toPrecision(3));
}

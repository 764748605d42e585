/**
 * Runs two scripts in a context that has JavaScript's own objects and nothing of this process.
 *
 * @returns whether the last statement of the second one has a truthy value, or why it failed or took too long
 */
export function runApart(
	prepare: string,
	script: string,
	timeLimitMs: number,
): { truthy: boolean } | { fault: string };

import type { Results } from './server/runs.mts';

/** Results of the benchmark by scenario, such as `lazy.storm`. */
export type ByScenario = Record<string, Results | undefined>;

/** A figure of one contestant. */
type Of = { scenario: string; name: string; figure: string };

/** What is demanded of a figure: a ratio to another one of the same run, or no more than a number. */
export type Target = {
	ours: Of;
	/** Names the scenario where it is another one. */
	against: Of | null;
	/** The least ratio of the medians, the better one above; without `against` the most that the figure may be. */
	limit: number;
	/** For figures of which less is better, the ratio is turned round. */
	less?: true;
};

/** Ratio of one figure of two contestants of a scenario. */
const ratio = (
	scenario: string,
	figure: string,
	[ours, against]: readonly [string, string],
	limit: number,
): Target => ({
	ours: { scenario, name: ours, figure },
	against: { scenario, name: against, figure },
	limit,
	...(LESS_IS_BETTER.has(figure) ? { less: true } : {}),
});

const LESS_IS_BETTER = new Set(['executionsPer1000', 'requestsPer1000', 'peakMegabytes']);
const CALLS = 'callsPerSecond';
const ROWS = 'rowsPerSecond';

const noneLost = (scenario: string): Target => ({
	ours: { scenario, name: 'sync', figure: 'lostPer1000' },
	against: null,
	limit: 0,
});

/** Whoever is refused must not cost more than whoever is let in and ignored. */
const refusedIsCheap = (setting: string, name: string): Target => ({
	ours: { scenario: `${setting}.refused`, name, figure: CALLS },
	against: { scenario: `${setting}.refused`, name: 'ignored', figure: CALLS },
	limit: 1,
});

const callbacks = (
	setting: string,
	limits: { steady: number; storm: number; irrelevant: number; aloneInFlow: number },
): Target[] => [
	ratio(`${setting}.steady`, CALLS, ['ours', 'handWired'], limits.steady),
	ratio(`${setting}.storm`, CALLS, ['ours', 'handWired'], limits.storm),
	ratio(`${setting}.irrelevant`, CALLS, ['ours', 'handWired'], limits.irrelevant),
	ratio(`${setting}.irrelevant`, CALLS, ['ours', 'floorInFlow'], limits.aloneInFlow),
	refusedIsCheap(setting, 'unsigned'),
	refusedIsCheap(setting, 'forged'),
];

/** The targets of the benchmark. No contestant of ours has an option set, unless its name says so. */
export const targets: readonly Target[] = [
	...callbacks('default', { steady: 1.1, storm: 1.4, irrelevant: 1, aloneInFlow: 0.95 }),
	...callbacks('lazy', { steady: 5, storm: 12, irrelevant: 15, aloneInFlow: 0.85 }),
	ratio('lazy.storm', 'executionsPer1000', ['ours', 'handWired'], 20),
	ratio('lazy.storm', 'requestsPer1000', ['ours', 'handWired'], 20),
	ratio('bulk.10000', ROWS, ['sync', 'syncInTurn'], 3),
	ratio('bulk.10000', ROWS, ['sync', 'http'], 2.5),
	ratio('bulk.10000', 'requestsPer1000', ['sync', 'syncInTurn'], 1),
	noneLost('bulk.10000'),
	ratio('bulk.10000.slowDown', ROWS, ['sync', 'syncInTurn'], 2),
	noneLost('bulk.10000.slowDown'),
	ratio('bulk.100000', 'peakMegabytes', ['sync', 'syncInTurn'], 0.9),
	ratio('writes', ROWS, ['upsert', 'upsertInTurn'], 3),
];

/** The figure that a target is about, its ratio where it is one; null when it was not measured. */
export function measuredOf(target: Target, results: ByScenario): number | null {
	const medianOf = ({ scenario, name, figure }: Of) => results[scenario]?.[name]?.[figure]?.median;
	const ours = medianOf(target.ours);
	if (target.against === null || ours === undefined) return ours ?? null;
	const against = medianOf(target.against);
	if (against === undefined) return null;
	return target.less === true ? against / ours : ours / against;
}

/** Whether a figure keeps to its target. */
export function isMet({ against, limit }: Target, measured: number): boolean {
	return against === null ? measured <= limit : measured >= limit;
}

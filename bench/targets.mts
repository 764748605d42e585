import type { Results } from './server/runs.mts';

/** Results of the benchmark by scenario, such as `lazy.storm`. */
export type ByScenario = Record<string, Results | undefined>;

/** What is demanded of one ratio of two contestants of the same scenario. */
export type Target = {
	scenario: string;
	figure: string;
	ours: string;
	against: string;
	/** Ratio of the medians, the better one above. */
	atLeast: number;
	/** For figures of which less is better, the ratio is turned round. */
	less?: true;
};

const callbacks = (
	setting: string,
	limits: { handWired: number; storm: number; steady: number },
): Target[] => [
	{
		scenario: `${setting}.irrelevant`,
		figure: 'callsPerSecond',
		ours: 'ours',
		against: 'floor',
		atLeast: 0.95,
	},
	{
		scenario: `${setting}.irrelevant`,
		figure: 'callsPerSecond',
		ours: 'ours',
		against: 'floorInFlow',
		atLeast: 0.95,
	},
	{
		scenario: `${setting}.irrelevant`,
		figure: 'callsPerSecond',
		ours: 'ours',
		against: 'handWired',
		atLeast: limits.handWired,
	},
	{
		scenario: `${setting}.steady`,
		figure: 'callsPerSecond',
		ours: 'ours',
		against: 'handWired',
		atLeast: limits.steady,
	},
	{
		scenario: `${setting}.steady`,
		figure: 'callsPerSecond',
		ours: 'briefly',
		against: 'handWired',
		atLeast: limits.steady,
	},
	{
		scenario: `${setting}.storm`,
		figure: 'callsPerSecond',
		ours: 'grouped',
		against: 'handWired',
		atLeast: limits.storm,
	},
	{
		scenario: `${setting}.storm`,
		figure: 'executionsPer1000',
		ours: 'grouped',
		against: 'handWired',
		atLeast: 20,
		less: true,
	},
	{
		scenario: `${setting}.storm`,
		figure: 'requestsPer1000',
		ours: 'grouped',
		against: 'handWired',
		atLeast: 20,
		less: true,
	},
];

/** The targets of the benchmark that are ratios of one run. */
export const targets: readonly Target[] = [
	...callbacks('default', { handWired: 1, storm: 1.5, steady: 1 }),
	...callbacks('lazy', { handWired: 15, storm: 10, steady: 2.5 }),
	{
		scenario: 'bulk.10000',
		figure: 'rowsPerSecond',
		ours: 'sync',
		against: 'httpLoop',
		atLeast: 20,
	},
];

/** The ratio that a target is about; null when it was not measured. */
export function ratioOf(target: Target, results: ByScenario): number | null {
	const figures = results[target.scenario];
	const ours = figures?.[target.ours]?.[target.figure]?.median;
	const against = figures?.[target.against]?.[target.figure]?.median;
	if (ours === undefined || against === undefined) return null;
	return target.less === true ? against / ours : ours / against;
}

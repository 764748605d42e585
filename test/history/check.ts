import fc from 'fast-check';
import { historyArbitrary } from './arbitrary';
import type { Facts } from './facts';
import type { StartFlow } from './flow';
import type { History } from './history';
import { INVARIANTS, judge, judgeDryRuns, type Verdict } from './oracle';
import { simulate, START } from './simulate';
import { timeline } from './timeline';
import { VirtualTime } from './virtualTime';

/** What histories are played on: the functions of the core, or the nodes in n8n's engine. */
export interface Stage {
	readonly startFlow: StartFlow;
	/** Resolves when nothing runs any more; left out = when no promise is due. */
	readonly settle?: () => Promise<void>;
	/** Lets the clock of a history stand for that of the code under test. @returns puts the real one back */
	readonly takeClock?: (sleep: (milliseconds: number) => Promise<void>) => () => void;
	/** Makes each play independent of what the same process has played before. */
	readonly prepare?: (history: History) => History;
	/** Whether a history with dry runs is played without them too; needs a process of its own for each play. */
	readonly leavesOutDryRuns: boolean;
}

export interface Checked extends Verdict {
	readonly facts: Facts;
}

async function play(history: History, stage: Stage, withDryRuns: boolean): Promise<Facts> {
	const time = new VirtualTime(START, stage.settle);
	const giveBack = stage.takeClock?.(async (milliseconds) => await time.sleep(milliseconds));
	try {
		return await simulate(history, stage.startFlow, { withDryRuns, time });
	} finally {
		giveBack?.();
	}
}

/** Plays a history, and once more without its dry runs where it has any, and says what is wrong with the end. */
export async function checkHistory(given: History, stage: Stage): Promise<Checked> {
	const history = stage.prepare?.(given) ?? given;
	const facts = await play(history, stage, true);
	const { violations, excuses } = judge(facts);
	const hasDryRuns = facts.executions.some(({ dryRun }) => dryRun);
	if (!stage.leavesOutDryRuns || !hasDryRuns) return { facts, violations, excuses };
	const without = await play(history, stage, false);
	return { facts, excuses, violations: [...violations, ...judgeDryRuns(facts, without)] };
}

/** The random histories of a seed: the same ones each time. */
export function sampleHistories(seed: number, count: number): History[] {
	return fc.sample(historyArbitrary, { numRuns: count, seed });
}

export interface Search {
	readonly stage: Stage;
	readonly runs: number;
	readonly seed: number;
	/** Which violations count; default: all. */
	readonly counts?: (checked: Checked) => boolean;
}

/**
 * Plays random histories until one fails, and makes that one as small as it gets.
 *
 * @returns the smallest history that fails, as a text for people; null when all of them hold
 */
export async function findFailure({ stage, runs, seed, counts }: Search): Promise<string | null> {
	const fails = (checked: Checked) => counts?.(checked) ?? checked.violations.length > 0;
	const { counterexample } = await fc.check(
		fc.asyncProperty(
			historyArbitrary,
			async (history) => !fails(await checkHistory(history, stage)),
		),
		{ numRuns: runs, seed },
	);
	return counterexample === null ? null : await describeHistory(counterexample[0], stage);
}

/** What happens in a history, and what is wrong with it. */
export async function describeHistory(history: History, stage: Stage): Promise<string> {
	const { facts, violations } = await checkHistory(history, stage);
	return [
		timeline(facts),
		...violations.map(
			({ invariant, text }) => `Wrong: ${text} (${invariant}: ${INVARIANTS[invariant]})`,
		),
		`The history: ${JSON.stringify(history)}`,
	].join('\n');
}

import type { Facts } from './facts';
import type { StartFlow } from './flow';
import type { History } from './history';
import { judge, judgeDryRuns, type Verdict } from './oracle';
import { simulate } from './simulate';

export interface Checked extends Verdict {
	readonly facts: Facts;
}

/** Plays a history, and once more without its dry runs where it has any, and says what is wrong with the end. */
export async function checkHistory(history: History, startFlow: StartFlow): Promise<Checked> {
	const facts = await simulate(history, startFlow);
	const { violations, excuses } = judge(facts);
	if (!facts.executions.some(({ dryRun }) => dryRun)) return { facts, violations, excuses };
	const without = await simulate(history, startFlow, { withDryRuns: false });
	return { facts, excuses, violations: [...violations, ...judgeDryRuns(facts, without)] };
}

import { profiled, sharesOf } from '../profile.mts';
import type { BenchStage } from '../stage.mts';
import { irrelevant, steady } from './callbacks.mts';

/** Shares of the server's working time in percent, by who worked. */
export type Shares = Record<string, number>;

/** Where the time goes: CPU profiles of the server while it takes calls. The stage has to be an inspected one. */
export async function where(stage: BenchStage, calls: number): Promise<Record<string, Shares>> {
	const [n8n] = stage.processes;
	if (n8n === undefined) throw new Error('There is no process');
	/** By what is profiled. */
	const work = {
		'irrelevant, ours': async () => await irrelevant(stage, 1, { ours: calls }),
		'irrelevant, only answered in our workflow': async () =>
			await irrelevant(stage, 1, { floorInFlow: calls }),
		'irrelevant, only answered': async () => await irrelevant(stage, 1, { floor: calls }),
		'steady, ours': async () => await steady(stage, 1, { ours: Math.ceil(calls / 4) }),
		'steady, hand-wired': async () => await steady(stage, 1, { handWired: Math.ceil(calls / 10) }),
	};
	const shares: Record<string, Shares> = {};
	for (const [name, run] of Object.entries(work)) {
		await run();
		shares[name] = sharesOf(await profiled(n8n.log(), run));
	}
	return shares;
}

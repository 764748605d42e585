import { inTurn, type Results } from '../runs.mts';
import { openBench, openQueueBench, type BenchStage } from '../stage.mts';
import { sendUntilArrived } from './send.mts';

/** Queue modes that are compared with one process. */
const SIZES = {
	'1 webhook processor, 1 worker': { webhookProcessors: 1, workers: 1 },
	'2 webhook processors, 2 workers': { webhookProcessors: 2, workers: 2 },
};

/** Every callback matters: calls a second until all have arrived, for one process and for queue modes. */
export async function queue(
	packedPackage: string,
	env: NodeJS.ProcessEnv,
	runs: number,
	calls: number,
): Promise<Results> {
	const open: Record<string, () => Promise<BenchStage<'ours'>>> = {
		'one process': async () => await openBench(packedPackage, env),
		...Object.fromEntries(
			Object.entries(SIZES).map(([name, size]) => [
				name,
				async () => await openQueueBench(packedPackage, env, size),
			]),
		),
	};
	const results: Results = {};
	// One after the other: all at once would not leave the cores to any of them.
	for (const [name, start] of Object.entries(open)) {
		const stage = await start();
		try {
			const measured = await inTurn(['ours'], runs, async (flow) => {
				const { seconds } = await sendUntilArrived(stage, flow, calls, {
					every: 1,
					connections: 64,
				});
				return { callsPerSecond: calls / seconds };
			});
			results[name] = measured.ours ?? {};
		} finally {
			await stage.close();
		}
	}
	return results;
}

import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { inTurn, type Results } from '../runs.mts';
import { openBench } from '../stage.mts';
import { irrelevant } from './callbacks.mts';
import { sendUntilArrived } from './send.mts';

const LAZY = { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' };

/** Settings of n8n that a heavy user may change (docs/guide/tuning.md). */
const SETTINGS: Record<string, NodeJS.ProcessEnv> = {
	default: {},
	'lazy isolates': LAZY,
	'legacy engine': { N8N_EXPRESSION_ENGINE: 'legacy' },
	'lazy, successful runs not saved': { ...LAZY, EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'none' },
	'lazy, 5 runs at a time': { ...LAZY, N8N_CONCURRENCY_PRODUCTION_LIMIT: '5' },
};

/** Our flow under each setting: irrelevant calls a second, relevant ones, and what n8n's database grows by. */
export async function settings(
	packedPackage: string,
	runs: number,
	calls: (name: string) => number,
): Promise<Results> {
	const results: Results = {};
	for (const [name, env] of Object.entries(SETTINGS)) {
		const stage = await openBench(packedPackage, env);
		try {
			const count = calls(name);
			await sendUntilArrived(stage, 'ours', 50, { every: 1, connections: 8 });
			const ignored = await irrelevant(stage, runs, { ours: count * 2 });
			const relevant = await inTurn(['ours'], runs, async (flow) => {
				const before = databaseBytes(stage.userFolder);
				const { seconds } = await sendUntilArrived(stage, flow, count, {
					every: 1,
					connections: 16,
				});
				return {
					relevantPerSecond: count / seconds,
					databaseKilobytesPerCall: (databaseBytes(stage.userFolder) - before) / 1000 / count,
				};
			});
			const { callsPerSecond } = ignored.ours ?? {};
			results[name] = {
				...(callsPerSecond ? { irrelevantPerSecond: callsPerSecond } : {}),
				...relevant.ours,
			};
		} finally {
			await stage.close();
		}
	}
	return results;
}

/** Size of n8n's SQLite database, its write-ahead log included. */
function databaseBytes(userFolder: string | null): number {
	if (userFolder === null) return 0;
	const folder = path.join(userFolder, '.n8n');
	return readdirSync(folder)
		.filter((file) => file.startsWith('database.sqlite'))
		.reduce((sum, file) => sum + statSync(path.join(folder, file)).size, 0);
}

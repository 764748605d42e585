import { callbackOf } from '../../core/people.mts';
import type { FlowName } from '../flows.mts';
import type { ReadyCall } from '../load.mts';
import { peakMegabytes, resetPeak } from '../memory.mts';
import { inTurn, namesOf, storedRuns, type Results } from '../runs.mts';
import type { BenchStage } from '../stage.mts';
import { IRRELEVANT, send, sendUntilArrived, signed } from './send.mts';

/** How many calls each contestant gets. n8n's own nodes take so few a second that more only take longer. */
export type Sizes = Partial<Record<FlowName, number>>;

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

/** Every callback changes a field that nobody watches. */
export async function irrelevant(stage: BenchStage, runs: number, sizes: Sizes): Promise<Results> {
	return await inTurn(namesOf(sizes), runs, async (flow) => {
		const bodies = numbers(sizes[flow] ?? 0).map((index) => callbackOf(index, IRRELEVANT));
		const before = await storedRuns(stage, flow);
		const seconds = await send(stage, flow, signed(stage, flow, bodies), { connections: 32 });
		const started = (await storedRuns(stage, flow)) - before;
		if (flow !== 'handWired' && started > 0)
			throw new Error(`${flow} started ${started} executions`);
		return { callsPerSecond: bodies.length / seconds };
	});
}

/**
 * Calls that must not get in: unsigned ones, and ones that are right in all but the signature's own bytes. Those that are
 * let in and ignored take their turns with them, for comparison.
 */
export async function refused(stage: BenchStage, runs: number, calls: number): Promise<Results> {
	const kinds: Record<string, (call: ReadyCall) => ReadyCall> = {
		unsigned: ({ headers, body }) => ({
			body,
			headers: Object.fromEntries(
				Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'signature'),
			),
		}),
		ignored: (call) => call,
		forged: ({ headers, body }) => ({
			body,
			headers: Object.fromEntries(
				Object.entries(headers).map(([name, value]) => [
					name,
					name.toLowerCase() === 'signature' ? withForeignProof(value) : value,
				]),
			),
		}),
	};
	return await inTurn(namesOf(kinds), runs, async (kind) => {
		const bodies = numbers(calls).map((index) => callbackOf(index, IRRELEVANT));
		const ready = signed(stage, 'ours', bodies).map((call) => kinds[kind]?.(call) ?? call);
		const status = kind === 'ignored' ? 200 : 401;
		const seconds = await send(stage, 'ours', ready, { connections: 32, status });
		return { callsPerSecond: calls / seconds };
	});
}

/** Another proof of the same length: only the RSA check can tell. */
function withForeignProof(header: string): string {
	return header.replace(/signature="([^"]{8})/, 'signature="AAAAAAAA');
}

/** Every callback matters; eight connections, each sends the next when its last is answered. Until all have arrived. */
export async function steady(stage: BenchStage, runs: number, sizes: Sizes): Promise<Results> {
	return await inTurn(namesOf(sizes), runs, async (flow) => {
		const calls = sizes[flow] ?? 0;
		const { seconds } = await sendUntilArrived(stage, flow, calls, { every: 1, connections: 8 });
		return { callsPerSecond: calls / seconds };
	});
}

/** Many connections at full speed, one call in five matters. Figures for each 1,000 calls. */
export async function storm(
	stage: BenchStage,
	runs: number,
	sizes: Sizes,
	connections: number,
): Promise<Results> {
	const [n8n] = stage.processes;
	return await inTurn(namesOf(sizes), runs, async (flow) => {
		const calls = sizes[flow] ?? 0;
		if (n8n) resetPeak(n8n);
		const result = await sendUntilArrived(stage, flow, calls, { every: 5, connections });
		const per1000 = 1000 / calls;
		return {
			seconds: result.seconds,
			callsPerSecond: calls / result.seconds,
			executionsPer1000: result.executions * per1000,
			requestsPer1000: result.requests * per1000,
			peakMegabytes: n8n ? peakMegabytes(n8n) : null,
		};
	});
}

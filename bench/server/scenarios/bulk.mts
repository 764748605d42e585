import type { FlowName } from '../flows.mts';
import { peakMegabytes, resetPeak } from '../memory.mts';
import { inTurn, until, untilQuiet, type Results } from '../runs.mts';
import type { BenchStage } from '../stage.mts';

/** Milliseconds that the vendor takes for an answer. */
const LATENCY_MS = 50;

/**
 * Prepared rows in one execution, to a vendor that takes 50 ms for each answer.
 *
 * @param sizes rows for each contestant
 * @param slowDownEvery every nth request is answered with 429 and `Retry-After: 1`; 0 = none
 */
export async function bulk(
	stage: BenchStage,
	runs: number,
	sizes: Partial<Record<FlowName, number>>,
	slowDownEvery: number,
): Promise<Results> {
	const { activate } = stage.sandbox;
	const [n8n] = stage.processes;
	return await inTurn(Object.keys(sizes) as FlowName[], runs, async (flow) => {
		const rows = sizes[flow] ?? 0;
		activate.reset();
		if (slowDownEvery > 0) {
			activate.faults.add({
				fault: { kind: 'status', status: 429, retryAfter: { seconds: 1 } },
				every: slowDownEvery,
			});
		}
		activate.faults.add({ fault: { kind: 'slow', delayMs: LATENCY_MS } });
		if (n8n) resetPeak(n8n);
		const started = performance.now();
		const answer = await fetch(stage.flows[flow].url, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ rows }),
		});
		if (answer.status !== 200) throw new Error(`${flow}: ${answer.status}`);
		await until(`${flow} sends`, () => activate.requests.total() > 0, 25, 120_000);
		await untilQuiet(stage, flow);
		const seconds = (performance.now() - started) / 1000;
		return {
			seconds,
			rowsPerSecond: rows / seconds,
			requestsPer1000: (activate.requests.total() * 1000) / rows,
			lostPer1000: ((rows - activate.contacts.list().length) * 1000) / rows,
			peakMegabytes: n8n ? peakMegabytes(n8n) : null,
		};
	});
}

import type { FlowName } from '../flows.mts';
import { peakMegabytes, resetPeak } from '../memory.mts';
import { inTurn, namesOf, until, untilQuiet, type Results } from '../runs.mts';
import { LATENCY_MS, type BenchStage } from '../stage.mts';

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
	return await inTurn(namesOf(sizes), runs, async (flow) => {
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
		const seconds = await runRows(stage, flow, rows, () => activate.requests.total());
		return {
			seconds,
			rowsPerSecond: rows / seconds,
			requestsPer1000: (activate.requests.total() * 1000) / rows,
			lostPer1000: ((rows - activate.contacts.list().length) * 1000) / rows,
			peakMegabytes: n8n ? peakMegabytes(n8n) : null,
		};
	});
}

/** Starts one execution with so many rows and waits until it is over. @returns seconds */
async function runRows(
	stage: BenchStage,
	flow: FlowName,
	rows: number,
	requests: () => number,
): Promise<number> {
	const started = performance.now();
	const answer = await fetch(stage.flows[flow].url, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ rows }),
	});
	if (answer.status !== 200) throw new Error(`${flow}: ${answer.status}`);
	await until(`${flow} sends`, () => requests() > 0, 25, 120_000);
	await untilQuiet(stage, flow);
	return (performance.now() - started) / 1000;
}

/** New profiles that *Create or Update* looks for and creates in Copernica. */
export async function writes(
	stage: BenchStage,
	runs: number,
	sizes: Partial<Record<'upsert' | 'upsertInTurn', number>>,
): Promise<Results> {
	const { copernica } = stage.sandbox;
	return await inTurn(namesOf(sizes), runs, async (flow) => {
		const rows = sizes[flow] ?? 0;
		copernica.reset();
		copernica.faults.add({ fault: { kind: 'slow', delayMs: LATENCY_MS } });
		const seconds = await runRows(stage, flow, rows, () => copernica.requests.total());
		return {
			seconds,
			rowsPerSecond: rows / seconds,
			requestsPer1000: (copernica.requests.total() * 1000) / rows,
			lostPer1000: ((rows - copernica.store.profiles.size) * 1000) / rows,
		};
	});
}

/** As many contacts for each vendor: by *Sync*, and by n8n's own node for a comparable vendor. */
export async function peers(stage: BenchStage, runs: number, rows: number): Promise<Results> {
	const { peer, sandbox } = stage;
	const { activate } = sandbox;
	const vendors = {
		sync: {
			reset: () => {
				activate.reset();
				activate.faults.add({ fault: { kind: 'slow', delayMs: LATENCY_MS } });
			},
			requests: () => activate.requests.total(),
			contacts: () => activate.contacts.list().length,
		},
		peer: {
			reset: () => {
				peer.requests = 0;
				peer.contacts.clear();
			},
			requests: () => peer.requests,
			contacts: () => peer.contacts.size,
		},
	};
	return await inTurn(namesOf(vendors), runs, async (flow) => {
		const vendor = vendors[flow];
		vendor.reset();
		const seconds = await runRows(stage, flow, rows, vendor.requests);
		return {
			seconds,
			rowsPerSecond: rows / seconds,
			requestsPer1000: (vendor.requests() * 1000) / rows,
			lostPer1000: ((rows - vendor.contacts()) * 1000) / rows,
		};
	});
}

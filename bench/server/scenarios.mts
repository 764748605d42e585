import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { callbackOf } from '../core/people.mts';
import { rounded, spreadOf, type Spread } from '../support/statistics.mts';
import { sendAll, signAll } from './load.mts';
import type { BenchStage, FlowName } from './stage.mts';

const IRRELEVANT = { Notitie: 'Belt liever niet' };

/** Sends and demands that every call was answered with 200. @returns seconds */
async function sent(
	stage: BenchStage,
	flow: FlowName,
	bodies: string[],
	connections: number,
): Promise<number> {
	const { url } = stage.flows[flow];
	const { seconds, statuses } = await sendAll(
		url,
		signAll(url, bodies, stage.sandbox.copernica),
		connections,
	);
	if (statuses[200] !== bodies.length) throw new Error(`${flow}: ${JSON.stringify(statuses)}`);
	return seconds;
}

/** Peak of the server's memory since it started, in MB (Linux only). */
function peakMegabytes({ n8n }: BenchStage): number | null {
	if (process.platform !== 'linux') return null;
	const status = readFileSync(`/proc/${n8n.process.pid}/status`, 'utf8');
	return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}

/** Runs the contestants in turn, so that what disturbs the machine disturbs them alike. */
async function inTurn<Result>(
	names: readonly FlowName[],
	runs: number,
	run: (flow: FlowName) => Promise<Result>,
): Promise<Map<FlowName, Result[]>> {
	const results = new Map<FlowName, Result[]>(names.map((name) => [name, []]));
	for (let number = 0; number < runs; number++) {
		for (const name of names) results.get(name)?.push(await run(name));
	}
	return results;
}

/** Calls a second by contestant. */
export type Rates = Record<string, Spread>;

const ratesOf = (results: Map<FlowName, number[]>): Rates =>
	Object.fromEntries([...results].map(([name, values]) => [name, spreadOf(values.map(rounded))]));

/** Every callback changes a field that nobody watches. */
export async function irrelevant(stage: BenchStage, runs: number, calls: number): Promise<Rates> {
	const bodies = Array.from({ length: calls }, (_, index) => callbackOf(index, IRRELEVANT));
	return ratesOf(
		await inTurn(['ours', 'floor', 'handWired'], runs, async (flow) => {
			return calls / (await sent(stage, flow, bodies, 32));
		}),
	);
}

/** Every callback matters; the next comes on a connection when the last is answered. Until all have arrived. */
export async function steady(stage: BenchStage, runs: number, calls: number): Promise<Rates> {
	return ratesOf(
		await inTurn(
			['ours', 'handWired'],
			runs,
			async (flow) => calls / (await untilArrived(stage, flow, calls, 1, 8)).seconds,
		),
	);
}

export type StormResult = { seconds: number; executions: number; requests: number };

/** A storm of which every fifth call matters; one person in twenty is in it twice. */
export async function storm(stage: BenchStage, runs: number, calls: number) {
	const results = await inTurn(['grouped', 'ours', 'handWired'], runs, async (flow) => {
		return await untilArrived(stage, flow, calls, 5, 400);
	});
	const figures = [...results].map(([name, list]) => {
		const spread = (key: keyof StormResult) => spreadOf(list.map((result) => rounded(result[key])));
		return [
			name,
			{
				seconds: spread('seconds'),
				executions: spread('executions'),
				requests: spread('requests'),
			},
		] as const;
	});
	return { flows: Object.fromEntries(figures), peakMegabytes: peakMegabytes(stage) };
}

/**
 * Sends a mix and waits until Activate has every person that matters.
 *
 * @param every 1 of so many calls matters
 */
async function untilArrived(
	stage: BenchStage,
	flow: FlowName,
	calls: number,
	every: number,
	connections: number,
): Promise<StormResult> {
	const { api, sandbox, flows } = stage;
	sandbox.activate.reset();
	const stored = async () => (await countRuns(stage, flow)) ?? 0;
	const before = await stored();
	const person = (index: number) => (index % 20 === 0 && index > 0 ? index - every : index);
	const bodies = Array.from({ length: calls }, (_, index) => {
		const matters = index % every === 0;
		return callbackOf(
			person(index),
			matters ? { Nieuwsbrief: 'Ja', Voornaam: `Anne ${index}` } : IRRELEVANT,
		);
	});
	const people = new Set(
		bodies.flatMap((_, index) => (index % every === 0 ? [person(index)] : [])),
	);
	const { url } = flows[flow];
	const ready = signAll(url, bodies, sandbox.copernica);
	const started = performance.now();
	const { statuses } = await sendAll(url, ready, connections);
	if (statuses[200] !== calls) throw new Error(`${flow}: ${JSON.stringify(statuses)}`);
	const deadline = performance.now() + 600_000;
	while (sandbox.activate.contacts.list().length < people.size) {
		if (performance.now() > deadline) throw new Error(`${flow}: not all have arrived`);
		await wait(5);
	}
	const seconds = (performance.now() - started) / 1000;
	while ((await running(api, flows[flow].id)) > 0) await wait(100);
	const requests = sandbox.activate.requests
		.list()
		.filter(({ path }) => path === '/v1/track').length;
	return { seconds, executions: (await stored()) - before, requests };
}

async function countRuns({ api, flows }: BenchStage, flow: FlowName): Promise<number> {
	return await count(api, { workflowId: flows[flow].id });
}

async function running(api: BenchStage['api'], workflowId: string): Promise<number> {
	return await count(api, { workflowId, status: ['running', 'new'] });
}

async function count(api: BenchStage['api'], filter: Record<string, unknown>): Promise<number> {
	const text = encodeURIComponent(JSON.stringify(filter));
	const { count: found, results } = await api.call<{ count: number; results: unknown[] }>(
		'GET',
		`executions?filter=${text}&limit=1`,
	);
	return 'status' in filter ? results.length : found;
}

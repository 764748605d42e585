import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { spreadOf, rounded, type Spread } from '../support/statistics.mts';
import type { BenchStage } from './stage.mts';
import type { FlowName } from './flows.mts';

/** Figures of one run, by name. */
export type Figures = Record<string, number | null>;
/** The same over several runs, by contestant. */
export type Results = Record<string, Record<string, Spread>>;

/** The names of contestants. */
export const namesOf = <Name extends string>(of: Partial<Record<Name, unknown>>): Name[] =>
	Object.keys(of) as Name[];

/**
 * Runs the contestants in turn, so that what disturbs the machine disturbs them alike.
 *
 * @param before done before each run, outside its time
 */
export async function inTurn<Name extends string>(
	names: readonly Name[],
	runs: number,
	run: (name: Name) => Promise<Figures>,
): Promise<Results> {
	const all = new Map<Name, Figures[]>(names.map((name) => [name, []]));
	for (let number = 0; number < runs; number++) {
		for (const name of names) all.get(name)?.push(await run(name));
	}
	return Object.fromEntries([...all].map(([name, list]) => [name, spreads(list)]));
}

function spreads(list: readonly Figures[]): Record<string, Spread> {
	const keys = Object.keys(list[0] ?? {});
	return Object.fromEntries(
		keys.flatMap((key) => {
			const values = list
				.map((figures) => figures[key])
				.filter((value) => typeof value === 'number');
			return values.length === 0 ? [] : [[key, spreadOf(values.map(rounded))]];
		}),
	);
}

/** Most that one run may take (ms) before the benchmark gives up on it. */
const LIMIT_MS = 900_000;

/** Waits until something is so. @throws when it does not happen in time (ms) */
export async function until(
	what: string,
	isSo: () => boolean | Promise<boolean>,
	everyMs = 25,
	limitMs = LIMIT_MS,
): Promise<void> {
	const deadline = performance.now() + limitMs;
	while (!(await isSo())) {
		if (performance.now() > deadline) throw new Error(`It did not happen: ${what}`);
		await wait(everyMs);
	}
}

/** Executions of a flow that n8n keeps. */
export async function storedRuns<Name extends FlowName>(
	{ api, flows }: BenchStage<Name>,
	flow: Name,
): Promise<number> {
	const filter = encodeURIComponent(JSON.stringify({ workflowId: flows[flow].id }));
	const { count } = await api.call<{ count: number }>('GET', `executions?filter=${filter}&limit=1`);
	return count;
}

/** Waits until no execution of a flow is under way. */
export async function untilQuiet<Name extends FlowName>(
	{ api, flows }: BenchStage<Name>,
	flow: Name,
): Promise<void> {
	const filter = encodeURIComponent(
		JSON.stringify({ workflowId: flows[flow].id, status: ['running', 'new'] }),
	);
	await until(
		`${flow} comes to rest`,
		async () => {
			const { results } = await api.call<{ results: unknown[] }>(
				'GET',
				`executions?filter=${filter}&limit=1`,
			);
			return results.length === 0;
		},
		// Each look costs n8n about a hundredth of a second.
		250,
	);
}

import { callbackOf } from '../../core/people.mts';
import type { FlowName } from '../flows.mts';
import { sendAll, signAll, type ReadyCall } from '../load.mts';
import { storedRuns, until, untilQuiet } from '../runs.mts';
import type { BenchStage } from '../stage.mts';

/** Nobody watches this field of the profile. One that the profile lacks would leave open what changed. */
export const IRRELEVANT = { Plaats: 'Zwolle' };

/** Signs bodies for a flow. */
export function signed<Name extends FlowName>(
	{ flows, sandbox }: BenchStage<Name>,
	flow: Name,
	bodies: readonly string[],
): ReadyCall[] {
	return signAll(flows[flow].url, bodies, sandbox.copernica);
}

/** Sends calls and demands one status for all. @returns seconds until the last answer */
export async function send<Name extends FlowName>(
	{ flows, processes }: BenchStage<Name>,
	flow: Name,
	calls: readonly ReadyCall[],
	{ connections, status = 200 }: { connections: number; status?: number },
): Promise<number> {
	const { seconds, statuses } = await sendAll(flows[flow].url, calls, connections);
	if (statuses[status] !== calls.length) {
		const logs = processes.map(({ log }) => log().slice(-2000)).join('\n');
		throw new Error(`${flow} answered ${JSON.stringify(statuses)}. n8n says:\n${logs}`);
	}
	return seconds;
}

/** A mix of calls: 1 of so many matters, and one person in twenty of these is in it twice. */
function mixOf(calls: number, every: number): { bodies: string[]; people: number } {
	const matters = (index: number) => index % every === 0;
	const person = (index: number) =>
		index > 0 && index % (20 * every) === 0 ? index - every : index;
	const all = Array.from({ length: calls }, (_, index) => index);
	return {
		bodies: all.map((index) =>
			callbackOf(
				person(index),
				matters(index) ? { Nieuwsbrief: 'Ja', Voornaam: `Anne ${index}` } : IRRELEVANT,
			),
		),
		people: new Set(all.filter(matters).map(person)).size,
	};
}

/** What a mix of calls came to. */
export type Arrival = { seconds: number; executions: number; requests: number };

/** Sends a mix and waits until Activate has every person that matters, and n8n is done. */
export async function sendUntilArrived<Name extends FlowName>(
	stage: BenchStage<Name>,
	flow: Name,
	calls: number,
	{ every, connections }: { every: number; connections: number },
): Promise<Arrival> {
	const { activate } = stage.sandbox;
	activate.reset();
	const before = await storedRuns(stage, flow);
	const { bodies, people } = mixOf(calls, every);
	const ready = signed(stage, flow, bodies);
	const started = performance.now();
	await send(stage, flow, ready, { connections });
	await until(`${flow} has sent all`, () => activate.contacts.list().length >= people);
	const seconds = (performance.now() - started) / 1000;
	await untilQuiet(stage, flow);
	return {
		seconds,
		executions: (await storedRuns(stage, flow)) - before,
		requests: activate.requests.total(),
	};
}

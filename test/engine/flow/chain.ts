import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import type { Copernica, Sandbox } from '../../../sandbox/index';
import {
	runWorkflow,
	sandboxCredentials,
	startReceiver,
	type FlowRun,
	type Receiver,
} from '../support/index';
import { endsOf, triggerOf, type Example } from './example';

type Edit = Parameters<Copernica['edit']>[0];

/** One execution of the flow: what went in and where each row ended. */
export interface Run {
	input: INodeExecutionData[];
	flow: FlowRun;
	/** Items per end node. */
	ends: Record<string, INodeExecutionData[]>;
}

export interface Chain {
	receiver: Receiver;
	/** Makes edits in Copernica and lets everything they set off come to rest. */
	edit(...edits: Edit[]): Promise<Run[]>;
	/** Runs the flow once for all changes that have arrived and not been handled yet. */
	runTogether(): Promise<Run>;
	/** Runs the flow with the same items again. */
	again(run: Run): Promise<Run>;
	stop(): Promise<void>;
}

/** More rounds than this after one edit are a loop. */
const MAX_ROUNDS = 6;

/**
 * The whole way of a change: an example workflow whose trigger is registered in the sandbox's Copernica and really
 * called by it, and whose other nodes talk to both vendors.
 *
 * @param settings what a user fills in at the trigger: the source, and anything that differs from the example
 */
export async function startChain(
	sandbox: Sandbox,
	example: Example,
	settings: INodeParameters,
): Promise<Chain> {
	const trigger = triggerOf(example);
	const credentials = sandboxCredentials(sandbox);
	const receiver = await startReceiver({
		parameters: { ...trigger.parameters, ...settings },
		credentials,
		nodeName: trigger.name,
		workflowId: trigger.name,
	});
	await receiver.registration.activate();
	let handled = 0;

	const run = async (input: INodeExecutionData[]): Promise<Run> => {
		const flow = await runWorkflow({
			nodes: example.nodes,
			connections: example.connections,
			credentials,
			triggerItems: input,
		});
		const ends = Object.fromEntries(
			endsOf(example).map((name) => [name, flow.output(name).flat()]),
		);
		return { input, flow, ends };
	};
	const takeArrived = () => {
		const arrived = receiver.executions.slice(handled);
		handled = receiver.executions.length;
		return arrived.map(({ items }) => items[0] ?? []);
	};

	return {
		receiver,
		edit: async (...edits) => {
			for (const edit of edits) sandbox.copernica.edit(edit);
			const runs: Run[] = [];
			for (let round = 0; round < MAX_ROUNDS; round++) {
				await sandbox.settled();
				const arrived = takeArrived();
				if (arrived.length === 0) return runs;
				for (const items of arrived) runs.push(await run(items));
			}
			throw new Error(`The flow does not come to rest after ${MAX_ROUNDS} rounds`);
		},
		runTogether: async () => {
			await sandbox.settled();
			return await run(takeArrived().flat());
		},
		again: async ({ input }) => await run(input),
		stop: async () => await receiver.stop(),
	};
}

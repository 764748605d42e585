import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { request } from 'undici';
import { startLog, type LogLine } from '../host.cjs';
import { lifecycleOf, type Lifecycle } from '../lifecycle';
import { triggerWorkflow, type TriggerOptions, type TriggerWorkflow } from '../triggerWorkflow';
import { webhookServer, type StartedExecution } from './webhookServer';

export interface ReceiverOptions extends TriggerOptions {
	/** Bytes that n8n accepts as a body; default 16 MB as in n8n. */
	payloadSizeMax?: number;
	/** Stores an execution before its call is answered, as n8n's database does; may take its time or throw. */
	store?: () => Promise<void>;
	/** Holds a call before the trigger sees it, as n8n may do: calls then overtake each other. */
	before?: (target: string) => Promise<void>;
}

/** A call as it arrives at n8n. */
export interface Call {
	/** Header names in the sender's own case. `Host` may be given: it is sent as it stands. */
	headers?: Record<string, string>;
	body?: string | Buffer;
	/** Path and query; default the webhook's own path. */
	path?: string;
	/** Sends to the test URL (*Execute step* in the editor). */
	test?: boolean;
	/** Hangs up. */
	signal?: AbortSignal;
}

export interface Answer {
	status: number;
	headers: Record<string, string | string[] | undefined>;
	text: string;
	/** The body as JSON; undefined when it is not JSON. */
	json: unknown;
}

export interface Receiver {
	/** Where a sender on this machine reaches the trigger: production and test URL. */
	url: string;
	testUrl: string;
	/** Path of the production URL and of the test URL. */
	path: string;
	testPath: string;
	send(call: Call): Promise<Answer>;
	/** Registration of the production URL; calls see the state that it stores. */
	registration: Lifecycle;
	/** Registration of the test URL, as *Execute step* does. */
	testRegistration: Lifecycle;
	/** Executions started so far, in order. */
	executions: StartedExecution[];
	/** Calls that are inside the trigger's `webhook()` at this moment. */
	running(): number;
	/** Items on the first output of all executions so far, in order. */
	items(): INodeExecutionData[];
	logs(): LogLine[];
	/** The trigger's part of the static data. */
	state(): IDataObject;
	stop(): Promise<void>;
}

function asJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/**
 * Starts a listener on loopback that hands calls to the trigger's real `webhook()`. Unless `publicUrl` is given, the
 * trigger's own idea of its URL is the listener's address, so that a sandbox can really call it.
 */
export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
	const trigger: { current?: TriggerWorkflow } = {};
	const { app, executions, running } = webhookServer(
		() => {
			if (trigger.current === undefined) throw new Error('The receiver is not ready yet');
			return trigger.current;
		},
		options.payloadSizeMax,
		options.store,
		options.before,
	);
	const server = app.listen(0, '127.0.0.1');
	await new Promise<void>((resolve, reject) => {
		server.once('listening', () => resolve());
		server.once('error', reject);
	});
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('No port to listen on');
	const origin = `http://127.0.0.1:${address.port}`;
	const ready = await triggerWorkflow({ ...options, publicUrl: options.publicUrl ?? origin });
	trigger.current = ready;
	const { workflow, node, webhook } = ready;
	const path = `/webhook/${webhook.path}`;
	const testPath = `/webhook-test/${webhook.path}`;
	const logs = startLog();

	return {
		url: `${origin}${path}`,
		testUrl: `${origin}${testPath}`,
		path,
		testPath,
		registration: lifecycleOf(ready, false),
		testRegistration: lifecycleOf(ready, true),
		executions,
		running,
		items: () => executions.flatMap((execution) => execution.items[0] ?? []),
		logs,
		state: () => ({ ...workflow.getStaticData('node', node) }),
		send: async (call) => {
			const target = `${origin}${call.path ?? (call.test === true ? testPath : path)}`;
			const { statusCode, headers, body } = await request(target, {
				method: 'POST',
				headers: call.headers,
				body: call.body ?? '',
				signal: call.signal,
			});
			const text = await body.text();
			return { status: statusCode, headers, text, json: asJson(text) };
		},
		stop: async () => {
			server.closeAllConnections();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
}

/** The outcome of one call; see {@link receive}. */
export interface Received extends Answer {
	executions: StartedExecution[];
	/** Items on the first output; empty when nothing was started. */
	items: INodeExecutionData[];
	logs: LogLine[];
	state: IDataObject;
}

/** One call to the trigger, from start to end. */
export async function receive(options: ReceiverOptions & { call: Call }): Promise<Received> {
	const { call, ...receiverOptions } = options;
	const receiver = await startReceiver(receiverOptions);
	try {
		const answer = await receiver.send(call);
		return {
			...answer,
			executions: receiver.executions,
			items: receiver.items(),
			logs: receiver.logs(),
			state: receiver.state(),
		};
	} finally {
		await receiver.stop();
	}
}

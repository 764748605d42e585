import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Sandbox } from '../../sandbox/index.ts';
import type { N8nApi, WorkflowFile } from '../../scripts/host/api.mts';
import { root } from '../../scripts/host/paths.mts';
import { groupBursts, type Grouping } from '../../scripts/host/workflow.mts';
import { FLOOR_TYPE, ROWS_TYPE } from './benchNodes.mts';

/** `onError` is n8n's setting of what a node does with a fault. */
type WorkflowNode = WorkflowFile['nodes'][number] & { onError?: 'continueRegularOutput' };

/** A workflow that is online, and where it is called. */
export type Flow = { id: string; url: string };

/**
 * The contestants. Callbacks: `ours` is the example workflow, `grouped` and `briefly` the same with *Group Bursts* of two
 * seconds and of 0.1 seconds; `handWired` does the same with n8n's own nodes; `floor` is a trigger alone that only answers,
 * `floorInFlow` that trigger in the example workflow. Rows in one run: `sync` is our node; `http` is HTTP Request, which
 * sends all rows at once, `httpBatched` is the same with its *Batching* option as n8n sets it (50 a second), `httpLoop`
 * sends one row after the other.
 */
export const flowNames = [
	'ours',
	'grouped',
	'briefly',
	'handWired',
	'floor',
	'floorInFlow',
	'sync',
	'http',
	'httpBatched',
	'httpLoop',
] as const;
export type FlowName = (typeof flowNames)[number];

/** Fields whose edits matter; all others are noise to both contestants. */
const WATCHED = ['Email', 'Voornaam', 'Nieuwsbrief', 'Service'];
/** Milliseconds in which *Group Bursts* gathers. */
const GROUP_MS = { grouped: 2000, briefly: 100 };
/** Seconds: calls are signed before the clock starts, and a long storm must not outlive its signatures. */
const MAX_AGE = 3600;

type Bench = {
	api: N8nApi;
	sandbox: Sandbox;
	/** Where callers reach the webhooks, without a slash at the end. */
	webhooks: string;
	activateApi: { id: string; name: string };
};

const read = (file: string) =>
	JSON.parse(readFileSync(path.join(root, file), 'utf8')) as WorkflowFile;

const ourFlow = ({ sandbox, activateApi }: Bench, grouping?: Grouping): WorkflowFile => {
	const workflow = read('examples/copernica-profiles-to-spotler-activate.json');
	for (const node of workflow.nodes) {
		if (node.type.endsWith('.spotlerActivate'))
			node.credentials = { spotlerActivateApi: activateApi };
		if (!node.type.endsWith('.copernicaTrigger')) continue;
		node.webhookId = randomUUID();
		node.parameters = {
			registration: 'manual',
			source: 'database',
			database: { __rl: true, mode: 'id', value: '1' },
			actions: ['create', 'update', 'delete'],
			fieldsToWatch: WATCHED,
			signature: 'required',
			accountId: String(sandbox.copernica.accountId),
			options: {
				resolvers: [sandbox.copernica.dohUrl],
				maximumAge: MAX_AGE,
				...(grouping === undefined ? {} : { groupBursts: groupBursts(grouping) }),
			},
		};
	}
	return workflow;
};

/** Points an HTTP Request node at the sandbox's Activate. */
function aimAtActivate(node: WorkflowNode, { activate }: Sandbox): void {
	node.parameters.url = `${activate.url}/v1/track`;
	node.parameters.headerParameters = {
		parameters: [
			{ name: 'X-AUTH-ACCOUNT', value: activate.accountId },
			{ name: 'X-AUTH-APIKEY', value: activate.apiKey },
		],
	};
}

const handWired = ({ sandbox }: Bench): WorkflowFile => {
	const workflow = read('bench/workflows/hand-wired.json');
	for (const node of workflow.nodes) {
		if (node.type.endsWith('.webhook')) {
			node.webhookId = randomUUID();
			node.parameters.path = node.webhookId;
		}
		if (node.type.endsWith('.httpRequest')) aimAtActivate(node, sandbox);
	}
	return workflow;
};

const node = (
	name: string,
	type: string,
	typeVersion: number,
	parameters: Record<string, unknown> = {},
): WorkflowNode => ({ id: randomUUID(), name, type, typeVersion, position: [0, 0], parameters });

const to = (name: string) => ({ main: [[{ node: name, type: 'main', index: 0 }]] });

const trigger = (name: string, type: string): WorkflowNode => ({
	...node(name, type, 2),
	webhookId: randomUUID(),
});

const sync = ({ activateApi }: Bench): WorkflowFile => ({
	name: 'Sync',
	nodes: [
		trigger('Rows', ROWS_TYPE),
		{
			...node('Sync', 'n8n-nodes-copernica-spotler.spotlerActivate', 1, {
				resource: 'profile',
				operation: 'sync',
				event: 'automatic',
			}),
			credentials: { spotlerActivateApi: activateApi },
		},
	],
	connections: { Rows: to('Sync') },
});

const httpRequest = ({ sandbox }: Bench, options: object = {}): WorkflowNode => {
	const request: WorkflowNode = {
		...node('HTTP Request', 'n8n-nodes-base.httpRequest', 4.2, {
			method: 'POST',
			sendHeaders: true,
			sendBody: true,
			specifyBody: 'json',
			jsonBody:
				"={{ { events: [{ event: 'CRMUpdate', ...$json.profile, timestamp: Math.floor(Date.now() / 1000) }] } }}",
			options,
		}),
		onError: 'continueRegularOutput',
	};
	aimAtActivate(request, sandbox);
	return request;
};

const http = (bench: Bench, options?: object): WorkflowFile => ({
	name: 'HTTP Request',
	nodes: [trigger('Rows', ROWS_TYPE), httpRequest(bench, options)],
	connections: { Rows: to('HTTP Request') },
});

const httpLoop = (bench: Bench): WorkflowFile => ({
	name: 'One after the other',
	nodes: [
		trigger('Rows', ROWS_TYPE),
		node('Loop', 'n8n-nodes-base.splitInBatches', 3, { batchSize: 1, options: {} }),
		httpRequest(bench),
	],
	connections: {
		Rows: to('Loop'),
		Loop: { main: [[], [{ node: 'HTTP Request', type: 'main', index: 0 }]] },
		'HTTP Request': to('Loop'),
	},
});

/** The workflow with the trigger that only answers in place of its own, under the same name. */
const withFloor = (workflow: WorkflowFile): WorkflowFile => ({
	...workflow,
	nodes: workflow.nodes.map((each) =>
		each.type.endsWith('.copernicaTrigger') ? trigger(each.name, FLOOR_TYPE) : each,
	),
});

const builders: Record<FlowName, (bench: Bench) => WorkflowFile> = {
	ours: (bench) => ourFlow(bench),
	grouped: (bench) => ourFlow(bench, GROUP_MS.grouped),
	briefly: (bench) => ourFlow(bench, GROUP_MS.briefly),
	handWired,
	floor: () => ({ name: 'Floor', nodes: [trigger('Floor', FLOOR_TYPE)], connections: {} }),
	floorInFlow: (bench) => withFloor(ourFlow(bench)),
	sync,
	http: (bench) => http(bench),
	httpBatched: (bench) => http(bench, { batching: { batch: {} } }),
	httpLoop,
};

/** Makes the named flows and puts them online. */
export async function publishFlows<Name extends FlowName>(
	bench: Bench,
	names: readonly Name[],
): Promise<Record<Name, Flow>> {
	const flows: Partial<Record<Name, Flow>> = {};
	for (const name of names) {
		const workflow = builders[name](bench);
		const webhookId = workflow.nodes.find((each) => each.webhookId !== undefined)?.webhookId;
		const { id } = await bench.api.createWorkflow({ ...workflow, pinData: {} });
		await bench.api.activate(id);
		const path = name === 'handWired' ? webhookId : `${webhookId}/webhook`;
		flows[name] = { id, url: `${bench.webhooks}/webhook/${path}` };
	}
	return flows as Record<Name, Flow>;
}

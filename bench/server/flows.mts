import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Sandbox } from '../../sandbox/index.ts';
import type { CredentialRef, N8nApi, WorkflowFile } from '../../scripts/host/api.mts';
import { root } from '../../scripts/host/paths.mts';
import { groupBursts, withoutDryRun, type Grouping } from '../../scripts/host/workflow.mts';
import { FLOOR_TYPE, ROWS_TYPE } from './benchNodes.mts';

/** `onError` is n8n's setting of what a node does with a fault. */
type WorkflowNode = WorkflowFile['nodes'][number] & { onError?: 'continueRegularOutput' };

/** A workflow that is online, and where it is called. */
export type Flow = { id: string; url: string };

/**
 * The contestants. Callbacks: `ours` is the example workflow without any option, `ungrouped` the same with *Group Bursts*
 * off, `grouped` with a wait of two seconds; `handWired` does the same with n8n's own nodes; `floor` is a trigger alone
 * that only answers, `floorInFlow` that trigger in the example workflow. Rows in one run: `sync` is our node, `syncInTurn`
 * the same with one request at a time; `http` is HTTP Request, which sends all rows at once, `httpBatched` is the same with
 * its *Batching* option as n8n sets it (50 a second), `httpLoop` sends one row after the other; `peer` is n8n's own node
 * for a comparable vendor. Writes to Copernica: `upsert`, and `upsertInTurn` with one request at a time.
 */
export const flowNames = [
	'ours',
	'ungrouped',
	'grouped',
	'handWired',
	'floor',
	'floorInFlow',
	'sync',
	'syncInTurn',
	'http',
	'httpBatched',
	'httpLoop',
	'peer',
	'upsert',
	'upsertInTurn',
] as const;
export type FlowName = (typeof flowNames)[number];

/** Fields whose edits matter; all others are noise to both contestants. */
const WATCHED = ['Email', 'Voornaam', 'Nieuwsbrief', 'Service'];
/** Milliseconds in which *Group Bursts* gathers. */
const GROUP_MS = 2000;
/** Seconds: calls are signed before the clock starts, and a long storm must not outlive its signatures. */
const MAX_AGE = 3600;

type Bench = {
	api: N8nApi;
	sandbox: Sandbox;
	/** Where callers reach the webhooks, without a slash at the end. */
	webhooks: string;
	activateApi: CredentialRef;
	copernicaApi: CredentialRef;
	activeCampaignApi: CredentialRef;
};

const read = (file: string) =>
	JSON.parse(readFileSync(path.join(root, file), 'utf8')) as WorkflowFile;

const ourFlow = (
	{ sandbox, activateApi, copernicaApi }: Bench,
	grouping?: Grouping,
): WorkflowFile => {
	const workflow = withoutDryRun(read('examples/copernica-profiles-to-spotler-activate.json'));
	for (const node of workflow.nodes) {
		if (node.type.endsWith('.spotlerActivate'))
			node.credentials = { spotlerActivateApi: activateApi };
		if (node.type.endsWith('.copernica')) node.credentials = { copernicaApi };
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

/** A workflow of one step that gets all rows at once. */
const rowsInto = (step: WorkflowNode): WorkflowFile => ({
	name: step.name,
	nodes: [trigger('Rows', ROWS_TYPE), step],
	connections: { Rows: to(step.name) },
});

const IN_TURN = { parallelRequests: 1 };

const sync = ({ activateApi }: Bench, options: object = {}): WorkflowFile =>
	rowsInto({
		...node('Sync', 'n8n-nodes-copernica-spotler.spotlerActivate', 1.1, {
			resource: 'profile',
			operation: 'sync',
			event: 'automatic',
			options,
		}),
		credentials: { spotlerActivateApi: activateApi },
	});

const upsert = ({ copernicaApi }: Bench, options: object = {}): WorkflowFile =>
	rowsInto({
		...node('Create or Update', 'n8n-nodes-copernica-spotler.copernica', 1, {
			resource: 'profile',
			operation: 'upsert',
			database: { __rl: true, mode: 'id', value: '1' },
			fields: {
				mappingMode: 'defineBelow',
				value: {
					Email: '={{ $json.profile.email }}',
					Voornaam: '={{ $json.profile.firstname }}',
					Plaats: '={{ $json.profile.city }}',
				},
				matchingColumns: ['Email'],
			},
			options,
		}),
		credentials: { copernicaApi },
	});

const peer = ({ activeCampaignApi }: Bench): WorkflowFile =>
	rowsInto({
		...node('ActiveCampaign', 'n8n-nodes-base.activeCampaign', 1, {
			resource: 'contact',
			operation: 'create',
			email: '={{ $json.profile.email }}',
			updateIfExists: true,
			additionalFields: {
				firstName: '={{ $json.profile.firstname }}',
				lastName: '={{ $json.profile.lastname }}',
			},
		}),
		credentials: { activeCampaignApi },
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

const http = (bench: Bench, options?: object): WorkflowFile =>
	rowsInto(httpRequest(bench, options));

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
	ungrouped: (bench) => ourFlow(bench, 'off'),
	grouped: (bench) => ourFlow(bench, GROUP_MS),
	handWired,
	floor: () => ({ name: 'Floor', nodes: [trigger('Floor', FLOOR_TYPE)], connections: {} }),
	floorInFlow: (bench) => withFloor(ourFlow(bench)),
	sync: (bench) => sync(bench),
	syncInTurn: (bench) => sync(bench, IN_TURN),
	http: (bench) => http(bench),
	httpBatched: (bench) => http(bench, { batching: { batch: {} } }),
	httpLoop,
	peer,
	upsert: (bench) => upsert(bench),
	upsertInTurn: (bench) => upsert(bench, IN_TURN),
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

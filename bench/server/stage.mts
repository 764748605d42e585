import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { N8nApi, type WorkflowFile } from '../../scripts/host/api.mts';
import { ensureN8nServer } from '../../scripts/host/install.mts';
import { startN8n, type N8nServer } from '../../scripts/host/n8n.mts';
import { installPackage } from '../../scripts/host/pack.mts';
import { root } from '../../scripts/host/paths.mts';
import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { FLOOR_TYPE, installFloorNode } from './floorNode.mts';

/** A real n8n with our workflow, the hand-wired one and the floor online; both vendors in this process. */
export type BenchStage = {
	n8n: N8nServer;
	api: N8nApi;
	sandbox: Sandbox;
	/** Webhook URL and workflow by name. */
	flows: Record<FlowName, { id: string; url: string }>;
	close: () => Promise<void>;
};
export type FlowName = 'ours' | 'grouped' | 'handWired' | 'floor';

const read = (file: string) =>
	JSON.parse(readFileSync(path.join(root, file), 'utf8')) as WorkflowFile;

/** Fields whose edits matter; all others are noise to both contestants. */
export const WATCHED = ['Email', 'Voornaam', 'Nieuwsbrief', 'Service'];
/** Milliseconds in which *Group Bursts* gathers. */
export const GROUP_MS = 2000;

/** Starts everything with the given settings of n8n. */
export async function openBench(
	packedPackage: string,
	env: NodeJS.ProcessEnv,
): Promise<BenchStage> {
	const userFolder = mkdtempSync(path.join(os.tmpdir(), 'n8n-bench-'));
	const serverFolder = await ensureN8nServer();
	installFloorNode(userFolder);
	const [sandbox] = await Promise.all([
		startSandbox({ seed: { people: 0 } }),
		installPackage(userFolder, packedPackage),
	]);
	const n8n = await startN8n({ serverFolder, userFolder, env: { N8N_LOG_LEVEL: 'error', ...env } });
	const api = new N8nApi(n8n.url);
	await api.signIn();
	const { copernica, activate } = sandbox;
	const activateApi = await api.createCredential('spotlerActivateApi', 'Activate', {
		accountId: activate.accountId,
		apiKey: activate.apiKey,
		baseUrl: activate.url,
	});

	const publish = async (
		workflow: WorkflowFile,
		trigger: string,
	): Promise<{ id: string; url: string }> => {
		const { id } = await api.createWorkflow({ ...workflow, pinData: {} });
		await api.activate(id);
		return { id, url: `${n8n.url}/webhook/${trigger}` };
	};
	const ourFlow = async (groupBursts: number) => {
		const workflow = read('examples/copernica-profiles-to-spotler-activate.json');
		const webhookId = randomUUID();
		for (const node of workflow.nodes) {
			if (node.type.endsWith('.spotlerActivate'))
				node.credentials = { spotlerActivateApi: activateApi };
			if (!node.type.endsWith('.copernicaTrigger')) continue;
			node.webhookId = webhookId;
			node.parameters = {
				registration: 'manual',
				source: 'database',
				database: { __rl: true, mode: 'id', value: '1' },
				actions: ['create', 'update', 'delete'],
				fieldsToWatch: WATCHED,
				signature: 'required',
				accountId: String(copernica.accountId),
				options: { resolvers: [copernica.dohUrl], maximumAge: 3600, groupBursts },
			};
		}
		return await publish(workflow, `${webhookId}/webhook`);
	};
	const handWired = async () => {
		const workflow = read('bench/workflows/hand-wired.json');
		const address = randomUUID();
		for (const node of workflow.nodes) {
			if (node.type.endsWith('.webhook')) {
				node.webhookId = address;
				node.parameters.path = address;
			}
			if (!node.type.endsWith('.httpRequest')) continue;
			node.parameters.url = `${activate.url}/v1/track`;
			node.parameters.headerParameters = {
				parameters: [
					{ name: 'X-AUTH-ACCOUNT', value: activate.accountId },
					{ name: 'X-AUTH-APIKEY', value: activate.apiKey },
				],
			};
		}
		return await publish(workflow, address);
	};
	const floor = async () => {
		const webhookId = randomUUID();
		const nodes = [
			{
				id: randomUUID(),
				name: 'Floor',
				type: FLOOR_TYPE,
				typeVersion: 2,
				position: [0, 0],
				parameters: {},
				webhookId,
			},
		] satisfies WorkflowFile['nodes'];
		return await publish({ name: 'Floor', nodes, connections: {} }, `${webhookId}/webhook`);
	};
	return {
		n8n,
		api,
		sandbox,
		flows: {
			ours: await ourFlow(0),
			grouped: await ourFlow(GROUP_MS),
			handWired: await handWired(),
			floor: await floor(),
		},
		close: async () => {
			await n8n.stop();
			await sandbox.stop();
			rmSync(userFolder, { recursive: true, force: true });
		},
	};
}

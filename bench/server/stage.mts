import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import { N8nApi } from '../../scripts/host/api.mts';
import { ensureN8nServer } from '../../scripts/host/install.mts';
import { startN8n, type N8nServer } from '../../scripts/host/n8n.mts';
import { installPackage } from '../../scripts/host/pack.mts';
import { startQueueMode } from '../../scripts/host/queue.mts';
import { installBenchNodes } from './benchNodes.mts';
import { flowNames, publishFlows, type Flow, type FlowName } from './flows.mts';

/** A real n8n with flows online; both vendors play in this process. */
export type BenchStage<Name extends FlowName = FlowName> = {
	api: N8nApi;
	sandbox: Sandbox;
	flows: Record<Name, Flow>;
	/** Every process of n8n. */
	processes: N8nServer[];
	/** N8N_USER_FOLDER of a single process; null in queue mode. */
	userFolder: string | null;
	close: () => Promise<void>;
};

/** Starts one n8n process with the packed package, all flows online. @param env settings of n8n */
export async function openBench(
	packedPackage: string,
	env: NodeJS.ProcessEnv,
): Promise<BenchStage> {
	const userFolder = mkdtempSync(path.join(os.tmpdir(), 'n8n-bench-'));
	const serverFolder = await ensureN8nServer();
	installBenchNodes(userFolder);
	const [sandbox] = await Promise.all([
		startSandbox({ seed: { people: 0 } }),
		installPackage(userFolder, packedPackage),
	]);
	const n8n = await startN8n({ serverFolder, userFolder, env: { N8N_LOG_LEVEL: 'error', ...env } });
	const api = new N8nApi(n8n.url);
	await api.signIn();
	return {
		api,
		sandbox,
		flows: await publishFlows(await benchOf(api, sandbox, n8n.url), flowNames),
		processes: [n8n],
		userFolder,
		close: async () => {
			await n8n.stop();
			await sandbox.stop();
			rmSync(userFolder, { recursive: true, force: true });
		},
	};
}

/** Starts n8n in queue mode with our flow online, as few processes as make a queue or more. */
export async function openQueueBench(
	packedPackage: string,
	env: NodeJS.ProcessEnv,
	size: { webhookProcessors: number; workers: number },
): Promise<BenchStage<'ours'>> {
	const sandbox = await startSandbox({ seed: { people: 0 } });
	const n8n = await startQueueMode({
		packedPackage,
		...size,
		concurrency: 10,
		env: { N8N_LOG_LEVEL: 'error', ...env },
	});
	const bench = await benchOf(n8n.api, sandbox, n8n.balancer.url);
	return {
		api: n8n.api,
		sandbox,
		flows: await publishFlows(bench, ['ours']),
		processes: [n8n.main, ...n8n.webhookProcessors, ...n8n.workers],
		userFolder: null,
		close: async () => {
			await n8n.stop();
			await sandbox.stop();
		},
	};
}

async function benchOf(api: N8nApi, sandbox: Sandbox, webhooks: string) {
	const { activate } = sandbox;
	const activateApi = await api.createCredential('spotlerActivateApi', 'Activate', {
		accountId: activate.accountId,
		apiKey: activate.apiKey,
		baseUrl: activate.url,
	});
	return { api, sandbox, webhooks, activateApi };
}

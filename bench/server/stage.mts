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
import { startPeerVendor, type PeerVendor } from './peerVendor.mts';

/** Milliseconds that a slow vendor takes for an answer. */
export const LATENCY_MS = 50;

/** A real n8n with flows online; the vendors play in this process. */
export type BenchStage<Name extends FlowName = FlowName> = {
	api: N8nApi;
	sandbox: Sandbox;
	/** A comparable vendor, for which n8n has a node of its own. */
	peer: PeerVendor;
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
	const server = await ensureN8nServer();
	installBenchNodes(userFolder);
	const [vendors] = await Promise.all([startVendors(), installPackage(userFolder, packedPackage)]);
	const n8n = await startN8n({ server, userFolder, env: { N8N_LOG_LEVEL: 'error', ...env } });
	const api = new N8nApi(n8n.url);
	await api.signIn();
	return {
		api,
		...vendors,
		flows: await publishFlows(await benchOf(api, vendors, n8n.url), flowNames),
		processes: [n8n],
		userFolder,
		close: async () => {
			await n8n.stop();
			await stopVendors(vendors);
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
	const vendors = await startVendors();
	const n8n = await startQueueMode({
		packedPackage,
		...size,
		concurrency: 10,
		env: { N8N_LOG_LEVEL: 'error', ...env },
	});
	const bench = await benchOf(n8n.api, vendors, n8n.balancer.url);
	return {
		api: n8n.api,
		...vendors,
		flows: await publishFlows(bench, ['ours']),
		processes: [n8n.main, ...n8n.webhookProcessors, ...n8n.workers],
		userFolder: null,
		close: async () => {
			await n8n.stop();
			await stopVendors(vendors);
		},
	};
}

type Vendors = Pick<BenchStage, 'sandbox' | 'peer'>;

async function startVendors(): Promise<Vendors> {
	const [sandbox, peer] = await Promise.all([
		startSandbox({ seed: { people: 0 } }),
		startPeerVendor(LATENCY_MS),
	]);
	return { sandbox, peer };
}

async function stopVendors({ sandbox, peer }: Vendors): Promise<void> {
	await Promise.all([sandbox.stop(), peer.stop()]);
}

async function benchOf(api: N8nApi, { sandbox, peer }: Vendors, webhooks: string) {
	const { activate, copernica } = sandbox;
	const [activateApi, copernicaApi, activeCampaignApi] = await Promise.all([
		api.createCredential('spotlerActivateApi', 'Activate', {
			accountId: activate.accountId,
			apiKey: activate.apiKey,
			baseUrl: activate.url,
		}),
		api.createCredential('copernicaApi', 'Copernica', {
			accessToken: copernica.accessToken,
			baseUrl: copernica.url,
			authUrl: copernica.authenticateUrl,
		}),
		api.createCredential('activeCampaignApi', 'ActiveCampaign', {
			apiUrl: peer.url,
			apiKey: 'for-the-benchmark',
		}),
	]);
	return { api, sandbox, webhooks, activateApi, copernicaApi, activeCampaignApi };
}

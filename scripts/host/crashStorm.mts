import { randomInt, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Delivery } from '../../sandbox/copernica/callbacks/deliveries.ts';
import { N8nApi, type Execution } from './api.mts';
import { ensureN8nServer } from './install.mts';
import { startN8n, type N8nServer } from './n8n.mts';
import { installPackage } from './pack.mts';
import { SandboxProcess } from './sandbox.mts';
import { credentialData, readExample } from './stage.mts';
import { groupBursts, withoutDryRun, type Grouping } from './workflow.mts';

/** How a storm of crashes is made. */
export type CrashStorm = {
	/** File of the packed package. */
	packedPackage: string;
	kills: number;
	grouping: Grouping;
	/** Told what happens. */
	log?: (line: string) => void;
};

/** What became of the changes of one storm of crashes. */
export type CrashReport = {
	kills: Array<{ sent: number; accepted: number; killedAfter: number }>;
	/** Callbacks that Copernica sent. */
	sent: number;
	/** Those that the trigger answered with 200: from then on the change is ours. */
	accepted: number;
	/** Of these, arrived at Activate without help. */
	arrived: number;
	/** Of these, standing in n8n as an execution that did not come to its end. */
	unfinished: number;
	/** Of the unfinished, arrived after the execution was run again in n8n. */
	recovered: number;
	/** Answered with 200 and neither arrived nor standing in n8n. Must be none. */
	unaccounted: string[];
	/** Calls that were under way when n8n died: their sender has no answer, and so knows. */
	cutOff: number;
	/** Of these, neither arrived nor standing in n8n: gone unless their sender comes again. */
	cutOffAndGone: number;
	/** Milliseconds that the longest of those had been under way; 0 for none. */
	longestGone: number;
};

const EDITS = 25;
const WORKFLOW = 'copernica-profiles-to-spotler-activate';
const ended = new Set(['success', 'error', 'crashed', 'canceled']);

/**
 * Kills a real n8n (SIGKILL) in the middle of a storm of changes, as often as asked and each time at a random moment,
 * starts it again, and holds what was answered 200 against what arrived or stands in n8n.
 */
export async function crashStorm({
	packedPackage,
	kills,
	grouping,
	log = () => undefined,
}: CrashStorm): Promise<CrashReport> {
	const userFolder = mkdtempSync(path.join(os.tmpdir(), 'n8n-crash-'));
	const server = await ensureN8nServer();
	const [sandbox] = await Promise.all([
		SandboxProcess.start(),
		installPackage(userFolder, packedPackage),
	]);
	let n8n: N8nServer | undefined;
	try {
		n8n = await startN8n({ server, userFolder });
		const port = Number(new URL(n8n.url).port);
		const api = new N8nApi(n8n.url);
		await api.signIn();
		const workflowId = await goLive(api, sandbox, grouping);
		// Those that wait for the window of a burst to end must not keep the others from coming.
		await sandbox.control('PUT', 'copernica/quirks', { deliveryConcurrency: EDITS });
		// Slow enough that executions are under way when the blow falls.
		await sandbox.control('POST', 'activate/faults', {
			fault: { kind: 'slow', delayMs: 150 },
			path: 'track',
		});

		const report: CrashReport['kills'] = [];
		let startedAgainAt = 0;
		for (let round = 1; round <= kills; round++) {
			const before = (await sandbox.deliveries()).at(-1)?.id ?? 0;
			for (let edit = 0; edit < EDITS; edit++) {
				await sandbox.edit({
					edit: 'create-profile',
					fields: { Email: `crash${round}x${edit}@example.com`, Service: 'Ja' },
				});
			}
			const since = async () =>
				await sandbox.control<Delivery[]>('GET', `copernica/deliveries?since=${before}`);
			const killedAfter = randomInt(1, 20);
			while ((await since()).filter(isAccepted).length < killedAfter) await wait(5);
			// Anywhere between two calls, too, and anywhere in a window.
			await wait(randomInt(0, typeof grouping === 'number' ? Math.max(40, grouping) : 40));
			await n8n.kill();
			await sandbox.settled();
			const deliveries = await since();
			const accepted = deliveries.filter(isAccepted).length;
			report.push({ sent: deliveries.length, accepted, killedAfter });
			log(`kill ${round}: ${deliveries.length} callbacks, ${accepted} answered 200 before it`);
			startedAgainAt = Date.now();
			n8n = await startN8n({ server, userFolder, port });
			await api.signIn();
		}
		await sandbox.control('DELETE', 'activate/faults', {});
		return await account(api, sandbox, { workflowId, startedAgainAt }, report);
	} finally {
		await n8n?.kill();
		await sandbox.stop();
		rmSync(userFolder, { recursive: true, force: true });
	}
}

const isAccepted = ({ httpStatus }: Delivery): boolean => httpStatus === 200;

/** True for a call that n8n had taken on and not answered when it died; one that came later was refused at the door. */
const isCutOff = ({ state, answer }: Delivery): boolean =>
	state === 'failed' && !(answer ?? '').includes('ECONNREFUSED');

/** The example as a user sets it up. @returns the id of the workflow, which is live */
async function goLive(api: N8nApi, sandbox: SandboxProcess, grouping: Grouping): Promise<string> {
	const data = credentialData(sandbox);
	const copernicaApi = await api.createCredential('copernicaApi', 'C', data.copernicaApi ?? {});
	const spotlerActivateApi = await api.createCredential(
		'spotlerActivateApi',
		'A',
		data.spotlerActivateApi ?? {},
	);
	const { copernica } = await sandbox.control<{
		copernica: { databases: Array<{ id: number; name: string }> };
	}>('GET', 'state');
	const database = copernica.databases.find(({ name }) => name === 'Customers');
	const workflow = withoutDryRun(readExample(WORKFLOW));
	for (const node of workflow.nodes) {
		if (node.type.endsWith('.spotlerActivate')) node.credentials = { spotlerActivateApi };
		if (node.type.endsWith('.copernica')) node.credentials = { copernicaApi };
		if (!node.type.endsWith('.copernicaTrigger')) continue;
		node.credentials = { copernicaApi };
		node.webhookId = randomUUID();
		node.parameters.database = { __rl: true, mode: 'id', value: String(database?.id) };
		node.parameters.options = {
			resolvers: [sandbox.addresses.copernica.dohUrl],
			groupBursts: groupBursts(grouping),
		};
	}
	const { id } = await api.createWorkflow(workflow);
	await api.activate(id);
	return id;
}

/** All runs of the workflow, page by page. */
async function allRuns(api: N8nApi, workflowId: string): Promise<Execution[]> {
	const filter = encodeURIComponent(JSON.stringify({ workflowId }));
	const runs: Execution[] = [];
	let cursor = '';
	do {
		const page = await api.call<{ results: Execution[]; nextCursor?: string | null }>(
			'GET',
			`executions?filter=${filter}&limit=100${cursor}`,
		);
		runs.push(...page.results);
		// Older n8n has no pages to follow.
		const next = page.nextCursor ?? '';
		cursor = next === '' ? '' : `&cursor=${encodeURIComponent(next)}`;
	} while (cursor !== '');
	return runs;
}

/** A workflow, and when n8n was last started (Unix time in milliseconds). */
type Runs = { workflowId: string; startedAgainAt: number };

/**
 * All runs, once each has come to its end. Those that n8n shows as running although they died with the process before it
 * are stopped, as a person does: n8n 2.41 leaves an execution that had not reached its first step as it was.
 */
async function settledRuns(
	api: N8nApi,
	{ workflowId, startedAgainAt }: Runs,
): Promise<Execution[]> {
	for (;;) {
		const runs = await allRuns(api, workflowId);
		if (runs.every(({ status }) => ended.has(status))) return runs;
		for (const { id, status, startedAt } of runs) {
			if (status !== 'running' || Date.parse(startedAt) >= startedAgainAt) continue;
			// n8n may mark it as crashed meanwhile; the next look shows it.
			await api.call('POST', `executions/${id}/stop`, {}).catch(() => undefined);
		}
		await wait(200);
	}
}

async function account(
	api: N8nApi,
	sandbox: SandboxProcess,
	live: Runs,
	kills: CrashReport['kills'],
): Promise<CrashReport> {
	const runs = await settledRuns(api, live);
	const deliveries = await sandbox.deliveries();
	const accepted = deliveries.filter(isAccepted).map(emailOf);
	const atActivate = async () => new Set((await sandbox.contacts()).map(({ email }) => email));
	const arrived = await atActivate();
	const missing = accepted.filter((email) => !arrived.has(email));
	const cutOff = deliveries.filter(isCutOff);

	/** Address -> the execution that holds it. */
	const standing = new Map<string, string>();
	for (const { id } of runs.filter(({ status }) => status !== 'success')) {
		const { data } = await api.call<{ data: string }>('GET', `executions/${id}`);
		for (const email of [...missing, ...cutOff.map(emailOf)]) {
			if (data.includes(`"${email}"`)) standing.set(email, id);
		}
	}
	// What a person does with an execution that did not come to its end.
	for (const id of new Set(standing.values())) {
		await api.call('POST', `executions/${id}/retry`, { loadWorkflow: false });
	}
	await settledRuns(api, live);
	const afterwards = await atActivate();
	const unfinished = missing.filter((email) => standing.has(email));
	const gone = cutOff.filter(
		(delivery) => !afterwards.has(emailOf(delivery)) && !standing.has(emailOf(delivery)),
	);
	return {
		kills,
		sent: deliveries.length,
		accepted: accepted.length,
		arrived: accepted.length - missing.length,
		unfinished: unfinished.length,
		recovered: unfinished.filter((email) => afterwards.has(email)).length,
		unaccounted: missing.filter((email) => !standing.has(email)),
		cutOff: cutOff.length,
		cutOffAndGone: gone.length,
		longestGone: Math.max(0, ...gone.map(({ durationMs }) => durationMs ?? 0)),
	};
}

function emailOf({ sent }: Delivery): string {
	return /crash\d+x\d+@example\.com/.exec(sent?.body ?? '')?.[0] ?? '';
}

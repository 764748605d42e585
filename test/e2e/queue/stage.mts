import path from 'node:path';
import { test as base } from '@playwright/test';
import type { Execution } from '../../../scripts/host/api.mts';
import { artifactsFolder } from '../../../scripts/host/paths.mts';
import { startQueueMode, type QueueModeN8n } from '../../../scripts/host/queue.mts';
import { SandboxProcess } from '../../../scripts/host/sandbox.mts';
import { missingServices } from '../../../scripts/host/services.mts';
import { credentialData, prepareExample } from '../../../scripts/host/stage.mts';

export { expect } from '@playwright/test';

/** n8n in queue mode with the profiles example online, and the sandbox as both vendors. */
export type QueueStage = {
	n8n: QueueModeN8n;
	sandbox: SandboxProcess;
	workflowId: string;
};

/**
 * A worker that dies is noticed when its lock on a job runs out. n8n's 60 and 30 seconds would only make the test
 * longer. The log has to tell which worker has which run.
 */
const settings = {
	QUEUE_WORKER_LOCK_DURATION: '4000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '1000',
	QUEUE_WORKER_STALLED_INTERVAL: '1500',
	N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true',
};

export const test = base.extend<object, { stage: QueueStage }>({
	stage: [
		async ({}, use) => {
			const packedPackage = process.env.PACKED_PACKAGE;
			if (packedPackage === undefined) throw new Error('globalSetup has not packed the package');
			const [n8n, sandbox] = await Promise.all([
				startQueueMode({
					packedPackage,
					webhookProcessors: 2,
					workers: 2,
					concurrency: 5,
					env: settings,
					logFolder: path.join(artifactsFolder, 'queue'),
				}),
				SandboxProcess.start(),
			]);
			await use({ n8n, sandbox, workflowId: await publishProfiles(n8n, sandbox) });
			await n8n.stop();
			await sandbox.stop();
		},
		{ scope: 'worker', timeout: 900_000 },
	],
});

test.beforeAll(() => {
	const missing = missingServices();
	if (missing !== null && process.env.CI === 'true') throw new Error(missing);
	test.skip(missing !== null, missing ?? '');
});

async function publishProfiles(n8n: QueueModeN8n, sandbox: SandboxProcess): Promise<string> {
	const { api } = n8n;
	const data = credentialData(sandbox);
	const parts = {
		api,
		sandbox,
		credentials: {
			copernicaApi: await api.createCredential(
				'copernicaApi',
				'Copernica',
				data.copernicaApi ?? {},
			),
			spotlerActivateApi: await api.createCredential(
				'spotlerActivateApi',
				'Spotler Activate',
				data.spotlerActivateApi ?? {},
			),
		},
	};
	const workflow = await prepareExample(parts, 'copernica-profiles-to-spotler-activate');
	const { id } = await api.createWorkflow(workflow);
	await api.activate(id);
	return id;
}

/** A person signs up for each of the numbers: one callback each, several on their way at a time. */
export async function signUp(sandbox: SandboxProcess, name: string, count: number): Promise<void> {
	const numbers = Array.from({ length: count }, (_, index) => index).values();
	const oneAfterTheOther = async () => {
		for (const number of numbers) {
			await sandbox.edit({
				edit: 'create-profile',
				fields: { Email: `${name}-${number}@example.com`, Voornaam: 'Anne', Nieuwsbrief: 'Ja' },
			});
		}
	};
	await Promise.all(Array.from({ length: 8 }, oneAfterTheOther));
}

/** Addresses of the people whose callback was answered with 200. */
export async function acceptedPeople(sandbox: SandboxProcess, name: string): Promise<string[]> {
	return (await sandbox.deliveries())
		.filter(({ httpStatus }) => httpStatus === 200)
		.map(({ sent }) => {
			const { fields } = JSON.parse(sent?.body ?? '{}') as { fields?: Record<string, string> };
			return fields?.Email ?? '';
		})
		.filter((email) => email.startsWith(`${name}-`))
		.sort();
}

/** Addresses that Activate has got. */
export async function arrivedPeople(sandbox: SandboxProcess, name: string): Promise<string[]> {
	return (await sandbox.contacts())
		.map(({ email }) => email ?? '')
		.filter((email) => email.startsWith(`${name}-`))
		.sort();
}

const unfinished = new Set(['new', 'running', 'waiting']);

/** Waits until every run of the workflow has ended. @returns all of them */
export async function endedRuns({ n8n, workflowId }: QueueStage): Promise<Execution[]> {
	for (;;) {
		const runs = await allRuns(n8n, workflowId);
		if (!runs.some(({ status }) => unfinished.has(status))) return runs;
		await new Promise((resolve) => setTimeout(resolve, 250));
	}
}

/** The list comes in pages, newest first. */
async function allRuns({ api }: QueueModeN8n, workflowId: string): Promise<Execution[]> {
	const filter = encodeURIComponent(JSON.stringify({ workflowId }));
	const runs: Execution[] = [];
	for (let cursor: string | null = ''; cursor !== null; ) {
		const from: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
		const page: { results: Execution[]; nextCursor: string | null } = await api.call(
			'GET',
			`executions?filter=${filter}&limit=100${from}`,
		);
		runs.push(...page.results);
		cursor = page.nextCursor;
	}
	return runs;
}

/** Runs that a process said it started, in order. */
export function startedBy({ log }: { log: () => string }): string[] {
	return [...log().matchAll(/Worker started execution (\d+)/g)].map(([, id]) => id ?? '');
}

/** Runs that a worker has begun and not ended. */
export function unfinishedOf(worker: { log: () => string }): number {
	return startedBy(worker).length - [...worker.log().matchAll(/Worker finished execution/g)].length;
}

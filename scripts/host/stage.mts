import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { N8nApi, type CredentialRef, type WorkflowFile } from './api.mts';
import { ensureN8nServer } from './install.mts';
import { startN8n, type N8nServer } from './n8n.mts';
import { installPackage } from './pack.mts';
import { root } from './paths.mts';
import { SandboxProcess } from './sandbox.mts';
import { withoutDryRun } from './workflow.mts';

const PACKAGE = 'n8n-nodes-copernica-spotler';

/** Files in `examples/`, without `.json`. */
export const examples = [
	'copernica-profiles-to-spotler-activate',
	'sq-profile-to-spotler-activate',
	'full-sync-of-a-database',
	'consent-from-activate-to-copernica',
	'sq-profile-both-ways',
	'activate-audience-to-your-own-steps',
	'send-only-when-different',
	'opt-out-on-delete',
	'retry-rejected-rows',
	'web-form-or-sheet-to-activate',
	'callbacks-and-catch-up-together',
	'no-public-address',
] as const;
export type ExampleName = (typeof examples)[number];

/** The header that calls to the examples' own Webhook nodes carry. Worth nothing outside a stage. */
export const WEBHOOK_HEADER = { name: 'x-api-key', value: 'sandbox-webhook-key' };

/** A real n8n with the packed package, the sandbox as both vendors, and credentials that join them. */
export type Stage = {
	n8n: N8nServer;
	api: N8nApi;
	sandbox: SandboxProcess;
	credentials: { copernicaApi: CredentialRef; spotlerActivateApi: CredentialRef };
	/**
	 * Ends n8n without warning, as a crash does, and starts it again with the same data at the same address.
	 *
	 * @param meanwhile what happens while it is down
	 */
	crash: (meanwhile?: () => Promise<void>) => Promise<void>;
	/** Stops n8n as a person does, and starts it again. */
	restart: (meanwhile?: () => Promise<void>) => Promise<void>;
	close: () => Promise<void>;
};

/** What a user types into the two credentials, for the sandbox. */
export function credentialData(sandbox: SandboxProcess): Record<string, Record<string, string>> {
	const { copernica, activate } = sandbox.addresses;
	return {
		copernicaApi: {
			accessToken: copernica.accessToken,
			baseUrl: copernica.url,
			authUrl: copernica.authenticateUrl,
		},
		spotlerActivateApi: {
			accountId: activate.accountId,
			apiKey: activate.apiKey,
			baseUrl: activate.url,
		},
	};
}

/**
 * Starts the sandbox and a real n8n, installs the packed package as n8n's manual installation says, signs in and
 * stores both credentials.
 */
export async function openStage(options: {
	packedPackage: string;
	env?: NodeJS.ProcessEnv;
	logFile?: string;
	people?: number;
}): Promise<Stage> {
	const userFolder = mkdtempSync(path.join(os.tmpdir(), 'n8n-stage-'));
	const serverFolder = await ensureN8nServer();
	const [sandbox] = await Promise.all([
		SandboxProcess.start({ people: options.people }),
		installPackage(userFolder, options.packedPackage),
	]);
	const start = async (port?: number) =>
		await startN8n({
			serverFolder,
			userFolder,
			port,
			env: options.env,
			logFile: options.logFile,
		});
	const n8n = await start();
	const api = new N8nApi(n8n.url);
	await api.signIn();
	const data = credentialData(sandbox);
	const credentials = {
		copernicaApi: await api.createCredential('copernicaApi', 'Copernica', data.copernicaApi ?? {}),
		spotlerActivateApi: await api.createCredential(
			'spotlerActivateApi',
			'Spotler Activate',
			data.spotlerActivateApi ?? {},
		),
	};
	const startAgain = async (meanwhile?: () => Promise<void>) => {
		await meanwhile?.();
		stage.n8n = await start(Number(new URL(stage.n8n.url).port));
	};
	const stage: Stage = {
		n8n,
		api,
		sandbox,
		credentials,
		crash: async (meanwhile) => {
			await stage.n8n.kill();
			await startAgain(meanwhile);
		},
		restart: async (meanwhile) => {
			await stage.n8n.stop();
			await startAgain(meanwhile);
		},
		close: async () => {
			await stage.n8n.stop();
			await sandbox.stop();
			rmSync(userFolder, { recursive: true, force: true });
		},
	};
	return stage;
}

/** An example workflow as it stands in `examples/`. */
export function readExample(name: ExampleName): WorkflowFile {
	return JSON.parse(
		readFileSync(path.join(root, 'examples', `${name}.json`), 'utf8'),
	) as WorkflowFile;
}

/**
 * Does what the note in each example asks a user to do: add the credentials, choose the database (and collection), turn
 * off Dry Run.
 * Also points the key look-up at the sandbox, which no real user needs.
 */
export async function prepareExample(stage: Stage, name: ExampleName): Promise<WorkflowFile> {
	return await prepareWorkflow(stage, readExample(name));
}

/**
 * Does the same for a workflow that was made from an example.
 *
 * @param keepDryRun leave *Dry Run* as it is; otherwise it is turned off, the last thing that the note asks for
 */
export async function prepareWorkflow(
	stage: Stage,
	workflow: WorkflowFile,
	{ keepDryRun = false } = {},
): Promise<WorkflowFile> {
	if (!keepDryRun) withoutDryRun(workflow);
	const { copernica } = await stage.sandbox.control<SandboxState>('GET', 'state');
	const database = copernica.databases.find(({ name: called }) => called === 'Customers');
	const collection = copernica.collections.find(({ name: called }) => called === 'SQ_profile');
	if (database === undefined || collection === undefined) throw new Error('The sandbox is empty');
	for (const node of workflow.nodes) {
		if (node.webhookId !== undefined) node.webhookId = randomUUID();
		if (node.parameters.authentication === 'headerAuth') {
			node.credentials = {
				httpHeaderAuth: await stage.api.createCredential(
					'httpHeaderAuth',
					workflow.name,
					WEBHOOK_HEADER,
				),
			};
		}
		if (!node.type.startsWith(`${PACKAGE}.`)) continue;
		node.credentials = node.type.endsWith('.spotlerActivate')
			? { spotlerActivateApi: stage.credentials.spotlerActivateApi }
			: { copernicaApi: stage.credentials.copernicaApi };
		if ('database' in node.parameters) node.parameters.database = locator(database);
		if ('collection' in node.parameters) node.parameters.collection = locator(collection);
		if (!node.type.endsWith('.copernicaTrigger')) continue;
		node.parameters.options = {
			...(node.parameters.options as Record<string, unknown>),
			resolvers: [stage.sandbox.addresses.copernica.dohUrl],
		};
	}
	return workflow;
}

/** Imports an example, ready to be activated. @returns its id */
export async function importExample(stage: Stage, name: ExampleName): Promise<string> {
	const { id } = await stage.api.createWorkflow(await prepareExample(stage, name));
	return id;
}

type Named = { id: number; name: string };
type SandboxState = { copernica: { databases: Named[]; collections: Named[] } };

function locator({ id, name }: Named) {
	return { __rl: true, mode: 'list', value: String(id), cachedResultName: name };
}

import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { N8nApi, type CredentialRef, type WorkflowFile } from './api.mts';
import { editorTypeface, ensureN8nServer, type ReadyServer } from './install.mts';
import { joinN8n, startN8n, type N8nServer } from './n8n.mts';
import { installPackage } from './pack.mts';
import { root } from './paths.mts';
import { SandboxProcess } from './sandbox.mts';
import { NOT_OURS } from './serverChoice.mts';
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
	'mailing-events-to-spotler-activate',
	'send-only-when-different',
	'opt-out-on-delete',
	'retry-rejected-rows',
	'web-form-or-sheet-to-activate',
	'tell-me-about-rejected-rows',
	'weekly-report',
	'callbacks-and-catch-up-together',
	'no-public-address',
] as const;
export type ExampleName = (typeof examples)[number];

/** Nodes that are called, each of which the editor gives an ID of its own when it is added or imported. */
const HAS_WEBHOOK = /\.(copernicaTrigger|copernicaMailingTrigger|webhook|formTrigger)$/;

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
	/** Ids of the workflows that `importExample` made. */
	imported: string[];
	/** Ends both. An n8n that somebody else has started goes on, without what was made in it here. */
	close: () => Promise<void>;
};

/** What it takes to set a workflow up. */
type SetUp = Pick<Stage, 'api' | 'sandbox' | 'credentials'>;

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

type StageOptions = {
	packedPackage: string;
	env?: NodeJS.ProcessEnv;
	logFile?: string;
	people?: number;
};

/** An n8n with the package, and how it is started again. */
type Host = { n8n: N8nServer; startAgain: (port: number) => Promise<N8nServer>; clear: () => void };

/** Installs the package as n8n's manual installation says and starts n8n, or joins one that has it. */
async function openHost(
	server: ReadyServer,
	{ packedPackage, env, logFile }: StageOptions,
): Promise<Host> {
	if (server.kind === 'url') {
		if (Object.keys(env ?? {}).length > 0) throw new Error(NOT_OURS);
		return {
			n8n: await joinN8n(server.url),
			startAgain: async () => await Promise.reject(new Error(NOT_OURS)),
			clear: () => undefined,
		};
	}
	const userFolder = mkdtempSync(path.join(os.tmpdir(), 'n8n-stage-'));
	const clear = () => rmSync(userFolder, { recursive: true, force: true });
	await installPackage(userFolder, packedPackage);
	const start = async (port?: number) => await startN8n({ server, userFolder, port, env, logFile });
	try {
		return { n8n: await start(), startAgain: start, clear };
	} catch (fault) {
		clear();
		throw fault;
	}
}

/** @throws when an n8n that was joined cannot be used */
async function checkJoined(api: N8nApi, url: string, packedPackage: string): Promise<void> {
	const { email } = N8nApi.owner;
	await api.signIn().catch((fault: Error) => {
		throw new Error(
			`The n8n at ${url} does not let ${email} in. Use one that has no owner yet: it gets this one.`,
			{ cause: fault },
		);
	});
	const nodeInfos = [{ name: `${PACKAGE}.copernicaTrigger`, version: 2.1 }];
	const found = await api.call<unknown[]>('POST', 'node-types', { nodeInfos }).catch(() => []);
	if (found.length === 0) {
		throw new Error(
			`The n8n at ${url} does not have ${PACKAGE}. Install ${packedPackage} in it as docs/guide/install.md#by-hand says, and start it again.`,
		);
	}
}

/**
 * Starts the sandbox and a real n8n that has the packed package ({@link openHost}), signs in and stores both credentials.
 *
 * @param options.env further settings of n8n; impossible where somebody else has started it
 */
export async function openStage(options: StageOptions): Promise<Stage> {
	const server = await ensureN8nServer();
	const sandbox = await SandboxProcess.start({
		people: options.people,
		font: editorTypeface(server),
	});
	try {
		return await furnish(await openHost(server, options), sandbox, options);
	} catch (fault) {
		await sandbox.stop();
		throw fault;
	}
}

/** Signs in and stores both credentials. */
async function furnish(
	host: Host,
	sandbox: SandboxProcess,
	{ packedPackage }: StageOptions,
): Promise<Stage> {
	const { n8n } = host;
	const api = new N8nApi(n8n.url);
	if (n8n.isOurs) await api.signIn();
	else await checkJoined(api, n8n.url, packedPackage);
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
		stage.n8n = await host.startAgain(Number(new URL(stage.n8n.url).port));
	};
	const stage: Stage = {
		n8n,
		api,
		sandbox,
		credentials,
		imported: [],
		crash: async (meanwhile) => {
			await stage.n8n.kill();
			await startAgain(meanwhile);
		},
		restart: async (meanwhile) => {
			if (!n8n.isOurs) throw new Error(NOT_OURS);
			await stage.n8n.stop();
			await startAgain(meanwhile);
		},
		close: async () => {
			if (!n8n.isOurs) await takeAway(stage);
			await stage.n8n.stop();
			await sandbox.stop();
			host.clear();
		},
	};
	return stage;
}

/** Removes what a stage has made in n8n. The sandbox still runs, so that callbacks are removed too. */
async function takeAway({ api, imported, credentials }: Stage): Promise<void> {
	for (const id of imported) {
		await api.deactivate(id);
		await api.deleteWorkflow(id);
	}
	for (const { id } of Object.values(credentials)) await api.call('DELETE', `credentials/${id}`);
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
export async function prepareExample(stage: SetUp, name: ExampleName): Promise<WorkflowFile> {
	return await prepareWorkflow(stage, readExample(name));
}

/**
 * Does the same for a workflow that was made from an example.
 *
 * @param keepDryRun leave *Dry Run* as it is; otherwise it is turned off, the last thing that the note asks for
 */
export async function prepareWorkflow(
	stage: SetUp,
	workflow: WorkflowFile,
	{ keepDryRun = false } = {},
): Promise<WorkflowFile> {
	if (!keepDryRun) withoutDryRun(workflow);
	const { copernica } = await stage.sandbox.control<SandboxState>('GET', 'state');
	const database = copernica.databases.find(({ name: called }) => called === 'Customers');
	const collection = copernica.collections.find(({ name: called }) => called === 'SQ_profile');
	if (database === undefined || collection === undefined) throw new Error('The sandbox is empty');
	for (const node of workflow.nodes) {
		if (HAS_WEBHOOK.test(node.type)) node.webhookId = randomUUID();
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
		if (!/\.copernica(Mailing)?Trigger$/.test(node.type)) continue;
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
	stage.imported.push(id);
	return id;
}

type Named = { id: number; name: string };
type SandboxState = { copernica: { databases: Named[]; collections: Named[] } };

function locator({ id, name }: Named) {
	return { __rl: true, mode: 'list', value: String(id), cachedResultName: name };
}

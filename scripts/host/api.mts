import { setTimeout as wait } from 'node:timers/promises';
import { parse } from 'flatted';

/** A stored credential, as nodes of a workflow name it. */
export type CredentialRef = { id: string; name: string };

/** A workflow as n8n exports it: what the files in `examples/` hold. */
export type WorkflowFile = {
	name: string;
	nodes: WorkflowNode[];
	connections: Record<string, unknown>;
	settings?: Record<string, unknown>;
	pinData?: Record<string, unknown>;
};

type WorkflowNode = {
	id: string;
	name: string;
	type: string;
	typeVersion: number;
	position: [number, number];
	parameters: Record<string, unknown>;
	webhookId?: string;
	credentials?: Record<string, { id: string; name: string }>;
};

/** One run of a workflow, as the executions list shows it. */
export type Execution = {
	id: string;
	status: string;
	mode: string;
	workflowId: string;
	startedAt: string;
};

type PublicationStatus = {
	status: 'in_progress' | 'published' | 'partial' | 'failed' | 'not_published';
	triggers: Array<{ nodeId: string; status: string; errorMessage: string | null }>;
};

/** Output items of one node of one run. */
export type RunItem = { json: Record<string, unknown>; pairedItem?: unknown };

/** Feature → the first n8n that has it (of the versions in the registry). The newest n8n has all of them. */
const SINCE = {
	/** Workflows go to an archive before they can be deleted. */
	archive: [1, 94],
	/** Activating names a version; before, a workflow was saved as active. */
	activationOfAVersion: [1, 122],
	/** The Data Table node makes tables; before, it could only fill those that were made by hand. */
	tablesMadeByNode: [2, 3],
	/** Activating is answered before the triggers are registered, and has a status to ask for. */
	publicationStatus: [2, 27],
} as const;

const OWNER = {
	email: 'owner@example.com',
	firstName: 'Demo',
	lastName: 'Owner',
	password: 'Sandbox-only-1',
};

/** The REST calls that n8n's editor makes, for scripts and tests that do what a person does in the editor. */
export class N8nApi {
	private cookie = '';
	/** Major and minor version of the server; known once signed in. */
	private version: [number, number] = [0, 0];

	constructor(private readonly url: string) {}

	/** Account that `signIn` makes and uses; it exists on loopback only. */
	static readonly owner = OWNER;

	/** Signs in as the owner; sets the owner up first on a new instance. */
	async signIn(): Promise<void> {
		const settings = await this.call<{ userManagement: { showSetupOnFirstLoad?: boolean } }>(
			'GET',
			'settings',
		);
		if (settings.userManagement.showSetupOnFirstLoad === true) {
			await this.call('POST', 'owner/setup', OWNER);
		} else {
			await this.call('POST', 'login', {
				emailOrLdapLoginId: OWNER.email,
				password: OWNER.password,
			});
		}
		const { versionCli } = await this.call<{ versionCli: string }>('GET', 'settings');
		const [major = 0, minor = 0] = versionCli.split('.').map(Number);
		this.version = [major, minor];
	}

	/**
	 * Signs in as the owner once more, for a browser: n8n ties a session to the browser that asked for it, unless it did
	 * not say which one it is.
	 *
	 * @returns the cookie of the session, as `name=value`
	 */
	async browserSession(): Promise<string> {
		const response = await fetch(`${this.url}/rest/login`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ emailOrLdapLoginId: OWNER.email, password: OWNER.password }),
		});
		const [cookie] = response.headers.getSetCookie();
		if (!response.ok || cookie === undefined) throw new Error(`Sign-in: ${response.status}`);
		return cookie.split(';')[0] ?? '';
	}

	/** True when the server has what the editor of today's n8n uses or offers. */
	has(feature: keyof typeof SINCE): boolean {
		const [major, minor] = SINCE[feature];
		return this.version[0] > major || (this.version[0] === major && this.version[1] >= minor);
	}

	async createCredential(
		type: string,
		name: string,
		data: Record<string, unknown>,
	): Promise<CredentialRef> {
		return await this.call('POST', 'credentials', { type, name, data });
	}

	/** Presses *Test* on a stored credential. */
	async testCredential(
		id: string,
		name: string,
		type: string,
		data: Record<string, unknown>,
	): Promise<{ status: 'OK' | 'Error'; message: string }> {
		return await this.call('POST', 'credentials/test', { credentials: { id, name, type, data } });
	}

	/** Saves a new workflow. @returns its id and version */
	async createWorkflow(workflow: WorkflowFile): Promise<{ id: string; versionId: string }> {
		return await this.call('POST', 'workflows', { settings: {}, ...workflow, active: false });
	}

	async getWorkflow(
		id: string,
	): Promise<
		WorkflowFile & { id: string; versionId: string; active: boolean; staticData: unknown }
	> {
		return await this.call('GET', `workflows/${id}`);
	}

	/** Saves a changed workflow. @returns its id and new version */
	async updateWorkflow(
		id: string,
		changes: Partial<WorkflowFile> & { versionId: string },
	): Promise<{ id: string; versionId: string }> {
		return await this.call('PATCH', `workflows/${id}`, changes);
	}

	/**
	 * Publishes a version and waits until its triggers are registered: n8n answers before they are.
	 *
	 * @throws with n8n's message per trigger when one could not be registered
	 */
	async activate(id: string, versionId?: string): Promise<void> {
		const version = versionId ?? (await this.getWorkflow(id)).versionId;
		if (this.has('activationOfAVersion')) {
			await this.call('POST', `workflows/${id}/activate`, { versionId: version });
		} else {
			await this.call('PATCH', `workflows/${id}`, { active: true, versionId: version });
		}
		const { status, triggers } = await this.settledPublication(id);
		if (status !== 'published') {
			const reasons = triggers
				.map(({ errorMessage }) => errorMessage)
				.filter((text) => text !== null);
			throw new Error(`Workflow not published (${status}): ${reasons.join('; ')}`);
		}
	}

	/** Takes a workflow offline and waits until its triggers are gone. */
	async deactivate(id: string): Promise<void> {
		if (this.has('activationOfAVersion')) {
			await this.call('POST', `workflows/${id}/deactivate`, {});
		} else {
			const { versionId } = await this.getWorkflow(id);
			await this.call('PATCH', `workflows/${id}`, { active: false, versionId });
		}
		await this.settledPublication(id);
	}

	private async settledPublication(id: string): Promise<PublicationStatus> {
		if (!this.has('publicationStatus')) {
			const { active } = await this.getWorkflow(id);
			return { status: active ? 'published' : 'not_published', triggers: [] };
		}
		for (;;) {
			const status = await this.call<PublicationStatus>(
				'GET',
				`workflows/${id}/publication-status`,
			);
			if (status.status !== 'in_progress') return status;
			await wait(50);
		}
	}

	async deleteWorkflow(id: string): Promise<void> {
		if (this.has('archive')) await this.call('POST', `workflows/${id}/archive`, {});
		await this.call('DELETE', `workflows/${id}`);
	}

	/**
	 * *Execute workflow* in the editor, from the given trigger; the answer comes when the run has started.
	 *
	 * @returns id of the execution
	 */
	async runFrom(workflowId: string, trigger: string): Promise<string> {
		const { executionId } = await this.call<{ executionId: string }>(
			'POST',
			`workflows/${workflowId}/run`,
			// n8n before 2.12 runs what it is sent, later ones what was saved: here they are the same.
			{
				triggerToStartFrom: { name: trigger },
				workflowData: await this.getWorkflow(workflowId),
			},
		);
		return executionId;
	}

	/** *Execute step* of a trigger that n8n then listens for; the answer comes once its test URL is registered. */
	async listen(workflowId: string, trigger: string): Promise<void> {
		const { waitingForWebhook } = await this.call<{ waitingForWebhook?: boolean }>(
			'POST',
			`workflows/${workflowId}/run`,
			{
				triggerToStartFrom: { name: trigger },
				workflowData: await this.getWorkflow(workflowId),
			},
		);
		if (waitingForWebhook !== true) throw new Error('n8n does not listen');
	}

	/** *Stop Listening*. */
	async stopListening(workflowId: string): Promise<void> {
		await this.call('DELETE', `test-webhook/${workflowId}`);
	}

	async executionStatus(executionId: string): Promise<string> {
		return (await this.call<{ status: string }>('GET', `executions/${executionId}`)).status;
	}

	/** All rows of a Data Table (at most 100). @returns an empty list when there is no such table */
	async tableRows(name: string): Promise<Array<Record<string, unknown>>> {
		const table = await this.findTable(name);
		if (table === undefined) return [];
		const { data } = await this.call<{ data: Array<Record<string, unknown>> }>(
			'GET',
			`${table}/rows?take=100`,
		);
		return data;
	}

	/** Removes a Data Table and its rows, if it is there. */
	async deleteTable(name: string): Promise<void> {
		const table = await this.findTable(name);
		if (table !== undefined) await this.call('DELETE', table);
	}

	private async findTable(name: string): Promise<string | undefined> {
		const { id: project } = await this.call<{ id: string }>('GET', 'projects/personal');
		const tables = `projects/${project}/data-tables`;
		const { data } = await this.call<{ data: Array<{ id: string; name: string }> }>('GET', tables);
		const found = data.find((table) => table.name === name);
		return found === undefined ? undefined : `${tables}/${found.id}`;
	}

	/** Runs of a workflow, newest first. */
	async executions(workflowId: string): Promise<Execution[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const { results } = await this.call<{ results: Execution[] }>(
			'GET',
			`executions?filter=${filter}&limit=100`,
		);
		return results;
	}

	/** What ended a run, as the editor shows it; null where nothing did. */
	async executionError(
		executionId: string,
	): Promise<{ message: string; description?: string } | null> {
		const { data } = await this.call<{ data: string }>('GET', `executions/${executionId}`);
		const run = parse(data) as {
			resultData: { error?: { message: string; description?: string } };
		};
		return run.resultData.error ?? null;
	}

	/** Output items of every node of one run, of the node's first round: node name → outputs → items. */
	async executionOutputs(executionId: string): Promise<Record<string, RunItem[][]>> {
		const { data } = await this.call<{ data: string }>('GET', `executions/${executionId}`);
		const run = parse(data) as {
			resultData: {
				runData: Record<string, Array<{ data?: { main?: Array<RunItem[] | null> } }>>;
			};
		};
		return Object.fromEntries(
			Object.entries(run.resultData.runData).map(([node, runs]) => [
				node,
				(runs[0]?.data?.main ?? []).map((items) => items ?? []),
			]),
		);
	}

	/** One REST call; unwraps `data` and turns a refusal into an exception with n8n's own message. */
	async call<T>(method: string, path: string, body?: unknown): Promise<T> {
		const response = await fetch(`${this.url}/rest/${path}`, {
			method,
			headers: {
				'content-type': 'application/json',
				'browser-id': 'local-script',
				...(this.cookie === '' ? {} : { cookie: this.cookie }),
			},
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		const cookies = response.headers.getSetCookie();
		if (cookies.length > 0) this.cookie = cookies.map((cookie) => cookie.split(';')[0]).join('; ');
		const text = await response.text();
		if (!response.ok)
			throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 2000)}`);
		return (JSON.parse(text === '' ? '{}' : text) as { data: T }).data;
	}
}

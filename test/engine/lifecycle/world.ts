import type { IDataObject } from 'n8n-workflow';
import type { Sandbox } from '../../../sandbox/index';
import { lifecycle, sandboxCredentials, type Lifecycle, type LogLine } from '../support/index';
import { automatic } from '../trigger/calls/settings';

/** What is wrong with Copernica. */
export const troubles = {
	down: { fault: { kind: 'status', status: 503, body: 'html' } },
	slow: { fault: { kind: 'slow', delayMs: 5 } },
	refusing: { fault: { kind: 'status', status: 401 } },
	'forbidding removal': { fault: { kind: 'status', status: 403 }, method: 'DELETE' },
	'forbidding creation': {
		fault: { kind: 'status', status: 403 },
		method: 'POST',
		path: 'callbacks',
	},
	'down now and then': { fault: { kind: 'status', status: 503 }, every: 3 },
	'losing answers': { fault: { kind: 'cut-after' }, path: '/v1/', every: 2 },
} as const;
export type Trouble = keyof typeof troubles | 'no id';

/** One n8n instance with one copy of the workflow. */
export interface Instance {
	/** n8n gives each copy of a trigger its own; two instances with one workflow share it. */
	webhookId: string;
	publicUrl: string;
	nodeName: string;
	actions: string[];
	/** Static data as n8n stored it last. */
	stored: IDataObject;
	/** Whether n8n believes that it is active. */
	isActive: boolean;
}

/** Copernica as the sandbox plays it, and the n8n instances that register there. */
export class World {
	readonly instances: Instance[];

	readonly foreign: string;

	/**
	 * URLs under which something of ours may stay for good: the node lost its memory (renamed) or its address before
	 * Copernica told the id. The log has then told a person what to remove.
	 */
	readonly unknowable = new Set<string>();

	/** How often a person entered a URL of ours. */
	readonly byHand = new Map<string, number>();

	/** Everything that was logged, of all instances. */
	readonly logs: LogLine[] = [];

	constructor(private readonly sandbox: Sandbox) {
		sandbox.reset();
		const instance = (webhookId: string, host: string): Instance => ({
			webhookId,
			publicUrl: `https://${host}.example.com`,
			nodeName: 'Copernica Trigger',
			actions: ['create', 'update', 'delete'],
			stored: {},
			isActive: false,
		});
		// A workflow, its copy beside it, and the same workflow in another n8n.
		this.instances = [
			instance('11111111-aaaa-4aaa-8aaa-000000000001', 'one'),
			instance('22222222-aaaa-4aaa-8aaa-000000000002', 'one'),
			instance('11111111-aaaa-4aaa-8aaa-000000000001', 'two-b'),
		];
		for (const url of ['https://other.example.com/hook', 'https://one.example.com/webhook/x']) {
			sandbox.copernica.registerCallback({ database: 'Customers', url });
		}
		this.foreign = JSON.stringify(this.callbacks());
	}

	callbacks() {
		return this.sandbox.copernica.callbacks
			.list()
			.map(({ id, url, method, action, expression }) => ({ id, url, method, action, expression }));
	}

	/** Callbacks that are not another party's. */
	ours() {
		const foreign = new Set(
			(JSON.parse(this.foreign) as Array<{ id: number }>).map(({ id }) => id),
		);
		return this.callbacks().filter(({ id }) => !foreign.has(id));
	}

	foreignNow(): string {
		const ours = new Set(this.ours().map(({ id }) => id));
		return JSON.stringify(this.callbacks().filter(({ id }) => !ours.has(id)));
	}

	private async open(instance: Instance): Promise<Lifecycle> {
		const { store, dohUrl } = this.sandbox.copernica;
		const ids = {
			database: String(store.findDatabase('Customers')?.id),
			collection: String(store.findCollection('SQ_profile')?.id),
		};
		return await lifecycle({
			parameters: automatic({
				entity: 'profile',
				keys: { url: dohUrl },
				ids,
				actions: instance.actions,
			}),
			credentials: sandboxCredentials(this.sandbox),
			staticData: instance.stored,
			webhookId: instance.webhookId,
			nodeName: instance.nodeName,
			publicUrl: instance.publicUrl,
		});
	}

	async urlOf(instance: Instance): Promise<string> {
		return (await this.open(instance)).url;
	}

	/**
	 * What n8n does to publish, older versions also at their start: create unless it exists. After a fault n8n calls
	 * `delete` with the static data of before, and stores what that leaves.
	 *
	 * @returns whether it went through
	 */
	async activate(instance: Instance): Promise<boolean> {
		const node = await this.open(instance);
		try {
			await node.activate();
			instance.stored = node.staticData();
			instance.isActive = true;
		} catch {
			const before = await this.open(instance);
			await before.delete();
			instance.stored = before.staticData();
			this.logs.push(...before.logs());
			instance.isActive = false;
		}
		this.logs.push(...node.logs());
		return instance.isActive;
	}

	/** Notes what the node cannot know any more once it forgets its state or its address. */
	private async forgets(instance: Instance, state: IDataObject): Promise<void> {
		const url = await this.urlOf(instance);
		const remembered = JSON.stringify(state);
		const unknown = this.ours().some(
			(callback) => callback.url === url && !remembered.includes(`"${callback.id}"`),
		);
		if (unknown) this.unknowable.add(url);
	}

	async deactivate(instance: Instance): Promise<void> {
		const node = await this.open(instance);
		await node.delete();
		instance.stored = node.staticData();
		instance.isActive = false;
		this.logs.push(...node.logs());
	}

	/** n8n keeps static data under the node's name: a new name starts without. */
	async rename(instance: Instance, nodeName: string): Promise<void> {
		const wasActive = instance.isActive;
		if (wasActive) await this.deactivate(instance);
		// What stands under a former address was known by the state alone.
		for (const { id, url } of this.ours()) {
			if (
				JSON.stringify(instance.stored).includes(`"${id}"`) &&
				url !== (await this.urlOf(instance))
			) {
				this.unknowable.add(url);
			}
		}
		instance.nodeName = nodeName;
		instance.stored = {};
		if (wasActive) await this.activate(instance);
	}

	/** n8n is published under another address, and starts again. */
	async move(instance: Instance, publicUrl: string): Promise<void> {
		await this.forgets(instance, instance.stored);
		instance.publicUrl = publicUrl;
		if (instance.isActive) await this.activate(instance);
	}

	/** The workflow is saved with other actions: n8n takes the old version down and the new one up. */
	async choose(instance: Instance, actions: string[]): Promise<void> {
		const wasActive = instance.isActive;
		if (wasActive) await this.deactivate(instance);
		instance.actions = actions;
		if (wasActive) await this.activate(instance);
	}

	trouble(trouble: Trouble): void {
		if (trouble === 'no id') this.sandbox.copernica.quirks.set({ createdHeaders: 'none' });
		else this.sandbox.copernica.faults.add(troubles[trouble]);
	}

	heal(): void {
		this.sandbox.copernica.faults.clear();
	}

	/** A person removes ours in Publisher. */
	removeByHand(url: string): void {
		for (const callback of this.ours()) {
			if (callback.url === url) this.sandbox.copernica.callbacks.remove(callback.id);
		}
	}

	/** A person enters our URL in Publisher as well. */
	addByHand(url: string): void {
		this.byHand.set(url, (this.byHand.get(url) ?? 0) + 1);
		this.sandbox.copernica.registerCallback({ database: 'Customers', url });
	}
}

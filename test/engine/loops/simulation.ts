import type { IConnections, IDataObject, INodeExecutionData, INodeType } from 'n8n-workflow';
import json from '../../../examples/copernica-profiles-to-spotler-activate.json';
import type { Sandbox } from '../../../sandbox/index';
import { readExample, triggerOf } from '../flow/example';
import { runWorkflow, sandboxCredentials, startReceiver, type FlowNode } from '../support/index';

/** The four layers against loops; each can be on or off. */
export interface Guards {
	/** 1. Publisher: the boxes *rest* and *soap* of the callback are not ticked. */
	publisher: boolean;
	/** 2. Trigger: fields that people edit are watched, and the callback tells what changed. */
	watch: boolean;
	/** 3. Filter: what was sent last is not sent again. */
	filter: boolean;
	/** 4. The Copernica node writes back, which reads first; otherwise Activate writes blindly. */
	compare: boolean;
}

/** What one cause set off, until nothing happened any more. */
export interface Measure {
	callbacks: number;
	executions: number;
	/** Events that Activate got. */
	events: number;
	/** Requests that write to Copernica, of the Copernica node. */
	writes: number;
	/** False when it was stopped at {@link MAX_EXECUTIONS} and would have gone on. */
	rests: boolean;
	/** Edited profiles whose first name is the same on both sides at the end. */
	equal: boolean;
}

export interface Simulation {
	/** Ids of `count` profiles that are on both sides already, with the first name "Start". */
	profiles: (count: number) => Promise<number[]>;
	/** Does something in Copernica and lets everything it sets off come to rest. */
	after: (profiles: readonly number[], cause: () => void) => Promise<Measure>;
	firstNames: (profile: number) => { copernica: string | undefined; activate: unknown };
	stop: () => Promise<void>;
}

/** No scenario needs as many; without a guard they would never end. */
export const MAX_EXECUTIONS = 200;

const to = (node: string) => ({ main: [[{ node, type: 'main' as const, index: 0 }]] });

/** A node that does one thing to each of its items. */
function step(name: string, work: (json: IDataObject) => IDataObject): INodeType {
	return {
		description: {
			displayName: name,
			name,
			group: ['transform'],
			version: [1],
			description: name,
			defaults: { name },
			inputs: ['main'],
			outputs: ['main'],
			properties: [],
		},
		async execute() {
			return [
				this.getInputData().map((item, index) => ({
					json: work(item.json),
					pairedItem: { item: index },
				})),
			];
		},
	};
}

const idOf = ({ source }: IDataObject) =>
	typeof source === 'object' && source !== null && 'profileId' in source
		? String(source.profileId)
		: '';

/**
 * Two systems that write to each other: Copernica's callback starts the flow of the example, Activate gets the
 * profile, and then its customer ID and the first name are written back into Copernica. Copernica is at its worst: it
 * calls back for each write, also for one that changes nothing.
 *
 * @param settings.readAgain reads each profile before it is sent, so that late news never counts
 */
export async function startSimulation(
	sandbox: Sandbox,
	guards: Guards,
	settings: { readAgain?: boolean } = {},
): Promise<Simulation> {
	const { copernica, activate } = sandbox;
	const example = readExample(json);
	const trigger = triggerOf(example);
	const database = {
		__rl: true,
		mode: 'id',
		value: String(copernica.store.findDatabase('Customers')?.id),
	};
	const credentials = sandboxCredentials(sandbox);
	const receiver = await startReceiver({
		parameters: {
			...trigger.parameters,
			database,
			actions: ['update'],
			fieldsToWatch: guards.watch ? ['Email', 'Voornaam', 'Achternaam', 'Nieuwsbrief'] : [],
			options: { resolvers: [copernica.dohUrl] },
		},
		credentials,
		nodeName: trigger.name,
		workflowId: trigger.name,
	});
	await receiver.registration.activate();
	// A callback for a write that changes nothing names no field, and what is not told cannot be screened by field. That
	// is for the other layers, if Copernica sends such callbacks at all.
	const isWatchAlone = guards.watch && !guards.publisher && !guards.filter && !guards.compare;
	copernica.quirks.set({ noChangeFires: !isWatchAlone });
	for (const callback of copernica.callbacks.list()) {
		copernica.callbacks.update(callback, {
			...(guards.publisher ? { triggers: ['publisher'] } : {}),
			format: { shape: guards.watch ? 'C' : 'B', action: true },
		});
	}
	activate.setEcho({
		writes: guards.compare ? [] : ['customer-id', 'same-fields'],
		mapping: { firstname: 'Voornaam' },
	});

	/** What a Data Table holds in the example "Send only when different from last time". */
	const lastSent = new Map<string, string>();
	const nodeTypes = {
		lastSent: step('lastSent', (row) => ({ ...row, last: lastSent.get(idOf(row)) ?? '' })),
		remember: step('remember', (row) => {
			lastSent.set(idOf(row), String(row.fingerprint));
			return row;
		}),
		fromActivate: step('fromActivate', (row) => {
			const contact = activate.contacts.find(String(row.email));
			const firstname = contact?.fields.firstname ?? null;
			return { profileId: idOf(row), id: String(contact?.id), firstname };
		}),
	};
	const normalise = example.nodes.find(({ name }) => name === 'Normalise Profile');
	const steps: FlowNode[] = [
		{ name: 'Change', type: 'n8n-nodes-base.manualTrigger', parameters: {} },
		...(settings.readAgain === true
			? [
					{
						name: 'Read Again',
						type: 'copernica',
						parameters: {
							resource: 'profile',
							operation: 'get',
							profileId: '={{ $json.profileId }}',
							output: 'change',
						},
					},
				]
			: []),
		{ name: 'Normalise', type: 'spotlerActivate', parameters: { ...normalise?.parameters } },
		...(guards.filter
			? [
					{ name: 'Last Sent', type: 'lastSent', parameters: {} },
					{
						name: 'Filter',
						type: 'spotlerActivate',
						parameters: {
							resource: 'profile',
							operation: 'filter',
							rules: ['CONNECTOR_FIELDS_ONLY', 'UNCHANGED', 'SUPERSEDED', 'SAME_AS_LAST_SENT'],
							lastSent: '={{ $json.last }}',
						},
					},
				]
			: []),
		{
			name: 'Sync',
			type: 'spotlerActivate',
			parameters: { resource: 'profile', operation: 'sync', event: 'automatic', options: {} },
		},
		{ name: 'Remember', type: 'remember', parameters: {} },
		...(guards.compare
			? [
					{ name: 'From Activate', type: 'fromActivate', parameters: {} },
					{
						name: 'Write Back',
						type: 'copernica',
						parameters: {
							resource: 'profile',
							operation: 'update',
							database,
							profileId: '={{ $json.profileId }}',
							fields: {
								mappingMode: 'defineBelow',
								value: {
									SqueezelyCustomerId: '={{ $json.id }}',
									Voornaam: '={{ $json.firstname }}',
								},
								matchingColumns: [],
								schema: [],
							},
						},
					},
				]
			: []),
	];
	const connections: IConnections = {};
	for (const [index, { name }] of steps.entries()) {
		const next = steps[index + 1];
		if (next !== undefined) connections[name] = to(next.name);
	}
	const run = async (triggerItems: INodeExecutionData[]) => {
		const { error } = await runWorkflow({
			nodes: steps,
			connections,
			triggerItems,
			credentials,
			nodeTypes,
		});
		if (error !== undefined) throw error;
	};

	let handled = 0;
	/** Runs everything that arrives, one execution a callback, until nothing arrives. */
	const settle = async () => {
		const first = handled;
		for (;;) {
			await sandbox.settled();
			const arrived = receiver.executions.slice(handled);
			if (arrived.length === 0) return true;
			for (const { items } of arrived) {
				handled += 1;
				await run(items[0] ?? []);
				if (handled - first >= MAX_EXECUTIONS) return false;
			}
		}
	};
	const counts = () => ({
		callbacks: copernica.deliveries.list().reduce((sum, { attempts }) => sum + attempts, 0),
		executions: handled,
		events: activate.arrivals().length,
		writes: copernica.requests
			.list()
			.filter(({ method, path }) => method === 'PUT' && path.startsWith('/v4/')).length,
	});
	const firstNames = (id: number) => {
		const profile = copernica.store.profiles.get(id);
		return {
			copernica: profile?.fields.Voornaam,
			activate: activate.contacts.find(profile?.fields.Email ?? '')?.fields.firstname,
		};
	};

	const after: Simulation['after'] = async (profiles, cause) => {
		const before = counts();
		cause();
		const rests = await settle();
		const now = counts();
		return {
			callbacks: now.callbacks - before.callbacks,
			executions: now.executions - before.executions,
			events: now.events - before.events,
			writes: now.writes - before.writes,
			rests,
			equal: profiles.map(firstNames).every((names) => names.copernica === names.activate),
		};
	};
	return {
		after,
		firstNames,
		profiles: async (count) => {
			const customers = Number(database.value);
			// The first eight are hand-made, each with an oddity of its own.
			const ids = copernica.store
				.profilesOf(customers)
				.slice(8, 8 + count)
				.map(({ id }) => id);
			const echo = activate.echo;
			activate.setEcho({ writes: [] });
			await after(ids, () => {
				for (const profile of ids) {
					copernica.edit({ edit: 'update-profile', profile, fields: { Voornaam: 'Start' } });
				}
			});
			activate.setEcho(echo);
			// Nothing was written back yet.
			for (const id of ids) {
				const profile = copernica.store.profiles.get(id);
				if (profile !== undefined) profile.fields.SqueezelyCustomerId = '';
			}
			return ids;
		},
		stop: async () => await receiver.stop(),
	};
}

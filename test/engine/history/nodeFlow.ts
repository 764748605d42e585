import { createServer, nextTurn, pause, type Server } from '../../history/host.cjs';
import type { IDataObject, INodeExecutionData, INodeParameters, INodeType } from 'n8n-workflow';
import { z } from 'zod';
import { preparedProfileSchema } from '../../../core/contracts/preparedProfile';
import { resultSchema } from '../../../core/contracts/result';
import type { Stage } from '../../history/check';
import { CoreFlow, endOf, nothing } from '../../history/coreFlow';
import type { Flow, FlowOutcome, FlowRun, FlowWorld, RowEnd } from '../../history/flow';
import { filterInput, normaliseInput } from '../../history/flowSettings';
import { withOwnAddresses, type Settings } from '../../history/history';
import { replaceSleep } from '../support/host.cjs';
import { runWorkflow, type FlowNode, type FlowRun as EngineRun } from '../support/index';

const TURN_MS = 5;

/** Turns of the event loop without any sign of life: then what still runs waits for a row of another execution. */
const QUIET_TURNS = 12;

/**
 * The real nodes in n8n's engine, with the clock of a history. Time stands still while anything runs: an execution is
 * at rest when it waits for the vendor, a table or the clock.
 */
export class EngineHost {
	private readonly worlds = new Map<string, FlowWorld>();

	private running = 0;

	private resting = 0;

	private signs = 0;

	private constructor(
		private readonly server: Server,
		private readonly port: number,
	) {}

	static async start(): Promise<EngineHost> {
		const server = createServer();
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const address = server.address();
		const host = new EngineHost(
			server,
			typeof address === 'object' && address !== null ? address.port : 0,
		);
		host.listen();
		return host;
	}

	async stop(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise<void>((resolve) => this.server.close(() => resolve()));
	}

	/** Histories on this host; all of them share the memory of one process, so each gets addresses of its own. */
	stage(): Stage {
		let played = 0;
		return {
			startFlow: (settings) => new NodeFlow(settings, this),
			settle: this.settle,
			takeClock: (sleep) => this.takeClock(sleep),
			prepare: (history) => withOwnAddresses(history, `h${++played}`),
			leavesOutDryRuns: false,
		};
	}

	/** Lets the clock of a history stand for n8n's `sleep`. @returns puts the real one back */
	private takeClock(sleep: (milliseconds: number) => Promise<void>): () => void {
		return replaceSleep(async (milliseconds) => await this.rest(sleep(milliseconds))).restore;
	}

	/** Resolves when every execution is at rest. */
	private readonly settle = async (): Promise<void> => {
		let quiet = 0;
		let seen = -1;
		while (quiet < QUIET_TURNS) {
			await nextTurn();
			if (this.running <= this.resting) {
				// What just came to rest may have woken another one.
				await nextTurn();
				if (this.running <= this.resting) return;
			}
			quiet = seen === this.signs ? quiet + 1 : 0;
			seen = this.signs;
			await pause(TURN_MS);
		}
	};

	/** Counts an execution as running until it ends. */
	async run<Value>(work: () => Promise<Value>): Promise<Value> {
		this.running += 1;
		this.signs += 1;
		try {
			return await work();
		} finally {
			this.running -= 1;
			this.signs += 1;
		}
	}

	async rest<Value>(wait: Promise<Value>): Promise<Value> {
		this.resting += 1;
		this.signs += 1;
		try {
			return await wait;
		} finally {
			this.resting -= 1;
			this.signs += 1;
		}
	}

	/** Activate for one execution: one account for all, because what is newer counts per account; the key names the run. */
	accessFor(world: FlowWorld): { baseUrl: string; apiKey: string; release: () => void } {
		const name = `run${this.worlds.size + 1}-${Math.random().toString(36).slice(2)}`;
		this.worlds.set(name, world);
		return {
			baseUrl: `http://127.0.0.1:${this.port}`,
			apiKey: name,
			release: () => this.worlds.delete(name),
		};
	}

	private listen(): void {
		this.server.on('request', (request, response) => {
			const chunks: Buffer[] = [];
			request.on('data', (chunk: Buffer) => chunks.push(chunk));
			request.on('end', () => {
				const world = this.worlds.get(String(request.headers['x-auth-apikey']));
				const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
				if (world === undefined || !isTrack(body)) {
					response.writeHead(404).end();
					return;
				}
				void this.rest(world.post(body.events)).then((reply) => {
					if (reply.kind !== 'answer') {
						request.socket.destroy();
						return;
					}
					const { retryAfter } = reply;
					response
						.writeHead(reply.status, {
							'Content-Type': 'application/json',
							...(retryAfter === undefined ? {} : { 'Retry-After': retryAfter }),
						})
						.end(reply.body);
				});
			});
		});
	}
}

function isTrack(body: unknown): body is { events: IDataObject[] } {
	return (
		typeof body === 'object' && body !== null && 'events' in body && Array.isArray(body.events)
	);
}

/** A node of the test that does one thing for all its items. */
function step(
	name: string,
	outputs: number,
	work: (items: INodeExecutionData[]) => Promise<INodeExecutionData[][]>,
): INodeType {
	return {
		description: {
			displayName: name,
			name,
			group: ['transform'],
			version: [1],
			description: name,
			defaults: { name },
			inputs: ['main'],
			outputs: Array.from({ length: outputs }, () => 'main' as const),
			properties: [],
		},
		async execute() {
			return await work(this.getInputData());
		},
	};
}

const to = (node: string) => ({ main: [[{ node, type: 'main' as const, index: 0 }]] });

/** The index of the input item that an output item came from. */
function sourceOf({ pairedItem }: INodeExecutionData): number {
	const [first] = [pairedItem ?? []].flat();
	return typeof first === 'object' ? first.item : (first ?? -1);
}

/** The workflow out of the real nodes; the trigger is played by the same functions that it calls. */
class NodeFlow implements Flow {
	private readonly core: CoreFlow;

	constructor(
		private readonly settings: Settings,
		private readonly host: EngineHost,
	) {
		this.core = new CoreFlow(settings);
	}

	receive(call: Parameters<Flow['receive']>[0]): ReturnType<Flow['receive']> {
		return this.core.receive(call);
	}

	async run(run: FlowRun, world: FlowWorld): Promise<FlowOutcome> {
		const items = run.items.map(({ change, profile }) => ({ change, profile }));
		return await this.execute(world, run.dryRun, run.readFirst, items, null);
	}

	private async execute(
		world: FlowWorld,
		dryRun: boolean,
		readFirst: boolean,
		items: ReadonlyArray<{ change: unknown; profile: string }>,
		/** Goes on at Sync with these items; `of` are the indexes of the items that they came from. */
		resume: { kept: INodeExecutionData[]; of: number[]; ends: readonly RowEnd[] } | null,
	): Promise<FlowOutcome> {
		const { baseUrl, apiKey, release } = this.host.accessFor(world);
		const names =
			resume === null ? ['Complete', 'Normalise', 'Last Sent', 'Filter', 'Sync'] : ['Sync'];
		const nodes = this.nodes(dryRun);
		const gone: RowEnd[] = [];
		try {
			const flow = await this.host.run(
				async () =>
					await runWorkflow({
						mode: dryRun ? 'manual' : 'trigger',
						nodes: [
							{ name: 'Feed', type: 'engine-test.feed', parameters: {} },
							...nodes.filter(({ name }) => names.includes(name)),
						],
						connections: Object.fromEntries(
							['Feed', ...names].flatMap((name, index) => {
								const next = names[index];
								return next === undefined ? [] : [[name, to(next)]];
							}),
						),
						triggerItems:
							resume?.kept ?? items.map((item, index) => ({ json: { ...item, index } })),
						startNode: 'Feed',
						credentials: {
							spotlerActivateApi: { accountId: 'SQ-1', apiKey, baseUrl },
						},
						nodeTypes: this.steps(world, readFirst, gone),
					}),
			);
			return this.outcomeOf(flow, world, dryRun, resume, gone);
		} finally {
			release();
		}
	}

	private nodes(dryRun: boolean): FlowNode[] {
		const { settings } = this;
		const normalise = normaliseInput(settings);
		const filter = filterInput(settings);
		const parameters = (operation: string, more: INodeParameters): INodeParameters => ({
			resource: 'profile',
			operation,
			...more,
		});
		return [
			{ name: 'Complete', type: 'complete', parameters: {} },
			{
				name: 'Normalise',
				type: 'spotlerActivate',
				parameters: parameters('normalise', {
					mapBy: 'oneByOne',
					mapping: { mappingMode: 'defineBelow', value: { ...normalise.fields } },
					consentsToSend: normalise.consentsToSend,
					consents: {
						consent: normalise.consents.map(({ consent, source, texts }) => ({
							consent,
							field: source,
							texts: texts.preset,
							emptyMeans: 'unknown',
						})),
					},
					customFields: {},
					fixedValues: {},
					options: {
						unknownConsent: normalise.unknownConsent,
						unlistedConsent: normalise.unlistedConsent,
						deletedProfiles: normalise.deletedProfiles,
					},
				}),
			},
			{ name: 'Last Sent', type: 'lastSent', parameters: {} },
			{
				name: 'Filter',
				type: 'spotlerActivate',
				parameters: parameters('filter', {
					rules: [...filter.rules],
					requiredConsents: [...filter.consents],
					newWithoutConsent: 'send',
					lastSent: '={{ $json.lastSent }}',
				}),
			},
			{
				name: 'Sync',
				type: 'spotlerActivate',
				parameters: parameters('sync', {
					event: settings.event,
					options: {
						dryRun,
						eventsPerRequest: settings.eventsPerRequest,
						includePayload: true,
						maxTries: settings.maxTries,
						optOutOldAddress: [...settings.optOutOldAddress],
					},
				}),
				...(settings.onError === 'continue' ? { onError: 'continueRegularOutput' as const } : {}),
			},
		];
	}

	/** Stand-ins for the nodes that read Copernica and a Data Table. */
	private steps(world: FlowWorld, readFirst: boolean, gone: RowEnd[]): Record<string, INodeType> {
		const complete = step('complete', 1, async (given) => {
			const out: INodeExecutionData[] = [];
			const items = given.map(({ json }) => ({
				change: json.change ?? null,
				profile: String(json.profile),
			}));
			const changes = await this.host.rest(
				this.core.changesOf({ items, readFirst, dryRun: false }, world, gone),
			);
			for (const { item, change } of changes) {
				out.push({ json: { ...change }, pairedItem: { item } });
			}
			return [out];
		});
		const lastSent = step('lastSent', 1, async (given) => {
			const out: INodeExecutionData[] = [];
			for (const [item, { json }] of given.entries()) {
				const { profileId } = preparedProfileSchema.parse(json).source;
				const known =
					this.settings.sameAsLastSent && profileId !== null
						? await this.host.rest(world.lastSent(profileId))
						: null;
				out.push({ json: { ...json, lastSent: known ?? '' }, pairedItem: { item } });
			}
			return [out];
		});
		return { complete, lastSent };
	}

	private outcomeOf(
		flow: EngineRun,
		world: FlowWorld,
		dryRun: boolean,
		resume: { kept: INodeExecutionData[]; of: number[]; ends: readonly RowEnd[] } | null,
		gone: readonly RowEnd[],
	): FlowOutcome {
		const ends: RowEnd[] = [...(resume?.ends ?? []), ...gone];
		let of = resume?.of ?? [];
		let kept = resume?.kept ?? [];
		if (resume === null) {
			if (flow.error !== undefined && !flow.ran('Sync')) throw flow.error;
			const completed = flow.output('Complete')[0] ?? [];
			const ofCompleted = completed.map(sourceOf);
			const [prepared = [], invalid = []] = flow.output('Normalise');
			const ofPrepared = prepared.map((item) => ofCompleted[sourceOf(item)] ?? -1);
			for (const item of invalid) {
				ends.push(early(item, ofCompleted[sourceOf(item)] ?? -1, 'normalise'));
			}
			const [keep = [], skip = []] = flow.output('Filter');
			for (const item of [...keep, ...skip]) world.compared(ofPrepared[sourceOf(item)] ?? -1);
			for (const item of skip) {
				ends.push(early(item, ofPrepared[sourceOf(item)] ?? -1, 'filter'));
			}
			kept = keep;
			of = keep.map((item) => ofPrepared[sourceOf(item)] ?? -1);
		}
		if (flow.error !== undefined) {
			const again = { kept, of, ends };
			return {
				ends,
				retry: async (later) => await this.execute(later, dryRun, false, [], again),
			};
		}
		const [accepted = [], rejected = []] = flow.output('Sync');
		for (const [output, list] of [
			['accepted', accepted],
			['rejected', rejected],
		] as const) {
			for (const item of list) {
				const index = sourceOf(item);
				const result = resultSchema.parse(item.json);
				const own = preparedProfileSchema.parse(kept[index]?.json).profile.email;
				ends.push({ ...endOf(of[index] ?? -1, result, own), output });
			}
		}
		return { ends, retry: null };
	}
}

const earlySchema = z.object({
	code: z.string().optional(),
	skip: z.object({ code: z.string() }).optional(),
	source: z.object({ profileId: z.string().nullable(), change: z.string() }).optional(),
});

/** The end of a row that Normalise or Filter let out by its second output. */
function early({ json }: INodeExecutionData, item: number, at: 'normalise' | 'filter'): RowEnd {
	const { code, skip, source } = earlySchema.parse(json);
	return {
		...nothing(item),
		step: at,
		output: at === 'normalise' ? 'invalid' : 'skipped',
		code: skip?.code ?? code ?? null,
		profile: source?.profileId ?? null,
		isLost: at === 'normalise' && source?.change === 'delete',
	};
}

import { Arrivals } from '../../core/callback/arrivals';
import { interpret } from '../../core/callback/interpret';
import type { Subscription } from '../../core/callback/relevance';
import { readChange, type Change } from '../../core/contracts/change';
import type { PreparedProfile } from '../../core/contracts/preparedProfile';
import type { Result } from '../../core/contracts/result';
import type { Profile } from '../../core/copernica/entities';
import { profileToChange } from '../../core/copernica/entityToChange';
import { givenUpAddress, othersAmong } from '../../core/copernica/otherProfiles';
import { applyFilter } from '../../core/filter/filter';
import { KeptPrints } from '../../core/filter/keptPrints';
import { compileFilter, type CompiledFilter } from '../../core/filter/rules';
import { readFilterSettings } from '../../core/filter/settings';
import { compileNormaliser, type NormaliseOutcome } from '../../core/normalise/normalise';
import { readNormaliseSettings } from '../../core/normalise/settings';
import { deliver, type DeliverySettings } from '../../core/activate/deliver';
import { planSync } from '../../core/activate/planSync';
import type { SharedOrder } from '../../core/activate/orderedPost';
import { OrderMemory } from '../../core/activate/orderMemory';
import { holdBack, isAcceptedOutput, queueOf, resultOf } from '../../core/activate/results';
import { Turns } from '../../core/activate/turns';
import type { Flow, FlowOutcome, FlowRun, FlowWorld, RowEnd, StartFlow } from './flow';
import { filterInput, normaliseInput } from './flowSettings';
import type { Fields, Settings } from './history';

/** Longest request that Sync makes, as in its node. */
const MAX_BYTES = 500_000;

/** A trigger on a database that wants every change. */
const subscription: Subscription = {
	entity: 'profile',
	databaseId: '1',
	collectionId: null,
	actions: ['create', 'update', 'delete'],
	watch: new Set(),
	leaveOut: new Set(),
	onlyAudiences: false,
	onlyAction: null,
	acceptWebhooks: false,
};

interface Compiled {
	readonly normalise: (change: Change) => NormaliseOutcome;
	readonly filter: CompiledFilter;
}

/** Settings are compiled once: there are far fewer of them than histories. */
const compiled = new Map<string, Compiled>();

function compile(settings: Settings): Compiled {
	const normalise = normaliseInput(settings);
	const filter = filterInput(settings);
	const key = JSON.stringify([normalise, filter]);
	const known = compiled.get(key);
	if (known !== undefined) return known;
	const normaliseSettings = readNormaliseSettings(normalise);
	const filterSettings = readFilterSettings(filter);
	if (!normaliseSettings.ok) throw new Error(normaliseSettings.reason);
	if (!filterSettings.ok) throw new Error(filterSettings.reason);
	const steps = {
		normalise: compileNormaliser(normaliseSettings.settings),
		filter: compileFilter(filterSettings.settings),
	};
	compiled.set(key, steps);
	return steps;
}

interface PreparedItem {
	readonly item: number;
	readonly prepared: PreparedProfile;
}

/** The workflow out of the functions of `core/`, put together as the nodes do. */
export class CoreFlow implements Flow {
	private readonly steps: Compiled;

	/** As in the trigger. */
	private readonly arrivals = new Arrivals();

	private readonly kept = new KeptPrints(80_000);

	/** What all executions of the process share. */
	private readonly order: SharedOrder = {
		memory: new OrderMemory(20_000),
		turns: new Turns(),
		account: 'SQ-1',
	};

	constructor(private readonly settings: Settings) {
		this.steps = compile(settings);
	}

	receive({ body, at, sentAt }: Parameters<Flow['receive']>[0]): ReturnType<Flow['receive']> {
		const number = this.arrivals.next(at);
		const date = sentAt === null ? null : new Date(sentAt).toISOString();
		const order = date === null ? number : this.arrivals.place('1', date, number);
		const verdict = interpret(Buffer.from(body), subscription, {
			accountId: '1',
			receivedAt: new Date(at).toISOString(),
			order,
			sentAt: date,
		});
		return verdict.kind === 'change' ? { change: verdict.change } : { code: verdict.code };
	}

	async run(run: FlowRun, world: FlowWorld): Promise<FlowOutcome> {
		const ends: RowEnd[] = [];
		const kept: PreparedItem[] = [];
		const changes = await this.changesOf(run, world, ends);
		const prepared: PreparedItem[] = [];
		for (const { item, change } of changes) {
			const outcome = this.steps.normalise(change);
			if (outcome.ok) prepared.push({ item, prepared: outcome.prepared });
			else {
				const { code, source } = outcome.invalid;
				if (outcome.givenUp !== undefined) prepared.push({ item, prepared: outcome.givenUp });
				ends.push({
					...nothing(item),
					step: 'normalise',
					output: 'invalid',
					code,
					profile: source.profileId,
					isLost: source.change === 'delete',
				});
			}
		}
		const lastSent: Array<string | null> = [];
		for (const { prepared: row } of prepared) {
			const { profileId } = row.source;
			lastSent.push(
				this.settings.sameAsLastSent && profileId !== null ? await world.lastSent(profileId) : null,
			);
		}
		const decisions = applyFilter(
			prepared.map(({ prepared: row }, index) => ({
				prepared: row,
				filter: this.steps.filter,
				lastSent: [lastSent[index] ?? []].flat(),
			})),
			{ kept: this.kept, scope: 'filter', remembers: !run.dryRun },
		);
		decisions.forEach((decision, index) => {
			const item = prepared[index]?.item ?? -1;
			world.compared(item);
			if (decision.keep) kept.push({ item, prepared: decision.prepared });
			else {
				ends.push({
					...nothing(item),
					step: 'filter',
					output: 'skipped',
					code: decision.skip.code,
					profile: decision.prepared.source.profileId,
				});
				if (decision.givenUp !== undefined) kept.push({ item, prepared: decision.givenUp });
			}
		});
		return await this.sync(kept, ends, run.dryRun, world);
	}

	/** The items as changes: from the trigger, or read. */
	async changesOf(
		{ items, readFirst }: FlowRun,
		world: FlowWorld,
		ends: RowEnd[],
	): Promise<Array<{ item: number; change: Change }>> {
		const changes: Array<{ item: number; change: Change }> = [];
		for (const [item, { change, profile }] of items.entries()) {
			const now = new Date(world.now()).toISOString();
			const given = change === null ? null : readChange(change, now);
			if (given !== null && !given.ok) throw new Error(given.code);
			const isDelete = given?.change.change === 'delete';
			if (given !== null && !(readFirst && !isDelete)) {
				changes.push({ item, change: given.change });
				continue;
			}
			const { at, fields } = await world.read(item);
			if (fields === null) {
				const end = { ...nothing(item), step: 'get', output: 'rejected' } as const;
				ends.push({ ...end, code: 'PROFILE_GONE', profile });
				continue;
			}
			changes.push({
				item,
				change: profileToChange(entityOf(profile, fields), {
					receivedAt: new Date(at).toISOString(),
				}),
			});
		}
		return this.settings.lookForOthers ? await this.withOthers(changes, world) : changes;
	}

	/** Adds the other living profiles with the address that a change gives up. */
	private async withOthers(
		changes: Array<{ item: number; change: Change }>,
		world: FlowWorld,
	): Promise<Array<{ item: number; change: Change }>> {
		const complete: Array<{ item: number; change: Change }> = [];
		for (const { item, change } of changes) {
			const given = givenUpAddress(change, 'Email');
			if (given.kind !== 'address') {
				complete.push({ item, change });
				continue;
			}
			const found = await world.others(given.address);
			const otherProfiles = othersAmong(
				found.map(({ profile, fields }) => entityOf(profile, fields)),
				{ emailField: 'Email', address: given.address, profileId: change.profileId },
			);
			complete.push({ item, change: { ...change, otherProfiles } });
		}
		return complete;
	}

	private async sync(
		kept: readonly PreparedItem[],
		ends: readonly RowEnd[],
		dryRun: boolean,
		world: FlowWorld,
	): Promise<FlowOutcome> {
		if (kept.length === 0) return { ends, retry: null };
		const { settings } = this;
		const delivery: DeliverySettings = {
			limits: { maxEvents: settings.eventsPerRequest, maxBytes: MAX_BYTES },
			caps: {
				maxAttempts: settings.maxTries,
				baseMs: 1000,
				maxWaitMs: 60_000,
				maxTotalMs: 180_000,
			},
			intervalMs: 0,
			parallel: 4,
			resendUnclear: false,
		};
		const rows = holdBack(
			planSync(
				kept.map(({ prepared }, itemIndex) => ({
					itemIndex,
					// What lies between two nodes is JSON.
					json: JSON.parse(JSON.stringify(prepared)),
					eventName: settings.event === 'automatic' ? null : settings.event,
					optOutOldAddress: settings.optOutOldAddress,
				})),
				new Date(world.now()).toISOString(),
			),
			{ limits: delivery.limits, isDryRun: () => dryRun },
		);
		const ports = {
			post: world.post.bind(world),
			wait: world.wait.bind(world),
			now: world.now.bind(world),
			random: () => 0.5,
		};
		const { outcomes, fault, repeatable } = await deliver(
			queueOf(rows),
			delivery,
			ports,
			this.order,
		);
		if (fault !== null && repeatable && settings.onError === 'stop') {
			return { ends, retry: async (again) => await this.sync(kept, ends, dryRun, again) };
		}
		const results = rows.map((row, index) => {
			const result = resultOf(row, outcomes.get(index), { includePayload: true });
			const source = kept[row.itemIndex];
			return endOf(source?.item ?? -1, result, source?.prepared.profile.email);
		});
		return { ends: [...ends, ...results], retry: null };
	}
}

/** A living profile as REST gives it. */
function entityOf(id: string, fields: Fields): Profile {
	return {
		id,
		database: '1',
		fields: { ...fields },
		interests: [],
		created: null,
		modified: null,
		removed: false,
	};
}

/** The end of a row that never came to Sync. */
export function nothing(item: number) {
	return {
		item,
		status: null,
		email: null,
		event: null,
		payload: null,
		fingerprint: null,
		isLost: false,
	};
}

/**
 * @param own the address that the row itself is about; its result for another one is that of the old address
 */
export function endOf(
	item: number,
	result: Result,
	own: string | number | boolean | undefined,
): RowEnd {
	return {
		item,
		step: 'sync',
		output: isAcceptedOutput(result) ? 'accepted' : 'rejected',
		status: result.status,
		code: result.code,
		email: result.email,
		event: result.event,
		payload: result.payload ?? null,
		fingerprint: result.fingerprint ?? null,
		profile: result.source?.profileId ?? null,
		isLost: result.source?.change === 'delete' || result.email !== (own ?? null),
	};
}

export const startCoreFlow: StartFlow = (settings) => new CoreFlow(settings);

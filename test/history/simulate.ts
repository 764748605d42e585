import { BurstGroups } from '../../core/callback/burstGroups';
import { ActivateModel } from './activate';
import { callbackBody, CopernicaModel } from './copernica';
import type { Arrival, Execution, Facts, Reading, Row } from './facts';
import type { FlowItem, FlowOutcome, FlowWorld, StartFlow } from './flow';
import type { Answer, Call, History, Settings, Step } from './history';
import type { VirtualTime } from './virtualTime';

/** 2026-01-05T08:00:00.300Z; not on a full second, as nothing is. */
export const START = 1_767_600_000_300;

const QUICKLY: Answer = { kind: 'taken', out: 20, back: 20 };

/** A time-out of Sync; Activate may have dealt with the request all the same. */
const TIMEOUT_MS = 30_000;

/** Rounds of sending rejected rows again once everything else is quiet. */
const ROUNDS = 12;

/** The list and n8n's *Retry* come some minutes later. */
const ROUND_MS = 300_000;

interface Item extends FlowItem {
	readonly edit: number | null;
}

/** One run of a workflow that can be run again. */
interface Past {
	readonly items: readonly Item[];
	readonly readFirst: boolean;
}

interface Failed {
	readonly execution: number;
	readonly rows: readonly Row[];
	readonly retry: NonNullable<FlowOutcome['retry']>;
}

/**
 * Plays a history: Copernica calls back, n8n runs executions beside each other, Activate answers. Afterwards everything
 * comes to rest: what was rejected is sent again until nothing is left.
 *
 * @param options.withDryRuns false leaves out the runs with *Dry Run* on, which must make no difference
 */
export async function simulate(
	history: History,
	startFlow: StartFlow,
	{ withDryRuns, time }: { withDryRuns: boolean; time: VirtualTime },
): Promise<Facts> {
	return await new Simulation(history, startFlow, withDryRuns, time).play();
}

class Simulation {
	private readonly settings: Settings;

	private readonly copernica = new CopernicaModel();

	private readonly activate = new ActivateModel();

	private readonly flow;

	private readonly bursts: BurstGroups<Item>;

	private readonly arrivals: Arrival[] = [];

	private readonly executions: Execution[] = [];

	private readonly past: Past[] = [];

	private readonly lastSent = new Map<string, string>();

	/** Profiles whose rows were rejected, with the number of the listing. */
	private readonly list = new Map<string, number>();

	private listings = 0;

	private readonly crashes: string[] = [];

	/** Executions to run again, because reading cannot bring back what their rows say. */
	private readonly again: Past[] = [];

	private failed: Failed[] = [];

	private requests = 0;

	private pauses = 0;

	private isQuiet = false;

	constructor(
		private readonly history: History,
		startFlow: StartFlow,
		private readonly withDryRuns: boolean,
		private readonly time: VirtualTime,
	) {
		this.settings = history.settings;
		this.flow = startFlow(history.settings);
		this.bursts = new BurstGroups<Item>({
			sleep: async (milliseconds) => await time.sleep(milliseconds),
			// As they arrived: the order that the trigger sorts by is in the change, which the flow knows.
			compare: () => 0,
		});
	}

	async play(): Promise<Facts> {
		let at = this.time.now();
		for (const step of this.history.steps) {
			at += step.after;
			this.time.at(at, () => this.take(step));
		}
		await this.time.run();
		this.isQuiet = true;
		for (let round = 0; round < ROUNDS && this.isSomethingLeft(); round++) {
			const { requests } = this;
			const waiting = this.failed.length + this.again.length;
			// On the clock, which a dry run does not move.
			const next = (Math.floor(this.time.now() / ROUND_MS) + 2) * ROUND_MS;
			this.time.at(next, () => this.heal());
			await this.time.run();
			// What is left is never sent: Normalise or Filter keeps it back.
			if (waiting === 0 && this.requests === requests) break;
		}
		return {
			settings: this.settings,
			edits: this.copernica.edits,
			arrivals: this.arrivals,
			said: this.activate.said,
			executions: this.executions,
			events: this.activate.events,
			contacts: this.activate.contacts,
			lastSent: this.lastSent,
			listed: [...this.list.keys()],
			crashes: this.crashes,
			requests: this.requests,
			endedAt: this.time.now(),
		};
	}

	private isSomethingLeft(): boolean {
		return this.failed.length > 0 || this.list.size > 0 || this.again.length > 0;
	}

	private take(step: Step): void {
		const now = this.time.now();
		switch (step.do) {
			case 'save':
				return this.call(this.copernica.save(now, step.slot, step.set), step.call);
			case 'delete':
				return this.call(this.copernica.remove(now, step.slot), step.call);
			case 'inActivate': {
				const { address, consent, value } = step;
				return this.activate.say({ at: now, address, consent, value });
			}
			case 'fullSync':
				return this.readAll(
					'fullSync',
					this.copernica.list().map(({ profile }) => profile),
				);
			case 'heal':
				return this.heal();
			case 'again': {
				const past = this.past[step.pick % Math.max(1, this.past.length)];
				return past === undefined ? undefined : this.start('again', past);
			}
		}
	}

	/** Sends the callback of an edit. */
	private call(edit: number | null, call: Call): void {
		const made = edit === null ? undefined : this.copernica.edits[edit];
		if (edit === null || made === undefined) return;
		const { shape, signed, skewMs } = this.settings;
		const body = callbackBody(made, shape);
		const sentAt = signed ? Math.floor((made.at + skewMs) / 1000) * 1000 : null;
		// Without a signature nothing tells that a call was overtaken or came twice.
		const latency = signed ? call.latency : 5;
		const times = call.repeat === null || !signed ? [0] : [0, call.repeat];
		for (const delay of times) {
			this.time.at(made.at + latency + delay, () =>
				this.arrive(edit, made.profile, body, sentAt, call, delay === 0),
			);
		}
	}

	/** The trigger gets a call. */
	private arrive(
		edit: number,
		profile: string,
		body: string,
		sentAt: number | null,
		call: Call,
		isFirst: boolean,
	): void {
		const at = this.time.now();
		const received = this.flow.receive({ body, at, sentAt });
		const ignored = 'code' in received ? received.code : null;
		this.arrivals.push({ edit, at, sentAt, ignored });
		if ('code' in received) return;
		const item: Item = { profile, change: received.change, edit };
		const begin = (items: readonly Item[]): void => {
			const past = { items, readFirst: this.settings.readAgain };
			this.past.push(past);
			this.time.at(this.time.now() + call.start, () => this.start('callback', past));
		};
		if (call.dryRun && isFirst && this.withDryRuns) {
			const past = { items: [item], readFirst: this.settings.readAgain };
			this.time.at(at + call.start, () => this.start('callback', past, true));
		}
		const { groupMs } = this.settings;
		if (groupMs === null) return begin([item]);
		let isStored = (): void => undefined;
		const stored = new Promise<void>((resolve) => {
			isStored = resolve;
		});
		void this.bursts.join('trigger', groupMs, item, stored).then(({ starts }) => {
			if (!starts) return;
			begin(starts);
			this.time.at(this.time.now() + call.start, isStored);
		});
	}

	/** An execution that begins with reading profiles. */
	private readAll(kind: 'list' | 'fullSync', profiles: readonly string[]): void {
		const items = profiles.map((profile): Item => ({ profile, change: null, edit: null }));
		if (items.length > 0) this.start(kind, { items, readFirst: true });
	}

	/** Sends again what was rejected or failed. */
	private heal(): void {
		const failed = this.failed;
		this.failed = [];
		for (const { execution, rows, retry } of failed) {
			this.watch(this.retry(execution, rows, retry));
		}
		for (const past of this.again.splice(0)) this.start('again', past);
		this.readAll('list', [...this.list.keys()]);
	}

	private start(kind: Execution['kind'], past: Past, dryRun = false): void {
		const rows = past.items.map(({ edit }): Row => this.newRow(edit));
		const execution = this.begin(kind, rows, dryRun);
		const world = this.worldOf(execution, past.items);
		const run = { items: past.items, readFirst: past.readFirst, dryRun };
		this.watch(this.finish(execution, past, this.flow.run(run, world)));
	}

	/** Nothing may throw, whatever a row holds. */
	private watch(execution: Promise<void>): void {
		execution.catch((fault: unknown) => this.crashes.push(String(fault)));
	}

	private async retry(
		of: number,
		rows: readonly Row[],
		retry: NonNullable<FlowOutcome['retry']>,
	): Promise<void> {
		const again = rows.map(
			(row): Row => ({ ...row, execution: this.executions.length, endings: [] }),
		);
		const execution = this.begin('retry', again, false);
		const past = this.pastOf.get(of) ?? { items: [], readFirst: false };
		this.pastOf.set(execution, past);
		await this.finish(execution, past, retry(this.worldOf(execution, past.items)));
	}

	private readonly pastOf = new Map<number, Past>();

	private newRow(edit: number | null): Row {
		return {
			execution: this.executions.length,
			edit,
			reading: null,
			endings: [],
			comparedAt: null,
		};
	}

	private begin(kind: Execution['kind'], rows: Row[], dryRun: boolean): number {
		const execution: Execution = {
			kind,
			dryRun,
			from: this.time.now(),
			until: null,
			failed: false,
			rows,
			requests: 0,
		};
		return this.executions.push(execution) - 1;
	}

	/** The end of an execution: what the nodes behind Sync do with its rows. */
	private async finish(index: number, past: Past, running: Promise<FlowOutcome>): Promise<void> {
		const execution = this.executions[index];
		// What is put on the list meanwhile is not what this execution sends.
		const until = this.listings;
		const takeOff = (profile: string): void => {
			if ((this.list.get(profile) ?? Infinity) <= until) this.list.delete(profile);
		};
		const { ends, retry } = await running;
		if (execution === undefined) return;
		execution.rows.forEach((row, item) => {
			row.endings = ends.filter((end) => end.item === item);
		});
		execution.failed = retry !== null;
		this.pastOf.set(index, past);
		if (retry !== null) {
			if (!execution.dryRun) this.failed.push({ execution: index, rows: execution.rows, retry });
			execution.until = this.time.now();
			return;
		}
		if (!execution.dryRun) {
			for (const { output, status, profile, fingerprint } of ends) {
				if (output !== 'accepted' || profile === null) continue;
				await this.pause();
				if (this.settings.sameAsLastSent && status === 'accepted' && fingerprint !== null) {
					this.lastSent.set(profile, fingerprint);
				}
				// A newer change says less than the profile that a rejected row was about.
				if (execution.kind === 'list' && status === 'accepted') takeOff(profile);
			}
			for (const end of ends) {
				const { output, step, profile } = end;
				if (step === 'get' && profile !== null) takeOff(profile);
				if ((output !== 'rejected' && output !== 'invalid') || step === 'get') continue;
				await this.pause();
				if (this.settings.healing === 'list' && profile !== null && !end.isLost) {
					this.list.set(profile, ++this.listings);
				} else if (output === 'rejected') this.again.push(past);
			}
		}
		execution.until = this.time.now();
	}

	private async pause(): Promise<void> {
		const { pauses } = this.history;
		const pause = this.isQuiet ? 5 : (pauses[this.pauses++ % Math.max(1, pauses.length)] ?? 5);
		await this.time.sleep(pause);
	}

	private worldOf(index: number, items: readonly Item[]): FlowWorld {
		const execution = this.executions[index];
		const isDry = execution?.dryRun === true;
		const pause = async () => await (isDry ? this.time.sleep(5) : this.pause());
		return {
			now: () => this.time.now(),
			wait: async (milliseconds) => await this.time.sleep(milliseconds),
			post: async (events) => {
				if (execution !== undefined) execution.requests += 1;
				const answer = this.isQuiet ? QUICKLY : (this.history.answers[this.requests] ?? QUICKLY);
				this.requests += 1;
				await this.time.sleep(answer.out);
				const reply = this.activate.receive(this.time.now(), index, events, answer);
				await this.time.sleep(Math.min(answer.back, TIMEOUT_MS));
				return answer.back < TIMEOUT_MS ? reply : { kind: 'unclear', networkCode: 'ETIMEDOUT' };
			},
			read: async (item) => {
				const profile = items[item]?.profile ?? '';
				const reading: Reading = { profile, at: this.time.now(), takenAt: null, fields: null };
				const row = execution?.rows[item];
				if (execution !== undefined && row !== undefined) {
					execution.rows[item] = { ...row, reading };
				}
				await pause();
				reading.takenAt = this.time.now();
				reading.fields = this.copernica.read(profile);
				await pause();
				return { at: reading.at, fields: reading.fields };
			},
			others: async (address) => {
				await pause();
				return this.copernica.list().filter(({ fields }) => fields.Email === address);
			},
			lastSent: async (profile) => {
				await pause();
				// What Activate refused is sent again whatever it took before.
				const known = execution?.kind === 'list' ? null : this.lastSent.get(profile);
				await pause();
				return known ?? null;
			},
			compared: (item) => {
				const row = execution?.rows[item];
				if (row !== undefined) row.comparedAt = this.time.now();
			},
		};
	}
}

import type { Note } from '../contracts/preparedProfile';
import type { RetryCaps } from '../http/retry';
import { standingOf, type FaultCode } from './answer';
import { planBatches, type BatchLimits, type QueuedEvent } from './batches';
import { SYNC_CODES, type SyncCode } from './codes';
import { isRepeatable } from './eventName';
import { exchange, type Clock, type Exchange, type Reply } from '../http/exchange';
import { runKeyedJobs } from '../http/keyedJobs';
import { Parallel, paceOf } from '../http/parallel';
import { faultOf, type Fault } from './fault';
import {
	OrderedPost,
	peopleIn,
	type Carried,
	type Parcel,
	type Ports,
	type SharedOrder,
	type Try,
} from './orderedPost';
import { keysOfContact, OrderMemory } from './orderMemory';
import { RefusalTrail } from './refusalTrail';
import { vendorTextScrubber } from './scrub';
import { Turns } from './turns';

export interface DeliverySettings {
	limits: BatchLimits;
	caps: RetryCaps;
	/** Milliseconds between two requests. With a pause there is one at a time. */
	intervalMs: number;
	/** The most requests at a time; how many of them there are is up to Activate ({@link Parallel}). */
	parallel: number;
	/** Whether every event may be sent again after an unclear answer, not only repeatable ones. */
	resendUnclear: boolean;
}

/** What became of one event that was to be sent. */
export interface EventOutcome {
	/** Null = accepted. */
	code: SyncCode | null;
	/** The vendor's own words, scrubbed. */
	vendorText: string | null;
	/** Requests that carried the event. */
	attempts: number;
	httpStatus: number | null;
	/** What was left out because a newer change had set it since. */
	leftOut: readonly Note[];
	/**
	 * There where Activate lacks something that this process was to bring to the contact, in earlier rows too, or may lack
	 * a consent that the row leaves out as unchanged.
	 */
	lacking?: true;
	/** Name of the event that was really sent; not there where none was. */
	event?: string;
}

export interface Delivery {
	/** By row; has every row of the queue. */
	outcomes: Map<number, EventOutcome>;
	/** Why sending stopped before the end of the rows; null = it did not. */
	fault: Fault | null;
	/**
	 * Whether the whole run can be sent again as it is: no event was accepted, and none that adds to the history may
	 * have been. Then a fault may end the run; otherwise ending it would hide what was already taken.
	 */
	repeatable: boolean;
}

/**
 * Sends events in requests, side by side where they touch different contacts, and finds out what became of each. A fault
 * of a whole request stops sending: what is under way is accounted for, rows after it are `NOT_SENT`, none is lost and
 * none counts as sent.
 *
 * @param shared what this delivery shares with others, see {@link OrderedPost}
 */
export async function deliver(
	queue: readonly QueuedEvent[],
	settings: DeliverySettings,
	ports: Ports,
	shared: SharedOrder = { memory: new OrderMemory(0), turns: new Turns(), account: '' },
): Promise<Delivery> {
	const post = new OrderedPost(ports, shared);
	const parcels = post.parcelsOf(queue);
	const letGo = post.hold(parcels);
	try {
		return await new DeliveryRun(settings, ports, post).deliver(parcels);
	} finally {
		letGo();
	}
}

/** The last try of a request. */
type Sent = Exchange & { carried: readonly Carried[] };

class DeliveryRun {
	private readonly outcomes = new Map<number, EventOutcome>();

	private readonly refusals = new RefusalTrail();

	private fault: Fault | null = null;

	private started = false;

	private repeatable = true;

	private readonly parallel: Parallel;

	private readonly clock: Clock;

	/** Ends the waits of the requests that are still to be tried again. */
	private stopWaiting: () => void = () => undefined;

	private isStopped = false;

	constructor(
		private readonly settings: DeliverySettings,
		private readonly ports: Ports,
		private readonly ordered: OrderedPost,
	) {
		const stopped = new Promise<void>((resolve) => {
			this.stopWaiting = resolve;
		});
		const wait = async (milliseconds: number) =>
			await Promise.race([this.orStop(async () => await ports.wait(milliseconds)), stopped]);
		this.clock = { wait, now: () => ports.now(), random: () => ports.random() };
		this.parallel = new Parallel(this.limit, this.clock);
	}

	private get limit(): number {
		return this.settings.intervalMs > 0 ? 1 : this.settings.parallel;
	}

	async deliver(parcels: readonly Parcel[]): Promise<Delivery> {
		const { limits, resendUnclear } = this.settings;
		const mayRepeat = resendUnclear ? () => true : isRepeatable;
		const partners = new Set(parcels.flatMap(({ after }) => after ?? []));
		const batches = planBatches(parcels, limits, mayRepeat, ({ claim }) => keysOfContact(claim));
		await runKeyedJobs(batches, {
			// An event that waits for another row counts as one with it.
			keysOf: ({ events }) =>
				events.flatMap(({ claim, row, after }) => [
					...keysOfContact(claim),
					...(partners.has(row) ? [`row ${row}`] : []),
					...(after === undefined ? [] : [`row ${after}`]),
				]),
			limit: this.limit,
			mayBegin: () => !this.isStopped,
			run: async ({ events, repeatable }) => {
				const stay = events.filter((parcel) => this.waitsInVain(parcel));
				this.settle(stay, 'OLD_ADDRESS_KEPT');
				await this.send(stay.length === 0 ? events : without(events, stay), repeatable);
			},
		});
		this.settleRest(parcels);
		return { outcomes: this.outcomes, fault: this.fault, repeatable: this.repeatable };
	}

	/** What throws means that the execution is cancelled: what else is under way begins nothing more. */
	private async orStop<Outcome>(work: () => Promise<Outcome>): Promise<Outcome> {
		let isDone = false;
		try {
			const outcome = await work();
			isDone = true;
			return outcome;
		} finally {
			if (!isDone) this.stopSending();
		}
	}

	private stopSending(): void {
		this.isStopped = true;
		this.stopWaiting();
	}

	/** Sends a group of events; those that one request cannot carry with the others follow in the next. */
	private async send(group: readonly Parcel[], repeatable: boolean): Promise<void> {
		if (this.isStopped || group.length === 0) return;
		const [now, later] = this.ordered.split(group);
		await this.sendTogether(now, repeatable);
		await this.send(later, repeatable);
	}

	/**
	 * Sends a group in one request. If Activate refuses it without telling all about each event, the ones that it did
	 * not name are sent again, or both halves if it named none, down to the single event: at most 2n - 1 requests for n
	 * events. Only events that may be repeated take that way; others become `ANSWER_UNCLEAR`.
	 */
	private async sendTogether(group: readonly Parcel[], repeatable: boolean): Promise<void> {
		await this.pause();
		const posted = await this.post(group, repeatable);
		if (posted === null) return;
		const { last, carried, answer } = posted;
		const parcels = carried.map(({ parcel }) => parcel);
		this.settleOvertaken(without(group, parcels), last.maybeTaken);
		const { reply } = last;
		if (reply === null) return;
		const sent = { ...last, reply, carried };
		if (reply.kind === 'blocked') return this.stop('REQUEST_BLOCKED', sent);
		if (reply.kind === 'notSent') return this.stop('VENDOR_UNAVAILABLE', sent);
		if (answer === null || answer.kind === 'cut') return this.stop('NO_ANSWER', sent);
		if (answer.kind === 'accepted') return this.accept(parcels, reply);

		const scrub = vendorTextScrubber(carried.map(({ event }) => event));
		const vendorText = answer.text === null ? null : scrub(answer.text);
		if (answer.kind === 'fault') return this.stop(answer.code, sent, vendorText);

		for (const [position, text] of answer.refused) {
			const code = text.includes('TIMESTAMP_ERROR') ? 'TIMESTAMP_REFUSED' : 'EVENT_REFUSED';
			const own = text === '' ? null : scrub(text);
			this.settle(parcels.slice(position, position + 1), code, reply, own);
			this.refusals.add(wordsOf(reply, own));
		}
		const others = parcels.filter((_, position) => !answer.refused.has(position));
		if (answer.others === 'accepted') return this.accept(others, reply);
		const isAlone = parcels.length === 1;
		if (isAlone && others.length === 1) this.refusals.add(wordsOf(reply, vendorText));
		if (isAlone || (answer.others === 'unclear' && !repeatable)) {
			return this.settle(others, 'ANSWER_UNCLEAR', reply, vendorText);
		}
		await this.search(others, others.length < parcels.length, repeatable, reply, vendorText);
	}

	/**
	 * Goes on looking for the refused events of a group, unless all of them seem to be refused for the same reason. Before
	 * it gives up, one more of them is sent alone.
	 *
	 * @param isRest whether the answer has named other events, so that these may all be good
	 */
	private async search(
		group: readonly Parcel[],
		isRest: boolean,
		repeatable: boolean,
		reply: Reply,
		vendorText: string | null,
	): Promise<void> {
		const words = wordsOf(reply, vendorText);
		if (this.refusals.isCommonReason(words)) await this.send(lastOfItsOwn(group), repeatable);
		const open = group.filter(({ row }) => !this.outcomes.has(row));
		if (this.refusals.isCommonReason(words) && !this.isStopped) {
			const isRefusal = vendorText !== null || !isSuccess(reply);
			const code = isRefusal && onlyUpdates(open) ? 'REQUEST_REFUSED' : 'ANSWER_UNCLEAR';
			return this.settle(open, code, reply, vendorText);
		}
		if (isRest) return await this.send(open, repeatable);
		const middle = Math.ceil(open.length / 2);
		await this.send(open.slice(0, middle), repeatable);
		await this.send(open.slice(middle), repeatable);
	}

	/** Keeps the distance between two requests. */
	private async pause(): Promise<void> {
		const { intervalMs } = this.settings;
		if (this.started && intervalMs > 0) await this.clock.wait(intervalMs);
		this.started = true;
	}

	/**
	 * One request with all its tries, as soon as one more may be under way. Each try carries what is still news at that
	 * moment.
	 *
	 * @returns null where sending stopped before the first try; where it stopped later, the last try counts
	 */
	private async post(group: readonly Parcel[], repeatable: boolean) {
		const tries: Try[] = [];
		let isCutShort = false;
		const tryOnce = async () => {
			isCutShort = this.isStopped;
			if (isCutShort) return null;
			const latest = await this.orStop(async () => await this.ordered.try(group));
			tries.push(latest);
			return latest.reply;
		};
		const pace = (reply: Reply | null) => paceOf(reply, this.ports.now());
		const { caps } = this.settings;
		const last = await this.parallel.run(
			async (tryInTurn) =>
				await exchange(
					async () => await tryInTurn(tryOnce, pace),
					{ repeatable, caps, standingOf },
					this.clock,
				),
		);
		const latest = tries.at(-1);
		if (latest === undefined) return isCutShort ? null : { last, carried: [], answer: null };
		const reply = isCutShort ? latest.reply : last.reply;
		return { last: { ...last, reply }, carried: latest.carried, answer: latest.answer };
	}

	private accept(parcels: readonly Parcel[], reply: Reply): void {
		this.refusals.clear();
		this.settle(parcels, null, reply);
	}

	/** Ends the run at this group. */
	private stop(
		code: FaultCode | 'NO_ANSWER' | 'REQUEST_BLOCKED',
		sent: Sent,
		vendorText: string | null = null,
	): void {
		const parcels = sent.carried.map(({ parcel }) => parcel);
		// An update that may have been taken may be sent again, so for updates a plain 503 counts as what it says. For
		// other events only a clear "not taken" does.
		const isOpen = onlyUpdates(parcels)
			? sent.maybeTaken && code === 'VENDOR_UNAVAILABLE' && !isUnavailable(sent)
			: sent.maybeTaken;
		const known = isOpen ? 'NO_ANSWER' : code;
		this.fault ??= faultOf(known, sent, vendorText);
		this.stopSending();
		this.settle(parcels, known, sent.reply, vendorText);
	}

	/**
	 * Rows of which nothing is left to send. An earlier try may have been taken; as far as anybody can tell the newer value
	 * arrived after it. Should that try be stuck on the way and arrive last, no answer would ever tell.
	 */
	private settleOvertaken(parcels: readonly Parcel[], maybeTaken: boolean): void {
		this.settle(parcels, 'OVERTAKEN');
		if (
			maybeTaken &&
			parcels.some(({ event, attempts }) => attempts > 0 && !isRepeatable(event.event))
		)
			this.repeatable = false;
	}

	/** Gives an outcome to the rows that sending did not reach. */
	private settleRest(parcels: readonly Parcel[]): void {
		for (const parcel of parcels) {
			if (this.outcomes.has(parcel.row)) continue;
			// Rows of a refused request whose turn to be sent again never came were sent, but not answered for.
			const isSent = parcel.attempts > 0;
			const code = this.waitsInVain(parcel) ? 'OLD_ADDRESS_KEPT' : 'NOT_SENT';
			this.settle([parcel], isSent ? 'ANSWER_UNCLEAR' : code);
		}
	}

	/**
	 * Whether the row that a parcel waits for was not taken. One that was overtaken counts as taken: a newer event has
	 * brought the same contact.
	 */
	private waitsInVain({ after }: Parcel): boolean {
		if (after === undefined) return false;
		const code = this.outcomes.get(after)?.code;
		return code !== null && code !== 'OVERTAKEN';
	}

	private settle(
		parcels: readonly Parcel[],
		code: SyncCode | null,
		reply: Reply | null = null,
		vendorText: string | null = null,
	): void {
		const httpStatus = reply?.kind === 'answer' ? reply.status : null;
		for (const parcel of parcels) {
			const { row, attempts, state } = parcel;
			const { event, leftOut } = state;
			const name = attempts > 0 && event !== null ? { event: event.event } : {};
			// Of a row that was overtaken a newer one brings all.
			const isWhole = code === 'OVERTAKEN' || this.ordered.remember(parcel, code === null);
			const lacking = isWhole ? {} : { lacking: true as const };
			this.outcomes.set(row, {
				code,
				vendorText,
				attempts,
				httpStatus,
				leftOut,
				...lacking,
				...name,
			});
		}
		const mayBeTaken = code !== null && SYNC_CODES[code].status === 'unknown';
		if (parcels.length > 0 && (code === null || (mayBeTaken && !onlyUpdates(parcels)))) {
			this.repeatable = false;
		}
	}
}

function without(group: readonly Parcel[], others: readonly Parcel[]): Parcel[] {
	const left = new Set(group);
	for (const parcel of others) left.delete(parcel);
	return [...left];
}

function onlyUpdates(parcels: readonly Parcel[]): boolean {
	return parcels.every(({ event, state }) => isRepeatable((state.event ?? event).event));
}

/** The last event whose contact has no other one in the group, so that sending it first changes no order; or none. */
function lastOfItsOwn(group: readonly Parcel[]): Parcel[] {
	const events = new Map<string, number>();
	for (const person of peopleIn(group)) {
		events.set(person, (events.get(person) ?? 0) + 1);
	}
	return group
		.filter(({ claim }) => keysOfContact(claim).every((person) => events.get(person) === 1))
		.slice(-1);
}

/** What a refusal says, to tell whether others say the same. */
function wordsOf(reply: Reply, vendorText: string | null): string {
	return `${reply.kind === 'answer' ? reply.status : ''} ${vendorText ?? ''}`;
}

function isSuccess(reply: Reply): boolean {
	return reply.kind === 'answer' && reply.status < 300;
}

/** Nobody there, as opposed to somebody who did not finish. */
function isUnavailable({ reply }: Exchange): boolean {
	return reply.kind === 'notSent' || (reply.kind === 'answer' && reply.status === 503);
}

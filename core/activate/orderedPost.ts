import { sortByMoment, type Moment } from '../contracts/order';
import { CONSENT_KEYS } from '../contracts/preparedProfile';
import { interpretAnswer, standingOf, type Interpretation } from './answer';
import type { QueuedEvent } from './batches';
import type { ActivateEvent } from './event';
import { standingOfReply, type Clock, type Reply } from '../http/exchange';
import { keysOfContact, OrderMemory, type OrderClaim } from './orderMemory';
import {
	claimOf,
	notRestatedBy,
	overtakenBy,
	upToDate,
	withdrawalsOf,
	type UpToDate,
} from './overtaken';
import type { Turns } from './turns';

/** What delivering needs from the outside. */
export interface Ports extends Clock {
	/** One try of `POST v1/track` with these events. */
	post(events: readonly ActivateEvent[]): Promise<Reply>;
}

/** What all deliveries of a process share, so that none overwrites what another one has sent since. */
export interface SharedOrder {
	memory: OrderMemory;
	turns: Turns;
	/** Tells one Activate account from another. */
	account: string;
}

/** An event on its way. */
export interface Parcel extends QueuedEvent {
	/** What it sets when nothing is left out. */
	readonly claim: OrderClaim;
	/** Tries that carried it. */
	attempts: number;
	/** As the last try carried it, or found that nothing was left of it. */
	state: UpToDate;
}

/** A parcel as one try carries it. */
export interface Carried {
	parcel: Parcel;
	event: ActivateEvent;
}

/** One try of a group. */
export interface Try {
	/** What was sent, oldest first; nothing where newer events have set everything since. */
	carried: Carried[];
	/** Null where nothing was sent. */
	reply: Reply | null;
	/** What the reply says, where it is an answer. */
	answer: Interpretation | null;
}

/**
 * Sends groups of events so that, as far as this process can tell, the newest value of each contact and key arrives
 * last. Activate keeps what arrives last, whatever the time of the event says, and a try may come long after the first.
 */
export class OrderedPost {
	private readonly now: Moment;

	constructor(
		private readonly ports: Ports,
		private readonly shared: SharedOrder,
	) {
		this.now = { order: ports.now() * 1000, sentAt: null };
	}

	parcelsOf(queue: readonly QueuedEvent[]): Parcel[] {
		const { memory, account } = this.shared;
		for (const { event } of queue) memory.identities.learn(event, account);
		return queue.map((queued) => {
			const others = memory.identities.othersOf(queued.event, account);
			const keys = others.map((person) => `${account} ${person}`);
			const claim = claimOf(queued, account, this.now, keys);
			return { ...queued, claim, attempts: 0, state: { event: queued.event, leftOut: [] } };
		});
	}

	/** Keeps the order of these contacts in memory until the returned function is called. */
	hold(parcels: readonly Parcel[]): () => void {
		const letGo = this.shared.memory.hold(peopleIn(parcels));
		// Before the first of them goes: an older one of the same run must know of it as well.
		for (const parcel of parcels) this.look(parcel);
		return letGo;
	}

	/**
	 * Remembers whether the consents of a parcel were taken.
	 *
	 * @returns whether Activate holds all that this process was to bring to the contact so far, and took the consents that
	 *   the row leaves out as unchanged before
	 */
	remember({ event, state, claim, unchanged = {} }: Parcel, isTaken: boolean): boolean {
		const { memory } = this.shared;
		const consents = CONSENT_KEYS.filter((key) => Object.hasOwn(state.event ?? event, key));
		if (!isTaken) memory.owe(claim, consents);
		else memory.settle(claim, consents);
		const isKnown = CONSENT_KEYS.every(
			(key) => unchanged[key] === undefined || memory.hasTaken(claim, key, unchanged[key]),
		);
		return isKnown && !memory.lacksSomething(claim);
	}

	/**
	 * The part of a group that one request can carry, and the rest of it. In a request the last value of a key counts. So an
	 * event that would lose a value to the ones before it, because that is newer or must not be restated against, waits
	 * until they have been answered.
	 */
	split(group: readonly Parcel[]): [now: readonly Parcel[], later: readonly Parcel[]] {
		const isInOrder = ({ claim: { ownMoments, restated } }: Parcel) =>
			ownMoments === undefined && restated === undefined;
		if (group.every(isInOrder)) return [group, []];
		const ahead = new OrderMemory(0);
		ahead.hold(peopleIn(group));
		const now: Parcel[] = [];
		const later: Parcel[] = [];
		const waiting = new Set<string>();
		for (const parcel of sortByMoment(group, ({ claim }) => claim.moment)) {
			const people = keysOfContact(parcel.claim);
			const isNews = upToDate(parcel, parcel.claim, ahead).leftOut.length === 0;
			if (isNews && !people.some((person) => waiting.has(person))) {
				ahead.note(parcel.claim);
				now.push(parcel);
			} else {
				for (const person of people) waiting.add(person);
				later.push(parcel);
			}
		}
		return [now, later];
	}

	/** Sends what is still news of a group, once no other request that touches one of its contacts is under way. */
	async try(group: readonly Parcel[]): Promise<Try> {
		const endTurn = await this.shared.turns.take(peopleIn(group));
		try {
			const oldestFirst = sortByMoment(group, ({ claim }) => claim.moment);
			const carried = oldestFirst.flatMap((parcel) => this.pack(parcel));
			if (carried.length === 0) return { carried, reply: null, answer: null };
			const events = carried.map(({ event }) => event);
			const reply = await this.post(carried, events);
			const answer = reply.kind === 'answer' ? interpretAnswer(reply, events) : null;
			this.note(this.mayBeTaken(carried, reply, answer));
			return { carried, reply, answer };
		} finally {
			endTurn();
		}
	}

	/**
	 * What is still news of a parcel. What is older than it is older than what has set it since, and than what its record
	 * says although it is not restated.
	 */
	private look(parcel: Parcel): UpToDate {
		const { memory } = this.shared;
		const state = upToDate(parcel, parcel.claim, memory);
		for (const known of [overtakenBy, notRestatedBy]) {
			const claim = known(parcel.claim, state.leftOut);
			if (claim !== null) memory.note(claim);
		}
		return state;
	}

	private pack(parcel: Parcel): Carried[] {
		parcel.state = this.look(parcel);
		const { event } = parcel.state;
		if (event === null) return [];
		parcel.attempts += 1;
		return [{ parcel, event }];
	}

	private async post(
		carried: readonly Carried[],
		events: readonly ActivateEvent[],
	): Promise<Reply> {
		// A withdrawal counts from the first try on, taken or not: nobody may be opted in against it meanwhile.
		for (const one of carried) {
			const withdrawals = withdrawalsOf(this.claimOf(one));
			if (withdrawals !== null) this.shared.memory.note(withdrawals);
		}
		let isCancelled = true;
		try {
			const reply = await this.ports.post(events);
			isCancelled = false;
			return reply;
		} finally {
			// The request may have been on its way.
			if (isCancelled) this.note(carried);
		}
	}

	/** Other values count once Activate may have them: one that was refused must not hold back an older one. */
	private mayBeTaken(
		carried: readonly Carried[],
		reply: Reply,
		answer: Interpretation | null,
	): readonly Carried[] {
		if (standingOfReply(reply, this.ports.now(), standingOf) === 'open') return carried;
		if (answer === null || answer.kind === 'fault') return [];
		if (answer.kind !== 'refused') return carried;
		if (answer.others === 'untouched') return [];
		return carried.filter((_, position) => !answer.refused.has(position));
	}

	private note(carried: readonly Carried[]): void {
		for (const one of carried) this.shared.memory.note(this.claimOf(one));
	}

	/** What really goes out: less than the parcel's own claim where something was left out. */
	private claimOf({ parcel, event }: Carried): OrderClaim {
		return event === parcel.event
			? parcel.claim
			: claimOf({ ...parcel, event }, this.shared.account, this.now, parcel.claim.others);
	}
}

/** All keys of the contacts that a group touches. */
export function peopleIn(group: readonly Parcel[]): string[] {
	return group.flatMap(({ claim }) => keysOfContact(claim));
}

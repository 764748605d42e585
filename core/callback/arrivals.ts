import { forgetOldest } from '../forgetOldest';

/** Orders of two arrivals lie at least this far apart, so that calls which were overtaken find room between them. */
const STEP = 256;
/** Distance of two calls of one second that were overtaken. */
const SPARE = 2;
/** Calls remembered per sender; what overtakes does so within a few. */
const REMEMBERED_CALLS = 2_000;
const REMEMBERED_SENDERS = 50;
const REMEMBERED_PLACES = 10_000;

/** A genuine call and the place it was given. */
interface Placed {
	/** The signed `Date`, in milliseconds since the epoch. */
	sent: number;
	arrival: number;
	order: number;
}

/** The last calls of one sender, oldest first: by signed date, in the same second by arrival. Orders rise along it. */
type Line = Placed[];

function isBefore(a: Placed, sent: number, arrival: number): boolean {
	return a.sent === sent ? a.arrival < arrival : a.sent < sent;
}

/** Where a call belongs in the line. From the end, because nearly every call is the newest. */
function indexFor(calls: readonly Placed[], sent: number, arrival: number): number {
	let index = calls.length;
	for (let before = calls[index - 1]; before; before = calls[index - 1]) {
		if (isBefore(before, sent, arrival)) break;
		index -= 1;
	}
	return index;
}

/**
 * Where to look for a free place between two orders: less than a step before the upper one, because numbers further
 * down may belong to calls that still wait for their proof. Next to a call of the same second, with a place left for
 * such a call, else in the middle, because calls of further seconds may belong on either side.
 */
function startBetween(below: number, above: number, follows: boolean, precedes: boolean): number {
	if (above === Infinity) return below + STEP / 2;
	const lowest = Math.max(below, above - STEP);
	const middle = above - Math.ceil((above - lowest) / 2);
	if (follows === precedes) return middle;
	return follows ? Math.min(lowest + SPARE, middle) : Math.max(above - SPARE, middle);
}

/** Hands out orders that never repeat and never run backwards, whatever the system clock does. */
class ArrivalClock {
	private last = 0;

	/** @param step orders are multiples of it, so that there is room between two of them */
	constructor(private readonly step = 1) {}

	/**
	 * @param now milliseconds since the epoch
	 * @returns the next order
	 */
	next(now: number): number {
		const { step } = this;
		this.last = Math.max(this.last + step, Math.floor((now * 1000) / step) * step);
		return this.last;
	}
}

/**
 * Gives each call its place in the order of changes. A call takes a number first of all, when it arrives; once it is
 * proven, its signed date (whole seconds, the only order that Copernica attests) corrects the number of a call that was
 * overtaken on the way. Memory of one process, and bounded.
 */
export class Arrivals {
	private readonly clock = new ArrivalClock(STEP);
	private readonly lines = new Map<string, Line>();
	/** Places between the numbers of arrivals that were given away. */
	private readonly given = new Set<number>();

	/**
	 * The number of a call that has just arrived: higher than all before.
	 *
	 * @param now milliseconds since the epoch
	 */
	next(now: number): number {
		return this.clock.next(now);
	}

	/**
	 * The order of a proven call: above every call of its sender with an earlier signed date, below every one with a
	 * later date, and inside one second as they arrived. A call that nobody overtook keeps its number.
	 *
	 * @param sender who signed; dates of different senders are not compared
	 * @param sentAt the signed date, ISO 8601
	 * @param arrival the number from {@link next}
	 * @returns a number that no other call has. Where dozens were overtaken by one call and there is no room left before
	 * it, the number of arrival
	 */
	place(sender: string, sentAt: string, arrival: number): number {
		const sent = Date.parse(sentAt);
		const calls = this.lineOf(sender);
		const index = indexFor(calls, sent, arrival);
		const before = calls[index - 1];
		const after = calls[index];
		const below = before?.order ?? -Infinity;
		const above = after?.order ?? Infinity;
		const fits = below < arrival && arrival < above;
		const order = fits
			? arrival
			: this.takeFrom(
					startBetween(below, above, before?.sent === sent, after?.sent === sent),
					below,
					above,
				);
		if (order === undefined) return arrival;
		calls.splice(index, 0, { sent, arrival, order });
		if (calls.length > REMEMBERED_CALLS) calls.shift();
		return order;
	}

	private lineOf(sender: string): Line {
		const known = this.lines.get(sender);
		if (known) return known;
		const line: Line = [];
		this.lines.set(sender, line);
		forgetOldest(this.lines, REMEMBERED_SENDERS);
		return line;
	}

	/** The first free place from `start` up, or else down, between two orders; undefined when all are taken. */
	private takeFrom(start: number, below: number, above: number): number | undefined {
		for (let place = start; place < above; place++) if (this.take(place)) return place;
		for (let place = start - 1; place > below; place--) if (this.take(place)) return place;
		return undefined;
	}

	/** Takes a place unless another call has it, or will: numbers of arrivals are multiples of the step. */
	private take(place: number): boolean {
		if (place % STEP === 0 || this.given.has(place)) return false;
		this.given.add(place);
		forgetOldest(this.given, REMEMBERED_PLACES);
		return true;
	}
}

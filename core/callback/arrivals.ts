import { forgetOldest } from '../forgetOldest';

/** The orders of two arrivals are at least this far apart, to leave room for calls that were overtaken. */
const STEP = 256;
/** Distance between two overtaken calls of the same second. */
const SPARE = 2;
/** Calls remembered per sender; one call only ever overtakes a few others. */
const REMEMBERED_CALLS = 2_000;
const REMEMBERED_SENDERS = 50;
const REMEMBERED_PLACES = 10_000;

/** A genuine call and its place in the order. */
interface Placed {
	/** The signed `Date`, in milliseconds since the epoch. */
	sent: number;
	arrival: number;
	order: number;
}

/**
 * The last calls of one sender, oldest first: by signed date, in the same second by arrival. Orders rise along the
 * list.
 */
type Line = Placed[];

function isBefore(a: Placed, sent: number, arrival: number): boolean {
	return a.sent === sent ? a.arrival < arrival : a.sent < sent;
}

/** Where a call belongs in the list. Searched from the end, because nearly every call is the newest. */
function indexFor(calls: readonly Placed[], sent: number, arrival: number): number {
	let index = calls.length;
	for (let before = calls[index - 1]; before; before = calls[index - 1]) {
		if (isBefore(before, sent, arrival)) break;
		index -= 1;
	}
	return index;
}

/**
 * Where to look for a free place between two orders: less than a step below the upper one, because lower numbers may
 * belong to calls still waiting for their proof. Next to a call of the same second, leaving one place for another such
 * call; otherwise in the middle, because calls of other seconds may belong on either side.
 */
function startBetween(below: number, above: number, follows: boolean, precedes: boolean): number {
	if (above === Infinity) return below + STEP / 2;
	const lowest = Math.max(below, above - STEP);
	const middle = above - Math.ceil((above - lowest) / 2);
	if (follows === precedes) return middle;
	return follows ? Math.min(lowest + SPARE, middle) : Math.max(above - SPARE, middle);
}

/** Gives out orders that never repeat or go backwards, whatever the system clock does. */
class ArrivalClock {
	private last = 0;

	/** @param step orders are multiples of it, which leaves room between them */
	constructor(private readonly step: number) {}

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
 * Gives each call its place in the order of changes. A call takes a number as soon as it arrives. Once it is proven,
 * its signed date (whole seconds, the only order that Copernica attests) corrects the number of a call that was
 * overtaken on the way. Kept in the memory of one process, and bounded.
 */
export class Arrivals {
	private readonly clock = new ArrivalClock(STEP);
	private readonly lines = new Map<string, Line>();
	/** Places given away between the arrival numbers. */
	private readonly given = new Set<number>();

	/**
	 * The number of a call that has just arrived: higher than any before it.
	 *
	 * @param now milliseconds since the epoch
	 */
	next(now: number): number {
		return this.clock.next(now);
	}

	/**
	 * The order of a proven call: above every call of its sender with an earlier signed date, below every one with a
	 * later date, and within one second in order of arrival. A call that was not overtaken keeps its number.
	 *
	 * @param sender who signed it; dates of different senders are not compared
	 * @param sentAt the signed date, ISO 8601
	 * @param arrival the number from {@link next}
	 * @returns a number that no other call has. If one call overtook dozens and no room is left before it, the arrival
	 * number
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

	/** The first free place between two orders, going up from `start`, or else down; undefined when all are taken. */
	private takeFrom(start: number, below: number, above: number): number | undefined {
		for (let place = start; place < above; place++) if (this.take(place)) return place;
		for (let place = start - 1; place > below; place--) if (this.take(place)) return place;
		return undefined;
	}

	/** Takes a place unless another call has it or will get it: arrival numbers are multiples of the step. */
	private take(place: number): boolean {
		if (place % STEP === 0 || this.given.has(place)) return false;
		this.given.add(place);
		forgetOldest(this.given, REMEMBERED_PLACES);
		return true;
	}
}

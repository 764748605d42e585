import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Arrivals } from '../../../core/callback/arrivals';

const SENDER = 'account';
const NOW = Date.UTC(2025, 2, 4, 9, 30, 0);
/** The signed date some seconds after the start. */
const sentAt = (second: number): string => new Date(NOW + second * 1_000).toISOString();

describe('the order of calls', () => {
	it('is that of arrival, and the time of arrival as near as may be', () => {
		const arrivals = new Arrivals();
		const first = arrivals.next(NOW);
		const sameMoment = arrivals.next(NOW);
		const clockSetBack = arrivals.next(NOW - 5_000);
		expect(first).toBeLessThanOrEqual(NOW * 1_000);
		expect(NOW * 1_000 - first).toBeLessThan(1_000);
		expect(sameMoment).toBeGreaterThan(first);
		expect(clockSetBack).toBeGreaterThan(sameMoment);
		expect(arrivals.place(SENDER, sentAt(0), first)).toBe(first);
		expect(arrivals.place(SENDER, sentAt(0), sameMoment)).toBe(sameMoment);
	});

	it('puts a call that was overtaken before the one that overtook it, and near it', () => {
		const arrivals = new Arrivals();
		const before = arrivals.place(SENDER, sentAt(0), arrivals.next(NOW));
		const later = arrivals.place(SENDER, sentAt(2), arrivals.next(NOW + 2_000));
		const overtaken = arrivals.place(SENDER, sentAt(1), arrivals.next(NOW + 2_005));
		expect(overtaken).toBeGreaterThan(before);
		expect(overtaken).toBeLessThan(later);
		expect(later - overtaken).toBeLessThan(1_000);
		// The next of the same second comes after it, and still before.
		const next = arrivals.place(SENDER, sentAt(1), arrivals.next(NOW + 2_010));
		expect(next).toBeGreaterThan(overtaken);
		expect(next).toBeLessThan(later);
	});

	it('does not depend on which of two calls is proven first', () => {
		const arrivals = new Arrivals();
		const slow = arrivals.next(NOW);
		const fast = arrivals.next(NOW + 1);
		const fastOrder = arrivals.place(SENDER, sentAt(0), fast);
		expect(arrivals.place(SENDER, sentAt(0), slow)).toBeLessThan(fastOrder);
		// A later date that waited for its proof, while an older call came and went.
		const waiting = arrivals.next(NOW + 2);
		const old = arrivals.place(SENDER, sentAt(1), arrivals.next(NOW + 3));
		expect(arrivals.place(SENDER, sentAt(2), waiting)).toBeGreaterThan(old);
	});

	it('leaves a call that waited for its proof before the next that arrived', () => {
		const arrivals = new Arrivals();
		const [waiting, old, following] = [0, 0, 0].map(() => arrivals.next(NOW));
		const before = arrivals.place(SENDER, sentAt(1), old ?? 0);
		const placed = arrivals.place(SENDER, sentAt(2), waiting ?? 0);
		expect(placed).toBeGreaterThan(before);
		expect(placed).toBeLessThan(following ?? 0);
	});

	it('keeps calls of a second that were overtaken close, whichever is proven first', () => {
		const arrivals = new Arrivals();
		arrivals.place(SENDER, sentAt(0), arrivals.next(NOW));
		const later = arrivals.place(SENDER, sentAt(2), arrivals.next(NOW + 2_000));
		const numbers = Array.from({ length: 20 }, () => arrivals.next(NOW + 2_000));
		const orders = numbers.reverse().map((number) => arrivals.place(SENDER, sentAt(1), number));
		expect(orders).toEqual([...orders].sort((a, b) => b - a));
		expect(later - (orders.at(-1) ?? 0)).toBeLessThan(256);
	});

	it('finds room further down where the calls of another sender have the places', () => {
		const arrivals = new Arrivals();
		const [low, otherLow, otherHigh, high] = [0, 0, 0, 0].map(() => arrivals.next(NOW));
		const last = arrivals.place(SENDER, sentAt(2), high ?? 0);
		const first = arrivals.place(SENDER, sentAt(0), low ?? 0);
		arrivals.place('other', sentAt(0), otherLow ?? 0);
		arrivals.place('other', sentAt(2), otherHigh ?? 0);
		const others = Array.from({ length: 64 }, () =>
			arrivals.place('other', sentAt(1), arrivals.next(NOW)),
		);
		const numbers = Array.from({ length: 80 }, () => arrivals.next(NOW)).reverse();
		const orders = numbers.map((number) => arrivals.place(SENDER, sentAt(1), number));
		const line = [last, ...orders, first];
		expect(line).toEqual([...line].sort((a, b) => b - a));
		expect(new Set([...line, ...others]).size).toBe(line.length + others.length);
	});

	it('finds room below the place where another sender has all those above', () => {
		const arrivals = new Arrivals();
		const numbers = Array.from({ length: 7 }, () => arrivals.next(NOW));
		const place = (sender: string, second: number, arrived: number) =>
			arrivals.place(sender, sentAt(second), numbers[arrived] ?? 0);
		place('other', 0, 3);
		const last = place(SENDER, 4, 4);
		// The first of these goes above, the others right below it, side by side.
		const others = [2, 0, 1].map((arrived) => place('other', 1, arrived));
		const second = place(SENDER, 3, 6);
		const first = place(SENDER, 3, 5);
		expect(first).toBeLessThan(Math.min(...others));
		expect(second).toBeGreaterThan(Math.max(...others));
		expect(second).toBeLessThan(last);
		// Near, because calls that still wait for their proof belong further down.
		expect(second - first).toBeLessThan(8);
	});

	it('of one sender does not move for the dates of another', () => {
		const arrivals = new Arrivals();
		arrivals.place('somebody with a fast clock', sentAt(30), arrivals.next(NOW));
		const arrival = arrivals.next(NOW + 1);
		expect(arrivals.place(SENDER, sentAt(0), arrival)).toBe(arrival);
	});

	it('gives no number twice, although calls of several senders go to the same places', () => {
		const arrivals = new Arrivals();
		const senders = ['a', 'b', 'c', 'd'];
		const numbers = senders.map(() => arrivals.next(NOW));
		// All of them are overtaken by calls that arrived in the same moment.
		const orders = [1, 0].flatMap((second) =>
			senders.map((sender, at) =>
				second === 1
					? arrivals.place(sender, sentAt(1), numbers[at] ?? 0)
					: arrivals.place(sender, sentAt(0), arrivals.next(NOW)),
			),
		);
		expect(new Set(orders).size).toBe(orders.length);
	});

	it('keeps the number of arrival where there is no room', () => {
		const arrivals = new Arrivals();
		const low = arrivals.place(SENDER, sentAt(0), arrivals.next(NOW));
		const high = arrivals.place(SENDER, sentAt(2), arrivals.next(NOW));
		const placed = Array.from({ length: 300 }, () => {
			const arrival = arrivals.next(NOW);
			return { arrival, order: arrivals.place(SENDER, sentAt(1), arrival) };
		});
		const between = placed.filter(({ order }) => low < order && order < high);
		expect(between.length).toBeGreaterThan(50);
		expect(placed.filter(({ arrival, order }) => order === arrival)).toHaveLength(
			placed.length - between.length,
		);
		expect(new Set(placed.map(({ order }) => order)).size).toBe(placed.length);
		// And finds its way again afterwards.
		const arrival = arrivals.next(NOW + 5_000);
		expect(arrivals.place(SENDER, sentAt(5), arrival)).toBe(arrival);
	});

	it('forgets what is long past, and never places a call among what was forgotten', () => {
		const arrivals = new Arrivals();
		const orders: number[] = [];
		for (let n = 0; n < 5_000; n++) {
			orders.push(arrivals.place(SENDER, sentAt(n), arrivals.next(NOW + n * 1_000)));
		}
		const old = arrivals.place(SENDER, sentAt(10), arrivals.next(NOW + 5_000_000));
		expect(orders[2_999]).toBeLessThan(old);
		expect(old).toBeLessThan(orders[3_000] ?? 0);
	});

	it.each([
		['in the order of arrival', 40, false],
		['in any order', 4, true],
	])(
		'agrees with the signed dates, inside a second with arrival, and has no ties: proofs %s',
		(_how, maxLength, isMixed) => {
			const call = fc.record({
				sender: fc.constantFrom('a', 'b'),
				/** Seconds that the call was sent after the start. */
				second: fc.integer({ min: 0, max: 3 }),
				/** Milliseconds since the call before. */
				gap: fc.constantFrom(0, 0, 1, 20),
				/** Position among the proofs. */
				proof: isMixed ? fc.nat() : fc.constant(0),
			});
			fc.assert(
				fc.property(fc.array(call, { maxLength }), (calls) => {
					const arrivals = new Arrivals();
					let now = NOW;
					const placed = calls
						.map((one) => ({ ...one, arrival: arrivals.next((now += one.gap)) }))
						.sort((a, b) => a.proof - b.proof)
						.map((one) => ({
							...one,
							order: arrivals.place(one.sender, sentAt(one.second), one.arrival),
						}));
					expect(new Set(placed.map(({ order }) => order)).size).toBe(placed.length);
					for (const sender of ['a', 'b']) {
						const own = placed.filter((one) => one.sender === sender);
						const byTruth = [...own].sort((a, b) => a.second - b.second || a.arrival - b.arrival);
						expect([...own].sort((a, b) => a.order - b.order)).toEqual(byTruth);
					}
				}),
				{ numRuns: 500 },
			);
		},
	);
});

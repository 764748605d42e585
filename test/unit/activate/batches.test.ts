import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fits, planBatches, type QueuedEvent } from '../../../core/activate/batches';
import { event } from './support';

const limits = { maxEvents: 4, maxBytes: 700 };

const queues = fc
	.array(
		fc.record({
			name: fc.constantFrom('CRMUpdate', 'EmailOptIn', 'Purchase'),
			person: fc.nat(4),
			note: fc.string({ maxLength: 120 }),
		}),
		{ maxLength: 40 },
	)
	.map((list): QueuedEvent[] =>
		list.map(({ name, person, note }, row) => ({
			row,
			event: event(name, person, { note }),
			moment: null,
		})),
	);

describe('planBatches', () => {
	it('keeps each event once, within the limits, unmixed, in order within a request', () => {
		fc.assert(
			fc.property(queues, (queue) => {
				const batches = planBatches(queue, limits);
				const rows = batches.flatMap(({ events }) => events.map(({ row }) => row));
				expect([...rows].sort((a, b) => a - b)).toEqual(queue.map(({ row }) => row));
				for (const { events, repeatable } of batches) {
					expect(events.length).toBeLessThanOrEqual(limits.maxEvents);
					const body = JSON.stringify({ events: events.map((queued) => queued.event) });
					expect(events.length === 1 || Buffer.byteLength(body) <= limits.maxBytes).toBe(true);
					expect(
						events.every((queued) => (queued.event.event === 'CRMUpdate') === repeatable),
					).toBe(true);
					expect(events.map(({ row }) => row)).toEqual(
						events.map(({ row }) => row).sort((a, b) => a - b),
					);
				}
			}),
		);
	});

	it('keeps the order of the events of one person across requests', () => {
		fc.assert(
			fc.property(queues, (queue) => {
				const sent = planBatches(queue, limits).flatMap(({ events }) => events);
				for (const email of new Set(queue.map((queued) => queued.event.email))) {
					const own = sent.filter((queued) => queued.event.email === email).map(({ row }) => row);
					expect(own).toEqual([...own].sort((a, b) => a - b));
				}
			}),
		);
	});

	it('needs two requests for two kinds of events of different people', () => {
		const queue = Array.from({ length: 8 }, (_, row) => ({
			row,
			event: event(row % 2 === 0 ? 'CRMUpdate' : 'EmailOptIn', row),
			moment: null,
		}));
		expect(planBatches(queue, limits)).toHaveLength(2);
	});

	it('takes a user id and an address for the same person when one event has both', () => {
		const queue = [
			{ row: 0, event: event('CRMUpdate', 1), moment: null },
			{ row: 1, event: { ...event('EmailOptIn', 2), userid: 9 }, moment: null },
			{ row: 2, event: { event: 'CRMUpdate', userid: '9', timestamp: 1 }, moment: null },
		];
		expect(planBatches(queue, limits).map(({ events }) => events.map(({ row }) => row))).toEqual([
			[0],
			[1],
			[2],
		]);
	});

	it('puts an event that waits for another one into a later request, without wasting requests', () => {
		const queue = Array.from({ length: 8 }, (_, row) => ({
			row,
			event: event('CRMUpdate', row),
			moment: null,
			...(row % 2 === 1 ? { after: row - 1 } : {}),
		}));
		expect(planBatches(queue, limits).map(({ events }) => events.map(({ row }) => row))).toEqual([
			[0, 2, 4, 6],
			[1, 3, 5, 7],
		]);
	});

	it('closes a request before it grows too large', () => {
		const queue = Array.from({ length: 4 }, (_, row) => ({
			row,
			event: event('CRMUpdate', row, { note: 'x'.repeat(220) }),
			moment: null,
		}));
		const batches = planBatches(queue, limits);
		expect(batches.map(({ events }) => events.length)).toEqual([2, 2]);
	});

	it('knows an event that fits into no request', () => {
		expect(fits(event('CRMUpdate', 1), limits)).toBe(true);
		expect(fits(event('CRMUpdate', 1, { note: 'é'.repeat(350) }), limits)).toBe(false);
	});
});

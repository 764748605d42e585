import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { QueuedEvent } from '../../../core/activate/batches';
import { deliver, type DeliverySettings } from '../../../core/activate/deliver';
import type { ActivateEvent } from '../../../core/activate/event';
import type { Reply } from '../../../core/http/exchange';
import { event, fakeVendor, http, settings, type FakeVendor } from './support';

function queueOf(count: number, name = 'CRMUpdate'): QueuedEvent[] {
	return Array.from({ length: count }, (_, row) => ({
		row,
		event: event(name, row),
		moment: null,
	}));
}

async function run(queue: QueuedEvent[], vendor: FakeVendor, over: Partial<DeliverySettings> = {}) {
	const { outcomes, fault, repeatable } = await deliver(queue, { ...settings, ...over }, vendor);
	return { codes: queue.map(({ row }) => outcomes.get(row)?.code), outcomes, fault, repeatable };
}

/** Rows by the number in their address. */
const rowsIn = (events: readonly ActivateEvent[]) =>
	events.map(({ email }) => Number(/\d+/.exec(String(email))?.[0]));

describe('deliver', () => {
	it('sends 1,000 events in 20 requests', async () => {
		const vendor = fakeVendor(() => http(200));
		const { codes } = await run(queueOf(1000), vendor);
		expect(vendor.requests).toHaveLength(20);
		expect(codes.every((code) => code === null)).toBe(true);
	});

	it.each([400, 200])(
		'finds exactly the bad events of a %i that does not name them',
		async (status) => {
			const sizes = fc.integer({ min: 1, max: 50 });
			await fc.assert(
				fc.asyncProperty(sizes, fc.infiniteStream(fc.boolean()), async (size, flags) => {
					const bad = new Set([...flags.take(size)].flatMap((flag, row) => (flag ? [row] : [])));
					const vendor = fakeVendor((events) =>
						rowsIn(events).some((row) => bad.has(row))
							? http(status, { errors: ['no'] })
							: http(200),
					);
					const { codes, fault } = await run(queueOf(size), vendor);
					expect(codes).toEqual(
						queueOf(size).map(({ row }) => (bad.has(row) ? 'EVENT_REFUSED' : null)),
					);
					expect(fault).toBeNull();
					expect(vendor.requests.length).toBeLessThanOrEqual(2 * size - 1);
				}),
				{ numRuns: 60 },
			);
		},
	);

	it('finds one bad event among 50 in few requests', async () => {
		const vendor = fakeVendor((events) => http(rowsIn(events).includes(31) ? 400 : 200));
		await run(queueOf(50), vendor);
		expect(vendor.requests.length).toBeLessThanOrEqual(13);
	});

	it.each([
		['in one request', 1000],
		['50 by 50', 50],
	])('gives up a search when 1,000 events are refused for one reason, %s', async (_, maxEvents) => {
		const vendor = fakeVendor((events, request) =>
			http(400, { errors: [`account suspended (request ${request} of ${events.length})`] }),
		);
		const { codes, outcomes, fault } = await run(queueOf(1000), vendor, {
			limits: { maxEvents, maxBytes: 500_000 },
		});
		expect(vendor.requests.length).toBeLessThan(120);
		expect(new Set(codes)).toEqual(new Set(['EVENT_REFUSED', 'REQUEST_REFUSED']));
		// Nothing that was in no request is said to be refused.
		for (const outcome of outcomes.values()) expect(outcome.attempts).toBeGreaterThan(0);
		expect(outcomes.get(999)?.vendorText).toContain('account suspended');
		expect(fault).toBeNull();
	});

	it('gives up a search when each answer names one more event for the same reason', async () => {
		const vendor = fakeVendor((events) =>
			http(400, { errors: [{ email: events[0]?.email, message: 'account suspended' }] }),
		);
		await run(queueOf(1000), vendor, { limits: { maxEvents: 1000, maxBytes: 500_000 } });
		expect(vendor.requests.length).toBeLessThan(50);
	});

	it('finds the good events behind many bad ones', async () => {
		const vendor = fakeVendor((events) =>
			http(rowsIn(events).some((row) => row < 30) ? 400 : 200, { errors: [] }),
		);
		const { codes } = await run(queueOf(50), vendor);
		expect(codes.slice(30)).toEqual(queueOf(20).map(() => null));
		expect(codes.slice(0, 30)).not.toContain(null);
	});

	it('goes on searching when the reasons differ', async () => {
		const vendor = fakeVendor((events) =>
			events.length > 1
				? http(400)
				: http(400, { errors: [`no ${'abc'.repeat(rowsIn(events)[0] ?? 0)}`] }),
		);
		const { codes } = await run(queueOf(50), vendor);
		expect(codes).toEqual(queueOf(50).map(() => 'EVENT_REFUSED'));
	});

	it('takes an answer that refuses 1,000 events by name', async () => {
		const vendor = fakeVendor((events) =>
			http(200, {
				errors: events.map(({ email }, index) => ({
					index,
					message: `${String(email)}: bad country`,
				})),
			}),
		);
		const { codes } = await run(queueOf(1000), vendor, {
			limits: { maxEvents: 1000, maxBytes: 500_000 },
		});
		expect(new Set(codes)).toEqual(new Set(['EVENT_REFUSED']));
	});

	it('sends the blamed events alone when their number may count from 0 or from 1', async () => {
		for (const first of [0, 1]) {
			const vendor = fakeVendor((events) => {
				const errors = rowsIn(events).flatMap((row, position) =>
					row === 2 ? [{ index: position + first, message: 'no' }] : [],
				);
				return http(200, { errors });
			});
			const { codes } = await run(queueOf(5), vendor);
			expect(codes).toEqual([null, null, 'EVENT_REFUSED', null, null]);
			// An event that must not be sent twice is not blamed for another one.
			const opted = await run(queueOf(5, 'EmailOptIn'), vendor);
			expect(opted.codes).toEqual(queueOf(5).map(() => 'ANSWER_UNCLEAR'));
		}
	});

	describe('a success that cannot be read', () => {
		it('is asked for again, and is no success', async () => {
			const vendor = fakeVendor((_, request) => http(200, request === 1 ? '{"succe' : ''));
			expect((await run(queueOf(2), vendor)).codes).toEqual([null, null]);
			const cut = await run(
				queueOf(2),
				fakeVendor(() => http(200, '{"succe')),
			);
			expect(cut.codes).toEqual(['NO_ANSWER', 'NO_ANSWER']);
			expect(cut.fault?.code).toBe('NO_ANSWER');
		});

		it('is not asked for again where that could do something twice', async () => {
			const vendor = fakeVendor(() => http(200, '{"succe'));
			expect((await run(queueOf(1, 'EmailOptIn'), vendor)).codes).toEqual(['NO_ANSWER']);
			expect(vendor.requests).toHaveLength(1);
		});

		it('is made shorter where it is too long', async () => {
			const vendor = fakeVendor((events) =>
				http(200, { success: true, filler: 'x'.repeat(events.length * 400_000) }),
			);
			expect((await run(queueOf(5), vendor)).codes).toEqual(queueOf(5).map(() => null));
		});

		it('leaves open what became of one event', async () => {
			const vendor = fakeVendor(() => http(200, { said: 'x'.repeat(1_000_001) }));
			expect((await run(queueOf(2), vendor)).codes).toEqual(['ANSWER_UNCLEAR', 'ANSWER_UNCLEAR']);
		});
	});

	it('never accepts a bad event, even if the vendor names the wrong position', async () => {
		const vendor = fakeVendor((events) => {
			const bad = rowsIn(events).indexOf(2);
			return bad < 0 ? http(200) : http(400, { errors: [{ index: bad + 1, message: 'no' }] });
		});
		const { codes } = await run(queueOf(6), vendor);
		expect(codes[2]).toBe('EVENT_REFUSED');
	});

	it('sends the rest of a partly refused request again, without the named event', async () => {
		const vendor = fakeVendor((events) =>
			rowsIn(events).includes(1)
				? http(400, { errors: [{ email: 'p1@example.com', message: 'bad p1@example.com' }] })
				: http(200),
		);
		const { codes, outcomes } = await run(queueOf(3), vendor);
		expect(codes).toEqual([null, 'EVENT_REFUSED', null]);
		expect(vendor.requests.map(rowsIn)).toEqual([
			[0, 1, 2],
			[0, 2],
		]);
		expect(outcomes.get(0)).toMatchObject({ attempts: 2, httpStatus: 200 });
		expect(outcomes.get(1)).toMatchObject({
			attempts: 1,
			httpStatus: 400,
			vendorText: 'bad [value]',
		});
	});

	it('splits a request that is too large for the server', async () => {
		const vendor = fakeVendor((events) => http(events.length > 2 ? 413 : 200));
		const { codes } = await run(queueOf(5, 'Purchase'), vendor);
		expect(codes).toEqual([null, null, null, null, null]);
	});

	it('names refused dates', async () => {
		const { codes } = await run(
			queueOf(1),
			fakeVendor(() => http(400, { errors: ['TIMESTAMP_ERROR'] })),
		);
		expect(codes).toEqual(['TIMESTAMP_REFUSED']);
	});

	describe('events that add to the history', () => {
		it.each([http(400, { errors: ['no'] }), http(200, { errors: ['no'] })])(
			'are not sent again after a refusal that names none: %j',
			async (reply) => {
				const vendor = fakeVendor(() => reply);
				const { codes, repeatable } = await run(queueOf(3, 'Purchase'), vendor);
				expect(vendor.requests).toHaveLength(1);
				expect(codes).toEqual(['ANSWER_UNCLEAR', 'ANSWER_UNCLEAR', 'ANSWER_UNCLEAR']);
				expect(repeatable).toBe(false);
			},
		);

		it('are split by name when the answer gives names', async () => {
			const errors = [{ email: 'p1@example.com', message: 'no' }];
			expect(
				(
					await run(
						queueOf(3, 'Purchase'),
						fakeVendor(() => http(200, { errors })),
					)
				).codes,
			).toEqual([null, 'EVENT_REFUSED', null]);
			expect(
				(
					await run(
						queueOf(3, 'Purchase'),
						fakeVendor(() => http(400, { errors })),
					)
				).codes,
			).toEqual(['ANSWER_UNCLEAR', 'EVENT_REFUSED', 'ANSWER_UNCLEAR']);
		});

		it.each<Reply>([
			{ kind: 'unclear', networkCode: null },
			http(500),
			http(502),
			http(504),
			http(503, '<html>'),
		])('are not sent again after %j, and the rest is not sent at all', async (reply) => {
			const vendor = fakeVendor(() => reply);
			const { codes, fault, repeatable } = await run(queueOf(3, 'EmailOptIn'), vendor, {
				limits: { maxEvents: 2, maxBytes: 9999 },
			});
			expect(vendor.requests).toHaveLength(1);
			expect(codes).toEqual(['NO_ANSWER', 'NO_ANSWER', 'NOT_SENT']);
			expect(fault?.code).toBe('NO_ANSWER');
			expect(repeatable).toBe(false);
		});

		it.each<Reply>([
			{ kind: 'notSent', networkCode: 'ECONNREFUSED' },
			http(429),
			http(503, '', '1'),
		])('are sent again after %j', async (reply) => {
			const vendor = fakeVendor((_, request) => (request === 1 ? reply : http(200)));
			expect((await run(queueOf(1, 'EmailOptIn'), vendor)).codes).toEqual([null]);
		});

		it('are sent again after an unclear answer on request', async () => {
			const vendor = fakeVendor((_, request) =>
				request === 1 ? { kind: 'unclear', networkCode: null } : http(200),
			);
			expect((await run(queueOf(1, 'Purchase'), vendor, { resendUnclear: true })).codes).toEqual([
				null,
			]);
		});
	});

	it('stay unknown when one of several tries may have got through', async () => {
		const vendor = fakeVendor((_, request) =>
			request === 1 ? { kind: 'unclear', networkCode: null } : http(429),
		);
		const { codes, repeatable } = await run(queueOf(1, 'Purchase'), vendor, {
			resendUnclear: true,
		});
		expect(codes).toEqual(['NO_ANSWER']);
		expect(repeatable).toBe(false);
	});

	it.each<[Reply, number | null]>([
		[http(429, '', '7'), 7000],
		[http(429, '', 'Fri, 31 Jan 2025 12:00:09 GMT'), 9000],
		[http(429), 500],
		[http(503, '<html>'), 500],
		[{ kind: 'unclear', networkCode: null }, 500],
		[{ kind: 'notSent', networkCode: 'ECONNREFUSED' }, 500],
	])('waits and sends profile updates again after %j', async (reply, wait) => {
		const vendor = fakeVendor((_, request) => (request === 1 ? reply : http(200)));
		const { codes, outcomes } = await run(queueOf(2), vendor);
		expect(vendor.waits).toEqual([wait]);
		expect(codes).toEqual([null, null]);
		expect(outcomes.get(0)?.attempts).toBe(2);
	});

	it.each<[Reply, string, number]>([
		[http(429, '', '5'), 'RATE_LIMITED', 3],
		[http(429, '', '3600'), 'RATE_LIMITED', 1],
		[http(503, '<html>'), 'VENDOR_UNAVAILABLE', 3],
		[http(504), 'NO_ANSWER', 3],
		[{ kind: 'notSent', networkCode: 'ECONNREFUSED' }, 'VENDOR_UNAVAILABLE', 3],
		[{ kind: 'unclear', networkCode: null }, 'NO_ANSWER', 3],
		[{ kind: 'blocked', reason: 'no' }, 'REQUEST_BLOCKED', 1],
		[http(401), 'CREDENTIAL_REFUSED', 1],
		[http(403), 'CREDENTIAL_REFUSED', 1],
		[http(404), 'API_NOT_FOUND', 1],
		[http(200, '<html></html>'), 'API_NOT_FOUND', 1],
	])('stops after %j for good: %s', async (reply, code, tries) => {
		const vendor = fakeVendor(() => reply);
		const { codes, fault, repeatable } = await run(queueOf(3), vendor, {
			limits: { maxEvents: 2, maxBytes: 9999 },
		});
		expect(codes).toEqual([code, code, 'NOT_SENT']);
		expect(fault).toMatchObject({ code, tries });
		expect(vendor.requests).toHaveLength(tries);
		expect(repeatable).toBe(true);
	});

	it('remembers what was taken before the fault', async () => {
		const vendor = fakeVendor((_, request) => (request <= 2 ? http(200) : http(503)));
		const { codes, fault, repeatable } = await run(queueOf(5), vendor, {
			limits: { maxEvents: 1, maxBytes: 9999 },
		});
		expect(codes).toEqual([null, null, 'VENDOR_UNAVAILABLE', 'NOT_SENT', 'NOT_SENT']);
		expect(fault?.code).toBe('VENDOR_UNAVAILABLE');
		expect(repeatable).toBe(false);
	});

	it('does not call rows unsent that were in a refused request when a fault cuts the search short', async () => {
		const vendor = fakeVendor((_, request) => (request === 1 ? http(400) : http(401)));
		expect((await run(queueOf(4), vendor)).codes).toEqual([
			'CREDENTIAL_REFUSED',
			'CREDENTIAL_REFUSED',
			'ANSWER_UNCLEAR',
			'ANSWER_UNCLEAR',
		]);
	});

	it('keeps its distance between requests, but not before the first', async () => {
		const vendor = fakeVendor(() => http(200));
		await run(queueOf(3), vendor, { limits: { maxEvents: 1, maxBytes: 9999 }, intervalMs: 250 });
		expect(vendor.waits).toEqual([250, 250]);
	});

	it('sends nothing for nothing', async () => {
		const vendor = fakeVendor(() => http(200));
		expect((await run([], vendor)).fault).toBeNull();
		expect(vendor.requests).toEqual([]);
	});
});

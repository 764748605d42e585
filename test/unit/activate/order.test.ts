import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { QueuedEvent } from '../../../core/activate/batches';
import { deliver, type DeliverySettings } from '../../../core/activate/deliver';
import type { ActivateEvent } from '../../../core/activate/event';
import type { Reply } from '../../../core/http/exchange';
import type { SharedOrder } from '../../../core/activate/orderedPost';
import { OrderMemory } from '../../../core/activate/orderMemory';
import { TRACK_VOICE } from '../../../core/activate/speaker';
import { Turns } from '../../../core/activate/turns';
import { nextTurn } from '../../history/host.cjs';
import { fakeVendor, http, settings, type FakeVendor } from './support';

const shareds = (): SharedOrder => ({
	memory: new OrderMemory(100),
	turns: new Turns(),
	account: 'a',
});

/** An event of a moment; the address is that of ann. */
function row(order: number, values: Record<string, string>, over: Partial<QueuedEvent> = {}) {
	const { event = 'CRMUpdate', ...fields } = values;
	return {
		row: 0,
		event: { email: 'ann@example.com', ...fields, event, timestamp: 1 },
		moment: { order, sentAt: null },
		...over,
	};
}

async function send(
	shared: SharedOrder,
	queue: QueuedEvent[],
	vendor: FakeVendor = fakeVendor(() => http(200)),
	over: Partial<DeliverySettings> = {},
) {
	const numbered = queue.map((queued, index) => ({ ...queued, row: index }));
	const { outcomes } = await deliver(numbered, { ...settings, ...over }, vendor, shared);
	return { vendor, outcomes, outcome: outcomes.get(0), sent: vendor.requests.flat() };
}

/** Delivers `older` so that it is refused for now, and meanwhile `newer`, which is taken. */
async function overtake(
	older: QueuedEvent,
	newer: QueuedEvent,
	reply: Reply = http(429, '', '45'),
	over: Partial<DeliverySettings> = {},
) {
	const shared = shareds();
	const vendor = fakeVendor((_, request) => (request === 1 ? reply : http(200)));
	vendor.wait = async () => {
		await send(shared, [newer]);
	};
	return await send(shared, [older], vendor, over);
}

describe('a row with values that were read after its change', () => {
	const readLater = { readLater: { keys: ['newsletter', 'city'], order: 5 } };

	it('brings those that were read last, and leaves its own older ones out', async () => {
		const shared = shareds();
		const read = { readLater: { keys: ['newsletter'], order: 4 } };
		await send(shared, [row(2, { newsletter: 'yes', service: 'no' }, read)]);
		const late = row(1, { newsletter: 'no', city: 'Leiden', service: 'yes' }, readLater);
		const { sent, outcome } = await send(shared, [late]);
		expect(sent).toHaveLength(1);
		expect(sent[0]).toMatchObject({ newsletter: 'no', city: 'Leiden' });
		expect(sent[0]).not.toHaveProperty('service');
		expect(outcome?.leftOut).toMatchObject([{ field: 'service', code: 'OVERTAKEN' }]);
	});

	it('does not go before what was said after the reading', async () => {
		const shared = shareds();
		await send(shared, [row(6, { newsletter: 'no' })]);
		const { sent } = await send(shared, [row(1, { newsletter: 'yes', age: '3' }, readLater)]);
		expect(sent[0]).not.toHaveProperty('newsletter');
	});

	it('holds back older ones that come after it', async () => {
		const shared = shareds();
		await send(shared, [row(1, { newsletter: 'no', service: 'no' }, readLater)]);
		const { sent } = await send(shared, [row(3, { newsletter: 'yes', service: 'yes' })]);
		expect(sent[0]).toMatchObject({ service: 'yes' });
		expect(sent[0]).not.toHaveProperty('newsletter');
	});
});

describe('a consent that the row only restates', () => {
	it('is left out with a note, and no opt-in goes without it', async () => {
		const shared = shareds();
		const said = { speaker: '1/7' };
		await send(shared, [row(1, { newsletter: 'yes' }, said)]);
		const values = { event: 'EmailOptIn', newsletter: 'yes', city: 'New' };
		const restated = { newsletter: null };
		const { sent, outcome } = await send(shared, [row(2, values, { ...said, restated })]);
		expect(sent).toEqual([
			{ event: 'CRMUpdate', email: 'ann@example.com', city: 'New', timestamp: 1 },
		]);
		expect(outcome?.leftOut).toMatchObject([{ field: 'newsletter', code: 'CONSENT_NOT_RESTATED' }]);
	});
});

describe('a yes that the row only restates', () => {
	it('holds back an older no of its own record even where it is left out', async () => {
		const shared = shareds();
		const [own, other] = [{ speaker: '1/7' }, { speaker: '1/8' }];
		await send(shared, [row(2, { newsletter: 'yes' }, other)]);
		const { sent, outcome } = await send(shared, [
			row(3, { newsletter: 'yes', service: 'yes' }, { ...own, restated: { newsletter: null } }),
		]);
		expect(sent[0]).not.toHaveProperty('newsletter');
		expect(outcome?.leftOut).toMatchObject([{ code: 'CONSENT_NOT_RESTATED' }]);
		const again = await send(shared, [row(1, { newsletter: 'no' }, own)]);
		expect(again.sent).toEqual([]);
		expect(again.outcome).toMatchObject({ code: 'OVERTAKEN' });
		const others = await send(shared, [row(1, { newsletter: 'no' }, other)]);
		expect(others.outcome).toMatchObject({ code: 'OVERTAKEN' });
		const third = await send(shared, [row(1, { newsletter: 'no' }, { speaker: '1/9' })]);
		expect(third.sent[0]).toMatchObject({ newsletter: 'no' });
	});
});

it('a yes that a subprofile only restates does not hold back the no of its profile that comes late', async () => {
	const shared = shareds();
	const restated = { newsletter: null };
	await send(shared, [row(2, { newsletter: 'yes' }, { speaker: '1/7/3/70', restated })]);
	const { sent } = await send(shared, [row(1, { newsletter: 'no' }, { speaker: '1/7' })]);
	expect(sent).toMatchObject([{ newsletter: 'no' }]);
});

it('a yes that is only restated, sent or not, does not hold back a late no of nobody in particular', async () => {
	const shared = shareds();
	const said = { speaker: '1/7' };
	await send(shared, [row(1, { newsletter: 'yes' }, said)]);
	await send(shared, [row(3, { newsletter: 'yes' }, { ...said, restated: { newsletter: null } })]);
	const { sent } = await send(shared, [row(2, { newsletter: 'no' })]);
	expect(sent).toMatchObject([{ newsletter: 'no' }]);
});

describe('rows of one contact that would share a request', () => {
	it('go one after the other where the older one was read later', async () => {
		const read = { readLater: { keys: ['newsletter', 'city'], order: 5 } };
		const { vendor } = await send(shareds(), [
			row(1, { newsletter: 'no', city: 'New' }, { ...read, speaker: '1/7/3/70' }),
			row(2, { newsletter: 'yes', city: 'Old', firstname: 'Ann' }, { speaker: '1/7' }),
		]);
		expect(vendor.requests).toMatchObject([[{ newsletter: 'no' }], [{ firstname: 'Ann' }]]);
		expect(Object.assign({}, ...vendor.requests.flat())).toMatchObject({
			newsletter: 'no',
			city: 'New',
		});
	});

	it('go one after the other where the newer one only restates what the older one withdraws', async () => {
		const { vendor } = await send(shareds(), [
			row(1, { newsletter: 'no' }, { speaker: '1/7/3/70' }),
			row(
				2,
				{ newsletter: 'yes', city: 'New' },
				{ speaker: '1/7', restated: { newsletter: null } },
			),
			row(3, { city: 'Newer' }, { speaker: '1/7' }),
		]);
		expect(Object.assign({}, ...vendor.requests.flat())).toMatchObject({
			newsletter: 'no',
			city: 'Newer',
		});
	});

	it('share it where nothing of a later one is older', async () => {
		const read = { readLater: { keys: ['newsletter'], order: 5 } };
		const { vendor } = await send(shareds(), [
			row(1, { newsletter: 'no' }, { speaker: '1/7' }),
			row(2, { newsletter: 'yes', city: 'New' }, { ...read, speaker: '1/7/3/70' }),
		]);
		expect(vendor.requests).toHaveLength(1);
	});
});

describe('a yes that was left out once because another profile says no', () => {
	it('is left out the next time, too', async () => {
		const shared = shareds();
		const own = { speaker: '1/7' };
		await send(shared, [row(1, { marketing: 'yes' }, own)]);
		await send(shared, [row(2, { marketing: 'no' }, { speaker: '1/8' })]);
		for (const order of [3, 4]) {
			const { sent, outcome } = await send(shared, [
				row(
					order,
					{ newsletter: 'yes', marketing: 'yes' },
					{ ...own, restated: { marketing: null } },
				),
			]);
			expect(sent[0]).toMatchObject({ newsletter: 'yes' });
			expect(sent[0]).not.toHaveProperty('marketing');
			expect(outcome?.leftOut).toMatchObject([
				{ field: 'marketing', code: 'CONSENT_NOT_RESTATED' },
			]);
		}
	});
});

describe('within one second, a yes that the row only restates', () => {
	const said = (order: number) => ({
		speaker: '1/7',
		moment: { order, sentAt: '2026-01-01T00:00:01Z' },
	});
	const restated = { newsletter: null };

	it('is left out after a no, whichever was said last', async () => {
		const shared = shareds();
		await send(shared, [row(0, { newsletter: 'no' }, said(1))]);
		const values = { newsletter: 'yes', city: 'New' };
		const { sent } = await send(shared, [row(0, values, { ...said(2), restated })]);
		expect(sent).toMatchObject([{ city: 'New' }]);
		expect(sent[0]).not.toHaveProperty('newsletter');
	});

	it('does not hold back a no that comes later, whichever was said last', async () => {
		const shared = shareds();
		await send(shared, [row(0, { newsletter: 'yes' }, { ...said(2), restated })]);
		const { sent } = await send(shared, [row(0, { newsletter: 'no' }, said(1))]);
		expect(sent).toMatchObject([{ newsletter: 'no' }]);
	});
});

describe('a consent that a row brings for the creation of its profile', () => {
	const at = (order: number, stage: 'create' | 'update' = 'update') => ({
		speaker: '1/7',
		moment: { order, sentAt: '2026-01-01T00:00:01Z', life: { record: 'profile/1//7', stage } },
	});
	const restated = {
		newsletter: { order: 3, sentAt: '2026-01-01T00:00:01Z', isCreation: true as const },
	};
	const created = row(0, { newsletter: 'yes', city: 'New' }, { ...at(2), restated });
	const withdrawn = row(0, { newsletter: 'no' }, at(1));

	it('is older than any change of the profile, though both calls of it came later', async () => {
		const shared = shareds();
		await send(shared, [withdrawn]);
		const { sent, outcome } = await send(shared, [created]);
		expect(sent).toMatchObject([{ city: 'New' }]);
		expect(sent[0]).not.toHaveProperty('newsletter');
		expect(outcome?.leftOut).toMatchObject([{ field: 'newsletter', code: 'OVERTAKEN' }]);
	});

	it('does not hold back what the profile says after it', async () => {
		const shared = shareds();
		await send(shared, [created]);
		const { sent } = await send(shared, [withdrawn]);
		expect(sent).toMatchObject([{ newsletter: 'no' }]);
	});
});

describe('what a newer change has set since', () => {
	it('is left out when an older row is sent again', async () => {
		const { outcome, sent } = await overtake(
			row(1, { city: 'Old', firstname: 'Ann', newsletter: 'yes' }),
			row(2, { city: 'New', newsletter: 'no' }),
		);
		expect(sent[1]).toEqual({
			event: 'CRMUpdate',
			email: 'ann@example.com',
			firstname: 'Ann',
			timestamp: 1,
		});
		expect(outcome).toMatchObject({ code: null, attempts: 2, event: 'CRMUpdate' });
		expect(outcome?.leftOut.map(({ field, from, code }) => [field, from, code])).toEqual([
			['city', null, 'OVERTAKEN'],
			['newsletter', null, 'OVERTAKEN'],
		]);
		expect(JSON.stringify(outcome)).not.toMatch(/Old|example/);
	});

	it('holds back what is older than a row that it has overtaken, even if that came later', async () => {
		const shared = shareds();
		const signed = (order: number, second: number) => ({
			moment: { order, sentAt: `2026-01-01T00:00:0${second}Z` },
		});
		await send(shared, [row(5, { city: 'Read' })]);
		const overtaken = await send(shared, [row(0, { city: 'Newer' }, signed(4, 2))]);
		expect(overtaken.outcome?.code).toBe('OVERTAKEN');
		const late = await send(shared, [row(0, { city: 'Older' }, signed(6, 1))]);
		expect(late.outcome?.code).toBe('OVERTAKEN');
	});

	it('ends a row of which nothing is left, without another request', async () => {
		const { outcome, vendor } = await overtake(
			row(1, { newsletter: 'yes' }),
			row(2, { newsletter: 'no' }),
		);
		expect(vendor.requests).toHaveLength(1);
		expect(outcome).toMatchObject({ code: 'OVERTAKEN', attempts: 1, httpStatus: null });
	});

	it('is left out of a row that comes late, too', async () => {
		const shared = shareds();
		await send(shared, [row(2, { newsletter: 'no' })]);
		const { vendor, outcome } = await send(shared, [row(1, { newsletter: 'yes' })]);
		expect(vendor.requests).toEqual([]);
		expect(outcome).toMatchObject({ code: 'OVERTAKEN', attempts: 0 });
	});

	it('does not hold back a row of nothing but an address', async () => {
		const shared = shareds();
		await send(shared, [row(2, { newsletter: 'no' })]);
		expect((await send(shared, [row(1, {})])).outcome?.code).toBeNull();
	});

	it('does not hold back the same moment, so that a run can be tried again', async () => {
		const shared = shareds();
		for (const city of ['X', 'X', 'Y']) {
			expect((await send(shared, [row(1, { city })])).outcome?.code).toBeNull();
		}
	});

	it('does not hold back another address, another account, or a row without a moment', async () => {
		const shared = shareds();
		await send(shared, [row(2, { city: 'New' })]);
		const others = [
			send(shared, [row(1, { city: 'Old', email: 'bea@example.com' })]),
			send({ ...shared, account: 'b' }, [row(1, { city: 'Old' })]),
			send(shared, [row(1, { city: 'Old' }, { moment: null })]),
		];
		for (const { outcome } of await Promise.all(others)) expect(outcome?.code).toBeNull();
	});

	it('knows an address by its hash, and a contact by its user ID', async () => {
		const shared = shareds();
		const hash = '6a6c26195c3682faa816966af789717c3bfa834eee6c599d667d2b3429c27cfd';
		await send(shared, [row(2, { city: 'New', email: hash })]);
		await send(shared, [row(2, { city: 'New', email: 'bea@example.com', userid: '7' })]);
		const moved = row(1, { city: 'Old', email: 'bea2@example.com', userid: '7' });
		expect(
			(await send(shared, [row(1, { city: 'Old', email: 'a@b.nl' })])).outcome?.code,
		).toBeNull();
		expect((await send(shared, [moved])).outcome?.code).toBe('OVERTAKEN');
	});

	it('keeps the newer address of a user ID', async () => {
		const shared = shareds();
		await send(shared, [row(2, { email: 'new@example.com', userid: '7' })]);
		const { sent } = await send(shared, [
			row(1, { email: 'old@example.com', userid: '7', city: 'X' }),
		]);
		expect(sent).toEqual([{ event: 'CRMUpdate', userid: '7', city: 'X', timestamp: 1 }]);
	});

	it('still brings an older address of a user ID that no newer event has brought', async () => {
		const shared = shareds();
		const event = { event: 'CRMUpdate', userid: '7', city: 'New', timestamp: 1 };
		await send(shared, [row(2, {}, { event })]);
		const { sent } = await send(shared, [row(1, { userid: '7', city: 'Old' })]);
		expect(sent).toMatchObject([{ userid: '7', email: 'ann@example.com' }]);
		expect(sent[0]).not.toHaveProperty('city');
	});

	it('counts by the signed date before the time of arrival', async () => {
		const shared = shareds();
		const moment = (order: number, second: number) => ({
			moment: { order, sentAt: `2026-01-01T00:00:0${second}.000Z` },
		});
		await send(shared, [row(0, { newsletter: 'no' }, moment(1, 2))]);
		const late = await send(shared, [row(0, { newsletter: 'yes' }, moment(2, 1))]);
		expect(late.outcome?.code).toBe('OVERTAKEN');
	});

	it('does not count as long as Activate certainly did not take it', async () => {
		for (const reply of [
			http(429),
			http(401),
			http(404),
			http(400, { errors: ['no'] }),
			{ kind: 'notSent', networkCode: null } as const,
			{ kind: 'blocked', reason: 'x' } as const,
		]) {
			const shared = shareds();
			await send(
				shared,
				[row(2, { city: 'New', newsletter: 'yes' })],
				fakeVendor(() => reply),
			);
			const { outcome } = await send(shared, [row(1, { city: 'Old', newsletter: 'no' })]);
			expect(outcome).toMatchObject({ code: null, leftOut: [] });
		}
	});

	it.each<Reply>([http(500), { kind: 'unclear', networkCode: null }, http(200, '{"succ')])(
		'counts when Activate may have taken it: %j',
		async (reply) => {
			const shared = shareds();
			await send(
				shared,
				[row(2, { city: 'New' })],
				fakeVendor(() => reply),
			);
			expect((await send(shared, [row(1, { city: 'Old' })])).outcome?.code).toBe('OVERTAKEN');
		},
	);

	it('counts when the execution is cancelled while it is under way, and lets go of the contact', async () => {
		const shared = shareds();
		const cancelled = fakeVendor(() => http(200));
		cancelled.post = async () => await Promise.reject(new RangeError('cancelled'));
		await expect(send(shared, [row(2, { city: 'New' })], cancelled)).rejects.toThrow('cancelled');
		expect((await send(shared, [row(1, { city: 'Old' })])).outcome?.code).toBe('OVERTAKEN');
	});
});

describe('consents', () => {
	it('a withdrawal counts from its first try, taken or not', async () => {
		const shared = shareds();
		await send(
			shared,
			[row(2, { newsletter: 'no' })],
			fakeVendor(() => http(429)),
		);
		const { outcome } = await send(shared, [row(1, { event: 'EmailOptIn', newsletter: 'yes' })]);
		expect(outcome?.code).toBe('OVERTAKEN');
	});

	it('the same consent said again is no newer one', async () => {
		const shared = shareds();
		await send(shared, [row(2, { newsletter: 'yes', city: 'New' })]);
		const { sent, outcome } = await send(shared, [
			row(1, { event: 'EmailOptIn', newsletter: 'yes', city: 'Old' }),
		]);
		expect(sent).toMatchObject([{ event: 'EmailOptIn', newsletter: 'yes' }]);
		expect(outcome?.leftOut.map(({ field }) => field)).toEqual(['city']);
	});

	it('is not said again past another one, because the newest may yet be refused', async () => {
		const shared = shareds();
		await send(shared, [row(2, { newsletter: 'no' })]);
		await send(shared, [row(3, { newsletter: 'yes' })]);
		expect((await send(shared, [row(1, { newsletter: 'yes' })])).outcome?.code).toBe('OVERTAKEN');
	});

	it('a no that comes late is not overtaken by the newer yes of another profile', async () => {
		const no = row(1, { newsletter: 'no', city: 'Old' }, { speaker: '1/7' });
		const { sent, outcome } = await overtake(
			no,
			row(2, { newsletter: 'yes', city: 'New' }, { speaker: '1/8' }),
		);
		expect(sent[1]).toMatchObject({ newsletter: 'no' });
		expect(sent[1]).not.toHaveProperty('city');
		expect(outcome).toMatchObject({ code: null, leftOut: [{ field: 'city', code: 'OVERTAKEN' }] });
	});

	it.each([
		['the same profile', '1/7'],
		['somebody who is not known', undefined],
	])('a no that comes late is overtaken by the newer yes of %s', async (_, speaker) => {
		const { outcome } = await overtake(
			row(1, { newsletter: 'no' }, { speaker: '1/7' }),
			row(2, { newsletter: 'yes' }, speaker === undefined ? {} : { speaker }),
		);
		expect(outcome?.code).toBe('OVERTAKEN');
	});

	it('an address that is given up late stays with the newer yes of another profile', async () => {
		const { outcome } = await overtake(
			row(1, { newsletter: 'no' }),
			row(2, { newsletter: 'yes' }, { speaker: '1/8' }),
		);
		expect(outcome?.code).toBe('OVERTAKEN');
	});

	it('an opt-in that was withdrawn since goes out as an update with what is left', async () => {
		const { sent, outcome } = await overtake(
			row(1, { event: 'EmailOptIn', newsletter: 'yes', service: 'yes', city: 'Old' }),
			row(2, { newsletter: 'no', city: 'New' }),
		);
		expect(sent[1]).toEqual({
			event: 'CRMUpdate',
			email: 'ann@example.com',
			service: 'yes',
			timestamp: 1,
		});
		expect(outcome).toMatchObject({ code: null, event: 'CRMUpdate' });
	});

	it('an opt-in that names no consent is none either when the newsletter was withdrawn since', async () => {
		const shared = shareds();
		await send(shared, [row(2, { newsletter: 'no' })]);
		const { sent, outcome } = await send(shared, [row(1, { event: 'EmailOptIn', city: 'X' })]);
		expect(sent).toMatchObject([{ event: 'CRMUpdate', city: 'X' }]);
		expect(outcome?.leftOut).toMatchObject([{ field: 'newsletter', code: 'OVERTAKEN' }]);
	});

	it('an unclear opt-in that was withdrawn since does not let the run be repeated', async () => {
		const shared = shareds();
		const vendor = fakeVendor((_, request) =>
			request === 1 ? { kind: 'unclear', networkCode: null } : http(503),
		);
		vendor.wait = async () => {
			await send(shared, [row(2, { newsletter: 'no' })]);
		};
		const delivery = await deliver(
			[row(1, { event: 'EmailOptIn', newsletter: 'yes' })],
			{ ...settings, resendUnclear: true },
			vendor,
			shared,
		);
		expect(delivery.outcomes.get(0)?.code).toBe('OVERTAKEN');
		expect(delivery.repeatable).toBe(false);
	});
});

describe('an event that tells that something happened', () => {
	it('goes out without the values that were overtaken, and keeps what belongs to it', async () => {
		const { sent, outcome } = await overtake(
			row(1, { event: 'Order_Paid', city: 'Old', total: '12' }, { happened: true }),
			row(2, { city: 'New' }),
		);
		expect(sent[1]).toEqual({
			event: 'Order_Paid',
			email: 'ann@example.com',
			total: '12',
			timestamp: 1,
		});
		expect(outcome).toMatchObject({ code: null, leftOut: [{ field: 'city' }] });
	});

	it('goes out even when nothing but its contact is left', async () => {
		const { sent } = await overtake(
			row(1, { event: 'Order_Paid', city: 'Old' }, { happened: true }),
			row(2, { city: 'New' }),
		);
		expect(sent[1]).toEqual({ event: 'Order_Paid', email: 'ann@example.com', timestamp: 1 });
	});

	it('is another thing than a profile under a name of its own', async () => {
		const { outcome } = await overtake(
			row(1, { event: 'Profile_Changed', city: 'Old' }),
			row(2, { city: 'New' }),
		);
		expect(outcome?.code).toBe('OVERTAKEN');
	});
});

describe('an event that Track sends with a time in the past', () => {
	const tracked = { speaker: TRACK_VOICE, happened: true };
	const said = { speaker: '1/7' };

	it('does not overwrite a no that was sent since', async () => {
		const shared = shareds();
		await send(shared, [row(5, { newsletter: 'no' }, said)]);
		const optIn = await send(shared, [row(4, { event: 'EmailOptIn', newsletter: 'yes' }, tracked)]);
		expect(optIn.outcome).toMatchObject({ code: 'OVERTAKEN', attempts: 0 });
		const own = await send(shared, [row(4, { event: 'My_Event', newsletter: 'yes' }, tracked)]);
		expect(own.sent).toEqual([{ event: 'My_Event', email: 'ann@example.com', timestamp: 1 }]);
		const now = await send(shared, [row(6, { event: 'EmailOptIn', newsletter: 'yes' }, tracked)]);
		expect(now.sent).toMatchObject([{ event: 'EmailOptIn', newsletter: 'yes' }]);
	});

	it('withdraws a consent however late it comes, and what was said after it goes on after it', async () => {
		const shared = shareds();
		const no = row(4, { newsletter: 'no', city: 'Leiden' }, { speaker: TRACK_VOICE });
		await send(shared, [row(5, { newsletter: 'yes', city: 'Delft' }, said)]);
		const { sent } = await send(shared, [no]);
		expect(sent).toEqual([
			{ event: 'CRMUpdate', email: 'ann@example.com', newsletter: 'no', timestamp: 1 },
		]);
		const older = await send(shared, [row(3, { newsletter: 'yes' }, said)]);
		expect(older.outcome).toMatchObject({ code: 'OVERTAKEN' });
		const newer = await send(shared, [row(6, { newsletter: 'yes' }, said)]);
		expect(newer.sent).toMatchObject([{ newsletter: 'yes' }]);
	});
});

describe('an address that was left', () => {
	const pair = () => [
		row(1, { email: 'new@example.com', newsletter: 'yes' }),
		row(1, { email: 'old@example.com', newsletter: 'no' }, { after: 0 }),
	];
	const isNew = (events: readonly ActivateEvent[]) =>
		events.some(({ email }) => email === 'new@example.com');

	it('is opted out in a later request, once the new one was taken', async () => {
		const { outcomes, vendor } = await send(shareds(), pair());
		expect(vendor.requests.map((events) => events.map(({ email }) => email))).toEqual([
			['new@example.com'],
			['old@example.com'],
		]);
		expect([...outcomes.values()].map(({ code }) => code)).toEqual([null, null]);
	});

	it.each<[Reply, string]>([
		[http(400), 'EVENT_REFUSED'],
		[http(503), 'VENDOR_UNAVAILABLE'],
		[{ kind: 'unclear', networkCode: null }, 'NO_ANSWER'],
	])('is kept when the new one met %j', async (reply, code) => {
		const vendor = fakeVendor((events) => (isNew(events) ? reply : http(200)));
		const { outcomes } = await send(shareds(), pair(), vendor);
		expect([...outcomes.values()].map((outcome) => outcome.code)).toEqual([
			code,
			'OLD_ADDRESS_KEPT',
		]);
		expect(vendor.requests.every(isNew)).toBe(true);
	});

	it('is kept when the new one was not to be sent at all', async () => {
		const { outcomes } = await send(shareds(), [row(1, { city: 'X' }, { after: 7 })]);
		expect(outcomes.get(0)?.code).toBe('OLD_ADDRESS_KEPT');
	});

	it('is opted out when a newer change has brought the new one', async () => {
		const shared = shareds();
		await send(shared, [row(2, { email: 'new@example.com', newsletter: 'no' })]);
		const { outcomes } = await send(shared, pair());
		expect([...outcomes.values()].map(({ code }) => code)).toEqual(['OVERTAKEN', null]);
	});
});

interface Arrival {
	person: string;
	key: string;
	value: string;
	order: number;
}

describe('several executions at once', () => {
	const rows = fc.record({
		people: fc.constantFrom('a', 'b'),
		values: fc.dictionary(
			fc.constantFrom('city', 'firstname', 'newsletter', 'service'),
			fc.constantFrom('yes', 'no'),
			{ minKeys: 1 },
		),
		event: fc.constantFrom('CRMUpdate', 'CRMUpdate', 'EmailOptIn'),
	});
	const runs = fc.array(fc.array(rows, { minLength: 1, maxLength: 4 }), {
		minLength: 2,
		maxLength: 3,
	});
	const troubles = fc.array(
		fc.constantFrom('taken', 'taken', 'busy', 'cut before', 'cut after', 'refused', 'unavailable'),
		{ maxLength: 12 },
	);

	it('end with the newest value that was sent of each key, whatever happens on the way', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.scheduler(),
				runs,
				troubles,
				fc.array(fc.nat(1000), { minLength: 12, maxLength: 12 }),
				fc.integer({ min: 1, max: 3 }),
				fc.integer({ min: 1, max: 3 }),
				async (scheduler, histories, outcomes, shuffled, maxEvents, parallel) => {
					const arrivals: Arrival[] = [];
					// The newest newsletter consent that was sent of each person, taken or not.
					const said = new Map<string, { order: number; value: string }>();

					const underWay = new Set<string>();
					let request = 0;
					const shared = shareds();
					// Each row has an order of its own, and the order tells nothing about when it is sent.
					const orders = shuffled
						.map((weight, index) => ({ weight, index }))
						.sort((a, b) => a.weight - b.weight)
						.map(({ index }) => index + 1);
					const orderOf = new Map<number, number>();
					let stamp = 0;
					const vendor = {
						post: async (events: readonly ActivateEvent[]): Promise<Reply> => {
							const trouble = outcomes[request++] ?? 'taken';
							const people = new Set(events.map(({ email }) => String(email)));
							for (const person of people) {
								expect(underWay.has(person)).toBe(false);
								underWay.add(person);
							}
							const momentOf = ({ timestamp }: Pick<ActivateEvent, 'timestamp'>) =>
								orderOf.get(timestamp) ?? 0;
							for (const event of events) {
								const last = said.get(String(event.email));
								const isAgainst = last?.value === 'no' && last.order > momentOf(event);
								const optsIn = event.event === 'EmailOptIn' && event.newsletter !== 'no';
								expect(isAgainst && optsIn).toBe(false);
								expect(isAgainst && event.newsletter === 'yes').toBe(false);
							}
							for (const { email, newsletter, ...event } of events) {
								const order = momentOf(event);
								if (typeof newsletter !== 'string') continue;
								if (order < (said.get(String(email))?.order ?? 0)) continue;
								said.set(String(email), { order, value: newsletter });
							}
							await scheduler.schedule(Promise.resolve());
							if (trouble === 'taken' || trouble === 'cut after') {
								for (const { email, timestamp, ...values } of events) {
									for (const [key, value] of Object.entries(values)) {
										if (key === 'event') continue;
										arrivals.push({
											person: String(email),
											key,
											value: String(value),
											order: orderOf.get(timestamp) ?? 0,
										});
									}
								}
							}
							await scheduler.schedule(Promise.resolve());
							for (const person of people) underWay.delete(person);
							if (trouble === 'busy') return http(429, '', '45');
							if (trouble === 'refused') return http(400, { errors: ['no'] });
							if (trouble === 'unavailable') return http(503);
							return trouble === 'taken' ? http(200) : { kind: 'unclear', networkCode: null };
						},
						wait: async () => {
							await scheduler.schedule(Promise.resolve());
						},
						now: () => 0,
						random: () => 0,
					};
					const deliveries: Array<Promise<void>> = [];
					let ended = 0;
					for (const history of histories) {
						const queue = history.map(({ people, values, event }, index): QueuedEvent => {
							const timestamp = ++stamp;
							const order = orders[timestamp - 1] ?? 0;
							orderOf.set(timestamp, order);
							return {
								row: index,
								event: { event, email: `${people}@example.com`, timestamp, ...values },
								moment: { order, sentAt: null },
							};
						});
						const run = { ...settings, limits: { maxEvents, maxBytes: 9999 }, parallel };
						deliveries.push(
							deliver(queue, run, vendor, shared).then((delivery) => {
								expect([...delivery.outcomes.keys()].sort()).toEqual(queue.map(({ row }) => row));
								ended += 1;
							}),
						);
					}
					const all = Promise.all(deliveries);
					// Nothing is left to do when one of them waits for ever.
					while (ended < histories.length) {
						await Promise.race([all, scheduler.waitIdle()]);
						await nextTurn();
						if (scheduler.count() === 0) break;
					}
					expect(ended).toBe(histories.length);

					const last = new Map(arrivals.map((one) => [`${one.person} ${one.key}`, one]));
					for (const [place, { value }] of last) {
						const newest = arrivals
							.filter((one) => `${one.person} ${one.key}` === place)
							.reduce((a, b) => (b.order > a.order ? b : a));
						expect([place, value]).toEqual([place, newest.value]);
					}
				},
			),
			{ numRuns: 400 },
		);
	});
});

describe('a consent that Activate did not take', () => {
	const isWhole = async (shared: SharedOrder, queued: QueuedEvent, reply: Reply = http(200)) => {
		const { outcome } = await send(
			shared,
			[queued],
			fakeVendor(() => reply),
		);
		return outcome !== undefined && outcome.lacking !== true;
	};

	it('is missing until a row has brought it, so that later rows are not remembered as all that is known', async () => {
		const shared = shareds();
		expect(await isWhole(shared, row(1, { newsletter: 'no' }), http(400, { error: 'x' }))).toBe(
			false,
		);
		expect(await isWhole(shared, row(2, { marketing: 'yes' }))).toBe(false);
		expect(await isWhole(shared, row(3, { newsletter: 'no' }))).toBe(true);
		expect(await isWhole(shared, row(4, { marketing: 'no' }))).toBe(true);
	});

	it('may be missing where a row leaves it out as unchanged and this process has never sent it', async () => {
		const said = { speaker: '1/7' };
		const unchanged = { newsletter: 'no' as const };
		const city = (at: number) => row(at, { city: 'Delft' }, { ...said, unchanged });
		const shared = shareds();
		expect(await isWhole(shared, city(1))).toBe(false);
		await send(shared, [row(2, { newsletter: 'no' }, said)]);
		expect(await isWhole(shared, city(3))).toBe(true);
		// Another profile of the person says otherwise since; this one was still sent last as it is.
		await send(shared, [row(4, { newsletter: 'yes' }, { speaker: '1/8' })]);
		expect(await isWhole(shared, city(5))).toBe(true);
		await send(shared, [row(6, { newsletter: 'yes' }, said)]);
		expect(await isWhole(shared, city(7))).toBe(false);
	});

	it('may be missing when the answer is lost', async () => {
		const shared = shareds();
		const lost: Reply = { kind: 'unclear', networkCode: 'ETIMEDOUT' };
		expect(await isWhole(shared, row(1, { newsletter: 'no' }), lost)).toBe(false);
		expect(await isWhole(shared, row(2, { city: 'Delft' }))).toBe(false);
	});

	it('is no matter once a newer value is there', async () => {
		const shared = shareds();
		const vendor = fakeVendor((_, request) =>
			request === 1 ? http(429, '', '45') : http(400, { error: 'x' }),
		);
		vendor.wait = async () => {
			await send(shared, [row(2, { newsletter: 'no' })]);
		};
		await send(shared, [row(1, { newsletter: 'yes', city: 'Delft' })], vendor);
		expect(await isWhole(shared, row(3, { city: 'Breda' }))).toBe(true);
	});
});

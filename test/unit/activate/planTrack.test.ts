import { describe, expect, it } from '@jest/globals';
import { sha256Hex } from '../../../core/canonical';
import { planTrack, type TrackItem } from '../../../core/activate/planTrack';
import { resultOf } from '../../../core/activate/results';
import { unknownSource } from '../../../core/contracts/preparedProfile';

const NOW = 1_700_000_000;
const accepted = { code: null, vendorText: null, attempts: 1, httpStatus: 200, leftOut: [] };

function track(over: Partial<TrackItem>) {
	const item: TrackItem = {
		itemIndex: 3,
		eventName: 'My_Event',
		fields: [['email', ' Ann@Example.com ']],
		fieldsJson: '',
		productsJson: '',
		timestamp: '',
		...over,
	};
	return planTrack([item], NOW, 'UTC')[0];
}

const email = ['email', 'ann@example.com'] as const;
const orderid = ['orderid', 'A1'] as const;

describe('planTrack', () => {
	it('builds a Purchase with products, event fields and its own time', () => {
		expect(
			track({
				eventName: 'purchase',
				fields: [email, orderid, ['custom_shop', 'north'], ['city', '']],
				fieldsJson: '{"totalvalue": 12.5}',
				productsJson: [{ id: 'S1', quantity: 2, category_ids: [1, 2] }],
				timestamp: '2025-01-31T12:00:00Z',
			}),
		).toMatchObject({
			itemIndex: 3,
			finding: null,
			event: {
				event: 'Purchase',
				email: 'ann@example.com',
				orderid: 'A1',
				custom_shop: 'north',
				totalvalue: 12.5,
				products: [{ id: 'S1', quantity: 2, category_ids: [1, 2] }],
				timestamp: 1_738_324_800,
			},
		});
	});

	it('leaves out what holds the address in plain text beside its hash, and keeps the user ID', () => {
		const hash = sha256Hex('ann@example.com');
		const row = track({
			fields: [
				['email', hash.toUpperCase()],
				['userid', 'ann@example.com'],
				['custom_mail', 'Ann@Example.com'],
				['custom_work', 'ann@example.org'],
			],
			fieldsJson: { customer: { mail: ['ann@example.com'] }, orderid: 'A1' },
		});
		expect(row?.finding).toBeNull();
		expect(row?.event).toEqual({
			event: 'My_Event',
			email: hash,
			userid: 'ann@example.com',
			custom_work: 'ann@example.org',
			orderid: 'A1',
			timestamp: NOW,
		});
		expect(row?.notes.map(({ field, code }) => [field, code])).toEqual([
			['customer', 'ADDRESS_LEFT_OUT'],
			['userid', 'ADDRESS_IN_PLAIN'],
			['custom_mail', 'ADDRESS_LEFT_OUT'],
		]);
		const plain = track({ fields: [email, ['custom_mail', 'ann@example.com']] });
		expect(plain).toMatchObject({ event: { custom_mail: 'ann@example.com' }, notes: [] });
	});

	it.each<[string, Partial<TrackItem>]>([
		['a field', { fields: [email, ['newsletter', 'no']] }],
		['a JSON field', { fields: [email], fieldsJson: { newsletter: 'no' } }],
	])('sends an opt-in whose newsletter is no in %s as an update', (_, over) => {
		expect(track({ eventName: 'EmailOptIn', ...over })).toMatchObject({
			eventName: 'CRMUpdate',
			event: { event: 'CRMUpdate', newsletter: 'no' },
			finding: null,
			notes: [{ code: 'NOT_AN_OPT_IN' }],
			happened: false,
		});
	});

	it.each<[string, TrackItem['fields']]>([
		['yes', [email, ['newsletter', 'yes']]],
		['not given', [email]],
	])('sends an opt-in whose newsletter is %s as such', (_, fields) => {
		expect(track({ eventName: 'EmailOptIn', fields })).toMatchObject({
			event: { event: 'EmailOptIn' },
			notes: [],
			happened: true,
		});
	});

	it.each([[''], [undefined]])('does not guess the consent of an opt-in that gives %j', (value) => {
		expect(
			track({ eventName: 'EmailOptIn', fields: [email, ['newsletter', value]] }),
		).toMatchObject({
			event: { event: 'CRMUpdate' },
			finding: null,
			notes: [{ code: 'NOT_AN_OPT_IN' }],
			happened: false,
		});
	});

	it('sends long numbers of a JSON text digit by digit', () => {
		expect(
			track({
				fieldsJson:
					'{"userid": 12345678901234567890, "list": [9007199254740994, -9007199254740993], "n": 9007199254740991, "f": 1e3, "g": 0.50, "h": 900719925474099.15, "i": 0.10000000000000001, "s": "a 12345678901234567890"}',
				productsJson: '[{"id": 9007199254740993}]',
			})?.event,
		).toMatchObject({
			userid: '12345678901234567890',
			list: ['9007199254740994', '-9007199254740993'],
			n: 9007199254740991,
			f: 1000,
			g: 0.5,
			h: '900719925474099.15',
			i: 0.1,
			s: 'a 12345678901234567890',
			products: [{ id: '9007199254740993' }],
		});
	});

	it('trims and lower-cases the address, uses the current time, leaves empty fields out', () => {
		expect(track({})?.event).toEqual({
			event: 'My_Event',
			email: 'ann@example.com',
			timestamp: NOW,
		});
	});

	describe('says its values', () => {
		const LATER = NOW + 0.75;
		const base: TrackItem = {
			itemIndex: 0,
			eventName: 'My_Event',
			fields: [email, ['newsletter', 'yes']],
			fieldsJson: '',
			productsJson: '',
			timestamp: '',
		};
		const plan = (over: Partial<TrackItem>) => planTrack([{ ...base, ...over }], LATER, 'UTC')[0];
		const orderOf = (over: Partial<TrackItem>) => plan(over)?.moment?.order;
		const change = {
			...unknownSource('2023-11-14T22:00:00.000Z'),
			profileId: '7',
			sentAt: '2023-11-14T21:59:58.000Z',
			fields: { Nieuwsbrief: 'ja' },
		};

		it('at the time of the event, to the millisecond, but not in the future', () => {
			expect(orderOf({ timestamp: '2023-11-14T22:13:19.250Z' })).toBe((NOW - 1 + 0.25) * 1_000_000);
			expect(plan({ timestamp: '2023-11-14T22:13:19.250Z' })?.event?.timestamp).toBe(NOW - 1);
			expect(orderOf({ timestamp: NOW - 60 })).toBe((NOW - 60) * 1_000_000);
			expect(orderOf({ timestamp: NOW + 60 })).toBe(LATER * 1_000_000);
			expect(orderOf({ timestamp: '' })).toBe(LATER * 1_000_000);
			expect(plan({})?.event?.timestamp).toBe(NOW);
		});

		it('when its item was said, where the event has no time and the item tells it', () => {
			const moment = { order: change.order, sentAt: change.sentAt };
			for (const json of [
				change,
				{ profile: {}, source: change },
				{ status: 'x', source: change },
			]) {
				expect(plan({ json })?.moment).toMatchObject(moment);
				expect(plan({ json, timestamp: NOW - 60 })?.moment).toMatchObject({
					order: (NOW - 60) * 1_000_000,
					sentAt: null,
				});
				expect(plan({ json })?.event?.timestamp).toBe(NOW);
			}
			for (const json of [{ receivedAt: '2023-11-14T22:00:00.000Z' }, {}, 5]) {
				expect(orderOf({ json })).toBe(LATER * 1_000_000);
			}
			const future = { ...change, receivedAt: '2999-01-01T00:00:00.000Z', order: 4e16 };
			expect(plan({ json: { source: future } })?.moment?.order).toBe(LATER * 1_000_000);
		});

		it('as a no now, where only the item tells another time: another step may have sent a yes for it', () => {
			const fields: TrackItem['fields'] = [email, ['newsletter', 'no'], ['service', 'yes']];
			const row = plan({ json: change, fields });
			expect(row?.readLater).toEqual({ keys: ['newsletter'], order: LATER * 1_000_000 });
			expect(plan({ fields })?.readLater).toBeUndefined();
			expect(plan({ json: change, fields, timestamp: NOW - 60 })?.readLater).toBeUndefined();
		});

		it('again when they were said first, if the event was not taken', () => {
			const row = plan({ json: change });
			const refused = { ...accepted, code: 'RATE_LIMITED' as const };
			const result = row && resultOf(row, refused, { includePayload: false });
			expect(result).toMatchObject({
				source: { receivedAt: change.receivedAt, order: change.order, sentAt: change.sentAt },
				profileId: '7',
			});
			expect(plan({ json: result })?.moment).toEqual(row?.moment);
			const own = plan({ timestamp: NOW - 60 });
			const rejected = own && resultOf(own, refused, { includePayload: false });
			expect(plan({ json: rejected })?.moment?.order).toBe((NOW - 60) * 1_000_000);
			expect(row && resultOf(row, accepted, { includePayload: false })).toMatchObject({
				source: null,
				profileId: null,
			});
		});
	});

	it('keeps back an item for which a setting gives nothing usable', () => {
		const row = track({ unusableSetting: 'Products' });
		expect(row?.finding).toEqual({ code: 'SETTINGS_INVALID', details: { field: 'Products' } });
		expect(row?.event).toBeNull();
	});

	it.each<[string, Partial<TrackItem>, string, string | undefined]>([
		[
			'no order number',
			{ eventName: 'Purchase', fields: [email], productsJson: '[{"id":"1","quantity":1}]' },
			'FIELD_MISSING',
			'orderid',
		],
		[
			'a product without quantity',
			{
				eventName: 'Purchase',
				fields: [email, orderid],
				productsJson: '[{"id":"1","quantity":1},{"id":"2"}]',
			},
			'FIELD_MISSING',
			'products[].quantity',
		],
		[
			'no products',
			{ eventName: 'Purchase', fields: [email, orderid], productsJson: '[]' },
			'FIELD_MISSING',
			'products[].id',
		],
		[
			'an empty list of products among the JSON fields',
			{ eventName: 'ViewContent', fields: [email], fieldsJson: { products: [] } },
			'FIELD_MISSING',
			'products[].id',
		],
		[
			'an opt-in without address',
			{ eventName: 'EmailOptIn', fields: [['userid', '5']] },
			'FIELD_MISSING',
			'email',
		],
		['broken products', { productsJson: '[{' }, 'JSON_INVALID', 'products'],
		['products that are no list', { productsJson: '{"id":1}' }, 'JSON_INVALID', 'products'],
		['broken JSON fields', { fieldsJson: 'x' }, 'JSON_INVALID', 'Event Fields (JSON)'],
		[
			'null in the JSON fields',
			{ fieldsJson: '{"a":null}' },
			'JSON_INVALID',
			'Event Fields (JSON)',
		],
		[
			'an address with a character that nobody sees',
			{ fields: [['email', 'ann@example.com\u200b']] },
			'EMAIL_INVALID',
			'email',
		],
		['a user ID with one', { fields: [['userid', '\u200e5']] }, 'VALUE_NOT_SENDABLE', 'userid'],
		['an altered user ID', { fields: [['userid', 2 ** 53]] }, 'VALUE_NOT_SENDABLE', 'userid'],
		[
			'an altered product number',
			{ productsJson: [{ id: 1e20 }] },
			'VALUE_NOT_SENDABLE',
			'products',
		],
		[
			'a number too long for its digits',
			{ fieldsJson: '{"custom_a":1e30}' },
			'VALUE_NOT_SENDABLE',
			'custom_a',
		],
		['a null value', { fields: [email, ['shop', null]] }, 'VALUE_NOT_SENDABLE', 'shop'],
		[
			'a list in a profile field',
			{ fields: [email, ['custom_a', ['x']]] },
			'VALUE_NOT_SENDABLE',
			'custom_a',
		],
		['a field without name', { fields: [email, [' ', 'x']] }, 'VALUE_NOT_SENDABLE', ''],
		[
			'a consent in own words',
			{ fields: [email, ['newsletter', 'unknown']] },
			'CONSENT_INVALID',
			'newsletter',
		],
		['a reserved field', { fieldsJson: '{"timestamp":1}' }, 'KEY_RESERVED', 'timestamp'],
		['an impossible time', { timestamp: 'yesterday' }, 'TIMESTAMP_INVALID', 'timestamp'],
		['a platform event', { eventName: 'SessionStart' }, 'EVENT_NAME_RESERVED', undefined],
	])('keeps back %s', (_, over, code, field) => {
		expect(track(over)?.finding).toMatchObject({
			code,
			details: field === undefined ? {} : { field },
		});
	});
});

import { describe, expect, it } from '@jest/globals';
import { arrivalOf, readUnprepared } from '../../../core/activate/unprepared';
import { planSync } from '../../../core/activate/planSync';
import { NOW, prepared } from './support';

const BEFORE = '2025-01-31T11:00:00.000Z';
const BEFORE_ORDER = Date.parse(BEFORE) * 1000;

/** Where an item comes from that says nothing of it. */
const nobody = {
	entity: 'profile',
	change: 'update',
	profileId: null,
	databaseId: null,
	receivedAt: NOW,
	order: Date.parse(NOW) * 1000,
	sentAt: null,
};

describe('the source of an item that is not prepared', () => {
	const change = {
		change: 'delete',
		entity: 'subprofile',
		profileId: 7,
		subprofileId: '70',
		databaseId: '1',
		collectionId: 3,
		receivedAt: BEFORE,
		order: BEFORE_ORDER + 5,
		sentAt: '2025-01-31T10:59:58Z',
		speaksForCreation: true,
		fields: { Email: ['ann@example.com'] },
	};
	const all = {
		change: 'delete',
		entity: 'subprofile',
		profileId: '7',
		subprofileId: '70',
		databaseId: '1',
		collectionId: '3',
		receivedAt: BEFORE,
		order: BEFORE_ORDER + 5,
		sentAt: '2025-01-31T10:59:58.000Z',
		speaksForCreation: true,
	};

	it('has all that the item tells, as a Change or under "source"', () => {
		for (const item of [change, { profile: { city: {} }, source: change }]) {
			const { source, ids } = readUnprepared(item, NOW);
			expect(source).toMatchObject(all);
			expect(ids).toMatchObject({ profileId: '7', subprofileId: '70' });
		}
	});

	it.each<[string, object, object]>([
		['receivedAt', { receivedAt: 'yesterday' }, { receivedAt: NOW, order: all.order }],
		['order', { order: 'first' }, { receivedAt: BEFORE, order: BEFORE_ORDER }],
		['sentAt', { sentAt: 5 }, { receivedAt: BEFORE, sentAt: null }],
		['change', { change: 'gone' }, { change: 'update', entity: 'subprofile', receivedAt: BEFORE }],
		['profileId', { profileId: { id: 7 } }, { profileId: null, subprofileId: '70' }],
		['a future time', { receivedAt: '2999-01-01T00:00:00Z' }, { receivedAt: NOW }],
	])('keeps the rest where %s cannot be read', (_, over, expected) => {
		expect(readUnprepared({ ...change, ...over }, NOW).source).toMatchObject(expected);
	});

	it('of nobody in particular and now, where the item tells nothing', () => {
		for (const item of [5, null, {}, { source: null, change: {} }, { source: 'x' }]) {
			expect(readUnprepared(item, NOW).source).toMatchObject(nobody);
		}
	});

	it('never makes a new profile of what does not say that it is one', () => {
		const source = { change: 'create', profileId: '7', receivedAt: BEFORE };
		expect(readUnprepared({ profile: { city: {} }, source }, NOW).source).toMatchObject({
			change: 'update',
			profileId: '7',
			receivedAt: BEFORE,
		});
		// A Change is of a profile unless it says otherwise.
		const created = { change: 'create', fields: { Email: [] } };
		expect(readUnprepared(created, NOW).source).toMatchObject({ change: 'create' });
	});
});

describe('an item that was refused before', () => {
	const source = { ...prepared().source, receivedAt: '2025-01-31T12:00:00+01:00' };

	it('came in when it was refused first', () => {
		expect(arrivalOf({ status: 'invalid', source }, NOW)).toBe(BEFORE);
		expect(arrivalOf({ skip: { code: 'NOT_PREPARED' }, source }, NOW)).toBe(BEFORE);
	});

	it.each<[string, unknown]>([
		['another status', { status: 'accepted', source }],
		[
			'a future time',
			{ status: 'invalid', source: { ...source, receivedAt: '2999-01-01T00:00Z' } },
		],
		['no source', { status: 'invalid', source: null }],
		['no object', 5],
	])('or now, with %s', (_, item) => {
		expect(arrivalOf(item, NOW)).toBe(NOW);
	});

	it('keeps that for Sync however often it is refused', () => {
		const plan = (json: unknown, now: string) =>
			planSync([{ itemIndex: 0, json, eventName: null, optOutOldAddress: [] }], now)[0];
		const profile = { email: 'ann@example.com', city: {} };
		const first = plan({ profile }, BEFORE);
		expect(first?.source).toMatchObject({ receivedAt: BEFORE });
		const again = plan({ status: 'invalid', source: first?.source, profile }, NOW);
		expect(again?.source).toMatchObject({ receivedAt: BEFORE, order: BEFORE_ORDER });
		const right = { status: 'invalid', source: again?.source, profile: { ...profile, city: 'A' } };
		expect(plan(right, NOW)?.moment).toMatchObject({ order: BEFORE_ORDER });
	});
});

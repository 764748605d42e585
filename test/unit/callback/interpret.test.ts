import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { changeSchema } from '../../../core/contracts/change';
import { IGNORED, REFUSALS } from '../../../core/callback/codes';
import { interpret } from '../../../core/callback/interpret';
import type { Arrival } from '../../../core/callback/payload/toChange';
import type { Subscription } from '../../../core/callback/relevance';

const subscription: Subscription = {
	entity: 'profile',
	databaseId: '1',
	collectionId: null,
	actions: ['create', 'update', 'delete'],
	watch: new Set(),
	leaveOut: new Set(),
	onlyAudiences: false,
	onlyAction: null,
	acceptWebhooks: false,
};
const arrival: Arrival = {
	accountId: '12345',
	receivedAt: '2025-03-04T09:30:05.000Z',
	order: 1_741_080_605_000_000,
	sentAt: '2025-03-04T09:30:04.000Z',
};
const verdictOf = (body: unknown, wanted: Partial<Subscription> = {}) =>
	interpret(
		Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
		{ ...subscription, ...wanted },
		arrival,
	);

const update = { id: 7, action: 'update', fields: { City: 'A' }, parameters: { City: 'B' } };
const webhook = { type: 'update', timestamp: 1, profile: 7, database: 1, fields: { City: 'B' } };
const customerId = (SqueezelyCustomerId: string) => ({ SqueezelyCustomerId });
const click = { ...webhook, type: 'click' };

describe('a body', () => {
	it('that is wanted gives a Change with its key, and the payload as it was read', () => {
		const verdict = verdictOf(update);
		expect(verdict).toEqual({
			kind: 'change',
			change: expect.objectContaining({
				...arrival,
				change: 'update',
				entity: 'profile',
				profileId: '7',
				databaseId: '1',
				fields: { City: 'B' },
				previous: { City: 'A' },
				changeKey: expect.stringMatching(/^[0-9a-f]{64}$/),
			}),
			payload: update,
			unmarked: ['City'],
		});
	});

	it.each([
		['nothing', '', 'BODY_EMPTY'],
		['no known form', '{', 'BODY_UNREADABLE'],
		['no callback', {}, 'NOT_A_CALLBACK'],
		['an id that is none', { id: 'seven', fields: { a: 'b' } }, 'BODY_UNREADABLE'],
		['an action that is none', { ...update, action: 'merge' }, 'ACTION_UNKNOWN'],
	])('with %s is refused', (_what, body, code) =>
		expect(verdictOf(body)).toEqual({ kind: 'refused', code }),
	);

	it.each([
		['another kind of record', { ...update, collection: 2 }, {}, 'ENTITY_NOT_EXPECTED'],
		['another database', { ...update, database: 9 }, {}, 'SOURCE_NOT_EXPECTED'],
		['another action', update, { actions: ['create'] }, 'ACTION_NOT_WATCHED'],
		['other fields', update, { watch: new Set(['email']) }, 'FIELDS_NOT_WATCHED'],
		[
			'only what the connector writes',
			{ ...update, fields: customerId('1'), parameters: customerId('2') },
			{},
			'CONNECTOR_FIELDS_ONLY',
		],
		[
			'a collection that is left out, told by its name',
			{ ...update, collection: 'squeezely_audiences' },
			{ entity: 'any', leaveOut: new Set(['squeezely_audiences']) },
			'COLLECTION_LEFT_OUT',
		],
		['a Webhook', webhook, {}, 'MARKETING_SUITE_WEBHOOK'],
		['a Webhook about a click', click, { acceptWebhooks: true }, 'WEBHOOK_EVENT_NOT_A_CHANGE'],
	] as const)('about %s is ignored', (_what, body, wanted, code) =>
		expect(verdictOf(body, wanted)).toEqual({ kind: 'ignored', code }),
	);

	it('of a Webhook gives a Change where the settings accept it', () =>
		expect(verdictOf(webhook, { acceptWebhooks: true })).toMatchObject({
			kind: 'change',
			change: { profileId: '7', fields: { City: 'B' } },
		}));

	it('that touches an interest besides the fields of the connector is wanted', () => {
		const fields = customerId('1');
		const parameters = { ...customerId('2'), interests: { Sport: 1 } };
		expect(verdictOf({ id: 7, fields, parameters })).toMatchObject({ kind: 'change' });
	});
});

describe('what a body does not say', () => {
	const silent = { id: 7, fields: { City: 'B' } };

	it.each([
		['profile', { profileId: '7', subprofileId: null, collectionId: null }],
		['subprofile', { profileId: null, subprofileId: '7', collectionId: '2' }],
		// A database's callback that may bring its subprofiles too.
		['any', { profileId: '7', subprofileId: null, collectionId: null }],
	] as const)('about its kind is what the trigger is set to: %s', (entity, ids) =>
		expect(verdictOf(silent, { entity, collectionId: '2' })).toMatchObject({
			kind: 'change',
			change: { entity: entity === 'subprofile' ? 'subprofile' : 'profile', ...ids },
		}),
	);

	it('about its kind is marked, with the names that the record has', () => {
		const body = { ...silent, parameters: { Sport: '1' } };
		expect(verdictOf(body)).toMatchObject({ unmarked: ['City', 'Sport'] });
		expect(verdictOf(silent, { entity: 'subprofile' })).toMatchObject({ unmarked: null });
		const named = { ...webhook, interests: ['Sport'] };
		expect(verdictOf(named, { acceptWebhooks: true })).toMatchObject({ unmarked: null });
	});

	it('about its action is the one that was registered, or an update', () => {
		expect(verdictOf(silent)).toMatchObject({ change: { change: 'update' } });
		expect(verdictOf(silent, { onlyAction: 'delete' })).toMatchObject({
			change: { change: 'delete' },
		});
	});
});

it('gives a verdict about any bytes, and every change keeps its contract', () => {
	const codes = new Set<string>([...Object.keys(REFUSALS), ...Object.keys(IGNORED)]);
	const bytes = fc.oneof(
		fc.uint8Array(),
		fc.string().map((text) => Buffer.from(text)),
		fc.json().map((text) => Buffer.from(`{"id":7,"fields":${text},"parameters":${text}}`)),
	);
	fc.assert(
		fc.property(bytes, fc.boolean(), (body, acceptWebhooks) => {
			const verdict = interpret(Buffer.from(body), { ...subscription, acceptWebhooks }, arrival);
			if (verdict.kind === 'change') changeSchema.parse(verdict.change);
			else expect(codes).toContain(verdict.code);
		}),
	);
});

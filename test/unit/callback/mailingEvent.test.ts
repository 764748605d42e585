import { describe, expect, it } from '@jest/globals';
import {
	handlerOf,
	interpretMailingEvent,
	mailingEventSchema,
	remoteWebhookSchema,
	type MailingSubscription,
} from '../../../core/callback/mailingEvent';
import type { Arrival } from '../../../core/callback/payload/toChange';

const everything: MailingSubscription = { events: mailingEventSchema.options, databaseId: null };
const arrival: Arrival = {
	accountId: '12345',
	receivedAt: '2025-03-04T09:30:05.000Z',
	order: 1_741_080_605_000_000,
	sentAt: '2025-03-04T09:30:04.000Z',
};
const verdictOf = (
	body: unknown,
	registeredFor: unknown = null,
	wanted: Partial<MailingSubscription> = {},
) =>
	interpretMailingEvent(
		Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
		registeredFor,
		{ ...everything, ...wanted },
		arrival,
	);
/** The event in a body that is let in. */
const eventOf = (...call: Parameters<typeof verdictOf>) => {
	const verdict = verdictOf(...call);
	if (verdict.kind !== 'event') throw new Error(verdict.code);
	return verdict.event;
};

const anne = 'anne@example.com';
const click = { type: 'click', recipient: anne };
const unsubscribe = { type: 'unsubscribe', profile: 7, database: 3, mailing: 31 };

describe('an event', () => {
	it('of a form has what the form says', () => {
		const form = new URLSearchParams([
			['id', '912'],
			['type', 'click'],
			['time', '1741080604'],
			['recipient', anne],
			['original', 'https://shop.example.com/x?a=1&b=2'],
			['useragent', 'Mozilla/5.0'],
			['tags[]', 'spring'],
			['tags[]', 'sale'],
		]);
		expect(verdictOf(form.toString())).toEqual({
			kind: 'event',
			contentKey: expect.stringMatching(/^[0-9a-f]{64}$/),
			payload: {
				id: '912',
				type: 'click',
				time: '1741080604',
				recipient: anne,
				original: 'https://shop.example.com/x?a=1&b=2',
				useragent: 'Mozilla/5.0',
				tags: ['spring', 'sale'],
			},
			event: {
				event: 'click',
				email: anne,
				messageId: '912',
				profileId: null,
				databaseId: null,
				mailingId: null,
				url: 'https://shop.example.com/x?a=1&b=2',
				tags: ['spring', 'sale'],
				userAgent: 'Mozilla/5.0',
				failure: null,
				occurredAt: '2025-03-04T09:30:04.000Z',
				...arrival,
			},
		});
	});

	it('may spell its names in any case', () => {
		expect(eventOf({ TYPE: 'open', Recipient: anne, ID: 912 })).toMatchObject({
			event: 'open',
			email: anne,
			messageId: '912',
		});
	});

	it('that is an unsubscribe has the IDs, and not its own for that of a message', () => {
		expect(eventOf({ ...unsubscribe, id: 55 })).toMatchObject({
			event: 'unsubscribe',
			email: null,
			messageId: null,
			profileId: '7',
			databaseId: '3',
			mailingId: '31',
		});
	});

	it('that is a failure says why, as far as it is told', () => {
		const why = { state: 'bounce', code: 550, extended: '5.1.1', description: 'User unknown' };
		expect(eventOf({ ...click, type: 'failure', ...why }).failure).toEqual({
			state: 'bounce',
			code: '550',
			extendedCode: '5.1.1',
			description: 'User unknown',
		});
		expect(eventOf({ ...click, type: 'failure' }).failure).toEqual({
			state: null,
			code: null,
			extendedCode: null,
			description: null,
		});
		expect(eventOf({ ...click, ...why }).failure).toBeNull();
	});

	it.each([
		['nothing', undefined, null],
		['null', null, null],
		['blanks', ' \n', null],
		['text with blanks around it', ' Mozilla ', 'Mozilla'],
		['an object', { name: 'Mozilla' }, null],
	])('whose text is %s', (_what, useragent, text) => {
		expect(eventOf({ ...click, useragent }).userAgent).toBe(text);
	});

	it.each([
		['a list', ['spring', ' ', null, 'sale'], ['spring', 'sale']],
		['a map', { 0: 'spring', 1: 'sale' }, ['spring', 'sale']],
		['one text', 'spring', ['spring']],
		['an empty text', '', []],
		['absent', undefined, []],
	])('whose tags are %s', (_how, tags, names) => {
		expect(eventOf({ ...click, tags }).tags).toEqual(names);
	});

	it.each([
		[1_741_080_604, '2025-03-04T09:30:04.000Z'],
		['1741080604', '2025-03-04T09:30:04.000Z'],
		[100_000_000, '1973-03-03T09:46:40.000Z'],
		[99_999_999_999, '5138-11-16T09:46:39.000Z'],
		// Milliseconds, a date without a zone and what no clock says are no Unix time.
		[1_741_080_604_000, null],
		[100_000_000_000, null],
		[99_999_999, null],
		['-1741080604', null],
		['1741080604.5', null],
		['2025-03-04 09:30:04', null],
		['', null],
		[undefined, null],
	])('at the Unix time %p happened at %p', (time, occurredAt) => {
		expect(eventOf({ ...click, time }).occurredAt).toBe(occurredAt);
	});
});

describe('which event it is', () => {
	it.each([
		['what the Webhook was registered for', 'delivery', { type: 'open' }, 'delivery'],
		['its type, where the URL does not say it', null, { type: 'open' }, 'open'],
		['its type, where the URL names no event', 'opened', { type: 'open' }, 'open'],
		['its type, where the action is another', null, { type: 'open', action: 'click' }, 'open'],
		['its action, where there is no type', null, { action: 'bounce' }, 'bounce'],
		['a failure, in the vendor’s other word', null, { action: 'failed' }, 'failure'],
		['known by its URL, whatever its type', 'click', { type: 'undeleted' }, 'click'],
	])('%s', (_what, registeredFor, body, event) => {
		expect(eventOf({ recipient: anne, ...body }, registeredFor).event).toBe(event);
	});

	it.each([
		['a change of a profile', { type: 'update' }],
		['a change in the past tense', { type: 'Updated' }],
		['a new profile', { type: 'create' }],
		['a removed profile', { type: 'delete' }],
		['a type that comes twice', { type: ['click', 'update'] }],
		['fields', { fields: { City: 'B' } }],
		['parameters', { parameters: {} }],
		['a subprofile', { subprofile: 9 }],
	])('none: %s, although the URL says so', (_what, body) => {
		expect(verdictOf({ profile: 7, recipient: anne, ...body }, 'click')).toEqual({
			kind: 'ignored',
			code: 'NOT_A_MAILING_EVENT',
		});
	});

	it('none, where neither the URL nor the body names one', () => {
		for (const body of [{}, { type: 'failed' }, { action: 'seen' }]) {
			expect(verdictOf({ recipient: anne, ...body })).toEqual({
				kind: 'ignored',
				code: 'NOT_A_MAILING_EVENT',
			});
		}
	});
});

describe('what is not let in', () => {
	it.each([
		['nothing', '', 'BODY_EMPTY'],
		['no known form', '{', 'BODY_UNREADABLE'],
		['nobody', { type: 'click', recipient: ' ' }, 'NOT_A_CALLBACK'],
		['a profile that is no ID', { ...unsubscribe, profile: 'x' }, 'BODY_UNREADABLE'],
		['a database that is no ID', { ...unsubscribe, database: 'x' }, 'BODY_UNREADABLE'],
		['a mailing that is no ID', { ...unsubscribe, mailing: 'x' }, 'BODY_UNREADABLE'],
	])('%s', (_what, body, code) => {
		expect(verdictOf(body)).toEqual({ kind: 'refused', code });
	});

	it('an event that is not watched', () => {
		expect(verdictOf(click, null, { events: ['open', 'bounce'] })).toEqual({
			kind: 'ignored',
			code: 'EVENT_NOT_WATCHED',
		});
		expect(eventOf(click, null, { events: ['open', 'click'] }).event).toBe('click');
	});

	it('an event of another database than the one that is wanted', () => {
		expect(verdictOf(unsubscribe, null, { databaseId: '4' })).toEqual({
			kind: 'ignored',
			code: 'SOURCE_NOT_EXPECTED',
		});
		expect(eventOf(unsubscribe, null, { databaseId: '3' }).databaseId).toBe('3');
		expect(eventOf(unsubscribe).databaseId).toBe('3');
	});

	it('does not include one that names no database: the Webhook was registered for it', () => {
		expect(eventOf(click, null, { databaseId: '4' }).databaseId).toBe('4');
	});
});

describe('a Webhook', () => {
	it('is registered with the event in the query of its URL', () => {
		const url = 'https://n8n.example.com/webhook/abc';
		expect(handlerOf(url, 'click')).toBe(`${url}?event=click`);
		expect(handlerOf(`${url}?key=1`, 'open')).toBe(`${url}?key=1&event=open`);
	});

	it('is ours by its URL and its event, of which neither may be missing', () => {
		const ours = { handler: 'https://n8n.example.com/webhook/abc', trigger: 'click' };
		expect(remoteWebhookSchema.parse({ ID: '5', callers: [], ...ours })).toEqual(ours);
		for (const name of ['handler', 'trigger']) {
			expect(remoteWebhookSchema.safeParse({ ...ours, [name]: undefined }).success).toBe(false);
		}
	});
});

describe('the content of an event', () => {
	const keyOf = (body: Record<string, unknown>, registeredFor: unknown = null) => {
		const verdict = verdictOf(body, registeredFor);
		return verdict.kind === 'event' ? verdict.contentKey : verdict.code;
	};
	const told = { ...click, time: 1_741_080_604, original: 'https://shop.example.com/x' };

	it('is the same when two Webhooks tell it, whatever else they say', () => {
		expect(keyOf({ ...told })).toBe(keyOf({ webhook: 12, ...told }));
		expect(keyOf({ Recipient: anne, ...told })).toBe(keyOf(told));
	});

	it.each([
		['the second', { time: 1_741_080_605 }],
		['the link', { original: 'https://shop.example.com/y' }],
		['the address', { recipient: 'bram@example.com' }],
		['the message', { id: 913 }],
		['the sender', { ip: '192.0.2.8' }],
	])('is another one with another value of %s', (_what, more) => {
		expect(keyOf({ ...told, ...more })).not.toBe(keyOf(told));
	});

	it('of two events of one message is not the same', () => {
		expect(keyOf(told, 'click')).not.toBe(keyOf(told, 'open'));
	});

	it('without any time can be that of several events', () => {
		expect(keyOf(click)).toBeNull();
		expect(keyOf({ ...click, timestamp: '2025-03-04 10:30:04' })).not.toBeNull();
	});
});

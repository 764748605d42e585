import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { changeSchema, withKey, type Change } from '../../../core/contracts/change';
import { readBody } from '../../../core/callback/body/readBody';
import { oldOrNew } from '../../../core/callback/payload/oldOrNew';
import { parseCallback } from '../../../core/callback/payload/parse';
import { toChange, type ChangeContext } from '../../../core/callback/payload/toChange';
import { webhookVerdict } from '../../../core/callback/payload/webhook';

const profile: ChangeContext = {
	entity: 'profile',
	databaseId: '1',
	collectionId: null,
	action: null,
	accountId: '12345',
	receivedAt: '2025-03-04T09:30:05.000Z',
	order: 1_741_080_605_000_000,
	sentAt: '2025-03-04T09:30:04.000Z',
};
const subprofile: ChangeContext = { ...profile, entity: 'subprofile', collectionId: '2' };

function changeOf(payload: unknown, context: ChangeContext): Change | string {
	const read = readBody(
		Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)),
	);
	if (!read.ok) return read.code;
	const parsed = parseCallback(read.body);
	if (!parsed.ok) return parsed.code;
	const change = withKey(toChange(parsed.callback, context));
	changeSchema.parse(change);
	return change;
}

describe('the three shapes of a profile callback', () => {
	it('A: parameters, and the new state in profile.fields', () => {
		const change = changeOf(
			{
				id: 7,
				parameters: { Email: 'new@example.com' },
				profile: { fields: { Email: 'new@example.com', Name: 'Jan' } },
			},
			profile,
		);
		expect(change).toMatchObject({
			change: 'update',
			entity: 'profile',
			profileId: '7',
			subprofileId: null,
			databaseId: '1',
			collectionId: null,
			fields: { Email: 'new@example.com', Name: 'Jan' },
			profileFields: null,
			previous: null,
			changed: ['Email'],
			accountId: '12345',
			receivedAt: '2025-03-04T09:30:05.000Z',
		});
	});
	it('A: parameters, and the old state in profile.fields', () => {
		expect(
			changeOf(
				{
					id: 7,
					parameters: { Email: 'new@example.com', Name: 'Jan' },
					profile: { fields: { Email: 'old@example.com', Name: 'Jan' } },
				},
				profile,
			),
		).toMatchObject({
			fields: { Email: 'new@example.com', Name: 'Jan' },
			previous: { Email: 'old@example.com' },
			changed: ['Email'],
		});
	});
	it.each(['create', 'update', 'delete'])('B: %s with current fields and interests', (action) => {
		expect(
			changeOf(
				{ id: '7', action, fields: { Email: 'a@example.com' }, interests: ['news', 'sport'] },
				profile,
			),
		).toMatchObject({
			change: action,
			profileId: '7',
			fields: { Email: 'a@example.com' },
			previous: null,
			changed: null,
			interests: ['news', 'sport'],
		});
	});
	it('C: XML with old fields and what was updated', () => {
		expect(
			changeOf(
				'<?xml version="1.0"?><profile><id>7</id><fields><company>Old &amp; Co</company><Name>Jan</Name></fields><updated><company>New</company></updated></profile>',
				profile,
			),
		).toMatchObject({
			change: 'update',
			entity: 'profile',
			profileId: '7',
			fields: { company: 'New', Name: 'Jan' },
			previous: { company: 'Old & Co' },
			changed: ['company'],
			interests: null,
		});
	});
});

describe('subprofiles', () => {
	const fields = { newsletter: 'ja' };
	it.each([
		['B: nothing says it is one, but the source', { id: '30', action: 'update', fields }],
		['an id under subprofile', { action: 'update', subprofile: '30', fields }],
		['an object', { action: 'update', subprofile: { ID: 30, fields } }],
		['A: parameters and an object', { id: '30', parameters: fields, subprofile: { fields } }],
		[
			'XML',
			'<c><id> 30 </id><action>update</action><fields><newsletter>ja</newsletter></fields></c>',
		],
		[
			'XML with its own root',
			'<subprofile><id>30</id><fields><newsletter>ja</newsletter></fields></subprofile>',
		],
		['form fields', 'action=update&subprofile[id]=30&subprofile[fields][newsletter]=ja'],
	])('%s', (_name, payload) => {
		expect(changeOf(payload, subprofile)).toMatchObject({
			change: 'update',
			entity: 'subprofile',
			subprofileId: '30',
			profileId: null,
			databaseId: '1',
			collectionId: '2',
			fields,
			profileFields: null,
		});
	});

	it('an object called profile is the profile, never the subprofile', () => {
		expect(
			changeOf(
				{
					id: '30',
					action: 'update',
					fields,
					profile: { id: 7, fields: { Email: 'a@example.com' } },
				},
				subprofile,
			),
		).toMatchObject({
			subprofileId: '30',
			profileId: '7',
			fields,
			profileFields: { Email: 'a@example.com' },
		});
		expect(
			changeOf(
				{ parameters: fields, profile: { id: '7', fields: { Email: 'a@example.com' } } },
				subprofile,
			),
		).toMatchObject({
			subprofileId: null,
			profileId: '7',
			fields,
			profileFields: { Email: 'a@example.com' },
			changed: ['newsletter'],
		});
	});

	it.each([
		['an object', { subprofile: { id: 30, fields } }],
		['an object without an id', { subprofile: { fields } }],
		['a bare id', { subprofile: 30, fields }],
		['its collection alone', { id: 30, collection: 2, fields }],
		[
			'the root of XML',
			'<SubProfile><id>30</id><fields><newsletter>ja</newsletter></fields></SubProfile>',
		],
	])('told by %s, even where profiles are expected', (_how, payload) => {
		expect(changeOf(payload, profile)).toMatchObject({ entity: 'subprofile', fields });
	});

	it('its profile and collection may stand inside', () => {
		expect(
			changeOf({ subprofile: { id: 30, profile: 7, collection: '9', fields } }, profile),
		).toMatchObject({ subprofileId: '30', profileId: '7', collectionId: '9', fields });
	});

	it('no subprofile: 0 stands for none', () => {
		expect(changeOf({ id: 7, subprofile: 0, fields }, profile)).toMatchObject({
			entity: 'profile',
			profileId: '7',
		});
	});

	it('what holds only an id, or only values, is a callback', () => {
		expect(changeOf({ subprofile: '30', action: 'delete' }, subprofile)).toMatchObject({
			subprofileId: '30',
			change: 'delete',
		});
		expect(changeOf({ fields }, subprofile)).toMatchObject({ subprofileId: null, fields });
		expect(changeOf({ parameters: fields }, subprofile)).toMatchObject({ fields });
		expect(changeOf({ profile: { fields } }, profile)).toMatchObject({ profileId: null, fields });
	});

	it('told by the payload itself, whatever the source', () => {
		expect(changeOf({ subprofile: '30', collection: '9', fields }, profile)).toMatchObject({
			entity: 'subprofile',
			subprofileId: '30',
			collectionId: '9',
		});
		expect(changeOf({ id: '7', collection: 0, database: 4, fields }, profile)).toMatchObject({
			entity: 'profile',
			profileId: '7',
			databaseId: '4',
			collectionId: null,
		});
	});
});

describe('ids', () => {
	it.each([
		['id', { id: '7' }],
		['ID', { ID: 7 }],
		['profile', { profile: '7' }],
		['profile.id', { profile: { id: '7' } }],
		['profile.ID', { profile: { ID: 7 } }],
	])('at %s', (_where, ids) =>
		expect(changeOf({ ...ids, action: 'delete' }, profile)).toMatchObject({
			change: 'delete',
			profileId: '7',
			fields: {},
		}),
	);

	it.each([
		['as long as they come', '9'.repeat(20), '9'.repeat(20)],
		['with blanks', ' 7 ', '7'],
		['false for none', false, null],
		['zeros for none', '000', null],
		['a blank for none', ' ', null],
	])('%s', (_what, id, profileId) => {
		expect(changeOf({ id, fields: { a: 'b' } }, profile)).toMatchObject({ profileId });
	});

	it('of two spellings the first counts', () => {
		expect(changeOf({ ID: '7', id: '8', fields: { a: 'b' } }, profile)).toMatchObject({
			profileId: '7',
		});
	});

	it('never come from a key that reaches for the prototype', () => {
		expect(
			changeOf({ __PROTO__: { id: '8', action: 'delete' }, fields: { a: 'b' } }, profile),
		).toMatchObject({ profileId: null, change: 'update' });
	});

	it('the database may be told by the profile', () => {
		expect(
			changeOf({ profile: { id: 7, database: 4, interests: ['news'] }, fields: {} }, profile),
		).toMatchObject({ profileId: '7', databaseId: '4', interests: ['news'] });
	});

	it('profile wins over id, which a Webhook uses for something else', () => {
		expect(changeOf({ id: '99', profile: '7', fields: {} }, profile)).toMatchObject({
			profileId: '7',
		});
	});
	it.each([
		['text', { id: 'abc' }],
		['a number JavaScript cannot hold', '{"id":9007199254740993,"fields":{"a":"b"}}'],
		['a fraction', { id: 1.5 }],
		['a negative number', { id: -7 }],
		['a list', { id: ['7', 'x'], fields: { a: 'b' } }],
		['digits with something before', { id: 'a7' }],
		['digits with something behind', { id: '7a' }],
		['more digits than any id has', { id: '1'.repeat(21) }],
		['a word for a subprofile', { subprofile: 'abc', fields: { a: 'b' } }],
	])('%s is refused rather than guessed', (_what, payload) =>
		expect(changeOf(payload, profile)).toBe('BODY_UNREADABLE'),
	);

	it.each([
		[{}],
		[{ id: 0 }],
		[{ id: null, fields: [] }],
		[{ hello: 'world' }],
		['hello=world'],
		[{ action: 'update', fields: {} }],
	])('%j is no callback', (payload) => {
		expect(changeOf(payload, profile)).toBe('NOT_A_CALLBACK');
	});
});

describe('actions', () => {
	it.each(['CREATE', ' Create '])('%j', (action) =>
		expect(changeOf({ id: 7, action }, profile)).toMatchObject({ change: 'create' }),
	);
	it.each(['explode', 'created!', 7, ['create'], {}])('%j is refused', (action) =>
		expect(changeOf({ id: 7, action }, profile)).toBe('ACTION_UNKNOWN'),
	);
	it('not told: what the registration was for, else an update', () => {
		expect(changeOf({ id: 7 }, { ...profile, action: 'delete' })).toMatchObject({
			change: 'delete',
		});
		expect(changeOf({ id: 7 }, profile)).toMatchObject({ change: 'update' });
		expect(changeOf({ id: 7, action: '' }, profile)).toMatchObject({ change: 'update' });
		expect(changeOf({ id: 7, action: null }, profile)).toMatchObject({ change: 'update' });
		expect(changeOf({ id: 7, action: 'create' }, { ...profile, action: 'delete' })).toMatchObject({
			change: 'create',
		});
	});
});

describe('values', () => {
	it('are always texts', () => {
		expect(
			changeOf(
				{
					id: 7,
					fields: {
						a: 1,
						b: true,
						c: false,
						d: null,
						e: 2.5,
						f: ['x', 'y'],
						g: [],
						h: { x: 1 },
						i: '007',
					},
				},
				profile,
			),
		).toMatchObject({
			fields: { a: '1', b: '1', c: '', d: '', e: '2.5', f: 'y', g: '', h: '{"x":1}', i: '007' },
		});
	});
	it('an empty map may be a list or a blank text', () => {
		expect(changeOf({ id: 7, fields: [] }, profile)).toMatchObject({ fields: {} });
		expect(changeOf('<c><id>7</id><fields>\n</fields><updated/></c>', profile)).toMatchObject({
			fields: {},
			changed: [],
			previous: null,
		});
	});
	it.each([
		['a list', ['a', ' b ', ''], ['a', 'b']],
		['a map', { a: 1, b: '0', c: true, d: false, e: 'no' }, ['a', 'c']],
		['a numbered map', { 0: 'a', 1: 'b' }, ['a', 'b']],
		['one text', 'a', ['a']],
		['elements', { interest: ['a', 'b'] }, ['a', 'b']],
		['one element', { interest: 'a' }, ['a']],
		['nothing', [], []],
		['null', null, null],
	])('interests as %s', (_how, interests, expected) =>
		expect(changeOf({ id: 7, interests }, profile)).toMatchObject({ interests: expected }),
	);
	it.each([
		['every way of off', { a: '', b: '0', c: 'FALSE', d: ' No ', e: null }, []],
		['a map of one', { interest: '1', news: '1' }, ['interest', 'news']],
		['names that begin with a digit', { '1a': 'on', '2b': 'on' }, ['1a', '2b']],
		['names that end with a digit', { a1: 'on', b2: 'on' }, ['a1', 'b2']],
		['a numbered map of many', { 10: 'a', 11: 'b' }, ['a', 'b']],
		['a map of one switch', { news: '1' }, ['news']],
		['one longer text', 'news', ['news']],
		['names of which only some are numbers', { 0: 'on', b: 'on' }, ['0', 'b']],
		['an empty map', {}, []],
	])('interests: %s', (_how, interests, expected) =>
		expect(changeOf({ id: 7, interests }, profile)).toMatchObject({ interests: expected }),
	);
	it.each([
		['a list', ['x']],
		['a text', 'x'],
		['a number', 7],
	])('%s is no map of values, so another place is looked at', (_what, parameters) =>
		expect(changeOf({ id: 7, parameters, updated: { a: '1' } }, profile)).toMatchObject({
			fields: { a: '1' },
			changed: ['a'],
		}),
	);
	it('interests that the profile says it has none of are not told', () =>
		expect(changeOf({ profile: { id: 7, interests: null } }, profile)).toMatchObject({
			interests: null,
		}));
	it('null stands for nothing, wherever it is', () =>
		expect(
			changeOf({ id: 7, profile: null, subprofile: null, fields: null, updated: null }, profile),
		).toMatchObject({ entity: 'profile', profileId: '7', fields: {}, changed: null }));
	it.each([
		['a list', { id: 7, fields: { a: '1' }, updated: [] }],
		['blanks', '<c><id>7</id><fields><a>1</a></fields><updated>\n</updated></c>'],
	])('nothing updated, written as %s: nothing has changed', (_how, payload) =>
		expect(changeOf(payload, profile)).toMatchObject({ fields: { a: '1' }, changed: [] }),
	);
	it('of two places for the fields of a profile the filled one counts', () => {
		const inside = { id: 7, fields: { a: 'inside' } };
		expect(changeOf({ profile: inside, fields: {} }, profile)).toMatchObject({
			fields: { a: 'inside' },
		});
		expect(changeOf({ profile: inside, fields: { a: 'beside' } }, profile)).toMatchObject({
			fields: { a: 'beside' },
		});
	});
	it('names of Object are ordinary field names', () => {
		const change = changeOf(
			{ id: 7, fields: { toString: 'x', hasOwnProperty: 'y' }, updated: { valueOf: 'z' } },
			profile,
		);
		expect(change).toMatchObject({
			fields: { toString: 'x', hasOwnProperty: 'y', valueOf: 'z' },
			changed: ['valueOf'],
		});
	});
});

describe('old or new', () => {
	it('knows nothing without updated', () =>
		expect(oldOrNew({ a: '1' }, null)).toEqual({
			fields: { a: '1' },
			previous: null,
			changed: null,
		}));
	it('finds old values', () =>
		expect(oldOrNew({ a: '1', b: '2', c: '3' }, { a: '9', b: '2' })).toEqual({
			fields: { a: '9', b: '2', c: '3' },
			previous: { a: '1' },
			changed: ['a'],
		}));
	it('takes equal values for the new state', () =>
		expect(oldOrNew({ a: '1', b: '2' }, { a: '1', b: '2' })).toEqual({
			fields: { a: '1', b: '2' },
			previous: null,
			changed: ['a', 'b'],
		}));
	it('compares names without case and keeps the spelling of fields', () =>
		expect(oldOrNew({ Email: 'a' }, { EMAIL: 'b' })).toEqual({
			fields: { Email: 'b' },
			previous: { Email: 'a' },
			changed: ['Email'],
		}));
	it('counts a field without an old value as changed', () => {
		expect(oldOrNew({ a: '1' }, { a: '2', b: '3' })).toEqual({
			fields: { a: '2', b: '3' },
			previous: { a: '1' },
			changed: ['a', 'b'],
		});
		expect(oldOrNew(null, { b: '3' })).toEqual({
			fields: { b: '3' },
			previous: null,
			changed: ['b'],
		});
	});
	it('the state after always holds every updated value, and nothing else is altered', () => {
		const values = fc.dictionary(
			fc.constantFrom('a', 'b', 'c', 'd'),
			fc.constantFrom('1', '2', ''),
		);
		fc.assert(
			fc.property(values, values, (fields, updated) => {
				const result = oldOrNew(fields, updated);
				expect({ ...result.fields }).toEqual({ ...fields, ...updated });
				for (const [name, old] of Object.entries(result.previous ?? {})) {
					expect(old).toBe(fields[name]);
					expect(result.fields[name]).not.toBe(old);
					expect(result.changed).toContain(name);
				}
			}),
		);
	});
});

describe('Marketing Suite Webhooks', () => {
	const webhook =
		'type=update&timestamp=1741080600&time=2025-03-04+10:30:00&profile=7&database=1&parameters[Email]=a%40example.com&fields[Email]=a%40example.com';
	function verdictOf(body: string, accept: boolean): string | null {
		const read = readBody(Buffer.from(body));
		const parsed = read.ok ? parseCallback(read.body) : read;
		return parsed.ok ? webhookVerdict(parsed.callback, accept) : parsed.code;
	}
	it('are recognised, and let in only by option', () => {
		expect(verdictOf(webhook, false)).toBe('MARKETING_SUITE_WEBHOOK');
		expect(verdictOf(webhook, true)).toBeNull();
		expect(changeOf(webhook, profile)).toMatchObject({
			change: 'update',
			entity: 'profile',
			profileId: '7',
			databaseId: '1',
			changed: ['Email'],
		});
	});
	it.each([
		['profile created', 'create'],
		['Profile-CHANGED', 'update'],
		['Profile Updated', 'update'],
		['Removed', 'delete'],
		['delete', 'delete'],
		['remove', 'delete'],
	])('%s', (type, change) => {
		expect(changeOf(webhook.replace('type=update', `type=${type}`), profile)).toMatchObject({
			change,
		});
	});
	it('of a profile, even where subprofiles are expected', () =>
		expect(changeOf(webhook, subprofile)).toMatchObject({ entity: 'profile', profileId: '7' }));
	it.each(['timestamp', 'time'])('are known by their %s', (moment) => {
		expect(verdictOf(`{"id":"7","type":"update","${moment}":"1"}`, false)).toBe(
			'MARKETING_SUITE_WEBHOOK',
		);
	});
	it.each([
		['no moment', '{"id":"7","type":"update"}'],
		['a type that is no word', '{"id":"7","type":7,"timestamp":1}'],
	])('%s, no Webhook', (_why, body) => expect(verdictOf(body, false)).toBeNull());
	it('other events change nothing', () =>
		expect(verdictOf(webhook.replace('type=update', 'type=click'), true)).toBe(
			'WEBHOOK_EVENT_NOT_A_CHANGE',
		));
	it('of a subprofile', () =>
		expect(changeOf(`${webhook}&subprofile=30&collection=2`, subprofile)).toMatchObject({
			entity: 'subprofile',
			subprofileId: '30',
			profileId: '7',
			collectionId: '2',
		}));
	it('a legacy callback whose form has a field called type is none', () => {
		expect(verdictOf('{"id":"7","action":"update","type":"x","timestamp":1}', false)).toBeNull();
		expect(verdictOf('{"id":"7","fields":{"type":"x","time":"y"}}', false)).toBeNull();
	});
});

describe('the change key', () => {
	it('is equal for equal content on any carrier, and not the moment of arrival', () => {
		const a = changeOf({ id: '7', action: 'update', fields: { b: '2', a: '1' } }, profile);
		const b = changeOf('action=update&fields[a]=1&fields[b]=2&id=7', {
			...profile,
			receivedAt: '2026-01-01T00:00:00.000Z',
		});
		const c = changeOf({ id: '7', action: 'update', fields: { a: '1', b: '3' } }, profile);
		expect(a).toMatchObject({ changeKey: typeof b === 'string' ? '' : b.changeKey });
		expect(a).not.toMatchObject({ changeKey: typeof c === 'string' ? '' : c.changeKey });
	});
});

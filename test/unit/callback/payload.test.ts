import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { changeSchema, withKey, type Change } from '../../../core/contracts/change';
import { readBody } from '../../../core/callback/body/readBody';
import { parseCallback } from '../../../core/callback/payload/parse';
import {
	oldOrNew,
	toChange,
	type Arrival,
	type CallbackDefaults,
} from '../../../core/callback/payload/toChange';
import { reasonToIgnoreWebhook } from '../../../core/callback/relevance';

const arrival: Arrival = {
	accountId: '12345',
	receivedAt: '2025-03-04T09:30:05.000Z',
	order: 1_741_080_605_000_000,
	sentAt: '2025-03-04T09:30:04.000Z',
};
const profile: CallbackDefaults = {
	entity: 'profile',
	databaseId: '1',
	collectionId: null,
	onlyAction: null,
};
const subprofile: CallbackDefaults = { ...profile, entity: 'subprofile', collectionId: '2' };

function changeOf(
	payload: unknown,
	defaults: CallbackDefaults,
	at: Arrival = arrival,
): Change | string {
	const read = readBody(
		Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)),
	);
	if (!read.ok) return read.code;
	const parsed = parseCallback(read.body);
	if (!parsed.ok) return parsed.code;
	const change = withKey(toChange(parsed.callback, defaults, at));
	changeSchema.parse(change);
	return change;
}

it('reads the text of an XML field that has an attribute, and nested lists of interests not at all', () => {
	expect(
		changeOf(
			'<profile id="7"><action>update</action><fields><Naam lang="nl">Jan</Naam></fields></profile>',
			profile,
		),
	).toMatchObject({ profileId: '7', fields: { Naam: 'Jan' } });
	for (const interests of [[['a'], ['b', 'c']], { g: [['a'], ['b']] }]) {
		expect(
			changeOf({ id: 7, action: 'update', fields: { a: 'b' }, interests }, profile),
		).toMatchObject({ interests: null, interestsOff: null });
	}
});

describe('a database that is told by its name', () => {
	it.each([{ database: 'Klanten' }, { profile: { id: 7, database: 'Klanten' } }])(
		'is not needed: %j',
		(more) => {
			const read = readBody(
				Buffer.from(JSON.stringify({ id: 7, action: 'update', fields: { Naam: 'Jan' }, ...more })),
			);
			const parsed = read.ok ? parseCallback(read.body) : read;
			expect(parsed).toMatchObject({ ok: true, callback: { id: '7', databaseId: null } });
		},
	);
});

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
			// The record's own fields are not there, so nobody can tell whether this is one of them.
			changed: null,
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
		['as a number', 7, '7'],
		['false for none', false, null],
		['zeros for none', '000', null],
		['a blank for none', ' ', null],
	])('%s', (_what, id, profileId) => {
		expect(changeOf({ id, fields: { a: 'b' } }, profile)).toMatchObject({ profileId });
	});

	it.each(['9007199254740993', '12345678901234567890'])('%s, a number beyond JavaScript', (id) => {
		expect(changeOf(`{"id":${id},"fields":{"KlantID":${id}}}`, profile)).toMatchObject({
			profileId: id,
			fields: { KlantID: id },
		});
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

describe('fields of a subprofile', () => {
	it.each([[[]], [''], [' \n']])('that are empty are none: %j', (own) =>
		expect(
			changeOf({ subprofile: { id: 30, fields: own }, fields: { a: 'b' } }, subprofile),
		).toMatchObject({ fields: {} }),
	);
	it.each([[['x']], ['x'], [7], [null]])('that are no map are looked for beside it: %j', (own) =>
		expect(
			changeOf({ subprofile: { id: 30, fields: own }, fields: { a: 'b' } }, subprofile),
		).toMatchObject({ fields: { a: 'b' } }),
	);
});

it('new values that cannot be read are those of a callback', () =>
	expect(changeOf({ parameters: { meta: { by: 'api' } } }, profile)).toMatchObject({
		fields: {},
		changed: null,
	}));

describe('actions', () => {
	it.each(['CREATE', ' Create '])('%j', (action) =>
		expect(changeOf({ id: 7, action }, profile)).toMatchObject({ change: 'create' }),
	);
	it.each(['explode', 'created!', 7, ['create'], {}])('%j is refused', (action) =>
		expect(changeOf({ id: 7, action }, profile)).toBe('ACTION_UNKNOWN'),
	);
	it('not told: what the registration was for, else an update', () => {
		expect(changeOf({ id: 7 }, { ...profile, onlyAction: 'delete' })).toMatchObject({
			change: 'delete',
		});
		expect(changeOf({ id: 7 }, profile)).toMatchObject({ change: 'update' });
		expect(changeOf({ id: 7, action: '' }, profile)).toMatchObject({ change: 'update' });
		expect(changeOf({ id: 7, action: null }, profile)).toMatchObject({ change: 'update' });
		expect(
			changeOf({ id: 7, action: 'create' }, { ...profile, onlyAction: 'delete' }),
		).toMatchObject({
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
			fields: { a: '1', b: '1', c: '0', d: '', e: '2.5', f: 'y', g: '', h: '{"x":1}', i: '007' },
		});
	});
	it('an empty map may be a list or a blank text', () => {
		expect(changeOf({ id: 7, fields: [] }, profile)).toMatchObject({ fields: {} });
		expect(changeOf('<c><id>7</id><fields>\n</fields><updated/></c>', profile)).toMatchObject({
			fields: {},
			changed: null,
			previous: null,
		});
	});
	it.each([
		['a list', ['x']],
		['an empty list', []],
		['an empty map', {}],
		['a text', 'x'],
		['a number', 7],
	])('%s holds no values, so another place is looked at', (_what, parameters) =>
		expect(
			changeOf({ id: 7, fields: { a: '1' }, parameters, updated: { a: '1' } }, profile),
		).toMatchObject({
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
			{ id: 7, fields: { toString: 'x', hasOwnProperty: 'y' }, updated: { toString: 'z' } },
			profile,
		);
		expect(change).toMatchObject({
			fields: { toString: 'z', hasOwnProperty: 'y' },
			previous: { toString: 'x' },
			changed: ['toString'],
		});
	});
});

describe('true and false', () => {
	it('of JSON are named, with 1 and 0 as their values', () => {
		expect(
			changeOf(
				'{"id":1,"fields":{"Opt":false,"Naam":"A"},"updated":{"opt":true,"X":"1"}}',
				profile,
			),
		).toMatchObject({ fields: { Opt: '1' }, previous: { Opt: '0' }, booleans: ['Opt'] });
		expect(
			changeOf(
				'{"id":1,"fields":{"Opt":"Ja"},"parameters":[{"name":"Opt","value":false}]}',
				profile,
			),
		).toMatchObject({ fields: { Opt: '0' }, booleans: ['Opt'] });
	});

	it.each([
		'{"id":1,"fields":{"Opt":"1"}}',
		'{"id":1,"fields":{"Opt":1}}',
		'{"id":1,"fields":{"Opt":"true"}}',
		'{"id":1,"fields":{"Opt":true},"updated":{"OPT":"1"}}',
		'{"id":1,"fields":{"Opt":true},"parameters":[{"name":"Opt","value":"0"}]}',
		'{"id":1,"fields":{"Opt":true},"parameters":{"Opt":["1"]}}',
		'{"id":1,"fields":{"Naam":"A"},"extra":true}',
	])('are not told of %s', (text) => {
		expect(changeOf(text, profile)).not.toHaveProperty('booleans');
	});

	it('of the profile are told in the callback of its subprofile', () => {
		const ofProfile = { id: 7, fields: { Opt: true, Naam: 'A' } };
		expect(changeOf({ id: 30, fields: { a: 'b' }, profile: ofProfile }, subprofile)).toMatchObject({
			booleans: ['profile.Opt'],
		});
	});

	it('are texts in a form', () => {
		expect(changeOf('id=1&fields[Opt]=true', profile)).not.toHaveProperty('booleans');
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
	});
	it.each<[string, Record<string, string> | null, Record<string, string>, Record<string, string>]>([
		['the record has no fields', null, { b: '3' }, { b: '3' }],
		['the record is empty', {}, { b: '3' }, { b: '3' }],
		['no name is a field of the record', { a: '1' }, { b: '3' }, { a: '1', b: '3' }],
		['nothing is named', { a: '1' }, {}, { a: '1' }],
	])('knows nothing where %s', (_why, fields, updated, after) =>
		expect(oldOrNew(fields, updated)).toEqual({ fields: after, previous: null, changed: null }),
	);
	it('takes no interest for a field, unless the record has a field of that name', () => {
		const interests = new Set(['sport', 'a']);
		expect(oldOrNew({ a: '1' }, { Sport: '1', a: '2' }, interests)).toEqual({
			fields: { a: '2' },
			previous: { a: '1' },
			changed: ['a'],
		});
		expect(oldOrNew({ b: '1' }, { Sport: '1' }, interests)).toEqual({
			fields: { b: '1' },
			previous: null,
			changed: null,
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

describe('what an update names', () => {
	const fields = { Email: 'a@example.com', Nieuwsbrief: 'nee' };
	it.each([
		['an empty list', { parameters: [] }],
		['an empty text', { parameters: '' }],
		['an empty map', { parameters: {} }],
		['an empty map of fields', { parameters: { fields: {} } }],
		['an empty list of fields', { parameters: { fields: [] } }],
		['null', { parameters: null }],
		['an empty list, elsewhere', { updated: [] }],
		['nothing but a name that is no field', { parameters: { source: 'api' } }],
		['nothing but an interest', { parameters: { Sport: '0' }, interests: ['Mode'] }],
	])('is not told by %s', (_how, told) => {
		expect(changeOf({ id: 7, fields, ...told }, profile)).toMatchObject({
			changed: null,
			previous: null,
		});
	});
	it('is not told by an empty element', () => {
		expect(
			changeOf(
				'<c><id>7</id><fields><Nieuwsbrief>nee</Nieuwsbrief></fields><updated/></c>',
				profile,
			),
		).toMatchObject({ fields: { Nieuwsbrief: 'nee' }, changed: null, previous: null });
	});
	it.each([
		['parameters', 'fields'],
		['parameters', 'Fields'],
		['updated', 'fields'],
	])('may stand one level deeper, in %s.%s', (place, level) => {
		expect(
			changeOf({ id: 7, fields, [place]: { [level]: { nieuwsbrief: 'ja' } } }, profile),
		).toMatchObject({
			fields: { Email: 'a@example.com', Nieuwsbrief: 'ja' },
			previous: { Nieuwsbrief: 'nee' },
			changed: ['Nieuwsbrief'],
		});
	});
	it('a field may be called fields or interests', () => {
		const record = { fields: 'x', interests: 'y' };
		expect(
			changeOf({ id: 7, fields: record, parameters: { fields: 'z', interests: '' } }, profile),
		).toMatchObject({
			fields: { fields: 'z', interests: '' },
			previous: record,
			changed: ['fields', 'interests'],
			interests: null,
		});
	});
});

describe('new values in another form', () => {
	const fields = { N: 'ja', Stad: 'A' };
	it.each<[string, unknown]>([
		['data', { Stad: 'B', data: { N: 'nee' } }],
		['fields', { fields: { n: 'nee', Stad: 'B' } }],
		['a profile', { profile: { id: 7, fields: { N: 'nee', Stad: 'B' } } }],
		['a list of one', [{ fields: { N: 'nee', Stad: 'B' } }]],
		[
			'names and values',
			[
				{ name: 'N', value: 'nee' },
				{ name: 'Stad', value: 'B' },
			],
		],
		[
			'names and values of fields',
			{
				fields: [
					{ name: 'N', value: 'nee' },
					{ Name: 'Stad', Value: 'B' },
				],
			},
		],
	])('is read from %s', (_where, parameters) => {
		const change = changeOf({ id: 7, fields, parameters }, profile);
		expect(change).toMatchObject({ fields: { N: 'nee', Stad: 'B' }, previous: fields });
		expect(typeof change === 'string' ? [] : [...(change.changed ?? [])].sort()).toEqual([
			'N',
			'Stad',
		]);
	});
	it('one name with its value', () =>
		expect(
			changeOf({ id: 7, fields, parameters: { name: 'N', value: 'nee' } }, profile),
		).toMatchObject({ fields: { N: 'nee', Stad: 'A' }, changed: ['N'] }));

	it.each<[string, unknown]>([
		['a map of another name', { Stad: 'B', changes: { N: 'nee' } }],
		['deeper still', { Stad: 'B', changes: { list: [{ n: 'nee' }] } }],
		['old and new', { Stad: 'B', N: { old: 'ja', new: 'nee' } }],
		['an empty map', { Stad: 'B', N: {} }],
		['a list of maps', { Stad: 'B', N: [{ value: 'nee' }] }],
		['a field without fields', { Stad: 'B', profile: { N: 'nee' } }],
		['other names for name and value', { Stad: 'B', fields: [{ field: 'N', new: 'nee' }] }],
		['a name with a map for its value', { Stad: 'B', fields: [{ name: 'N', value: {} }] }],
		['two spellings that differ', { Stad: 'B', N: 'ja', n: 'nee' }],
		['a name of a form', { Stad: 'B', 'fields[N]': 'nee' }],
		['JSON in a text', { Stad: 'B', body: '{"N":"nee"}' }],
		['two places that differ', { Stad: 'B', N: 'ja', data: { N: 'nee' } }],
	])('never keeps a value that may be from before: %s', (_how, parameters) => {
		const change = changeOf({ id: 7, fields, parameters }, profile);
		expect(change).toMatchObject({ fields: { Stad: 'B' }, changed: null, previous: null });
		expect(typeof change === 'string' ? change : Object.keys(change.fields)).not.toContain('N');
	});
	it.each<[string, unknown]>([
		['a text', 'N=nee&Stad=A'],
		['two records', [{ N: 'nee' }, { N: 'ja' }]],
		['a list of names', ['N']],
	])('nor where all is %s', (_how, parameters) => {
		const change = changeOf({ id: 7, fields, parameters }, profile);
		expect(typeof change === 'string' ? change : Object.keys(change.fields)).not.toContain('N');
		expect(change).toMatchObject({ changed: null, previous: null });
	});
	it('a map that names no field leaves the values, but nobody can tell what changed', () =>
		expect(
			changeOf({ id: 7, fields, parameters: { Stad: 'B', meta: { by: 'api' } } }, profile),
		).toMatchObject({ fields: { N: 'ja', Stad: 'B' }, changed: null, previous: null }));
	it('parameters never hide updated, which counts over them', () => {
		expect(
			changeOf({ id: 7, fields, parameters: { id: 5 }, updated: { N: 'nee' } }, profile),
		).toMatchObject({ fields: { N: 'nee', Stad: 'A' }, previous: { N: 'ja' } });
		expect(
			changeOf(
				{ id: 7, fields, parameters: { n: 'ja', Stad: 'B' }, updated: { N: 'nee' } },
				profile,
			),
		).toMatchObject({ fields: { N: 'nee', Stad: 'B' } });
	});
	it('a subprofile has old and new values of its own', () =>
		expect(
			changeOf({ id: 30, fields: { N: 'ja', Stad: 'A' }, parameters: { N: 'nee' } }, subprofile),
		).toMatchObject({ fields: { N: 'nee', Stad: 'A' }, previous: { N: 'ja' }, changed: ['N'] }));
	it.each<[string, unknown, Record<string, string>]>([
		['beside its own', { Stad: 'B', profile: { fields: { N: 'ja' } } }, { Stad: 'B' }],
		['that contradict each other', { profile: { fields: { N: 'a', n: 'b' } } }, { Stad: 'A' }],
	])('values of the profile are none of its subprofile: %s', (_how, parameters, after) => {
		const change = changeOf({ id: 30, fields: { N: 'nee', Stad: 'A' }, parameters }, subprofile);
		expect(typeof change === 'string' ? change : change.fields).toEqual(after);
	});
	it('a value of the profile is none of its subprofile', () => {
		const change = changeOf(
			{ id: 30, fields: { N: 'nee', Stad: 'A' }, parameters: { profile: { fields: { N: 'ja' } } } },
			subprofile,
		);
		expect(change).toMatchObject({ fields: { Stad: 'A' }, changed: null });
		expect(typeof change === 'string' ? change : Object.keys(change.fields)).toEqual(['Stad']);
	});
	it('a Webhook keeps what is stored, and tells the names', () =>
		expect(
			changeOf(
				{ type: 'update', time: 1, profile: 7, fields, parameters: { changes: { n: 'nee' } } },
				profile,
			),
		).toMatchObject({ fields, changed: ['N'], previous: null }));
});

/** What a profile's callback tells of interests, in the Change's two lists. */
function told(payload: Record<string, unknown>): [string[] | null, string[] | null] | string {
	const change = changeOf({ id: 7, ...payload }, profile);
	return typeof change === 'string' ? change : [change.interests, change.interestsOff];
}

describe('interests', () => {
	it.each<[string, unknown, string[], string[] | null]>([
		['a list', ['a', ' b ', ''], ['a', 'b'], null],
		['a list with a name twice', ['a', 'A'], ['A'], null],
		['an empty list', [], [], null],
		['a blank', ' ', [], null],
		['one text', 'a', ['a'], null],
		['a longer text', 'news', ['news'], null],
		[
			'records of the database',
			[{ ID: '3', name: ' a ', group: 'g' }, { name: 'b' }],
			['a', 'b'],
			null,
		],
		['a numbered map', { 0: 'a', 10: 'b' }, ['a', 'b'], null],
		['a numbered map of records', { 0: { ID: 3, Name: 'a' } }, ['a'], null],
		['elements', { interest: ['a', 'b'] }, ['a', 'b'], null],
		['one element', { interest: 'a' }, ['a'], null],
		['elements that are records', { interest: { id: '3', name: 'a' } }, ['a'], null],
		[
			'a map of switches',
			{
				a: 1,
				b: '0',
				c: true,
				d: false,
				e: ' No ',
				f: 'YES',
				g: 'on',
				h: 'off',
				i: 'True',
				j: 'FALSE',
				k: 'ja',
				l: 'nee',
			},
			['a', 'c', 'f', 'g', 'i', 'k'],
			['b', 'd', 'e', 'h', 'j', 'l'],
		],
		['a map of one', { news: '0' }, [], ['news']],
		['a map with an interest of that name', { interest: '1', news: '0' }, ['interest'], ['news']],
		['a name that only begins with a digit', { '1a': 'on' }, ['1a'], null],
		['a name that only ends with one', { b2: 'off' }, [], ['b2']],
		['a map in which only one key is a number', { 0: 'x', b: 1 }, ['b'], null],
		['a map by group', { g: { a: 1, b: 0 }, h: { c: '1' }, d: 0 }, ['a', 'c'], ['b', 'd']],
		['lists by group', { g: ['a', 'b'], h: [{ ID: 3, name: 'c' }] }, ['a', 'b', 'c'], null],
	])('%s', (_how, interests, on, off) => expect(told({ interests })).toEqual([on, off]));

	it.each<[string, unknown]>([
		['null', null],
		['false', false],
		['a switch', '0'],
		['a number', 7],
		['numbers', [1, 2]],
		['switches without names', ['1', '0']],
		['numbered switches, which may be IDs', { 12: '1', 13: '0' }],
		['a list in which something is no name', ['a', ['b']]],
		['a list with a gap', ['a', null]],
		['records that say more than the name', [{ ID: '3', name: 'a', active: '0' }]],
		['records without a name', [{ ID: '3' }]],
		['records whose name is a switch', [{ ID: '3', name: '1' }]],
		['records whose name is no text', [{ ID: '3', name: { x: 'y' } }]],
		['records whose name is a record', [{ ID: '3', name: { name: 'a' } }]],
		['an element that may be a switch or a name', { interest: '0' }],
		['a map of something else', { a: '', b: 'x', c: null, d: 2 }],
		['groups inside groups', { g: { h: { a: 1 } } }],
		['lists inside groups inside groups', { g: { h: ['a'] } }],
		['a group whose list is none', { g: ['1', '0'] }],
	])('%s: not told', (_how, interests) => expect(told({ interests })).toEqual([null, null]));

	it.each([
		...['id', 'name', 'group', 'state', 'status', 'value', 'active'],
		...['enabled', 'checked', 'selected', 'subscribed'],
	])('an object with %s is one interest and no group, whatever else it holds', (key) => {
		for (const rest of [{}, { since: 1 }]) {
			expect(told({ interests: { News: { [key]: 1, ...rest } } })).toEqual([null, null]);
		}
	});

	it('what one entry of a map does not tell, the others still do', () => {
		expect(told({ interests: { a: '1', b: '', c: '0', d: 'x' } })).toEqual([['a'], ['c']]);
	});
	it('a name that contradicts itself is not told', () => {
		expect(told({ interests: { g: { a: 1, b: 0, c: 1 }, h: { A: 0, b: '0' } } })).toEqual([
			['c'],
			['b'],
		]);
		expect(told({ interests: { g: { a: 1 }, h: { A: 0 }, i: { a: 1 } } })).toEqual([[], null]);
	});
	it('may stand in the profile', () => {
		expect(told({ profile: { id: 7, interests: { a: 1, b: 0 } } })).toEqual([['a'], ['b']]);
		expect(told({ profile: { id: 7, interests: null } })).toEqual([null, null]);
	});

	describe('among the new values', () => {
		const fields = { Email: 'a@example.com' };
		it('count over the list, which may be the one from before', () => {
			expect(told({ fields, interests: ['Sport', 'Mode'], parameters: { sport: '0' } })).toEqual([
				['Mode'],
				['sport'],
			]);
			expect(told({ fields, interests: { a: 0, b: 0 }, parameters: { A: 1 } })).toEqual([
				['A'],
				['b'],
			]);
		});
		it('count without any list', () => {
			expect(told({ fields, updated: { Sport: 0, Mode: 1 } })).toEqual([['Mode'], ['Sport']]);
		});
		it.each([
			['a map', { Sport: 0 }, [[], ['Sport']]],
			['a list', ['Sport'], [['Sport'], null]],
			['something else', { Sport: '' }, [null, null]],
		])('may stand apart, as %s', (_how, interests, expected) => {
			expect(told({ fields, parameters: { fields: { Email: 'b' }, interests } })).toEqual(expected);
		});
		it('are told by a callback that names nothing else', () => {
			expect(told({ parameters: { interests: { Sport: 0 } } })).toEqual([[], ['Sport']]);
		});
		it('are no fields where the record has a field of that name, or no fields at all', () => {
			expect(told({ fields: { Sport: '1' }, parameters: { sport: '0' } })).toEqual([null, null]);
			expect(told({ fields: {}, parameters: { Sport: '0' } })).toEqual([null, null]);
			expect(told({ parameters: { Sport: '0' } })).toEqual([null, null]);
		});
		it('are no switch without saying on or off', () => {
			expect(told({ fields, parameters: { Sport: 'x', Mode: '' } })).toEqual([null, null]);
		});
		it('do not become fields when they are known to be interests', () => {
			expect(
				changeOf(
					{
						id: 7,
						fields,
						interests: ['Sport'],
						parameters: { sport: '1', Email: 'b@example.com' },
					},
					profile,
				),
			).toMatchObject({ fields: { Email: 'b@example.com' }, changed: ['Email'] });
		});
		it('stay fields otherwise, because the callback may have left a field out', () => {
			expect(
				changeOf(
					{ id: 7, fields, parameters: { Nieuwsbrief: '0', Email: 'b@example.com' } },
					profile,
				),
			).toMatchObject({
				fields: { Email: 'b@example.com', Nieuwsbrief: '0' },
				changed: ['Email', 'Nieuwsbrief'],
			});
		});
	});

	describe('that may be those from before', () => {
		const fields = { Email: 'a@example.com' };
		it.each<[string, unknown]>([
			['nee', 'nee'],
			['no', 'no'],
			['0', '0'],
			['a blank', ''],
			['blanks', '  '],
			['false', false],
		])('are off by %s', (_how, value) => {
			const before = { interests: ['News', 'Mode'] };
			const off = [['Mode'], ['news']];
			expect(told({ ...before, fields, parameters: { news: value } })).toEqual(off);
			expect(told({ ...before, parameters: { news: value } })).toEqual(off);
			expect(told({ ...before, fields, parameters: { data: { news: value } } })).toEqual(off);
		});
		it.each<[string, unknown]>([
			['a value that does not tell', { news: 'x' }],
			['a map', { News: { state: 0 } }],
			['a map of another name', { changes: { News: 'nee' } }],
			['a list of names', ['News']],
			['interests that do not tell', { interests: { News: 'x' } }],
			['interests that are no group', { interests: { News: { foo: 0 } } }],
			['interests with a state', { interests: { News: { state: 0 } } }],
			['records with a state', { interests: [{ name: 'News', state: 0 }] }],
			['an empty list', { interests: [] }],
			['an empty text', { interests: '' }],
			['null', { interests: null }],
			['numbered switches, which may be IDs', { interests: { 12: '1', 13: '0' } }],
			['another interest with a state', { interests: { Mode: { state: 0 } } }],
			['groups inside groups', { interests: { g: { h: { Sport: 'x' } } } }],
		])('are not told by %s', (_how, parameters) => {
			for (const part of [{}, { fields }]) {
				expect(told({ ...part, interests: ['News'], parameters })).toEqual([[], null]);
				expect(told({ ...part, interests: { News: 1 }, updated: parameters })).toEqual([[], null]);
			}
		});
		it('are not told where a new list leaves them out', () => {
			expect(told({ fields, interests: ['News'], parameters: { interests: ['Sport'] } })).toEqual([
				['Sport'],
				null,
			]);
			expect(
				told({
					fields,
					interests: ['News'],
					parameters: { interests: ['Sport'] },
					updated: { interests: { Sport: 0 } },
				}),
			).toEqual([[], ['Sport']]);
		});
		it.each<[string, Record<string, unknown>, string[]]>([
			['others are switched', { interests: { Sport: 0 } }, ['News']],
			['others are switched by group', { interests: { g: { Sport: 0 } } }, ['News']],
			['one of them is called active', { interests: { Sport: 0, active: 1 } }, ['News', 'active']],
			[
				'others are switched in two places',
				{ interests: { Sport: 0 }, data: { interests: { Kunst: 1 } } },
				['News', 'Kunst'],
			],
		])('stay where only %s', (_how, parameters, on) =>
			expect(told({ fields, interests: ['News'], parameters })).toEqual([on, ['Sport']]),
		);
		it('are told by themselves where only one of two is switched', () =>
			expect(
				told({ fields, interests: ['News', 'Mode'], parameters: { interests: { News: 0 } } }),
			).toEqual([['Mode'], ['News']]));
		it.each<[string, unknown, string[], string[] | null]>([
			['one text', 'Sport', ['Sport'], null],
			['an element', { interest: ['Sport'] }, ['Sport'], null],
			['a map that does not tell of all', { Sport: 0, Mode: 'x' }, [], ['Sport']],
			['groups inside groups', { g: { h: { Sport: 1 } } }, [], null],
		])('are not told by %s', (_how, interests, on, off) =>
			expect(
				told({ fields, interests: { News: 1, interest: 1 }, parameters: { interests } }),
			).toEqual([on, off]),
		);
		it('are not told where a field of that name is touched', () =>
			expect(
				told({ fields: { News: 'ja' }, interests: ['News'], parameters: { News: 'nee' } }),
			).toEqual([[], null]));
		it('are not told inside a group that has the name of an interest', () =>
			expect(
				told({
					fields,
					interests: ['News', 'Mode'],
					parameters: { interests: { News: { Mode: 0 } } },
				}),
			).toEqual([[], null]));
		it('a state is no interest', () =>
			expect(told({ interests: { News: { state: 0 } } })).toEqual([null, null]));
	});

	it('of a subprofile are not those of its profile', () => {
		const payload = { id: 30, fields: { a: '1' }, parameters: { a: '2', Sport: '0' } };
		for (const interests of [[], ['x'], { x: 0 }]) {
			expect(changeOf({ ...payload, interests }, subprofile)).toMatchObject({
				interests: null,
				interestsOff: null,
			});
		}
		expect(
			changeOf(
				{ ...payload, interests: [], profile: { id: 7, interests: { Mode: 1, Kunst: 0 } } },
				subprofile,
			),
		).toMatchObject({ interests: ['Mode'], interestsOff: ['Kunst'] });
	});
});

describe('Marketing Suite Webhooks', () => {
	const webhook =
		'type=update&timestamp=1741080600&time=2025-03-04+10:30:00&profile=7&database=1&parameters[Email]=a%40example.com&fields[Email]=a%40example.com';
	function verdictOf(body: string, accept: boolean): string | null {
		const read = readBody(Buffer.from(body));
		const parsed = read.ok ? parseCallback(read.body) : read;
		return parsed.ok ? reasonToIgnoreWebhook(parsed.callback, accept) : parsed.code;
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
	it.each([
		['timestamp', 'type'],
		['time', 'type'],
		['timestamp', 'action'],
		['time', 'action'],
	])('are known by their %s beside %s', (moment, event) => {
		const body = `{"id":"7","${event}":"update","${moment}":"1","fields":{"a":"b"}}`;
		expect(verdictOf(body, false)).toBe('MARKETING_SUITE_WEBHOOK');
		expect(verdictOf(body, true)).toBeNull();
		expect(changeOf(body, profile)).toMatchObject({ change: 'update', fields: { a: 'b' } });
	});
	it('of two names of the event type counts', () => {
		const body = '{"id":"7","type":"delete","action":"update","time":"1"}';
		expect(changeOf(body, profile)).toMatchObject({ change: 'delete' });
	});
	it.each([
		['no moment', '{"id":"7","type":"update"}'],
		['a type that is no word', '{"id":"7","type":7,"timestamp":1}'],
		['neither type nor action', '{"id":"7","timestamp":1}'],
		['moments that are fields', '{"id":"7","action":"update","fields":{"type":"x","time":"y"}}'],
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
	it('of a subprofile never take id, which stands for something else there', () => {
		const body = webhook.replace('profile=7', 'profile=7&id=99');
		expect(changeOf(`${body}&subprofile=30`, subprofile)).toMatchObject({
			subprofileId: '30',
			profileId: '7',
		});
		expect(changeOf(`${body}&collection=2`, subprofile)).toMatchObject({
			entity: 'subprofile',
			subprofileId: null,
			profileId: '7',
		});
		expect(changeOf('type=update&time=1&id=99&fields[a]=b', subprofile)).toMatchObject({
			entity: 'subprofile',
			subprofileId: null,
		});
		expect(changeOf('type=update&time=1&id=7&fields[a]=b', profile)).toMatchObject({
			profileId: '7',
		});
	});

	describe('tell what is stored, and what was touched', () => {
		const body = (parts: Record<string, unknown>) => ({
			type: 'update',
			timestamp: 1,
			profile: 7,
			fields: { Email: 'a@example.com', Nieuwsbrief: '' },
			...parts,
		});
		it('the value that a change was called with is never taken: Copernica may have refused it', () => {
			expect(changeOf(body({ parameters: { nieuwsbrief: 'ja' } }), profile)).toMatchObject({
				fields: { Email: 'a@example.com', Nieuwsbrief: '' },
				previous: null,
				changed: ['Nieuwsbrief'],
			});
		});
		it('interests among the names are no fields', () => {
			expect(
				changeOf(
					body({ parameters: { Email: 'x', EMAIL: 'y', Sport: '1' }, interests: { Sport: 0 } }),
					profile,
				),
			).toMatchObject({
				fields: { Email: 'a@example.com', Nieuwsbrief: '' },
				changed: ['Email'],
				interests: [],
				interestsOff: ['Sport'],
			});
		});
		it.each([
			['no name is a field', { parameters: { Sport: '1' } }],
			['nothing is named', { parameters: [] }],
			['nothing is said', {}],
		])('not what changed where %s', (_why, parts) => {
			expect(changeOf(body(parts), profile)).toMatchObject({ changed: null, previous: null });
		});
		it('no values at all where none are stored', () => {
			expect(
				changeOf(body({ fields: [], parameters: { Nieuwsbrief: 'ja' } }), profile),
			).toMatchObject({ fields: {}, changed: null });
		});
	});
});

describe('the change key', () => {
	it('is equal for equal content on any carrier, and not the moment of arrival', () => {
		const a = changeOf({ id: '7', action: 'update', fields: { b: '2', a: '1' } }, profile);
		const b = changeOf('action=update&fields[a]=1&fields[b]=2&id=7', profile, {
			...arrival,
			receivedAt: '2026-01-01T00:00:00.000Z',
		});
		const c = changeOf({ id: '7', action: 'update', fields: { a: '1', b: '3' } }, profile);
		expect(a).toMatchObject({ changeKey: typeof b === 'string' ? '' : b.changeKey });
		expect(a).not.toMatchObject({ changeKey: typeof c === 'string' ? '' : c.changeKey });
	});
});

describe('old or new values in another form', () => {
	it.each([
		['a phone number', '+31612345678', '0612345678'],
		['leading zeros', '5', '05'],
		['blanks', 'B', 'B '],
		['case', 'b@example.com', 'B@example.com'],
		['a text that was cut', 'Llanfairpwllgwyngyll', 'Llanfairpwllgwyngyllgogerych'],
	])(
		'%s: the fields are the new state, so every named field may have changed',
		(_, stored, called) => {
			const change = changeOf(
				{
					id: 5,
					action: 'update',
					fields: { N: 'nee', T: stored },
					parameters: { N: 'nee', T: called },
				},
				profile,
			);
			expect(change).toMatchObject({ changed: ['N', 'T'], previous: null, fields: { N: 'nee' } });
		},
	);
});

describe('values that differ for certain', () => {
	it.each([
		['a short number inside a longer one', '12345', '912345'],
		['a number inside a text', '123456', 'nr123456'],
		['a number inside a number with letters', '123456', '12a123456'],
		['a text with a zero before it', '0a5', 'a5'],
		['a zero inside a number', '105', '15'],
		['a short text that goes on', 'Jan', 'Jansen'],
		['an empty text', '', 'x'],
		['an address with a sign too many', 'ann@example.com', 'ann@@example'],
		['an address that goes on', 'info@example.co', 'info@example.com'],
		['an address with other punctuation', 'ann-bea@example.com', 'ann.bea@example.com'],
	])('%s: the fields held the old ones', (_what, before, after) => {
		const expected = { fields: { T: after }, previous: { T: before }, changed: ['T'] };
		expect(oldOrNew({ T: before }, { T: after })).toEqual(expected);
	});

	it.each([
		['leading zeros', '005', '5'],
		['ten letters that were cut', 'abcdefghij', 'abcdefghijk'],
		['blanks alone', '', '  '],
		['an address in capitals', 'ann@example.com', ' Ann@Example.com'],
		[
			'a long address that was cut',
			'ann.van.der.meer.en.zonen.in.leiden@example',
			'ann.van.der.meer.en.zonen.in.leiden@example.com',
		],
	])('but not %s', (_what, before, after) =>
		expect(oldOrNew({ T: before }, { T: after })).toMatchObject({ previous: null }),
	);

	it('count for nothing where another may be the same in another form', () =>
		expect(oldOrNew({ N: 'ja', T: '5' }, { N: 'nee', T: '05' })).toEqual({
			fields: { N: 'nee', T: '05' },
			previous: null,
			changed: ['N', 'T'],
		}));
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { changeKeyOf, type Change } from '../../../core/contracts/change';
import {
	findTriggersCollection,
	kindByNames,
	reasonToIgnore,
	isConnectorField,
	type Subscription,
} from '../../../core/callback/relevance';

function change(parts: Partial<Change>): Change {
	const content = {
		change: 'update',
		entity: 'profile',
		profileId: '7',
		subprofileId: null,
		databaseId: '1',
		collectionId: null,
		fields: { Email: 'a@example.com', City: 'Delft' },
		profileFields: null,
		previous: null,
		changed: ['City'],
		interests: null,
		interestsOff: null,
		accountId: null,
		...parts,
	} satisfies Partial<Change>;
	return {
		receivedAt: '2025-03-04T09:30:05.000Z',
		order: 1_741_080_605_000_000,
		sentAt: null,
		otherProfiles: null,
		...content,
		changeKey: changeKeyOf(content),
	};
}

const all: Subscription = {
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
const watching = (...names: string[]): Subscription => ({ ...all, watch: new Set(names) });

describe('what is stopped', () => {
	it.each([
		['another kind of record', 'ENTITY_NOT_EXPECTED', change({ entity: 'subprofile' }), all],
		['another database', 'SOURCE_NOT_EXPECTED', change({ databaseId: '2' }), all],
		[
			'another collection',
			'SOURCE_NOT_EXPECTED',
			change({ entity: 'subprofile', collectionId: '3' }),
			{ ...all, entity: 'any', collectionId: '2' },
		],
		[
			'another action',
			'ACTION_NOT_WATCHED',
			change({ change: 'delete' }),
			{ ...all, actions: ['create', 'update'] },
		],
		['other fields', 'FIELDS_NOT_WATCHED', change({}), watching('email')],
		['no field at all', 'FIELDS_NOT_WATCHED', change({ changed: [] }), watching('email')],
		[
			'the connector’s own fields',
			'CONNECTOR_FIELDS_ONLY',
			change({ changed: ['SqueezelyCustomerId'] }),
			all,
		],
		[
			'the connector’s own fields, any case',
			'CONNECTOR_FIELDS_ONLY',
			change({ changed: ['SQUEEZELYCUSTOMERID', 'squeezelyCustomerID'] }),
			all,
		],
	] as const)('%s: %s', (_why, code, one, interest) =>
		expect(reasonToIgnore(one, interest)).toBe(code),
	);
});

describe('what is let through', () => {
	it.each([
		['a watched field, any case', change({ changed: ['EMAIL', 'City'] }), watching('email')],
		['a change that is not told', change({ changed: null }), watching('email')],
		['a new record', change({ change: 'create' }), watching('email')],
		['a deleted record', change({ change: 'delete', changed: [] }), watching('email')],
		[
			'the connector’s fields with another',
			change({ changed: ['SqueezelyCustomerId', 'City'] }),
			all,
		],
		[
			'the connector’s fields of a new record',
			change({ change: 'create', changed: ['SqueezelyCustomerId'] }),
			all,
		],
		[
			'the connector’s field that is watched',
			change({ changed: ['SqueezelyCustomerId'] }),
			watching('squeezelycustomerid'),
		],
		['a name that only looks like the connector’s', change({ changed: ['squeezely_x'] }), all],
		['a change of nothing when all is watched', change({ changed: [] }), all],
		['a database that is not told', change({ databaseId: null }), all],
		['a database that is not set', change({ databaseId: '5' }), { ...all, databaseId: null }],
		[
			'a subprofile where any will do',
			change({ entity: 'subprofile' }),
			{ ...all, entity: 'any' as const },
		],
		[
			'a watched interest, which may have changed',
			change({ interests: ['news'] }),
			watching('news'),
		],
	])('%s', (_why, one, interest) => expect(reasonToIgnore(one, interest)).toBeNull());

	it('an interest that is watched beside a field', () => {
		expect(reasonToIgnore(change({ interests: ['news'] }), watching('email', 'news'))).toBeNull();
	});
	it('a collection that is not told, or not set', () => {
		const one = { entity: 'subprofile' as const };
		const any = { ...all, entity: 'any' as const };
		expect(reasonToIgnore(change(one), { ...any, collectionId: '2' })).toBeNull();
		expect(reasonToIgnore(change({ ...one, collectionId: '2' }), any)).toBeNull();
	});
	it('an interest that is not watched is nothing to wait for', () => {
		expect(reasonToIgnore(change({ interests: ['news'] }), watching('email'))).toBe(
			'FIELDS_NOT_WATCHED',
		);
	});

	it('whatever touches a watched field', () => {
		const names = fc.constantFrom('a', 'B', 'c', 'squeezely_d');
		fc.assert(
			fc.property(fc.array(names), fc.array(names, { minLength: 1 }), (changed, watched) => {
				const lower = watched.map((name) => name.toLowerCase());
				const touches = changed.some((name) => lower.includes(name.toLowerCase()));
				expect(reasonToIgnore(change({ changed }), watching(...lower)) === null).toBe(touches);
			}),
		);
	});

	it('isConnectorField', () => {
		expect(['SqueezelyCustomerId', 'SQUEEZELYCUSTOMERID'].every(isConnectorField)).toBe(true);
		// These are collections, whose fields have other names.
		const others = ['squeezely_audiences', 'squeezely_', 'SqueezelyCustomerId2', 'email'];
		expect(others.some(isConnectorField)).toBe(false);
	});
});

describe('collections that are left out', () => {
	const wanted: Subscription = {
		...all,
		entity: 'any',
		leaveOut: new Set(['squeezely_audiences', '12']),
	};
	const row = (parts: Partial<Change> = {}) => change({ entity: 'subprofile', ...parts });

	it.each([
		['by name, any case', row(), 'Squeezely_Audiences'],
		['by ID', row({ collectionId: '12' }), null],
		['whatever happened', row({ change: 'create', collectionId: '12' }), null],
	])('%s', (_how, one, name) =>
		expect(reasonToIgnore(one, wanted, [], name)).toBe('COLLECTION_LEFT_OUT'),
	);
	it('others start, and so does one that is not told', () => {
		expect(reasonToIgnore(row({ collectionId: '2' }), wanted, [], 'SQ_profile')).toBeNull();
		expect(reasonToIgnore(row(), wanted)).toBeNull();
		expect(reasonToIgnore(change({}), wanted)).toBeNull();
	});
});

describe('a record that does not say what it is', () => {
	const known = {
		ofProfiles: new Set(['email', 'plaats', 'sport']),
		ofSubprofiles: new Set(['email', 'favoriet_merk', 'punten']),
	};
	it.each([
		['only fields of the database', ['Email', 'PLAATS'], 'profile'],
		['an interest', ['Email', 'Sport'], 'profile'],
		['no names', [], 'profile'],
		['a field of a collection', ['Favoriet_Merk'], 'subprofile'],
		['fields of both', ['Email', 'Punten'], 'subprofile'],
		['a new field', ['Email', 'Nieuw'], 'unknown'],
		['a new field and one of a collection', ['Nieuw', 'Punten'], 'subprofile'],
	] as const)('with %s', (_what, names, kind) => expect(kindByNames(names, known)).toBe(kind));
});

describe('rows about audiences', () => {
	const wanted: Subscription = { ...all, entity: 'subprofile', onlyAudiences: true };
	const row = (fields: Record<string, string>) =>
		reasonToIgnore(change({ change: 'create', entity: 'subprofile', fields }), wanted);

	it('start, also where the row does not say what it is about', () => {
		expect(row({ Trigger: 'audience' })).toBeNull();
		expect(row({ trigger: ' Audience ' })).toBeNull();
		expect(row({ Trigger: '' })).toBeNull();
		expect(row({ AudienceId: '7' })).toBeNull();
	});
	it('do not start where the row is about something else', () =>
		expect(row({ Trigger: 'journey' })).toBe('NOT_ABOUT_AN_AUDIENCE'));
});

describe('the collection of the connector’s triggers', () => {
	const found = (...names: string[]) =>
		findTriggersCollection(names.map((name, id) => ({ name, id })))?.name;

	it.each(['squeezely_triggers', 'Squeezely Triggers', 'Spotler Activate_triggers'])(
		'is found as %s',
		(name) => expect(found('SQ_profile', name, 'squeezely_audiences')).toBe(name),
	);
	it('is none of the others, and not guessed among two', () => {
		expect(found('SQ_profile', 'triggers', 'my_squeezely_triggers')).toBeUndefined();
		expect(found('Squeezely Triggers', 'Spotler Activate_triggers')).toBeUndefined();
		expect(found('Squeezely Triggers', 'Squeezely_triggers')).toBe('Squeezely_triggers');
	});
});

describe('names that were touched besides the fields', () => {
	it('count as watched', () => {
		expect(reasonToIgnore(change({}), watching('sport'))).toBe('FIELDS_NOT_WATCHED');
		expect(reasonToIgnore(change({}), watching('sport'), ['Sport'])).toBeNull();
		expect(reasonToIgnore(change({}), watching('sport'), ['Mode'])).toBe('FIELDS_NOT_WATCHED');
	});
	it('make more of a change than the fields of the connector', () => {
		const own = change({ changed: ['SqueezelyCustomerId'] });
		expect(reasonToIgnore(own, all)).toBe('CONNECTOR_FIELDS_ONLY');
		expect(reasonToIgnore(own, all, ['Sport'])).toBeNull();
	});
	it('tell nothing where nobody told what changed', () => {
		expect(reasonToIgnore(change({ changed: null }), watching('email'), ['Sport'])).toBeNull();
	});
});

import { describe, expect, it } from '@jest/globals';
import {
	fieldSchema,
	identitySchema,
	profileSchema,
	subprofileSchema,
} from '../../../core/copernica/entities';
import { interestsOff } from '../../../core/copernica/interests';
import { readListPage, unwrap } from '../../../core/copernica/listPage';

describe('profile and subprofile', () => {
	it('reads a living profile', () => {
		expect(
			profileSchema.parse({
				ID: 12,
				fields: { Email: 'jane@example.com', Age: 3, Active: true, Gone: null },
				interests: ['cars'],
				database: '7',
				secret: 'x',
				created: '2024-01-01 00:00:00',
				modified: '2024-01-02 00:00:00',
				removed: false,
			}),
		).toEqual({
			id: '12',
			fields: { Email: 'jane@example.com', Age: '3', Active: '1', Gone: '' },
			interests: ['cars'],
			database: '7',
			created: '2024-01-01 00:00:00',
			modified: '2024-01-02 00:00:00',
			removed: false,
		});
	});

	it('sees a date in `removed` as deleted, and PHP’s empty list as an empty map', () => {
		const profile = profileSchema.parse({ ID: '1', fields: [], removed: '2024-01-01 00:00:00' });
		expect(profile).toMatchObject({ removed: true, fields: {}, interests: null, database: null });
	});

	it('reads interests given as a map', () => {
		const profile = profileSchema.parse({
			id: '1',
			fields: {},
			interests: { a: 1, b: '0', c: '1' },
		});
		expect(profile.interests).toEqual(['a', 'c']);
	});

	it('reads the parent of a subprofile, and 0 as none', () => {
		const base = { ID: '5', fields: { a: 'b' }, collection: 3 };
		expect(subprofileSchema.parse({ ...base, profile: 9 })).toMatchObject({
			profile: '9',
			collection: '3',
		});
		expect(subprofileSchema.parse({ ...base, profile: '0' }).profile).toBeNull();
	});

	it.each([
		[{}],
		[{ ID: 'x', fields: {} }],
		[{ ID: '1' }],
		[{ ID: '1', fields: { a: {} } }],
		['<html>'],
	])('refuses %p', (body) => {
		expect(profileSchema.safeParse(body).success).toBe(false);
	});

	it('reads the account id under both spellings', () => {
		expect(identitySchema.parse({ id: '42' }).id).toBe('42');
		expect(identitySchema.parse({ ID: 42 }).id).toBe('42');
	});
});

describe('field', () => {
	it('lists the options of a select without the mark of the default', () => {
		expect(
			fieldSchema.parse({
				ID: '1',
				name: 'Choice',
				type: 'select',
				value: 'yes\r\n*no\nunknown\n',
			}),
		).toMatchObject({ name: 'Choice', options: ['yes', 'no', 'unknown'] });
	});

	it('gives no options for other types', () => {
		expect(
			fieldSchema.parse({ ID: '1', name: 'Age', type: 'integer', value: '0' }),
		).not.toHaveProperty('options');
	});
});

describe('interests of a profile', () => {
	const read = (interests: unknown) => profileSchema.parse({ ID: '1', fields: {}, interests });

	it.each([
		[
			['a', 'b'],
			['a', 'b'],
		],
		[[], []],
		[[{ ID: '7', name: 'a' }], ['a']],
		[{ a: 1, b: '0', c: '1', d: true, e: false, f: null }, ['a', 'c', 'd']],
		[{ '0': 'a', '2': 'b' }, ['a', 'b']],
		[{ Hobbies: { a: 1, b: 0 }, Places: ['c'] }, ['a', 'c']],
		[{}, []],
	])('reads %j', (given, on) => {
		expect(read(given).interests).toEqual(on);
	});

	it.each([null, undefined, false, 'a,b', [1], [{ ID: '7' }], { a: 'perhaps' }, { a: { b: 2 } }])(
		'does not guess at %j: not told',
		(given) => {
			expect(read(given).interests).toBeNull();
		},
	);

	it('that are off are those of the database that the profile does not have', () => {
		const known = ['Sport', 'Mode', 'Auto'].map((name) => ({ id: '1', name, group: '' }));
		expect(interestsOff(known, ['sport'])).toEqual(['Mode', 'Auto']);
		expect(interestsOff(known, [])).toEqual(['Sport', 'Mode', 'Auto']);
		expect(interestsOff(null, ['sport'])).toBeNull();
		expect(interestsOff(known, null)).toBeNull();
	});
});

describe('readListPage', () => {
	const next = (body: unknown, start = 0) => readListPage(body, start)?.nextStart;

	it('ends by the total', () => {
		const page = { start: 0, limit: 2, count: 2, data: [1, 2] };
		expect(next({ ...page, total: 3 })).toBe(2);
		expect(next({ ...page, total: 4 }, 2)).toBeNull();
	});

	it('takes numbers as text, as v1 sends them', () => {
		expect(readListPage({ start: '0', limit: '100', total: '1', data: [{}] }, 0)).toEqual({
			data: [{}],
			total: 1,
			nextStart: null,
		});
	});

	it('counts on from the offset that was asked for, whatever is echoed', () => {
		expect(next({ start: 0, total: 5, data: [1, 2] }, 2)).toBe(4);
		expect(next({ start: 'x', total: 4, data: [1, 2] }, 2)).toBeNull();
	});

	it('takes nothing but an empty page for the end where no total is told', () => {
		expect(next({ start: 0, data: [1, 2] })).toBe(2);
		expect(next({ start: 0, limit: 1000, data: [1] })).toBe(1);
		expect(next({ start: 0, data: [] })).toBeNull();
	});

	it.each([null, false, '', 'x', 1.5, -1])('does not take %j for a total', (total) => {
		expect(readListPage({ total, data: [1] }, 0)).toMatchObject({ total: null, nextStart: 1 });
	});

	it('does not believe a total below the rows at hand', () => {
		expect(readListPage({ total: 0, data: [1] }, 0)).toMatchObject({ total: null, nextStart: 1 });
	});

	it('never goes on from an empty page, whatever the total says', () => {
		expect(next({ start: 4, total: 9, data: [] }, 4)).toBeNull();
	});

	it.each([['<html>'], [{ data: {} }], [[]], [null]])('refuses %p', (body) => {
		expect(readListPage(body, 0)).toBeNull();
	});
});

describe('unwrap', () => {
	it.each([
		[{ start: 0, limit: 1, total: 1, data: [{ ID: '1' }] }, [{ ID: '1' }]],
		[{ data: [] }, []],
		[{ data: { ID: '1' } }, [{ ID: '1' }]],
		[{ ID: '1' }, null],
		[[{ ID: '1' }], null],
		['<html>', null],
	])('%j gives %j', (body, entries) => {
		expect(unwrap(body)).toEqual(entries);
	});
});

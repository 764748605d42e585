import { describe, expect, it } from '@jest/globals';
import {
	fieldSchema,
	identitySchema,
	profileSchema,
	subprofileSchema,
} from '../../../core/copernica/entities';
import { interestsOff } from '../../../core/copernica/interests';

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

import { describe, expect, it } from '@jest/globals';
import {
	fieldSchema,
	identitySchema,
	profileSchema,
	subprofileSchema,
} from '../../../core/copernica/entities';
import { readListPage } from '../../../core/copernica/listPage';

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

describe('readListPage', () => {
	it('ends by the total', () => {
		const page = (start: number, total: number) =>
			readListPage({ start, limit: 2, count: 2, total, data: [1, 2] }, 2);
		expect(page(0, 3)?.nextStart).toBe(2);
		expect(page(2, 4)?.nextStart).toBeNull();
	});

	it('takes numbers as text, as v1 sends them', () => {
		expect(readListPage({ start: '0', limit: '100', total: '1', data: [{}] }, 1000)).toMatchObject({
			total: 1,
			nextStart: null,
		});
	});

	it('goes on without a total until a page is short', () => {
		expect(readListPage({ start: 0, data: [1, 2] }, 2)?.nextStart).toBe(2);
		expect(readListPage({ start: 0, data: [1] }, 2)?.nextStart).toBeNull();
		expect(readListPage({ start: 0, limit: 1, data: [1] }, 1000)?.nextStart).toBe(1);
	});

	it('never goes on from an empty page, whatever the total says', () => {
		expect(readListPage({ start: 4, total: 9, data: [] }, 2)?.nextStart).toBeNull();
	});

	it.each([['<html>'], [{ data: {} }], [[]], [null]])('refuses %p', (body) => {
		expect(readListPage(body, 10)).toBeNull();
	});
});

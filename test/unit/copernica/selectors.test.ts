import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Field } from '../../../core/copernica/entities';
import { planInterests } from '../../../core/copernica/interests';
import { mayScan, planLookup, ProfileIndex } from '../../../core/copernica/lookup';
import { chooseMatch, matchValues, otherSpellings } from '../../../core/copernica/match';
import { readNewId } from '../../../core/copernica/newId';
import { makeSelector, makeSelectors, SELECTOR_OPERATORS } from '../../../core/copernica/selectors';
import { readSelector } from '../../../sandbox/copernica/store/selectors';

const field = (name: string): Field => ({ id: '1', name, type: 'text', length: null });
const fields = [field('Email'), field('a<b'), field('Postal code')];

describe('makeSelector', () => {
	it.each([
		['email', '==', 'x@example.com', 'Email==x@example.com'],
		['Postal code', '!=', ' 1012 ', 'Postal code!= 1012 '],
		['id', '>=', '12', 'id>=12'],
		['modified', '>', '2024-01-01', 'modified>2024-01-01'],
		['Email', '==', '', 'Email=='],
		['Email', '==', '=x', 'Email===x'],
	])('%p %p %p', (name, operator, value, selector) => {
		expect(makeSelector(fields, { name, operator, value })).toEqual({ ok: true, selector });
	});

	it.each([
		['Emial', '==', 'x', 'FIELD_UNKNOWN'],
		['', '==', 'x', 'FIELD_UNKNOWN'],
		['Email ', '==', 'x', 'FIELD_UNKNOWN'],
		['ID', '==', '1', 'FIELD_UNKNOWN'],
		['Email', '', 'x', 'MATCH_UNSAFE'],
		['Email', '=', 'x', 'MATCH_UNSAFE'],
		['Email', 'LIKE', 'x', 'MATCH_UNSAFE'],
		['Email', '>', '=5', 'MATCH_UNSAFE'],
		['Email', '<', '>x', 'MATCH_UNSAFE'],
		['a<b', '==', 'x', 'MATCH_UNSAFE'],
	])('refuses %p %p %p', (name, operator, value, code) => {
		const result = makeSelector(fields, { name, operator, value });
		expect(result).toMatchObject({ ok: false, refusal: { code } });
	});

	it('is read back by Copernica as meant, or not made at all', () => {
		const names = fc.constantFrom('Email', 'a<b', 'Postal code', 'id', 'nope', '');
		fc.assert(
			fc.property(
				names,
				fc.constantFrom(...SELECTOR_OPERATORS),
				fc.string(),
				(name, operator, value) => {
					const result = makeSelector(fields, { name, operator, value });
					if (!result.ok) return;
					const read = readSelector(result.selector, (wanted) => {
						const found = fields.find((entry) => entry.name.toLowerCase() === wanted.toLowerCase());
						return found === undefined
							? null
							: { id: 1, name: found.name, type: 'text', value: '' };
					});
					expect(read).toMatchObject({ name, operator, value });
				},
			),
			{ numRuns: 1_000 },
		);
	});

	it('makes all or none', () => {
		const good = { name: 'Email', operator: '==', value: 'x' };
		expect(makeSelectors(fields, [good, { ...good, name: 'nope' }]).ok).toBe(false);
	});
});

describe('matchValues', () => {
	const wanted = [{ field: field('Email'), text: 'x@example.com' }];

	it('takes the values of the item', () => {
		expect(matchValues(fields, ['email'], wanted)).toEqual({
			ok: true,
			values: { Email: 'x@example.com' },
		});
	});

	it.each([
		[['Postal code'], 'MATCH_MISSING'],
		[['nope'], 'FIELD_UNKNOWN'],
	])('refuses %j', (matchOn, code) => {
		expect(matchValues(fields, matchOn, wanted)).toMatchObject({ refusal: { code } });
	});

	it('refuses a value of blanks, which would match everyone without one', () => {
		expect(matchValues(fields, ['Email'], [{ field: field('Email'), text: '  ' }])).toMatchObject({
			refusal: { code: 'MATCH_MISSING' },
		});
	});
});

describe('chooseMatch', () => {
	const record = (email: string, id = '7') => ({ id, fields: { email } });
	const choose = (match: Record<string, string>, found: Array<ReturnType<typeof record>>) =>
		chooseMatch('profile', { fields, match }, found);
	const among = (email: string, wanted = 'x@example.com') =>
		choose({ Email: wanted }, [record(email)]);

	it.each(['x@example.com', 'X@Example.com', ' x@example.com '])(
		'takes %p for x@example.com',
		(email) => {
			expect(among(email)).toEqual({ ok: true, record: record(email) });
		},
	);

	it.each([
		['josé@example.com', 'jose@example.com'],
		['jose@example.com', 'josé@example.com'],
		['x@éxample.com', 'x@example.com'],
	])('leaves out %p, which Copernica may give for %p', (email, wanted) => {
		expect(among(email, wanted)).toEqual({ ok: true, record: null });
	});

	it('takes the same letters in another encoding', () => {
		expect(among('jose\u0301@example.com', 'jos\u00e9@example.com')).toMatchObject({
			record: { id: '7' },
		});
	});

	it.each(['y@example.com', '', 'xx@example.com'])('refuses all where %p is given', (email) => {
		expect(among(email)).toMatchObject({
			ok: false,
			refusal: { code: 'MATCH_UNSAFE', field: 'Email' },
		});
	});

	it('refuses one without the field, and all where one of several is a stranger', () => {
		const match = { Email: 'x@example.com' };
		const nameless = chooseMatch('profile', { fields, match }, [{ id: '7', fields: {} }]);
		expect(nameless).toMatchObject({ refusal: { code: 'MATCH_UNSAFE' } });
		const found = [record('x@example.com'), record('y@example.com', '8')];
		expect(choose(match, found)).toMatchObject({ refusal: { code: 'MATCH_UNSAFE' } });
	});

	it('says that there is none, so that it can be created', () => {
		expect(choose({ Email: 'x@example.com' }, [])).toEqual({ ok: true, record: null });
	});

	it('refuses several that match, with their IDs', () => {
		const found = [record('x@example.com'), record('x@éxample.com', '8')];
		expect(choose({ Email: 'x@example.com' }, found)).toMatchObject({ record: { id: '7' } });
		found.push(record('X@example.com', '9'));
		expect(choose({ Email: 'x@example.com' }, found)).toEqual({
			ok: false,
			refusal: {
				code: 'MATCH_AMBIGUOUS',
				reason:
					'More than one profile matches (IDs 7, 9), so nothing was written. Match on more fields, or keep only one of them in Copernica.',
			},
		});
	});

	it('takes the only one where no value is asked for', () => {
		expect(choose({}, [record('anyone')])).toMatchObject({ ok: true, record: { id: '7' } });
		expect(choose({}, [record('anyone'), record('else', '8')])).toMatchObject({ ok: false });
	});
});

describe('otherSpellings', () => {
	it('looks for an address whatever its capitals, and for nothing else', () => {
		expect(otherSpellings({ Email: 'Anne@Example.com', Number: '7' })).toEqual([
			{ name: 'Email', operator: '=~', value: 'anne@example.com' },
			{ name: 'Number', operator: '==', value: '7' },
		]);
		expect(otherSpellings({ Email: 'Anne_1@Example.com' })).toEqual([
			{ name: 'Email', operator: '==', value: 'anne_1@example.com' },
		]);
		expect(otherSpellings({ Name: 'Anne' })).toBeNull();
	});
});

describe('planInterests', () => {
	const known = ['Sport', 'Mode', 'Reizen'].map((name) => ({ id: '1', name, group: '' }));

	it('names every interest, so that merging and replacing mean the same', () => {
		expect(planInterests(known, ['sport'], { add: ['MODE'], remove: [] })).toEqual({
			ok: true,
			changed: ['Mode'],
			body: { Sport: 1, Mode: 1, Reizen: 0 },
		});
	});

	it('gives nothing to send when nothing differs', () => {
		expect(planInterests(known, ['Sport'], { add: ['Sport'], remove: ['Reizen'] })).toEqual({
			ok: true,
			changed: [],
			body: null,
		});
	});

	it.each([
		[{ add: ['Nope'], remove: [] }, 'INTEREST_UNKNOWN'],
		[{ add: [], remove: ['Nope'] }, 'INTEREST_UNKNOWN'],
		[{ add: ['Sport'], remove: ['sport'] }, 'INTEREST_TWICE'],
	])('refuses %j', (wishes, code) => {
		expect(planInterests(known, [], wishes)).toMatchObject({ ok: false, refusal: { code } });
	});
});

describe('finding many', () => {
	const profile = (id: string, email: string) => ({
		id,
		database: '1',
		fields: { Email: email, Name: `n${id}` },
		interests: [],
		created: null,
		modified: null,
		removed: false,
	});

	it('reads the whole database only when that is clearly less work', () => {
		expect(planLookup(1_000, 10_000, 1_000)).toBe('scan');
		expect(planLookup(1_000, 1_000_000, 1_000)).toBe('search');
		expect(planLookup(10, 10, 1_000)).toBe('search');
		expect(mayScan(20)).toBe(false);
	});

	it('answers only where there can be no doubt', () => {
		const index = new ProfileIndex(
			['a', 'b', 'c', 'd'].map((name) => ({ Email: `${name}@example.com` })),
		);
		[
			profile('1', 'a@example.com'),
			profile('2', 'B@example.com'),
			profile('3', 'c@example.com'),
			profile('4', 'C@example.com'),
			profile('5', 'z@example.com'),
		].forEach((entry) => index.add(entry));
		const idOf = (name: string) => index.find({ Email: `${name}@example.com` })?.id ?? null;
		expect(['a', 'b', 'c', 'd', 'z'].map(idOf)).toEqual(['1', null, null, null, null]);
	});
});

describe('readNewId', () => {
	it.each<[Record<string, string>, string | null]>([
		[{ 'x-created': '12' }, '12'],
		[{ 'x-location': 'https://api.copernica.com/v1/profile/13' }, '13'],
		[{ location: 'https://api.copernica.com/profile/14?access_token=x' }, '14'],
		[{ location: 'https://api.copernica.com/subprofile/14' }, null],
		[{ location: 'https://api.copernica.com/profile/14/subprofiles/3' }, null],
		[{ 'x-created': 'profile' }, null],
		[{}, null],
	])('%j gives %p', (headers, id) => {
		expect(readNewId(headers, 'profile')).toBe(id);
	});
});

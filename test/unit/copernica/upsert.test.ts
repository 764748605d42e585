import { describe, expect, it } from '@jest/globals';
import type { Field } from '../../../core/copernica/entities';
import { planUpsert, planWrite, type Mapping } from '../../../core/copernica/upsert';

const field = (name: string, type = 'text'): Field => ({ id: '1', name, type, length: null });
const fields = [field('Email', 'email'), field('City'), field('Age', 'integer')];

const mapping = (values: Record<string, unknown>, extra: Partial<Mapping> = {}): Mapping => ({
	values,
	unknownNames: 'refuse',
	matchOn: ['email'],
	...extra,
});

describe('planUpsert', () => {
	it('gives what is written, how it is found, and what was passed over', () => {
		const values = { EMAIL: 'a@example.com', Age: 40, City: null, note: 'x' };
		const planned = planUpsert(fields, mapping(values, { unknownNames: 'ignore' }));
		expect(planned).toMatchObject({
			ok: true,
			plan: {
				match: { Email: 'a@example.com' },
				selectors: ['Email==a@example.com'],
				ignored: ['note'],
			},
		});
		const wanted = planned.ok ? planned.plan.wanted : [];
		expect(wanted.map(({ field: { name }, text }) => [name, text])).toEqual([
			['Email', 'a@example.com'],
			['Age', '40'],
		]);
	});

	it('has one key for items that may mean the same record, and another for others', () => {
		const keyOf = (email: string) => {
			const planned = planUpsert(fields, mapping({ Email: email }));
			return planned.ok ? planned.plan.key : null;
		};
		expect(keyOf(' A@Example.com')).toBe(keyOf('a@example.com'));
		expect(keyOf('b@example.com')).not.toBe(keyOf('a@example.com'));
	});

	it.each([
		['1.5', '1.50', true],
		['.5', '+0.5', true],
		['1.5', '1.05', false],
	])('has one key for %s and %s of a decimal number: %s', (one, other, isSame) => {
		const known = [...fields, field('Rate', 'float')];
		const keyOf = (Rate: string) => {
			const planned = planUpsert(known, mapping({ Rate }, { matchOn: ['rate'] }));
			return planned.ok ? planned.plan.key : null;
		};
		expect(keyOf(one)).not.toBeNull();
		expect(keyOf(one) === keyOf(other)).toBe(isSame);
	});

	it('writes an address in lower case when it creates, and leaves a stored spelling as it is', () => {
		const planned = planUpsert(fields, mapping({ Email: 'Anne@Example.com', City: 'Delft' }));
		expect(planned).toMatchObject({
			plan: {
				wanted: [{ text: 'anne@example.com' }, { text: 'Delft' }],
				wantedOfExisting: [{ text: 'Delft' }],
				selectors: ['Email==Anne@Example.com'],
				otherSpellings: ['Email=~anne@example.com'],
			},
		});
	});

	it('asks by nothing where the only record is meant', () => {
		const planned = planUpsert(fields, mapping({ City: 'Delft' }, { matchOn: [] }));
		expect(planned).toMatchObject({ ok: true, plan: { match: {}, selectors: [] } });
	});

	it.each<[string, Mapping, string]>([
		['a name that is no field', mapping({ Emial: 'a@example.com' }), 'FIELD_UNKNOWN'],
		['a value that does not fit', mapping({ Email: 'a@example.com', Age: 'x' }), 'VALUE_INVALID'],
		['an empty value to match on', mapping({ Email: '' }), 'MATCH_MISSING'],
		['no value to match on', mapping({ City: 'Delft' }), 'MATCH_MISSING'],
		['a field to match on that does not exist', mapping({}, { matchOn: ['x'] }), 'FIELD_UNKNOWN'],
		['nothing to write', mapping({ City: null }, { matchOn: [] }), 'NOTHING_TO_WRITE'],
	])('refuses %s', (_, wishes, code) => {
		expect(planUpsert(fields, wishes)).toMatchObject({ ok: false, refusal: { code } });
	});
});

describe('planWrite', () => {
	const wanted = [
		{ field: field('Email'), text: 'a@example.com' },
		{ field: field('City'), text: 'Delft' },
	];
	const none = { add: [], remove: [] };
	const known = ['Sport', 'Mode'].map((name) => ({ id: '1', name, group: '' }));
	const stored = {
		fields: { email: 'a@example.com', city: 'Utrecht' },
		interests: ['Sport'],
	};

	it('sends what differs to a record that exists', () => {
		expect(planWrite(stored, wanted, none, null)).toEqual({
			ok: true,
			fields: { City: 'Delft' },
			interests: null,
			changed: ['City'],
		});
	});

	it('sends all to a new one', () => {
		expect(planWrite(null, wanted, { add: ['Mode'], remove: [] }, known)).toEqual({
			ok: true,
			fields: { Email: 'a@example.com', City: 'Delft' },
			interests: { Sport: 0, Mode: 1 },
			changed: ['Email', 'City', 'Mode'],
		});
	});

	it('sends nothing where nothing differs', () => {
		const same = planWrite(stored, wanted.slice(0, 1), { add: ['sport'], remove: [] }, known);
		expect(same).toEqual({ ok: true, fields: {}, interests: null, changed: [] });
	});

	it('refuses an interest that does not exist', () => {
		expect(planWrite(stored, wanted, { add: ['Reizen'], remove: [] }, known)).toMatchObject({
			refusal: { code: 'INTEREST_UNKNOWN', field: 'Reizen' },
		});
	});
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareMoments, type Moment } from '../../../core/contracts/order';
import { OrderMemory, type OrderClaim } from '../../../core/activate/orderMemory';
import { TRACK_VOICE } from '../../../core/activate/speaker';

const at = (order: number, sentAt: string | null = null): Moment => ({ order, sentAt });

function claim(
	moment: Moment,
	values: OrderClaim['values'],
	over: Partial<OrderClaim> = {},
): OrderClaim {
	return { people: ['ann'], userid: null, speaker: null, moment, values, ...over };
}

describe('OrderMemory', () => {
	it('tells the newer values of a key, not the older ones and those of other keys', () => {
		const memory = new OrderMemory(10);
		memory.hold(['ann']);
		memory.note(claim(at(5), { city: null, newsletter: 'no' }));
		expect(memory.newerValues(claim(at(4), {}), 'newsletter')).toEqual(['no']);
		expect(memory.newerValues(claim(at(4), {}), 'city')).toEqual([null]);
		expect(memory.newerValues(claim(at(4), {}), 'firstname')).toEqual([]);
		expect(memory.newerValues(claim(at(5), {}), 'city')).toEqual([]);
		expect(memory.newerValues(claim(at(6), {}), 'city')).toEqual([]);
		expect(memory.newerValues(claim(at(4), {}, { people: ['bea'] }), 'city')).toEqual([]);
	});

	it('is not set back by an older one that was noted later', () => {
		const memory = new OrderMemory(10);
		memory.hold(['ann']);
		memory.note(claim(at(5), { newsletter: 'no' }));
		memory.note(claim(at(3), { newsletter: 'yes', city: null }));
		expect(memory.newerValues(claim(at(4), {}), 'newsletter')).toEqual(['no']);
		expect(memory.newerValues(claim(at(2), {}), 'city')).toEqual([null]);
	});

	it('agrees with all that was noted, whatever came in between', () => {
		const moments = fc.record({
			order: fc.nat(6),
			sentAt: fc.constantFrom(null, '2026-01-01T00:00:01Z', '2026-01-01T00:00:02Z'),
		});
		fc.assert(
			fc.property(fc.array(moments, { maxLength: 12 }), moments, (noted, own) => {
				const memory = new OrderMemory(10);
				memory.hold(['ann']);
				for (const moment of noted) memory.note(claim(moment, { city: null }));
				// Of each kind the newest is kept; a newer one of the same kind proves the same.
				const kinds = [true, false].map((signed) =>
					noted.filter(({ sentAt }) => (sentAt !== null) === signed),
				);
				const newest = kinds.flatMap((kind) =>
					kind.filter((one) => kind.every((other) => compareMoments(other, one) <= 0)).slice(0, 1),
				);
				expect(memory.newerValues(claim(own, {}), 'city').length > 0).toBe(
					newest.some((one) => compareMoments(one, own) > 0),
				);
			}),
		);
	});

	it('knows that a creation is older than a change of its record, whatever others said since', () => {
		const memory = new OrderMemory(10);
		memory.hold(['ann']);
		const of = (order: number, record: string, stage: 'create' | 'update') => ({
			...at(order, '2026-01-01T00:00:01Z'),
			life: { record, stage },
		});
		memory.note(claim(of(3, '7', 'update'), { newsletter: 'no' }));
		memory.note(claim(of(4, '8', 'update'), { newsletter: 'no' }));
		const again = claim(of(5, '7', 'create'), { newsletter: 'yes' }, { speaker: '1/7' });
		expect(memory.newerValues(again, 'newsletter')).toEqual(['no']);
	});

	it('lets a creation go out again over a late call that replaced the reading of its record', () => {
		const memory = new OrderMemory(10);
		memory.hold(['ann']);
		const life = (record: string, stage: 'create' | 'update') => ({ life: { record, stage } });
		const second = '2026-01-01T00:00:01Z';
		memory.note(claim({ ...at(2), ...life('8', 'update') }, { city: null, newsletter: 'no' }));
		const creation = claim(
			{ ...at(5, second), ...life('8', 'create') },
			{ city: null, newsletter: 'yes' },
		);
		expect(memory.newerValues(creation, 'city')).toEqual([null]);
		// It counts as newer than the reading, because it came after it.
		const late = { ...at(4, second), ...life('7', 'create') };
		memory.note(claim(late, { city: null, newsletter: 'yes' }));
		expect(memory.newerValues(creation, 'city')).toEqual([]);
		expect(memory.newerValues(creation, 'newsletter')).toEqual(['no']);
	});

	it('tells no newer yes of another profile to a no', () => {
		const memory = new OrderMemory(10);
		memory.hold(['ann']);
		const says = (speaker: string | null, order: number, newsletter: string) =>
			claim(at(order), { newsletter }, { speaker });
		memory.note(says('1/7', 5, 'yes'));
		const heard = (own: OrderClaim) => memory.newerValues(own, 'newsletter');
		expect(heard(says('1/8', 4, 'no'))).toEqual([]);
		// The same profile, by itself or by a subprofile, and whoever is not known.
		expect(heard(says('1/7', 4, 'no'))).toEqual(['yes']);
		expect(heard(says('1/7/3/70', 4, 'no'))).toEqual(['yes']);
		expect(heard(says(null, 4, 'no'))).toEqual(['yes']);
		// A yes counts against no yes, and a no against everybody.
		expect(heard(says('1/8', 4, 'yes'))).toEqual(['yes']);
		memory.note(says('1/7', 6, 'no'));
		expect(heard(says('1/8', 4, 'yes'))).toEqual(['yes', 'no']);
	});

	it('tells a no the newer yes of its own profile, whatever others said since', () => {
		const memory = new OrderMemory(10);
		memory.hold(['ann']);
		for (const [speaker, order] of [
			['1/8', 5],
			['1/7', 6],
		] as const) {
			memory.note(claim(at(order), { newsletter: 'yes' }, { speaker }));
		}
		const own = claim(at(4), { newsletter: 'no' }, { speaker: '1/8' });
		expect(memory.newerValues(own, 'newsletter')).toEqual(['yes']);
	});

	it('takes two user IDs at one address for two contacts, but a withdrawal counts for both', () => {
		const memory = new OrderMemory(10);
		memory.hold(['ann']);
		memory.note(claim(at(5), { city: null, newsletter: 'no' }, { userid: '1' }));
		memory.note(claim(at(6), { service: 'yes' }, { userid: '1' }));
		const other = claim(at(4), {}, { userid: '2' });
		expect(memory.newerValues(other, 'city')).toEqual([]);
		expect(memory.newerValues(other, 'newsletter')).toEqual(['no']);
		expect(memory.newerValues(other, 'service')).toEqual([]);
		expect(memory.newerValues(claim(at(4), {}), 'city')).toEqual([null]);
	});

	it('forgets the contacts that were used least recently, but none that is held', () => {
		const memory = new OrderMemory(2);
		const use = (person: string) => {
			const letGo = memory.hold([person]);
			memory.note(claim(at(5), { city: null }, { people: [person] }));
			return letGo;
		};
		const knows = (person: string) => {
			const letGo = memory.hold([person]);
			const known = memory.newerValues(claim(at(1), {}, { people: [person] }), 'city').length > 0;
			letGo();
			return known;
		};
		const letGoOfA = use('a');
		for (const person of ['b', 'c', 'd']) use(person)();
		letGoOfA();
		use('a')();
		expect(['a', 'b', 'd'].map(knows)).toEqual([true, false, true]);
	});

	it('keeps a contact that two runs hold until both let go', () => {
		const memory = new OrderMemory(0);
		const first = memory.hold(['ann', 'ann']);
		const second = memory.hold(['ann']);
		memory.note(claim(at(5), { city: null }));
		first();
		expect(memory.newerValues(claim(at(4), {}), 'city')).toEqual([null]);
		second();
		memory.hold(['ann']);
		expect(memory.newerValues(claim(at(4), {}), 'city')).toEqual([]);
	});
});

describe('what Track sends', () => {
	it('as a no is older than no yes; as a yes it gives way to a newer no, and replaces an older one', () => {
		const memory = new OrderMemory(10);
		memory.hold(['ann']);
		const says = (speaker: string | null, order: number, newsletter: string) =>
			claim(at(order), { newsletter }, { speaker });
		for (const speaker of ['1/7', null, TRACK_VOICE]) memory.note(says(speaker, 5, 'yes'));
		memory.note({ ...says('1/7', 6, 'yes'), restated: ['newsletter'] });
		const heard = (own: OrderClaim) => memory.newerValues(own, 'newsletter');
		expect(heard(says(TRACK_VOICE, 4, 'no'))).toEqual([]);
		memory.note(says('1/8', 7, 'no'));
		expect(heard(says(TRACK_VOICE, 4, 'yes'))).toContain('no');
		expect(heard(says(TRACK_VOICE, 8, 'yes'))).toEqual([]);
		memory.note(says(TRACK_VOICE, 9, 'yes'));
		expect(heard(says('1/8', 7, 'no'))).toEqual(['yes']);
	});
});

describe('a contact that very many share', () => {
	const many = Array.from({ length: 300 }, (_, index) => `1/${1000 + index}`);

	/** All of them say something after that. */
	function sharedAfter(noted: readonly OrderClaim[], values: OrderClaim['values']): OrderMemory {
		const memory = new OrderMemory(10);
		memory.hold(['ann']);
		const taken = (each: OrderClaim) => {
			memory.note(each);
			memory.settle(each, Object.keys(each.values));
		};
		noted.forEach(taken);
		for (const speaker of many) taken(claim(at(1), values, { speaker }));
		return memory;
	}

	it('forgets who said no, but not that somebody did', () => {
		const second = '2026-01-01T00:00:01Z';
		for (const moment of [at(5), at(5, second)]) {
			const no = claim(moment, { newsletter: 'no' }, { speaker: '1/7', userid: '7' });
			const memory = sharedAfter([no], { newsletter: 'yes' });
			const yes = (order: number, speaker: string | null, userid: string | null = null) =>
				claim({ ...moment, order }, { newsletter: 'yes' }, { speaker, userid });
			expect(memory.hasNewer(yes(4, '1/7'))).toBe(true);
			for (const own of [yes(4, '1/7'), yes(4, '1/8', '8'), yes(4, null), yes(4, TRACK_VOICE)]) {
				expect(memory.newerValues(own, 'newsletter')).toContain('no');
			}
			const next = { ...yes(6, '1/7'), moment: at(6, moment.sentAt && '2026-01-01T00:00:02Z') };
			expect(memory.newerValues(next, 'newsletter')).toEqual([]);
			const service = claim(at(4), { service: 'yes' }, { speaker: '1/7' });
			expect(memory.newerValues(service, 'service')).toEqual([]);
		}
	});

	it('gives a yes way to each no that it would give way to, if all were remembered', () => {
		const moments = fc.record({
			order: fc.nat(6),
			sentAt: fc.constantFrom(null, '2026-01-01T00:00:01Z', '2026-01-01T00:00:02Z'),
			life: fc.record({
				record: fc.constantFrom('7', '8'),
				stage: fc.constantFrom('create' as const, 'update' as const, 'delete' as const),
			}),
		});
		fc.assert(
			fc.property(fc.array(moments, { minLength: 1, maxLength: 8 }), moments, (noted, own) => {
				const memory = sharedAfter(
					noted.map((moment, index) =>
						claim(moment, { newsletter: 'no' }, { speaker: `1/${index}` }),
					),
					{ newsletter: 'yes' },
				);
				const isNewer = noted.some((moment) => compareMoments(moment, own) > 0);
				const heard = memory.newerValues(claim(own, { newsletter: 'yes' }), 'newsletter');
				expect(isNewer && !heard.includes('no')).toBe(false);
			}),
			{ numRuns: 50 },
		);
	});

	it('does not restate a yes against a no that was forgotten', () => {
		const second = '2026-01-01T00:00:01Z';
		const no = claim(at(5), { newsletter: 'no' });
		const memory = sharedAfter([no], { newsletter: 'yes' });
		const yes = claim(at(9), { newsletter: 'yes' });
		expect(memory.mayRestate(yes, 'newsletter', null)).toBe(false);
		expect(memory.mayRestate(yes, 'newsletter', at(4))).toBe(false);
		expect(memory.mayRestate(yes, 'newsletter', at(6))).toBe(true);
		const signed = { ...no, moment: at(9, second), speaker: '1/7' };
		const read = { ...yes, moment: at(10), speaker: '1/8' };
		const inOneSecond = { ...yes, moment: at(8, second), speaker: '1/7' };
		const other = sharedAfter([signed], { newsletter: 'yes' });
		other.note(read);
		other.owe({ ...read, moment: at(11) }, ['newsletter']);
		expect(other.mayRestate(inOneSecond, 'newsletter', null)).toBe(false);
	});

	it('does not restate a yes that Activate took: the contact may have opted out there', () => {
		const yes = claim(at(2), { newsletter: 'yes' }, { speaker: '1/7' });
		const memory = sharedAfter([yes], { service: 'yes', marketing: 'yes' });
		const again = { ...yes, moment: at(9) };
		expect(memory.mayRestate(again, 'newsletter', null)).toBe(false);
		// Repeated, a no can only take something away.
		const no = { ...again, values: { newsletter: 'no' } };
		expect(memory.mayRestate(no, 'newsletter', null)).toBe(true);
	});
});

describe('a consent that nobody says now', () => {
	const mine = { speaker: '1/7' };
	const others = { speaker: '1/8' };
	const yes = claim(at(9), { newsletter: 'yes' }, mine);
	const no = claim(at(9), { newsletter: 'no' }, mine);

	function after(...noted: OrderClaim[]): OrderMemory {
		const memory = new OrderMemory(10);
		memory.hold(['ann']);
		for (const each of noted) {
			memory.note(each);
			memory.settle(each, ['newsletter']);
		}
		return memory;
	}

	it('goes where nothing is known', () => {
		expect(after().mayRestate(yes, 'newsletter', null)).toBe(true);
		expect(after().mayRestate(no, 'newsletter', null)).toBe(true);
	});

	it('does not go if Activate took it: the contact may have chosen otherwise there', () => {
		for (const said of [yes, no]) {
			const memory = after({ ...said, moment: at(1) });
			expect(memory.mayRestate(said, 'newsletter', null)).toBe(false);
			memory.owe({ ...said, moment: at(2) }, ['newsletter']);
			expect(memory.mayRestate(said, 'newsletter', null)).toBe(true);
		}
	});

	it('goes again when the row itself is sent again', () => {
		expect(after(yes).mayRestate(yes, 'newsletter', null)).toBe(true);
	});

	it('goes where the profile said the opposite last', () => {
		expect(after({ ...no, moment: at(1) }).mayRestate(yes, 'newsletter', null)).toBe(true);
		expect(after({ ...yes, moment: at(1) }).mayRestate(no, 'newsletter', null)).toBe(true);
	});

	it('as a yes does not go against the no of another profile; a no goes in any case', () => {
		const memory = after(claim(at(3), { newsletter: 'no' }, others));
		expect(memory.mayRestate(yes, 'newsletter', null)).toBe(false);
		expect(memory.mayRestate(yes, 'newsletter', at(2))).toBe(false);
		expect(memory.mayRestate(yes, 'newsletter', at(4))).toBe(true);
		expect(memory.mayRestate(no, 'newsletter', null)).toBe(true);
		expect(memory.mayRestate(no, 'newsletter', at(2))).toBe(true);
	});

	it('as a no does not go against the newer yes of another profile once Activate took it', () => {
		const said = { ...no, moment: at(1) };
		const newer = claim(at(3), { newsletter: 'yes' }, others);
		expect(after(said, newer).mayRestate(no, 'newsletter', null)).toBe(false);
		// It was tried, and nobody knows that Activate took it.
		const memory = after(newer);
		memory.note(said);
		expect(memory.mayRestate(no, 'newsletter', null)).toBe(true);
		memory.settle(said, ['newsletter']);
		memory.owe({ ...said, moment: at(4) }, ['newsletter']);
		expect(memory.mayRestate(no, 'newsletter', null)).toBe(true);
	});

	describe('within one second', () => {
		const second = '2026-01-01T00:00:01Z';
		const refused = claim(at(5, second), { newsletter: 'no' }, mine);

		it('does not go as a yes against a no that came before', () => {
			const restated = { ...yes, moment: at(9, second) };
			expect(after(refused).mayRestate(restated, 'newsletter', null)).toBe(false);
			// A profile that was read since says the same without a signed date.
			const read = { ...refused, moment: at(8) };
			expect(after(refused, read).mayRestate(restated, 'newsletter', null)).toBe(false);
			const next = { ...yes, moment: at(9, '2026-01-01T00:00:02Z') };
			expect(after(refused).mayRestate(next, 'newsletter', null)).toBe(true);
		});

		it('does not go as a no against a yes that came before', () => {
			const restated = { ...no, moment: at(9, second) };
			const said = { ...refused, values: { newsletter: 'yes' } };
			expect(after(said).mayRestate(restated, 'newsletter', null)).toBe(false);
			expect(after({ ...said, ...others }).mayRestate(restated, 'newsletter', null)).toBe(true);
		});

		it('does not count as a no against the yes of its own profile that is sent later', () => {
			const memory = after({ ...no, moment: at(9, second), restated: ['newsletter'] });
			const said = { ...yes, moment: at(5, second) };
			expect(memory.newerValues(said, 'newsletter')).toEqual([]);
			expect(memory.newerValues({ ...said, ...others }, 'newsletter')).toEqual(['no']);
		});

		it('does not count against a no that is sent later', () => {
			const restated = { ...yes, moment: at(9, second), restated: ['newsletter'] as const };
			expect(after(restated).newerValues(refused, 'newsletter')).toEqual([]);
			expect(after(restated).newerValues({ ...yes, moment: at(5, second) }, 'newsletter')).toEqual([
				'yes',
			]);
			const before = { ...refused, moment: at(5, '2026-01-01T00:00:00Z') };
			expect(after(restated).newerValues(before, 'newsletter')).toEqual(['yes']);
		});

		it('does not hide that the same was said before it', () => {
			const said = { ...yes, moment: at(6, second) };
			const restated = { ...yes, moment: at(9, second), restated: ['newsletter'] as const };
			for (const memory of [after(said, restated), after(restated, said)]) {
				expect(memory.newerValues(refused, 'newsletter')).toEqual(['yes']);
			}
		});
	});
});

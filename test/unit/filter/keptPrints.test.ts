import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { KeptPrints } from '../../../core/filter/keptPrints';

const moment = (order: number, sentAt: string | null = null) => ({ order, sentAt });

describe('KeptPrints', () => {
	it('knows nothing that it was not told', () => {
		expect(new KeptPrints(9).differs('a', 'x')).toBe(false);
	});

	it('goes by the newest', () => {
		const kept = new KeptPrints(9);
		kept.note('a', 'x', moment(1));
		expect([kept.differs('a', 'x'), kept.differs('a', 'y')]).toEqual([false, true]);
		kept.note('a', 'y', moment(2));
		expect([kept.differs('a', 'x'), kept.differs('a', 'y')]).toEqual([true, false]);
		kept.note('a', 'z', moment(2));
		expect(kept.differs('a', 'z')).toBe(false);
	});

	it('is certain of nothing once an older value comes late, until a newer one comes', () => {
		const kept = new KeptPrints(9);
		kept.note('a', 'new', moment(2, '2026-03-01T12:00:09Z'));
		kept.note('a', 'old', moment(3, '2026-03-01T12:00:08Z'));
		expect([kept.differs('a', 'new'), kept.differs('a', 'old')]).toEqual([true, true]);
		kept.note('a', 'new', moment(4, '2026-03-01T12:00:10Z'));
		expect(kept.differs('a', 'new')).toBe(false);
	});

	it('does not mind the same value twice, in any order', () => {
		const kept = new KeptPrints(9);
		kept.note('a', 'x', moment(2));
		kept.note('a', 'x', moment(1));
		expect(kept.differs('a', 'x')).toBe(false);
	});

	it('forgets what was not touched for longest', () => {
		const kept = new KeptPrints(2);
		kept.note('a', 'x', moment(1));
		kept.note('b', 'x', moment(2));
		kept.note('a', 'x', moment(3));
		kept.note('c', 'x', moment(4));
		expect(['a', 'b', 'c'].map((key) => kept.differs(key, 'y'))).toEqual([true, false, true]);
	});

	it('never says that a value is the last one while a newer other one was noted', () => {
		const notes = fc.array(fc.record({ value: fc.constantFrom('x', 'y'), order: fc.nat(5) }), {
			minLength: 1,
		});
		fc.assert(
			fc.property(notes, (all) => {
				const kept = new KeptPrints(9);
				for (const { value, order } of all) kept.note('a', value, moment(order));
				const newest = Math.max(...all.map(({ order }) => order));
				const words = all.filter(({ order }) => order === newest).map(({ value }) => value);
				for (const value of ['x', 'y'] as const) {
					if (!words.includes(value)) expect(kept.differs('a', value)).toBe(true);
				}
			}),
		);
	});
});

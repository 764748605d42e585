import { describe, expect, it } from '@jest/globals';
import { mutate } from '../../fuzz/mutate';
import { Random } from '../../fuzz/random';
import { checkPrototypes, targets } from '../../fuzz/targets';

/** The short mode of `npm run measure:fuzz`: the same inputs every time. */

const RUNS = 1_500;

describe.each(targets)('$name', ({ seeds, growth, read }) => {
	it('holds for hostile inputs', () => {
		const random = new Random(1);
		const outcomes = new Set<string>();
		for (let run = 0; run < RUNS; run++) outcomes.add(read(mutate(seeds, random), random));
		checkPrototypes();
		// Inputs that all end in the same way would try next to nothing.
		expect(outcomes.size).toBeGreaterThan(1);
	});

	it('comes to an end with inputs that grow', () => {
		const random = new Random(1);
		for (const grow of growth) expect(read(grow(100_000), random)).not.toBe('');
	});
});

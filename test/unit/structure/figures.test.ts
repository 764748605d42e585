import { describe, expect, it } from '@jest/globals';
import { readText } from '../docs/support/repository.cjs';
import { measureFigures } from './figures';
import { circlesIn, importsOf, loadedFrom, upwardIn } from './support/imports';

describe('the structure of the code', () => {
	it('is no harder to follow than before', async () => {
		const figures = await measureFigures();
		expect(figures.length).toBeGreaterThan(0);
		const tooMuch = figures.filter(({ found, limit }) => found.length > limit);
		expect(tooMuch).toEqual([]);
		// A measurement that finds nothing measures nothing.
		const [callback, withLookUp, loaded, climbs] = figures.map(({ found }) => found);
		expect(callback).toContain('core/callback/interpret.ts');
		expect(callback).not.toContain('core/callback/signature/dnsOverHttps.ts');
		expect(withLookUp).toContain('core/callback/signature/dnsOverHttps.ts');
		expect(loaded).toContain('core/callback/registration.ts');
		expect(climbs).not.toEqual([]);
	});
});

describe('imports', () => {
	const load = (from: string, to: string) => ({ from, to, isLoaded: true });
	const [a, b, c] = ['core/a.ts', 'core/filter/b.ts', 'nodes/X/shared/c.ts'];

	it('are read from the code, those of types apart', () => {
		const file = 'core/callback/interpret.ts';
		const found = importsOf(file);
		expect(found).toContainEqual(load(file, 'core/callback/body/readBody.ts'));
		expect(found).toContainEqual({
			...load(file, 'core/callback/codes.ts'),
			isLoaded: false,
		});
		expect(found.length).toBe(readText(file).split(" from '.").length - 1);
	});

	it('load all that lies behind them, but no types', () => {
		const imports = [load(a, b), { ...load(b, c), isLoaded: false }];
		expect(loadedFrom(a, imports)).toEqual([a, b]);
		expect(loadedFrom(a, [load(a, b), load(b, c)])).toEqual([a, b, c]);
	});

	it('that go in a circle are found once, however long the way', () => {
		expect(circlesIn([load(a, b), load(b, c)])).toEqual([]);
		expect(circlesIn([load(a, b), load(b, c), load(c, a), load('d', a)])).toEqual([[a, b, c]]);
	});

	it('run up when the lower floor imports from the higher', () => {
		expect(upwardIn([load(c, b), load(b, a), load(b, b)])).toEqual([]);
		expect(upwardIn([load(b, c)])).toEqual([`${b} imports ${c}`]);
		expect(upwardIn([load(b, 'sandbox/x.ts')])).toHaveLength(1);
	});
});

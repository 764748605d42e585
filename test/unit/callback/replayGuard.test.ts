import { describe, expect, it } from '@jest/globals';
import { ReplayGuard } from '../../../core/callback/signature/verify';

describe('replay guard', () => {
	it('lets a call in once within its window', () => {
		const guard = new ReplayGuard(10);
		expect(guard.note('a', 0, 90)).toBe(true);
		expect(guard.note('a', 89, 90)).toBe(false);
		expect(guard.note('b', 89, 90)).toBe(true);
		expect(guard.note('a', 90, 90)).toBe(true);
	});
	it('a refused repetition does not prolong the window', () => {
		const guard = new ReplayGuard(10);
		guard.note('a', 0, 90);
		guard.note('a', 80, 90);
		expect(guard.note('a', 91, 90)).toBe(true);
	});
	it('forgets a call that could not be handled', () => {
		const guard = new ReplayGuard(10);
		guard.note('a', 0, 90);
		guard.forget('a');
		expect(guard.note('a', 1, 90)).toBe(true);
	});
	it('is bounded: the oldest goes first', () => {
		const guard = new ReplayGuard(3);
		for (const key of ['a', 'b', 'c', 'd']) guard.note(key, 0, 90);
		expect(['d', 'c', 'a'].map((key) => guard.note(key, 1, 90))).toEqual([false, false, true]);
	});
	it('remembers as many as it may', () => {
		const guard = new ReplayGuard(3);
		for (const key of ['a', 'b', 'c']) guard.note(key, 0, 90);
		expect(['a', 'b', 'c'].map((key) => guard.note(key, 1, 90))).toEqual([false, false, false]);
	});
	it('a call that came again after its window is a new one', () => {
		const guard = new ReplayGuard(3);
		for (const key of ['a', 'b', 'c']) guard.note(key, 0, 90);
		expect(guard.note('a', 90, 90)).toBe(true);
		expect(guard.note('d', 91, 90)).toBe(true);
		expect(guard.note('a', 92, 90)).toBe(false);
	});
});

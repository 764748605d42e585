import { describe, expect, it } from '@jest/globals';
import { isAboveShare } from '../../../core/contracts/rejections';

const rejections = (total: number, rejected: number) => ({
	total,
	rejected: Array.from({ length: rejected }, (_, item) => ({ item, code: 'EVENT_REFUSED' })),
	word: 'rejected' as const,
});

describe('isAboveShare', () => {
	it.each([
		[100, 5, 5, false],
		[100, 6, 5, true],
		[3, 1, 33.33, true],
		[3, 1, 33.34, false],
		[10_000, 57, 0.57, false],
		[10_000, 58, 0.57, true],
		[50, 0, 0, false],
		[50, 1, 0, true],
		[1, 1, 100, false],
		[0, 0, 0, false],
	])('of %i rows %i rejected, %d %% allowed: %p', (total, rejected, percent, isAbove) => {
		expect(isAboveShare(rejections(total, rejected), percent)).toBe(isAbove);
	});
});

import { describe, expect, it } from '@jest/globals';
import { ReplayGuard } from '../../../core/callback/signature/verify';
import { releaseOnFailure } from '../../../nodes/Copernica/trigger/receive';

describe('a proven call', () => {
	const setUp = () => {
		const guard = new ReplayGuard(10);
		const comesIn = (): boolean => guard.note('call', 0, 90);
		comesIn();
		return { comesIn, proof: { release: () => guard.forget('call') } };
	};

	it('that was handled does not get in again', async () => {
		const { comesIn, proof } = setUp();
		expect(await releaseOnFailure(proof, async () => await Promise.resolve('done'))).toBe('done');
		expect(comesIn()).toBe(false);
	});

	it('that could not be handled may come again', async () => {
		const { comesIn, proof } = setUp();
		const work = async (): Promise<string> => await Promise.reject(new Error('our fault'));
		await expect(releaseOnFailure(proof, work)).rejects.toThrow('our fault');
		expect(comesIn()).toBe(true);
	});
});

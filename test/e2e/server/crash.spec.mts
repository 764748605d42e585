import { expect, test } from '@playwright/test';
import { crashStorm } from '../../../scripts/host/crashStorm.mts';

test('n8n killed in the middle of a storm: nothing that was answered 200 is lost', async () => {
	test.setTimeout(300_000);
	const packed = process.env.PACKED_PACKAGE;
	if (packed === undefined) throw new Error('globalSetup has not packed the package');
	const report = await crashStorm(packed, 2);
	expect(report.unaccounted).toEqual([]);
	expect(report.accepted).toBe(report.arrived + report.unfinished);
	expect(report.recovered).toBe(report.unfinished);
	expect(report.accepted).toBeGreaterThan(0);
});

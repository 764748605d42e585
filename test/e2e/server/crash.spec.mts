import { expect, test } from '@playwright/test';
import { crashStorm } from '../../../scripts/host/crashStorm.mts';
import { ownServerOnly } from '../support/ownServer.mts';

test.skip(...ownServerOnly);

for (const [name, grouping] of [
	['each callback for itself', 'off'],
	['in groups that form by themselves', 'automatic'],
	['in a burst', 400],
] as const) {
	test(`n8n killed in the middle of a storm, ${name}: nothing that was answered 200 is lost`, async () => {
		test.setTimeout(600_000);
		const packedPackage = process.env.PACKED_PACKAGE;
		if (packedPackage === undefined) throw new Error('globalSetup has not packed the package');
		const report = await crashStorm({ packedPackage, kills: 2, grouping });
		expect(report.unaccounted).toEqual([]);
		expect(report.accepted).toBe(report.arrived + report.unfinished);
		expect(report.recovered).toBe(report.unfinished);
		expect(report.accepted).toBeGreaterThan(0);
	});
}

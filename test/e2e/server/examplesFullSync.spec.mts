import { expect, test } from '@playwright/test';
import { fullSync } from '../../../scripts/host/fullSync.mts';
import { ownServerOnly } from '../support/ownServer.mts';

test.skip(...ownServerOnly);

test('a full sync that is killed half-way and started again ends complete', async () => {
	test.setTimeout(900_000);
	const packedPackage = process.env.PACKED_PACKAGE;
	if (packedPackage === undefined) throw new Error('globalSetup has not packed the package');
	const sync = await fullSync({ packedPackage, people: 4000, killHalfWay: true });
	expect(sync).toMatchObject({
		profiles: 4000,
		contacts: 4000,
		different: 0,
		remembered: expect.objectContaining({ profiles: 4000, accepted: 4000 }),
	});
	expect(sync.killedAt, 'killed before its end').toBeLessThan(4000);
	expect(sync.killedAt).toBeGreaterThanOrEqual(2000);
	const [most] = Object.keys(sync.timesSent).map(Number).sort().reverse();
	expect(most, 'no content was sent more than twice').toBeLessThanOrEqual(2);
	expect(sync.timesSent[2] ?? 0, 'at most one page was sent again').toBeLessThanOrEqual(1000);
	// 4 pages and an empty one, one page twice: a few requests a page, none per profile.
	expect(sync.requests.copernica).toBeLessThan(30);
	expect(sync.requests.activate).toBeLessThanOrEqual((4000 + 1000) / 50 + 1);
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Sandbox } from '../../../sandbox/index';
import { faultCases, startFaultSandbox } from './faultTable';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startFaultSandbox();
});
afterAll(async () => {
	await sandbox.stop();
});

describe('whatever goes wrong, no row is lost and none is sent twice', () => {
	it.each(faultCases)('$name', async ({ run }) => {
		const row = await run(sandbox);
		expect(row).toMatchObject({ lost: 0, twice: 0 });
		expect(row.accepted + row.reported).toBe(row.rows);
		// Nothing is said to be well when it is not: whoever is not accepted is told why.
		if (row.reported > 0) expect(row.seen).not.toBe('');
	});
});

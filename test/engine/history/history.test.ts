import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { findFailure } from '../../history/check';
import { EngineHost } from './nodeFlow';

/** The histories of test/unit/history once more, through the real nodes in n8n's engine. */

const RUNS = 20;

let host: EngineHost;

beforeAll(async () => {
	host = await EngineHost.start();
});
afterAll(async () => {
	await host.stop();
});

it(`ends with what Copernica last said, in ${RUNS} random histories`, async () => {
	expect(await findFailure({ stage: host.stage(), runs: RUNS, seed: 1 })).toBeNull();
});

import { expect, it } from '@jest/globals';
import { findFailure } from '../../history/check';
import { coreStage } from '../../history/coreStage';

/** The short form of `npm run measure:history`: the same histories every time. */

const RUNS = 1_000;

it(`ends with what Copernica last said, in ${RUNS} random histories`, async () => {
	expect(await findFailure({ stage: coreStage, runs: RUNS, seed: 1 })).toBeNull();
});

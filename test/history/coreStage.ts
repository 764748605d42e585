import type { Stage } from './check';
import { startCoreFlow } from './coreFlow';

/** Histories in one process, out of the functions of `core/`. */
export const coreStage: Stage = { startFlow: startCoreFlow, leavesOutDryRuns: true };

import type { LookOutcome } from '../../../core/copernica/check/looks';
import { forgetOldest } from '../../../core/forgetOldest';

const REMEMBERED_TRIGGERS = 500;

/**
 * How the last look of each published trigger went, by its workflow and node. Memory of this process, for
 * _Callback: Check_ to tell of.
 */
const outcomes = new Map<string, { source: string; outcome: LookOutcome }>();

/**
 * Remembers how a look went.
 *
 * @param trigger tells triggers apart
 * @param source as `sourceKey` names it
 */
export function noteLook(trigger: string, source: string, outcome: LookOutcome): void {
	// Taken out first, so that it goes to the end of the order in which they are forgotten.
	outcomes.delete(trigger);
	outcomes.set(trigger, { source, outcome });
	forgetOldest(outcomes, REMEMBERED_TRIGGERS);
}

/** How the last looks at a source went, in this process. */
export function looksAt(source: string): LookOutcome[] {
	return [...outcomes.values()].flatMap((each) => (each.source === source ? [each.outcome] : []));
}

import type { CallOutcome } from '../../../../../core/copernica/check/calls';
import type { CheckName, CheckResult } from '../../../../../core/copernica/check/codes';
import { callsTo } from '../../../trigger/state';
import { notChecked } from './steps';

/** What calls this n8n, and how its calls ended. */
export interface FoundCalls {
	findings: CheckResult[];
	calls: CallOutcome[];
	/** The row that replaces the one about calls if it is not known whose calls to look at. */
	callsNotChecked: CheckResult[];
}

/**
 * For when nobody could look for what calls this n8n. "No call has arrived" would then be wrong: only calls to the URL
 * that the user entered are known.
 *
 * @param before the check that failed
 * @param productionUrl as the user entered it; '' = none
 */
export function notFound(before: CheckName, check: CheckName, productionUrl: string): FoundCalls {
	return {
		findings: notChecked(before, [check]),
		calls: callsTo(productionUrl),
		callsNotChecked: productionUrl === '' ? notChecked(before, ['Calls']) : [],
	};
}

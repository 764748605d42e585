import type { Fault } from '../../activate/fault';
import { faultDescription } from '../../activate/faultText';
import { checkResult, type CheckResult } from './codes';

/** Judges a harmless read from Spotler Activate. @param fault null when it succeeded; undefined without a credential */
export function judgeActivate(fault: Fault | null | undefined): CheckResult {
	const check = 'Spotler Activate';
	if (fault === undefined) return checkResult(check, 'ACTIVATE_NOT_CHOSEN', {});
	if (fault === null) return checkResult(check, 'ACTIVATE_WORKS', {});
	if (fault.code === 'CREDENTIAL_REFUSED') return checkResult(check, 'ACTIVATE_REFUSED', {});
	return checkResult(check, 'ACTIVATE_FAILED', { said: faultDescription(fault) });
}

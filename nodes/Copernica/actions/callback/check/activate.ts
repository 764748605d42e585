import type { IExecuteFunctions } from 'n8n-workflow';
import { faultOfRead } from '../../../../../core/activate/fault';
import { judgeActivate } from '../../../../../core/copernica/check/activate';
import type { CheckResult } from '../../../../../core/copernica/check/codes';
import { activateRequest } from '../../../../SpotlerActivate/api/client';

const TIMEOUT_MS = 10_000;

/** Reads one contact, which changes nothing (docs/vendors/spotler-activate.md#11-authentication), and forgets it. */
export async function checkActivate(context: IExecuteFunctions): Promise<CheckResult> {
	if (context.getNode().credentials?.spotlerActivateApi === undefined) {
		return judgeActivate(undefined);
	}
	const reply = await activateRequest(context, {
		method: 'GET',
		url: 'v1/contacts',
		qs: { limit: 1 },
		timeoutMs: TIMEOUT_MS,
	});
	return judgeActivate(faultOfRead({ reply, tries: 1, retryAfterMs: null, maybeTaken: false }));
}

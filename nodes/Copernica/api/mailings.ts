import type { CopernicaFault } from '../../../core/copernica/fault';
import { tryCopernicaRequest, type CopernicaResult } from './client';
import type { CopernicaContext, CopernicaRequest } from './request';

/**
 * The names under which Copernica keeps the mailings of Marketing Suite. The documentation renamed them after August 2024
 * (docs/vendors/copernica.md#34-entities), and nobody says which of them an account has.
 */
const FAMILIES = ['ms', 'draganddrop'] as const;
export type MailingFamily = (typeof FAMILIES)[number];

/** What was seen to work, by run: then no other name is tried. */
const seen = new WeakMap<CopernicaContext, MailingFamily>();

/** Whether Copernica does not know the path: nothing was done, so the other name may be tried. */
function isUnknownPath(fault: CopernicaFault): boolean {
	if (fault.kind !== 'refused' && fault.kind !== 'gone') return false;
	return fault.status === 404 || /^invalid method\b/i.test(fault.vendorText?.trim() ?? '');
}

/**
 * Makes a request about mailings under the name that works. Only when Copernica says for certain that it does not know the
 * path is the other one tried, so that nothing is sent twice.
 *
 * @param request without the name in its path
 * @returns the result, and the name that it came under
 */
export async function tryMailingRequest(
	context: CopernicaContext,
	request: CopernicaRequest,
): Promise<{ result: CopernicaResult; family: MailingFamily }> {
	const known = seen.get(context);
	const [first, ...others] = known === undefined ? FAMILIES : [known];
	const under = async (family: MailingFamily) => ({
		family,
		result: await tryCopernicaRequest(context, { ...request, path: `${family}/${request.path}` }),
	});
	let answered = await under(first);
	for (const family of others) {
		if (answered.result.ok || !isUnknownPath(answered.result.fault)) break;
		const other = await under(family);
		// Neither is known: the older name has the vendor's words that people find.
		if (!other.result.ok && isUnknownPath(other.result.fault)) return answered;
		answered = other;
	}
	seen.set(context, answered.family);
	return answered;
}

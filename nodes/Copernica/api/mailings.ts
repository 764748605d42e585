import type { CopernicaFault } from '../../../core/copernica/fault';
import { tryCopernicaRequest, type CopernicaResult } from './client';
import type { CopernicaContext, CopernicaRequest } from './request';

/**
 * The names under which Copernica keeps Marketing Suite mailings. The documentation renamed them after August 2024
 * (docs/vendors/copernica.md#34-entities), and does not say which of them an account has.
 */
const FAMILIES = ['ms', 'draganddrop'] as const;
export type MailingFamily = (typeof FAMILIES)[number];

/** The name that was seen to work, by run: then no other is tried. */
const seen = new WeakMap<CopernicaContext, MailingFamily>();

/** Whether Copernica does not know the path: nothing was done then, so the other name may be tried. */
function isUnknownPath(fault: CopernicaFault): boolean {
	if (fault.kind !== 'refused' && fault.kind !== 'gone') return false;
	return fault.status === 404 || /^invalid method\b/i.test(fault.vendorText?.trim() ?? '');
}

/**
 * Makes a request about mailings under the name that works. The other one is only tried when Copernica clearly says
 * that it does not know the path, so that nothing is sent twice.
 *
 * @param request a request without the name in its path
 * @returns the result, and the name that worked
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
		// Neither is known: the vendor's error for the older name is the one that people can look up.
		if (!other.result.ok && isUnknownPath(other.result.fault)) return answered;
		answered = other;
	}
	seen.set(context, answered.family);
	return answered;
}

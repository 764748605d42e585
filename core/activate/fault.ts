import { interpretAnswer, type FaultCode } from './answer';
import type { Exchange } from '../http/exchange';
import { scrubVendorText } from './scrub';

/** Why a run stopped at a request. */
export interface Fault {
	code: FaultCode | 'NO_ANSWER' | 'REQUEST_BLOCKED' | 'REQUEST_REFUSED';
	httpStatus: number | null;
	/** Such as ECONNREFUSED, where no answer came. */
	networkCode: string | null;
	tries: number;
	retryAfterMs: number | null;
	vendorText: string | null;
	/** Why the request was not let out (`REQUEST_BLOCKED`), for the user. */
	blockedReason: string | null;
}

/** A fault with what the last reply tells. */
export function faultOf<Code extends Fault['code']>(
	code: Code,
	{ reply, tries, retryAfterMs }: Exchange,
	vendorText: string | null,
): Fault & { code: Code } {
	return {
		code,
		httpStatus: reply.kind === 'answer' ? reply.status : null,
		networkCode: reply.kind === 'notSent' || reply.kind === 'unclear' ? reply.networkCode : null,
		tries,
		retryAfterMs,
		vendorText,
		blockedReason: reply.kind === 'blocked' ? reply.reason : null,
	};
}

/** The fault of a read, or null where its answer can be used. */
export function faultOfRead(last: Exchange): Fault | null {
	const { reply } = last;
	if (reply.kind === 'blocked') return faultOf('REQUEST_BLOCKED', last, null);
	if (reply.kind === 'notSent') return faultOf('VENDOR_UNAVAILABLE', last, null);
	if (reply.kind === 'unclear') return faultOf('NO_ANSWER', last, null);
	// A list of contacts may be long.
	const answer = interpretAnswer(reply, [], Infinity);
	if (answer.kind === 'accepted') return null;
	if (answer.kind === 'cut') return faultOf('NO_ANSWER', last, null);
	const vendorText = answer.text === null ? null : scrubVendorText(answer.text, []);
	return faultOf(answer.kind === 'fault' ? answer.code : 'REQUEST_REFUSED', last, vendorText);
}

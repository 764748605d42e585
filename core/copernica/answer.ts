import type { Answered, Standing } from '../http/exchange';

/** An answer of Copernica's REST API. */
export interface CopernicaAnswer extends Answered {
	/**
	 * Names in lower case. Never log `location`: it can hold the access token
	 * (docs/vendors/copernica.md#32-requests-and-answers).
	 */
	headers: Record<string, string>;
	/** Parsed JSON, or text. Empty for most writes. */
	body: unknown;
	/** The vendor's own words about what it refused, as they came; null when there are none. */
	vendorMessage: string | null;
}

/** Statuses that say that the request was not dealt with and may be sent again. */
const TRY_LATER: readonly number[] = [425, 429];

/** Statuses of a server in between that got no answer in time, or of one that has none at the moment. */
const WORTH_REPEATING: readonly number[] = [408, 502, 503, 504];

/** Whether Copernica has done what it was asked for. */
export function isSuccess(method: string, answer: CopernicaAnswer): boolean {
	// A top-level `error` marks a refusal whatever the status says
	// (docs/vendors/copernica.md#12-registering-through-rest).
	if (answer.status >= 200 && answer.status < 300) return answer.vendorMessage === null;
	return answer.status === 303 && method === 'PUT';
}

/**
 * What an answer says about the request. 425 and 429: not dealt with. 408 and 5xx: Copernica may have done it before it
 * gave up; a 500 that may be repeated is not worth it, because it is the same the next time.
 *
 * @param repeatable whether doing it twice is the same as doing it once
 */
export function copernicaStandingOf({ status }: CopernicaAnswer, repeatable: boolean): Standing {
	if (TRY_LATER.includes(status)) return 'later';
	if (WORTH_REPEATING.includes(status)) return 'open';
	return status >= 500 && !repeatable ? 'open' : 'settled';
}

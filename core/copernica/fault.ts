import type { Exchange, Reply } from '../http/exchange';
import {
	isAlreadyRemovedAnswer,
	isGoneAnswer,
	isTokenRefusal,
	type CopernicaAnswer,
} from './answer';
import type { CopernicaCode } from './codes';

/** What is known about the requests that ended in a fault. */
interface Told {
	/** Status of the last answer; null when there was none. A refused token counts as 401, a refusal in a 2xx as 400. */
	status: number | null;
	/** Requests sent. */
	tries: number;
	/** The wait that the last answer asked for, in milliseconds; null when it did not ask. */
	retryAfterMs: number | null;
	/** The vendor's own words, masked; null when the answer had none. */
	vendorText: string | null;
	/** The requested record or list, as far as the path of the request shows. */
	about?: About;
}

/** What a request is about: `database 12`. */
export interface About {
	readonly what: string;
	readonly id: string;
}

/** @param path of a request, without the version: `database/12/fields` */
export function aboutPath(path: string): About | undefined {
	const [, what, id] = /^([a-z]+)\/(\d+)(?:\/|$)/.exec(path) ?? [];
	return what === undefined || id === undefined ? undefined : { what: NAMES[what] ?? what, id };
}

/** For paths in which Copernica uses other words than on its screens. */
const NAMES: Readonly<Record<string, string>> = { view: 'selection', miniview: 'miniselection' };

/** Why Copernica did not do what it was asked to do. */
export type CopernicaFault =
	/**
	 * The requested thing does not exist, or no longer; `wasRemoved`: it did, and this request or an earlier one
	 * removed it.
	 */
	| ({ kind: 'gone'; wasRemoved: boolean } & Told)
	/** This one request was refused for its content: another row may still pass. */
	| ({ kind: 'refused' } & Told)
	/** The token is not accepted, or may not do this. */
	| ({ kind: 'denied' } & Told)
	/** Too busy, unavailable or unreachable after all tries: the request was not carried out, or may be repeated. */
	| ({ kind: 'busy' } & Told)
	/**
	 * A write that may have been carried out although no answer says so: the connection broke or timed out after
	 * sending.
	 */
	| ({ kind: 'unknown' } & Told)
	/** A redirect to another address, which nobody has checked. */
	| ({ kind: 'redirected' } & Told)
	/** A success with the wrong body, such as a maintenance page. */
	| { kind: 'unreadable'; wanted: string }
	/** The credential or n8n did not let the request leave; `reason` is for the user. */
	| { kind: 'blocked'; reason: string };

/** The code of a row that ended in a fault. */
export const FAULT_CODES = {
	gone: 'REFUSED_BY_COPERNICA',
	refused: 'REFUSED_BY_COPERNICA',
	denied: 'ACCESS_DENIED',
	busy: 'COPERNICA_UNAVAILABLE',
	redirected: 'COPERNICA_UNAVAILABLE',
	unreadable: 'COPERNICA_UNAVAILABLE',
	unknown: 'OUTCOME_UNKNOWN',
	blocked: 'SETTING_INVALID',
} as const satisfies Record<CopernicaFault['kind'], CopernicaCode>;

/**
 * The fault of a request that did not succeed.
 *
 * @param repeatable whether doing it twice has the same effect as doing it once
 * @param mask makes the vendor's words safe to show
 * @param about the requested thing
 */
export function copernicaFaultOf(
	{ reply, tries, retryAfterMs, maybeTaken }: Exchange<Reply<CopernicaAnswer>>,
	repeatable: boolean,
	mask: (text: string) => string,
	about?: About,
): CopernicaFault {
	if (reply.kind === 'blocked') return { kind: 'blocked', reason: reply.reason };
	const isUnknown = maybeTaken && !repeatable;
	const subject = about === undefined ? {} : { about };
	if (reply.kind !== 'answer') {
		const kind = isUnknown ? 'unknown' : 'busy';
		return { kind, status: null, tries, retryAfterMs, vendorText: null, ...subject };
	}
	const { vendorMessage } = reply;
	const status = statusOf(reply);
	const told: Told = {
		status,
		tries,
		retryAfterMs,
		vendorText: vendorMessage === null ? null : mask(vendorMessage),
		...subject,
	};
	if (isUnknown) return { kind: 'unknown', ...told };
	if (isGoneAnswer(status, vendorMessage)) {
		// An earlier try of the same request may have removed it, and only the answer was lost.
		return {
			kind: 'gone',
			wasRemoved: isAlreadyRemovedAnswer(vendorMessage) || tries > 1,
			...told,
		};
	}
	return { kind: kindOf(status), ...told };
}

function statusOf({ status, vendorMessage }: CopernicaAnswer): number {
	if (isTokenRefusal(status, vendorMessage)) return 401;
	return status < 300 ? 400 : status;
}

function kindOf(status: number): 'denied' | 'redirected' | 'busy' | 'refused' {
	if (status === 401 || status === 403) return 'denied';
	if (status < 400) return 'redirected';
	return status >= 500 || [408, 425, 429].includes(status) ? 'busy' : 'refused';
}

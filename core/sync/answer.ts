import { z } from 'zod';
import { readComplaints, type Complaint } from './answerErrors';
import type { ActivateEvent } from './event';
import { parseJson } from './json';

/** A whole request that Activate did not deal with. */
export type FaultCode =
	| 'RATE_LIMITED'
	| 'VENDOR_UNAVAILABLE'
	| 'CREDENTIAL_REFUSED'
	| 'API_NOT_FOUND';

export interface HttpAnswer {
	status: number;
	/** Raw text of the body. */
	body: string;
	/** `Retry-After` header, if any. */
	retryAfter?: string;
}

export type Interpretation =
	| { kind: 'accepted' }
	/**
	 * Events were refused. `refused` has the text per position of the events that the answer names. `others`: what
	 * became of the rest; `unclear` = the answer does not tell.
	 */
	| {
			kind: 'refused';
			refused: Map<number, string>;
			others: 'accepted' | 'untouched' | 'unclear';
			text: string | null;
	  }
	| { kind: 'fault'; code: FaultCode; text: string | null };

/** Larger answers are not read: nothing in them can be needed. */
const MAX_BODY_LENGTH = 1_000_000;

const bodySchema = z.object({
	errors: z.unknown(),
	error: z.unknown(),
	success: z.unknown(),
	message: z.unknown(),
});

const FAULTS: ReadonlyMap<number, FaultCode> = new Map<number, FaultCode>([
	[401, 'CREDENTIAL_REFUSED'],
	[403, 'CREDENTIAL_REFUSED'],
	[408, 'VENDOR_UNAVAILABLE'],
	[425, 'VENDOR_UNAVAILABLE'],
	[429, 'RATE_LIMITED'],
]);

/** Statuses that speak about the events of a request, not about the request itself. */
const REFUSALS: readonly number[] = [400, 409, 413, 422];

/**
 * Reads an answer of `POST v1/track`, tolerantly (spotler-activate.md 2 and 12.3 to 12.5): any 2xx counts, with or
 * without a body, unless its JSON holds `errors` or `success: false`; a 400 may be partial. An HTML page is never the
 * API ("answers are always JSON"), so even with a 2xx its rows do not count as taken.
 *
 * @param events the events of the request, in their order
 */
export function interpretAnswer(
	{ status, body }: HttpAnswer,
	events: readonly ActivateEvent[],
): Interpretation {
	const parsed = bodySchema.safeParse(body.length > MAX_BODY_LENGTH ? undefined : parseJson(body));
	const content = parsed.success ? parsed.data : null;
	const complaints =
		content === null
			? []
			: [...readComplaints(content.errors, events), ...readComplaints(content.error, events)];
	const text =
		complaints[0]?.text ?? (typeof content?.message === 'string' ? content.message : null);

	const fault = FAULTS.get(status) ?? (status >= 500 ? 'VENDOR_UNAVAILABLE' : null);
	if (fault !== null) return { kind: 'fault', code: fault, text };

	const isSuccess = status >= 200 && status < 300;
	if ((!isSuccess && !REFUSALS.includes(status)) || isHtml(body)) {
		return { kind: 'fault', code: 'API_NOT_FOUND', text };
	}
	if (isSuccess && complaints.length === 0 && content?.success !== false)
		return { kind: 'accepted' };

	const refused = refusedPositions(complaints, events.length, text);
	const allNamed = complaints.length > 0 && complaints.every(({ position }) => position !== null);
	// 413: the server did not read the body at all.
	const others = status === 413 ? 'untouched' : isSuccess && allNamed ? 'accepted' : 'unclear';
	return { kind: 'refused', refused, others, text };
}

function refusedPositions(
	complaints: readonly Complaint[],
	count: number,
	text: string | null,
): Map<number, string> {
	if (count === 1) return new Map([[0, text ?? '']]);
	const refused = new Map<number, string>();
	for (const { position, text: own } of complaints) {
		if (position !== null && !refused.has(position)) refused.set(position, own);
	}
	return refused;
}

function isHtml(body: string): boolean {
	return /^\s*(<!doctype html|<html|<head|<body)/i.test(body.slice(0, 500));
}

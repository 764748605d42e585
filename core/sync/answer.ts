import { z } from 'zod';
import { isNothing, readComplaints, type Complaint } from './answerErrors';
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
	 * Events were refused, or it cannot be told whether they were. `refused` has the text per position of the events that
	 * the answer names. `others`: what became of the rest; `unclear` = the answer does not tell.
	 */
	| {
			kind: 'refused';
			refused: Map<number, string>;
			others: 'accepted' | 'untouched' | 'unclear';
			text: string | null;
	  }
	/** A success whose body did not come whole: what it would have said about the events is not known. */
	| { kind: 'cut' }
	| { kind: 'fault'; code: FaultCode; text: string | null };

/** Characters of an answer that are read; parsing more would hold up everything else in this process. */
const MAX_BODY_LENGTH = 1_000_000;

const contentSchema = z.object({
	errors: z.unknown().optional(),
	error: z.unknown().optional(),
	success: z.unknown().optional(),
	ok: z.unknown().optional(),
	status: z.unknown().optional(),
	message: z.unknown().optional(),
});
type Content = z.infer<typeof contentSchema>;

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
 * Reads an answer of `POST v1/track`, tolerantly, because its shape is not documented: any 2xx counts, with or without
 * a body, unless its JSON holds `errors` or says that it is no success; a 400 may be partial. An HTML page is never the
 * API, whose answers are always JSON, so even with a 2xx its rows do not count as taken.
 *
 * @param events the events of the request, in their order
 * @param maxLength characters of the body that are read; of a longer one nothing is
 */
export function interpretAnswer(
	{ status, body }: HttpAnswer,
	events: readonly ActivateEvent[],
	maxLength = MAX_BODY_LENGTH,
): Interpretation {
	const isTooLong = body.length > maxLength;
	const content = isTooLong ? null : contentOf(parseJson(withoutMark(body)));
	const complaints =
		content === null
			? []
			: [...readComplaints(content.errors, events), ...readComplaints(content.error, events)];
	const text =
		complaints[0]?.text ?? (typeof content?.message === 'string' ? content.message : null);

	const fault = FAULTS.get(status) ?? (status >= 500 ? 'VENDOR_UNAVAILABLE' : null);
	if (fault !== null) return { kind: 'fault', code: fault, text };
	if ((!isSuccess(status) && !REFUSALS.includes(status)) || isHtml(body)) {
		return { kind: 'fault', code: 'API_NOT_FOUND', text };
	}
	if (isSuccess(status)) {
		if (isTooLong) return { kind: 'refused', refused: new Map(), others: 'unclear', text: null };
		if (isCut({ status, body })) return { kind: 'cut' };
		if (complaints.length === 0 && !deniesSuccess(content)) return { kind: 'accepted' };
	}
	const refused = refusedPositions(complaints, events.length, text);
	const allNamed = complaints.length > 0 && complaints.every(({ position }) => position !== null);
	// 413: the server did not read the body at all.
	const others =
		status === 413 ? 'untouched' : isSuccess(status) && allNamed ? 'accepted' : 'unclear';
	return { kind: 'refused', refused, others, text };
}

/** Whether the body of a success ends before its end, or is no answer at all: it begins like JSON, but is none. */
export function isCut({ status, body }: HttpAnswer): boolean {
	if (!isSuccess(status) || body.length > MAX_BODY_LENGTH || isHtml(body)) return false;
	const text = withoutMark(body);
	return /^\s*[{["<]/.test(text) && parseJson(text) === undefined;
}

/** A list stands for what its entries say: some APIs answer with one result per event. */
function contentOf(body: unknown): Content | null {
	if (body === false) return { success: false };
	if (!Array.isArray(body)) {
		const parsed = contentSchema.safeParse(body);
		return parsed.success ? parsed.data : null;
	}
	const denials = body
		.map(contentOf)
		.filter(
			(entry) => !isNothing(entry?.errors) || !isNothing(entry?.error) || deniesSuccess(entry),
		);
	return denials.length === 0 ? {} : { success: false, message: wordsOf(denials[0]) };
}

function wordsOf(content: Content | null | undefined): unknown {
	return [content?.errors, content?.error, content?.message].find(
		(words) => typeof words === 'string' && words !== '',
	);
}

function deniesSuccess(content: Content | null | undefined): boolean {
	if (content === null || content === undefined) return false;
	return (
		isNo(content.success) ||
		isNo(content.ok) ||
		(typeof content.status === 'string' && /^(error|fail|failed|failure)$/i.test(content.status))
	);
}

function isNo(value: unknown): boolean {
	return (
		value === false ||
		value === 0 ||
		(typeof value === 'string' && /^\s*(false|0|no|off)\s*$/i.test(value))
	);
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

function isSuccess(status: number): boolean {
	return status >= 200 && status < 300;
}

function isHtml(body: string): boolean {
	return /^\s*(<!doctype html|<html|<head|<body)/i.test(body.slice(0, 500));
}

/** Without the byte order mark that some servers put before their JSON. */
function withoutMark(body: string): string {
	return body.startsWith('\uFEFF') ? body.slice(1) : body;
}

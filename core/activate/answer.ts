import { readComplaints, readResults, type Complaint } from './answerErrors';
import {
	denies,
	ERROR_KEYS,
	hasFailed,
	isObject,
	MAX_WRAPPERS,
	takesFewer,
	valuesOf,
	wrapped,
} from './answerSigns';
import type { ActivateEvent } from './event';
import { parseJson } from '../contracts/json';
import type { HttpAnswer, Standing } from '../http/exchange';

/** A whole request that Activate did not deal with. */
export type FaultCode =
	| 'RATE_LIMITED'
	| 'VENDOR_UNAVAILABLE'
	| 'CREDENTIAL_REFUSED'
	| 'API_NOT_FOUND';

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
 * Reads an answer of `POST v1/track`, whose shape is not documented (docs/vendors/spotler-activate.md#12-unknown, points
 * 3 and 4), tolerantly: any 2xx counts, with or without a body, unless its body says that it is no success or that it
 * took fewer events. A 400 may be partial. An HTML page is never the API, whose
 * answers are always JSON, so even with a 2xx its rows do not count as taken.
 *
 * @param events the events of the request, in their order; none for a read, whose lists hold contacts and no results
 * @param maxLength characters of the body that are read; of a longer one nothing is
 */
export function interpretAnswer(
	{ status, body }: HttpAnswer,
	events: readonly ActivateEvent[],
	maxLength = MAX_BODY_LENGTH,
): Interpretation {
	const isTooLong = body.length > maxLength;
	const text = isTooLong ? '' : withoutMark(body);
	// A text that is no JSON speaks for itself.
	const content = parseJson(text) ?? text;
	const isRead = events.length === 0;
	const wrappers = isRead ? 0 : MAX_WRAPPERS;
	const complaints = complaintsIn(content, events, wrappers);
	const isDenied = !(isRead && Array.isArray(content)) && denies(content, wrappers);
	// Of a text, only one that an API gave is worth repeating.
	const isWorthRepeating = typeof content !== 'string' || isSuccess(status);
	const words = complaints[0]?.text ?? (isWorthRepeating ? wordsOf(content) : null);

	const fault = FAULTS.get(status) ?? (status >= 500 ? 'VENDOR_UNAVAILABLE' : null);
	if (fault !== null) return { kind: 'fault', code: fault, text: words };
	if ((!isSuccess(status) && !REFUSALS.includes(status)) || isHtml(body)) {
		return { kind: 'fault', code: 'API_NOT_FOUND', text: words };
	}
	if (isSuccess(status)) {
		if (isTooLong) return { kind: 'refused', refused: new Map(), others: 'unclear', text: null };
		if (isCut({ status, body })) return { kind: 'cut' };
		if (complaints.length === 0 && !isDenied && !takesFewer(content, events.length, wrappers)) {
			return { kind: 'accepted' };
		}
	}
	const refused = refusedPositions(complaints, events.length, words);
	// Beside a denial of the whole, the places that are named say nothing of the others.
	const allNamed =
		!isDenied && complaints.length > 0 && complaints.every(({ position }) => position !== null);
	// 413: the server did not read the body at all.
	const others =
		status === 413 ? 'untouched' : isSuccess(status) && allNamed ? 'accepted' : 'unclear';
	return { kind: 'refused', refused, others, text: words };
}

/** Statuses that say that the request was not dealt with and may be sent again. */
const TRY_LATER_STATUSES: readonly number[] = [425, 429];

/**
 * What an answer of Activate says about the whole request. 425, 429, and 503 with `Retry-After`: not dealt with, it asks
 * to send it again later. Cut bodies, 408 and the other 5xx leave it open.
 */
export function standingOf(answer: HttpAnswer, retryAfterMs: number | null): Standing {
	const { status } = answer;
	if (TRY_LATER_STATUSES.includes(status)) return 'later';
	if (status === 503 && retryAfterMs !== null) return 'later';
	return status === 408 || status >= 500 || isCut(answer) ? 'open' : 'settled';
}

/** Whether the body of a success ends before its end, or is no answer at all: it begins like JSON, but is none. */
function isCut({ status, body }: HttpAnswer): boolean {
	if (!isSuccess(status) || body.length > MAX_BODY_LENGTH || isHtml(body)) return false;
	const text = withoutMark(body);
	return /^\s*[{["<]/.test(text) && parseJson(text) === undefined;
}

/** What is complained of, with the events it is about: in the errors, and in lists of results. */
function complaintsIn(
	content: unknown,
	events: readonly ActivateEvent[],
	wrappers: number,
): Complaint[] {
	if (!isObject(content)) return [];
	return [
		...valuesOf(content, ERROR_KEYS).flatMap((errors) => readComplaints(errors, events)),
		...wrapped(content, wrappers).flatMap((inner) =>
			Array.isArray(inner)
				? readResults(inner, events, (entry) => hasFailed(entry, wrappers - 1))
				: complaintsIn(inner, events, wrappers - 1),
		),
	];
}

function wordsOf(content: unknown): string | null {
	if (typeof content === 'string') return content.trim() === '' ? null : content.slice(0, 500);
	if (Array.isArray(content)) {
		const failed: unknown = content.find((entry) => hasFailed(entry, MAX_WRAPPERS));
		return isObject(failed) ? textIn(failed, [...ERROR_KEYS, 'message']) : null;
	}
	if (!isObject(content)) return null;
	return [content, ...wrapped(content, 1)]
		.map((inner) => (isObject(inner) ? textIn(inner, ['message']) : null))
		.reduce((first, text) => first ?? text, null);
}

function textIn(content: object, keys: readonly string[]): string | null {
	const texts = valuesOf(content, keys).filter((value) => typeof value === 'string');
	return texts.find((text) => text !== '') ?? null;
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

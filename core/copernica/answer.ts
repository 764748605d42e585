import { z } from 'zod';
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

const messageSchema = z.object({
	error: z.union([
		z.string(),
		z.object({ message: z.string() }).transform((error) => error.message),
	]),
});

/**
 * The vendor's own text in an answer: `{"error":{"message":"…"}}` (docs/vendors/copernica.md#32-requests-and-answers).
 *
 * @returns the raw text, or null when the body holds none (for example an HTML page of a load balancer)
 */
export function readVendorMessage(body: unknown): string | null {
	const parsed = messageSchema.safeParse(body);
	if (!parsed.success) return null;
	const text = parsed.data.error.trim();
	return text === '' ? null : text;
}

/** The words stand next to each other, so that a refused field called "token" is not taken for it. */
const TOKEN_REFUSAL =
	/\b(invalid|expired|revoked|missing|unknown|no) (access[ _-]?token|jwt|bearer token|token)\b|\b(access[ _-]?token|jwt|bearer token|token) (is |has |was )?(not valid|invalid|expired|revoked|missing)\b/i;

/**
 * Refusals of a token; its status in v4 is not documented, in older versions it is 400
 * (docs/vendors/copernica.md#32-requests-and-answers).
 */
export function isTokenRefusal(status: number, message: string | null): boolean {
	if (status === 401) return true;
	if (status !== 400 && status !== 403) return false;
	return TOKEN_REFUSAL.test(message ?? '');
}

/** Copernica answers an unknown id with 400, not 404 (docs/vendors/copernica.md#32-requests-and-answers). */
export function isGoneAnswer(status: number, message: string | null): boolean {
	if (status === 404 || status === 410) return true;
	return (
		status === 400 &&
		/^(Copernica REST API Error \d+: )?(no \w+ with (supplied|given) id|this \w+ has already been removed)/i.test(
			message ?? '',
		)
	);
}

/** A second removal (docs/vendors/copernica.md#32-requests-and-answers). */
export function isAlreadyRemovedAnswer(message: string | null): boolean {
	return /has already been removed/i.test(message ?? '');
}

/** Numbers come as numbers or as text; whatever else stands there (null, false) tells nothing. */
const count = z
	.union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
	.pipe(z.number().int().nonnegative())
	.optional()
	.catch(undefined);

/**
 * The wrapper around every list: `start`, `limit`, `count`, `total`, `data`. What it echoes of the question is not read:
 * Copernica may write `start: 0` on every page, or the limit that was asked for although its own is lower.
 */
const wrapperSchema = z.object({ total: count, data: z.array(z.unknown()) });

/** One page of a list. */
export interface ListPage {
	data: unknown[];
	/** Number of rows over all pages; null when it was not told. */
	total: number | null;
	/** Offset of the next page, or null at the end. */
	nextStart: number | null;
}

/**
 * Reads one page. The `nextid` of profile lists is not needed: whoever reads by id counts on from the last one.
 *
 * @param body the answer's body, or a list inside an entity
 * @param start offset that was asked for
 * @returns the page, or null for anything that is not a list
 */
export function readListPage(body: unknown, start: number): ListPage | null {
	const parsed = wrapperSchema.safeParse(body);
	if (!parsed.success) return null;
	const { data } = parsed.data;
	const end = start + data.length;
	// A total below the rows at hand is none.
	const total = (parsed.data.total ?? -1) < data.length ? null : (parsed.data.total ?? null);
	// Without a total a short page proves nothing, because the limit may be lower on their side: only an empty one is the
	// end.
	const more = data.length > 0 && (total === null || end < total);
	return { data, total, nextStart: more ? end : null };
}

const singleSchema = z.object({
	data: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]),
});

/**
 * What a list wrapper around a single entity holds. `GET v1/callback/{id}` is documented to answer in such a wrapper,
 * as the lists do; most other single entities come bare.
 *
 * @returns null for a body that is no wrapper
 */
export function unwrap(body: unknown): unknown[] | null {
	const parsed = singleSchema.safeParse(body);
	if (!parsed.success) return null;
	const { data } = parsed.data;
	return Array.isArray(data) ? data : [data];
}

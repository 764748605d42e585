import { z } from 'zod';
import type { Answered, Standing } from '../http/exchange';

/** An answer of Copernica's REST API. */
export interface CopernicaAnswer extends Answered {
	/**
	 * Names in lower case. Never log `location`: it can hold the access token
	 * (docs/vendors/copernica.md#32-requests-and-answers).
	 */
	headers: Record<string, string>;
	/** Parsed JSON, or text. Most writes give an empty one. */
	body: unknown;
	/** The vendor's own words about a refusal, unchanged; null when there are none. */
	vendorMessage: string | null;
}

/** Statuses of a request that was not processed and may be sent again. */
const TRY_LATER: readonly number[] = [425, 429];

/** Statuses of a server in between that got no answer in time or has none at the moment. */
const WORTH_REPEATING: readonly number[] = [408, 502, 503, 504];

/** Whether Copernica did what it was asked to do. */
export function isSuccess(method: string, answer: CopernicaAnswer): boolean {
	// A top-level `error` marks a refusal, whatever the status says
	// (docs/vendors/copernica.md#12-registering-through-rest).
	if (answer.status >= 200 && answer.status < 300) return answer.vendorMessage === null;
	return answer.status === 303 && method === 'PUT';
}

/**
 * What an answer says about the request. 425 and 429: not processed. 408 and 5xx: Copernica may have done it before it
 * gave up. A repeatable request is not worth repeating after a 500, because the next answer is the same.
 *
 * @param repeatable whether doing it twice has the same effect as doing it once
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
 * @returns the raw text, or null when the body has none (for example an HTML page from a load balancer)
 */
export function readVendorMessage(body: unknown): string | null {
	const parsed = messageSchema.safeParse(body);
	if (!parsed.success) return null;
	const text = parsed.data.error.trim();
	return text === '' ? null : text;
}

/** The words must be next to each other, so that a refused field called "token" does not match. */
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

/** Removing something twice (docs/vendors/copernica.md#32-requests-and-answers). */
export function isAlreadyRemovedAnswer(message: string | null): boolean {
	return /has already been removed/i.test(message ?? '');
}

/** Numbers come as numbers or as text; any other value (null, false) says nothing. */
const count = z
	.union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
	.pipe(z.number().int().nonnegative())
	.optional()
	.catch(undefined);

/**
 * The wrapper around every list: `start`, `limit`, `count`, `total`, `data`. The parts that echo the request are not
 * read: Copernica may write `start: 0` on every page, or the requested limit although its own is lower.
 */
const wrapperSchema = z.object({ total: count, data: z.array(z.unknown()) });

/** One page of a list. */
export interface ListPage {
	data: unknown[];
	/** Number of rows on all pages; null when not stated. */
	total: number | null;
	/** Offset of the next page, or null at the end. */
	nextStart: number | null;
}

/**
 * Reads one page. The `nextid` of profile lists is not needed: reading by id continues from the last one.
 *
 * @param body the answer's body, or a list inside an entity
 * @param start the requested offset
 * @returns the page, or null for anything that is not a list
 */
export function readListPage(body: unknown, start: number): ListPage | null {
	const parsed = wrapperSchema.safeParse(body);
	if (!parsed.success) return null;
	const { data } = parsed.data;
	const end = start + data.length;
	// A total below the number of rows at hand is not valid.
	const total = (parsed.data.total ?? -1) < data.length ? null : (parsed.data.total ?? null);
	// Without a total a short page proves nothing, because Copernica's limit may be lower: only an empty page is the
	// end.
	const more = data.length > 0 && (total === null || end < total);
	return { data, total, nextStart: more ? end : null };
}

const singleSchema = z.object({
	data: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]),
});

/**
 * What a list wrapper around a single entity holds. `GET v1/callback/{id}` is documented to answer in one, as lists do;
 * most other single entities come bare.
 *
 * @returns null for a body that is not a wrapper
 */
export function unwrap(body: unknown): unknown[] | null {
	const parsed = singleSchema.safeParse(body);
	if (!parsed.success) return null;
	const { data } = parsed.data;
	return Array.isArray(data) ? data : [data];
}

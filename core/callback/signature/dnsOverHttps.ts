import { z } from 'zod';
import { isSafeUrl } from '../../http/baseUrl';

/** Resolvers to ask in turn unless the user names others. Both support the JSON format. */
export const DEFAULT_RESOLVERS = [
	'https://cloudflare-dns.com/dns-query',
	'https://dns.google/resolve',
] as const;

/**
 * Checks a resolver's URL: https, or http on a loopback host (a local resolver, the sandbox), no user name in it.
 *
 * @returns the query URL for a TXT record of `name`, or null when the resolver's URL is not acceptable
 */
export function txtQueryUrl(resolver: string, name: string): string | null {
	if (!URL.canParse(resolver)) return null;
	const url = new URL(resolver);
	if (!isSafeUrl(url) || url.username !== '' || url.password !== '') return null;
	url.searchParams.set('name', name);
	url.searchParams.set('type', 'TXT');
	return url.toString();
}

/** A key takes one or two records. An answer with very many must not cost the time to read them all. */
const MAX_RECORDS = 50;
/** Twice what a TXT record can hold, because zone files may write a character as four. */
const MAX_RECORD_LENGTH = 131_072;

/** JSON answer of a DNS-over-HTTPS resolver (the form that Cloudflare and Google share). */
const answerSchema = z.object({
	Status: z.number().int(),
	Answer: z
		.preprocess(
			(records: unknown): unknown =>
				Array.isArray(records) ? records.slice(0, MAX_RECORDS) : records,
			z.array(
				z.object({
					type: z.number().int(),
					TTL: z.number().nonnegative().catch(0),
					data: z.string().max(MAX_RECORD_LENGTH),
				}),
			),
		)
		.optional(),
});

const TXT = 16;
const NO_ERROR = 0;
const NAME_DOES_NOT_EXIST = 3;

/** TXT records under a name. An empty list = the name certainly has none. */
export interface TxtAnswer {
	records: string[];
	/** Seconds the answer may be kept; 0 when the resolver gave none. */
	ttl: number;
}

/** A record as written in zone files: quoted strings one after another, or (Google) the bare joined text. */
function joinStrings(data: string): string {
	if (!data.startsWith('"')) return data;
	const strings = data.match(/"(?:[^"\\]|\\.)*"/gs) ?? [];
	return strings
		.map((quoted) =>
			quoted
				.slice(1, -1)
				.replace(/\\(\d{3}|.)/gs, (_, escaped: string) =>
					escaped.length === 3 ? String.fromCharCode(Number(escaped)) : escaped,
				),
		)
		.join('');
}

/**
 * Reads a resolver's answer for a TXT query. Several strings of one record are joined without a separator (RFC 6376
 * 3.6.2.2); aliases on the way to the record are skipped. Only the first records of an answer are read.
 *
 * @param answer parsed JSON
 * @returns null when the resolver has no valid answer (server failure, refusal, unexpected form)
 */
export function readTxtAnswer(answer: unknown): TxtAnswer | null {
	const parsed = answerSchema.safeParse(answer);
	if (!parsed.success) return null;
	const { Status, Answer = [] } = parsed.data;
	if (Status === NAME_DOES_NOT_EXIST) return { records: [], ttl: 0 };
	if (Status !== NO_ERROR) return null;
	const texts = Answer.filter(({ type }) => type === TXT);
	return {
		records: texts.map(({ data }) => joinStrings(data)),
		ttl: texts.length === 0 ? 0 : Math.min(...Answer.map(({ TTL }) => TTL)),
	};
}

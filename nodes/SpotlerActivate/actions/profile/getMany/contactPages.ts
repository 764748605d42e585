import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { readContacts } from '../../../../../core/sync/contacts';
import { exchange } from '../../../../../core/sync/exchange';
import { faultOf, faultOfRead, type Fault } from '../../../../../core/sync/fault';
import { activateRequest, clockOf } from '../../../transport';

/** Contacts asked for at once; the vendor's samples use 100 (spotler-activate.md 6). */
const PAGE_SIZE = 100;

/** A bound against answers that point to each other for ever. */
const MAX_PAGES = 10_000;

const TIMEOUT_MS = 30_000;
const CAPS = { maxAttempts: 4, baseMs: 1000, maxWaitMs: 60_000, maxTotalMs: 180_000 };

export interface ContactQuery {
	/** Null = all. */
	limit: number | null;
	emailNotEmpty: boolean;
}

export type ContactsRead =
	| { ok: true; contacts: IDataObject[]; mayHaveMore: boolean }
	| { ok: false; fault: Fault };

/**
 * Reads contacts. How the vendor pages is not documented (spotler-activate.md 12.18): a link to the next page is
 * followed where an answer has one. Where it has none, the first page is all there is to get; `mayHaveMore` tells
 * when it was a full one.
 */
export async function readContactPages(
	context: IExecuteFunctions,
	{ limit, emailNotEmpty }: ContactQuery,
): Promise<ContactsRead> {
	const contacts: IDataObject[] = [];
	const seen = new Set<string>();
	const pageSize = limit ?? PAGE_SIZE;
	let url = 'v1/contacts';
	let qs: IDataObject | undefined = {
		limit: pageSize,
		...(emailNotEmpty ? { 'filters[email_not_empty]': 1 } : {}),
	};
	while (seen.size < MAX_PAGES && !seen.has(url)) {
		seen.add(url);
		const request = { method: 'GET' as const, url, qs, timeoutMs: TIMEOUT_MS };
		const get = async () => await activateRequest(context, request);
		const last = await exchange(get, true, CAPS, clockOf(context));
		const fault = faultOfRead(last);
		if (fault !== null || last.reply.kind !== 'answer') {
			return { ok: false, fault: fault ?? faultOf('NO_ANSWER', last, null) };
		}
		const page = last.reply.body.trim() === '' ? null : readContacts(last.reply.body);
		if (page === null) return { ok: false, fault: faultOf('API_NOT_FOUND', last, null) };
		for (const contact of page.contacts) contacts.push(toDataObject(contact));
		const isFull = limit !== null && contacts.length >= limit;
		if (isFull) return { ok: true, contacts: contacts.slice(0, limit), mayHaveMore: false };
		if (page.next === null) {
			const mayHaveMore = limit === null && page.contacts.length >= pageSize;
			return { ok: true, contacts, mayHaveMore };
		}
		url = page.next;
		qs = undefined;
	}
	return { ok: true, contacts, mayHaveMore: true };
}

function toDataObject(contact: Record<string, unknown>): IDataObject {
	return Object.assign<IDataObject, Record<string, unknown>>({}, contact);
}

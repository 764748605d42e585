import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { mayBeCut, pageKey, readContacts } from '../../../core/activate/contacts';
import { standingOf } from '../../../core/activate/answer';
import { exchange, type Exchange } from '../../../core/http/exchange';
import { faultOf, faultOfRead, type Fault } from '../../../core/activate/fault';
import { clockOf } from '../../shared/clock';
import { activateRequest } from './client';

/** How many contacts to ask for at once; the vendor's samples use 100. */
const PAGE_SIZE = 100;

/** A limit in case answers point to each other for ever. */
const MAX_PAGES = 10_000;

const TIMEOUT_MS = 30_000;
const RULES = {
	repeatable: true,
	caps: { maxAttempts: 4, baseMs: 1000, maxWaitMs: 60_000, maxTotalMs: 180_000 },
	standingOf,
};

export interface ContactQuery {
	/** Null = all. */
	limit: number | null;
	emailNotEmpty: boolean;
}

export type ContactsRead =
	| { ok: true; contacts: IDataObject[]; mayHaveMore: boolean }
	| { ok: false; fault: Fault };

/**
 * Reads contacts. The vendor's paging is not documented, so this follows what the answer itself shows: a link, or the
 * parameters that it repeats. A repeated page ends it, because the vendor then does not page in that way. `mayHaveMore`
 * is true when fewer came than requested and nothing shows that these are all.
 */
export async function readContactPages(
	context: IExecuteFunctions,
	{ limit, emailNotEmpty }: ContactQuery,
): Promise<ContactsRead> {
	const contacts: IDataObject[] = [];
	const seen = new Set<string>();
	const first: IDataObject = {
		limit: limit ?? PAGE_SIZE,
		...(emailNotEmpty ? { 'filters[email_not_empty]': 1 } : {}),
	};
	let url = 'v1/contacts';
	let qs: IDataObject | undefined = first;
	for (let pages = 0; pages < MAX_PAGES; pages++) {
		const request = { method: 'GET' as const, url, qs, timeoutMs: TIMEOUT_MS };
		const get = async () => await activateRequest(context, request);
		const last: Exchange = await exchange(get, RULES, clockOf(context));
		const fault = faultOfRead(last);
		if (fault !== null || last.reply.kind !== 'answer') {
			return { ok: false, fault: fault ?? faultOf('NO_ANSWER', last, null) };
		}
		const page =
			last.reply.body.trim() === '' ? null : readContacts(last.reply.body, contacts.length);
		if (page === null) return { ok: false, fault: faultOf('API_NOT_FOUND', last, null) };
		const key = pageKey(page);
		if (page.contacts.length > 0 && seen.has(key)) break;
		seen.add(key);
		for (const contact of page.contacts) contacts.push(toDataObject(contact));
		const isFull = limit !== null && contacts.length >= limit;
		if (isFull) return { ok: true, contacts: contacts.slice(0, limit), mayHaveMore: false };
		if (page.next === null) {
			const mayHaveMore = page.isLast === null ? mayBeCut(contacts.length) : !page.isLast;
			return { ok: true, contacts, mayHaveMore };
		}
		if (page.next.kind === 'link') {
			url = page.next.url;
			qs = undefined;
		} else {
			qs = { ...first, [page.next.name]: page.next.value };
		}
	}
	return { ok: true, contacts, mayHaveMore: true };
}

function toDataObject(contact: Record<string, unknown>): IDataObject {
	return Object.assign<IDataObject, Record<string, unknown>>({}, contact);
}

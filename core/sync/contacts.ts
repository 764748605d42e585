import { z } from 'zod';
import { parseJson } from './json';

export interface ContactsPage {
	contacts: Array<Record<string, unknown>>;
	/** Address of the next page where the answer gives one; null otherwise. */
	next: string | null;
}

const contactsSchema = z.array(z.record(z.string(), z.unknown()));
const bodySchema = z.record(z.string(), z.unknown());

/** Keys under which lists are usually wrapped; the vendor's shape is not documented (spotler-activate.md 12.18). */
const LIST_KEYS = ['data', 'contacts', 'items', 'results', 'profiles'] as const;
const NEXT_KEYS = ['next_page_url', 'nextPageUrl', 'next'] as const;

/**
 * Reads an answer of `GET v1/contacts`: a list, or an object with a list under a usual key (also one level deeper, as
 * in `{data: {contacts: []}}`), with a link to the next page if there is one.
 *
 * @returns null when no list of objects is found
 */
export function readContacts(text: string): ContactsPage | null {
	const body = parseJson(text);
	const bare = contactsSchema.safeParse(body);
	if (bare.success) return { contacts: bare.data, next: null };
	const wrapped = bodySchema.safeParse(body);
	if (!wrapped.success) return null;
	const inner = bodySchema.safeParse(wrapped.data.data);
	const contacts = listIn(wrapped.data) ?? (inner.success ? listIn(inner.data) : null);
	if (contacts === null) return null;
	return { contacts, next: nextIn(wrapped.data) ?? (inner.success ? nextIn(inner.data) : null) };
}

function listIn(body: Record<string, unknown>): ContactsPage['contacts'] | null {
	for (const key of LIST_KEYS) {
		const list = contactsSchema.safeParse(body[key]);
		if (list.success) return list.data;
	}
	return null;
}

function nextIn(body: Record<string, unknown>): string | null {
	const links = [body, body.links, body.meta, body.paging].map((part) =>
		bodySchema.safeParse(part),
	);
	for (const link of links) {
		if (!link.success) continue;
		for (const key of NEXT_KEYS) {
			const value = link.data[key];
			if (typeof value === 'string' && value !== '') return value;
		}
	}
	return null;
}

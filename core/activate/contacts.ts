import { z } from 'zod';
import { parseJson } from '../contracts/json';

/** How the next page is asked for: by a link, or by the parameters that the answer itself shows. */
type NextPage = { kind: 'link'; url: string } | { kind: 'parameter'; name: string; value: number };

export interface ContactsPage {
	contacts: Array<Record<string, unknown>>;
	/** Null where the answer shows no way to a next page. */
	next: NextPage | null;
	/** Whether this is the last page; null where the answer does not tell. */
	isLast: boolean | null;
}

const contactsSchema = z.array(z.record(z.string(), z.unknown()));
const bodySchema = z.record(z.string(), z.unknown());
const numberSchema = z.union([z.number().int(), z.string().regex(/^\d+$/).transform(Number)]);

/** Keys under which lists are usually wrapped; the vendor's shape is not documented. */
const LIST_KEYS = ['data', 'contacts', 'items', 'results', 'profiles'] as const;
const LINK_PARTS = ['links', 'meta', 'paging', 'pagination'] as const;
const NEXT_KEYS = ['next_page_url', 'nextPageUrl', 'next'] as const;
const TOTAL_KEYS = ['total', 'total_count', 'totalCount'] as const;
const START_KEYS = ['start', 'offset'] as const;
const SIZE_KEYS = ['limit', 'per_page', 'perPage'] as const;
const PAGE_KEYS = ['current_page', 'currentPage', 'page'] as const;
const PAGES_KEYS = ['last_page', 'lastPage', 'total_pages', 'totalPages', 'pages'] as const;

const IDENTITY_KEYS = ['id', 'email', 'userid'] as const;

/** Tells a page from another one: by whom it holds, because single values may change while a list is read. */
export function pageKey({ contacts }: ContactsPage): string {
	return JSON.stringify(
		contacts.map((contact) => IDENTITY_KEYS.map((key) => contact[key]).find(Boolean) ?? contact),
	);
}

/**
 * Whether a list that ends after so many contacts may have been cut. Servers cut at round numbers; any other number is
 * simply all there are.
 */
export function mayBeCut(count: number): boolean {
	return count > 0 && (count % 10 === 0 || count % 25 === 0);
}

/**
 * Reads an answer of `GET v1/contacts`: a list, or an object with a list under a usual key (also one level deeper, as
 * in `{data: {contacts: []}}`), and how to get the next page, if the answer shows a way.
 *
 * @param before contacts that earlier pages brought
 * @returns null when no list of objects is found
 */
export function readContacts(text: string, before = 0): ContactsPage | null {
	const body = parseJson(text);
	const bare = contactsSchema.safeParse(body);
	if (bare.success)
		return { contacts: bare.data, next: null, isLast: bare.data.length === 0 || null };
	const wrapped = bodySchema.safeParse(body);
	if (!wrapped.success) return null;
	const inner = bodySchema.safeParse(wrapped.data.data);
	const levels = inner.success ? [wrapped.data, inner.data] : [wrapped.data];
	const contacts = levels.map(listIn).find((list) => list !== null) ?? null;
	if (contacts === null) return null;
	const parts = levels.flatMap((level) => [level, ...LINK_PARTS.map((key) => level[key])]);
	const paging = parts.flatMap((part) => {
		const parsed = bodySchema.safeParse(part);
		return parsed.success ? [parsed.data] : [];
	});
	return { contacts, ...nextIn(paging, before, contacts.length) };
}

function listIn(body: Record<string, unknown>): ContactsPage['contacts'] | null {
	for (const key of LIST_KEYS) {
		const list = contactsSchema.safeParse(body[key]);
		if (list.success) return list.data;
	}
	return null;
}

function nextIn(
	paging: ReadonlyArray<Record<string, unknown>>,
	before: number,
	count: number,
): Pick<ContactsPage, 'next' | 'isLast'> {
	const last = { next: null, isLast: true };
	if (count === 0) return last;
	const link = valueIn(paging, NEXT_KEYS, (value) =>
		typeof value === 'string' && value !== '' ? value : undefined,
	);
	if (link !== null) return { next: { kind: 'link', url: link.value }, isLast: false };

	const total = numberIn(paging, TOTAL_KEYS);
	const isComplete = total !== null && before + count >= total.value;
	const page = numberIn(paging, PAGE_KEYS);
	const pages = numberIn(paging, PAGES_KEYS);
	if (isComplete || (page !== null && pages !== null && page.value >= pages.value)) return last;
	if (page !== null && (pages !== null || total !== null)) {
		return { next: { kind: 'parameter', name: 'page', value: page.value + 1 }, isLast: false };
	}
	const start = numberIn(paging, START_KEYS);
	const size = numberIn(paging, SIZE_KEYS);
	if (start !== null) {
		if (total === null && size !== null && count < size.value) return last;
		// Counted here: a list may repeat the first start on each page.
		return { next: { kind: 'parameter', name: start.key, value: before + count }, isLast: false };
	}
	// A link that is there and empty ends the list; without any the answer does not tell.
	const hasEmptyLink = paging.some((part) => NEXT_KEYS.some((key) => Object.hasOwn(part, key)));
	return { next: null, isLast: total === null ? hasEmptyLink || null : false };
}

function numberIn(paging: ReadonlyArray<Record<string, unknown>>, keys: readonly string[]) {
	return valueIn(paging, keys, (value) => numberSchema.safeParse(value).data);
}

function valueIn<Value>(
	paging: ReadonlyArray<Record<string, unknown>>,
	keys: readonly string[],
	read: (value: unknown) => Value | undefined,
): { key: string; value: Value } | null {
	for (const part of paging) {
		for (const key of keys) {
			const value = read(part[key]);
			if (value !== undefined) return { key, value };
		}
	}
	return null;
}

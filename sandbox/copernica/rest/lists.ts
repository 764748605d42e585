import { textAt } from '../../http/phpForm';
import { flag, quirksOf, type RestCall } from './call';

const defaultLimit = 100;

function numberAt(call: RestCall, name: string, preset: number): number {
	const text = textAt(call.query, name);
	return text !== null && /^\d+$/.test(text) ? Number(text) : preset;
}

interface Page<T> {
	/** As shown. */
	start: number;
	limit: number;
	total: number;
	entries: T[];
}

/** Cuts one page out of a list. */
function pageOf<T extends { id: number }>(call: RestCall, entries: readonly T[]): Page<T> {
	const quirks = quirksOf(call);
	const asked = {
		start: numberAt(call, 'start', 0),
		limit: numberAt(call, 'limit', defaultLimit),
	};
	const start = quirks.startIgnored ? 0 : asked.start;
	const limit = Math.min(asked.limit, quirks.largestPage);
	const from = quirks.startMeans === 'id' ? entries.filter(({ id }) => id >= start) : null;
	return {
		start: quirks.startEchoedAsZero ? 0 : asked.start,
		limit: quirks.largestPageShown ? limit : asked.limit,
		total: entries.length,
		entries: from === null ? entries.slice(start, start + limit) : from.slice(0, limit),
	};
}

/**
 * The list wrapper: start, limit, count, total, data, and `nextid` on profile lists
 * (docs/vendors/copernica.md#33-paging).
 *
 * @param show how one entry is shown
 */
export function wrapped<T extends { id: number }>(
	call: RestCall,
	entries: readonly T[],
	show: (entry: T) => unknown,
	withNextId = false,
): Record<string, unknown> {
	const page = pageOf(call, entries);
	const asText = quirksOf(call).limitAsText;
	const texts = asText === 'always' || (asText === 'v1' && ['v1', ''].includes(call.version));
	const number = (value: number) => (texts ? String(value) : value);
	const last = page.entries.at(-1);
	return {
		start: number(page.start),
		limit: number(page.limit),
		count: page.entries.length,
		...(flag(call, 'total', true) && quirksOf(call).totalShown ? { total: page.total } : {}),
		...(withNextId && last !== undefined ? { nextid: String(last.id + 1) } : {}),
		data: page.entries.map(show),
	};
}

/** A complete list inside an entity. */
export function nested<T>(entries: readonly T[], show: (entry: T) => unknown): unknown {
	return {
		start: 0,
		limit: 1000,
		count: entries.length,
		total: entries.length,
		data: entries.map(show),
	};
}

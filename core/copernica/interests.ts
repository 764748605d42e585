import { refused, type Refused } from './codes';
import type { Interest } from './entities';

export interface InterestWishes {
	add: string[];
	remove: string[];
}

type InterestPlan =
	| {
			ok: true;
			/** Every interest of the database with its wanted state; null = nothing differs. */
			body: Record<string, 0 | 1> | null;
			/** Names with a state that will change, in the order of the database. */
			changed: string[];
	  }
	| Refused;

/** Names are compared ignoring case, as Copernica compares field names. */
const same = (left: string, right: string) => left.toLowerCase() === right.toLowerCase();

/**
 * Plans a change of interests. The body names every interest of the database, so that it means the same whether
 * Copernica merges it or takes it as the whole state (the page of PUT profile does not say which).
 *
 * @param known interests of the database
 * @param current interests of the profile
 * @returns `INTEREST_UNKNOWN` or `INTEREST_TWICE` for wishes that cannot be met
 */
export function planInterests(
	known: Interest[],
	current: string[],
	{ add, remove }: InterestWishes,
): InterestPlan {
	for (const name of [...add, ...remove]) {
		if (known.some((interest) => same(interest.name, name))) continue;
		return refused('INTEREST_UNKNOWN', { field: name });
	}
	const twice = add.find((name) => remove.some((other) => same(name, other)));
	if (twice !== undefined) return refused('INTEREST_TWICE', { field: twice });
	const has = (names: string[], name: string) => names.some((other) => same(other, name));
	const states = known.map(({ name }) => {
		const before = has(current, name);
		const after = has(add, name) || (before && !has(remove, name));
		return { name, before, after };
	});
	const changed = states.filter(({ before, after }) => before !== after).map(({ name }) => name);
	return {
		ok: true,
		changed,
		body:
			changed.length === 0
				? null
				: Object.fromEntries(states.map(({ name, after }) => [name, after ? 1 : 0])),
	};
}

/**
 * The interests that are certainly off: those of the database that the profile does not have. A profile only shows what
 * is on, and a name found nowhere may be misspelt or renamed, so nothing is known about it.
 *
 * @param known interests of the database; null = they could not be read
 * @param current interests of the profile; null = not known
 */
export function interestsOff(known: Interest[] | null, current: string[] | null): string[] | null {
	if (known === null || current === null) return null;
	return known
		.map(({ name }) => name)
		.filter((name) => !current.some((other) => same(other, name)));
}

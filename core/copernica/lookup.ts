import type { Profile } from './entities';

/** One page of profiles costs Copernica and the network about as much as this many single searches (estimate). */
const SEARCHES_PER_PAGE = 20;

/**
 * Decides how to find the profiles of many rows: with one search per row, or by reading the whole database page by page
 * when that is clearly less work.
 *
 * @param searches how many different searches would be needed
 * @param total profiles in the database
 * @param pageSize profiles per page
 */
export function planLookup(searches: number, total: number, pageSize: number): 'search' | 'scan' {
	const pages = Math.ceil(total / pageSize);
	return searches > SEARCHES_PER_PAGE && pages * SEARCHES_PER_PAGE <= searches ? 'scan' : 'search';
}

/** Whether a scan could pay off at all, so that it is worth asking for the size of the database. */
export function mayScan(searches: number): boolean {
	return searches > SEARCHES_PER_PAGE;
}

/** Values to match on, by field name as spelled in the field list. */
export type MatchValues = Record<string, string>;

/**
 * The form of a text for comparing what Copernica may treat as the same: ignores case, accents and surrounding spaces.
 */
export function fold(text: string): string {
	return foldCase(text).normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** The form of a text for comparing what is the same: ignores case and surrounding spaces. Josée is not José. */
export function foldCase(text: string): string {
	return text.trim().normalize('NFC').toLowerCase();
}

/** One text for all searches that may mean the same profile. */
export function foldedKey(values: MatchValues): string {
	return JSON.stringify(
		Object.entries(values)
			.map(([name, text]) => [name.toLowerCase(), fold(text)])
			.sort(([a = ''], [b = '']) => (a < b ? -1 : 1)),
	);
}

/**
 * Profiles of a scan that a row may be looking for. How Copernica compares texts (case, accents, spaces) is not
 * documented, so the index only answers when there is no doubt; everything else is left to Copernica's search.
 */
export class ProfileIndex {
	private readonly wanted: Map<string, Profile[]>;
	private readonly names: string[][];

	/** @param searches what the rows look for */
	constructor(searches: MatchValues[]) {
		this.wanted = new Map(searches.map((values) => [foldedKey(values), []]));
		this.names = [
			...new Map(
				searches.map((values) => {
					const names = Object.keys(values).sort();
					return [JSON.stringify(names), names];
				}),
			).values(),
		];
	}

	/** Keeps the profile if a row may look for it. */
	add(profile: Profile): void {
		const byName = new Map(
			Object.entries(profile.fields).map(([name, text]) => [name.toLowerCase(), text]),
		);
		for (const names of this.names) {
			const values = Object.fromEntries(
				names.map((name) => [name, byName.get(name.toLowerCase()) ?? '']),
			);
			this.wanted.get(foldedKey(values))?.push(profile);
		}
	}

	/** The only profile that matches to the letter when no other comes close; null = ask Copernica. */
	find(values: MatchValues): Profile | null {
		const [profile, ...others] = this.wanted.get(foldedKey(values)) ?? [];
		if (profile === undefined || others.length > 0) return null;
		const exact = Object.entries(values).every(([name, text]) => profile.fields[name] === text);
		return exact ? profile : null;
	}
}

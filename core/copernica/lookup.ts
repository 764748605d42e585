import type { Profile } from './entities';

/** One page of profiles costs Copernica and the line about as much as this many single searches (estimate). */
const SEARCHES_PER_PAGE = 20;

/**
 * Decides how profiles are found for many rows: one search per row, or by reading the whole database page by
 * page when that is clearly less work.
 *
 * @param searches different searches that would be needed
 * @param total profiles in the database
 * @param pageSize profiles per page
 */
export function planLookup(searches: number, total: number, pageSize: number): 'search' | 'scan' {
	const pages = Math.ceil(total / pageSize);
	return searches > SEARCHES_PER_PAGE && pages * SEARCHES_PER_PAGE <= searches ? 'scan' : 'search';
}

/** Whether a scan could pay at all, so that the size of the database is worth asking for. */
export function mayScan(searches: number): boolean {
	return searches > SEARCHES_PER_PAGE;
}

/** Values to match on, by field name as the field list spells it. */
export type MatchValues = Record<string, string>;

/** Texts that Copernica may take for the same: without regard to case, accents and blanks around. */
export function fold(text: string): string {
	return foldCase(text).normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Texts that are the same: without regard to case and blanks around. Josée is not José. */
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
 * Profiles of a scan that some row may be looking for. How exactly Copernica compares texts (case, accents,
 * blanks) is not documented, so the index only answers where there can be no doubt; everything else is for
 * Copernica to search.
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

	/** The one profile that matches to the letter while no other comes near; null = ask Copernica. */
	find(values: MatchValues): Profile | null {
		const [profile, ...others] = this.wanted.get(foldedKey(values)) ?? [];
		if (profile === undefined || others.length > 0) return null;
		const exact = Object.entries(values).every(([name, text]) => profile.fields[name] === text);
		return exact ? profile : null;
	}
}

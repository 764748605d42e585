import type { IExecuteFunctions } from 'n8n-workflow';
import { profileSchema, type Profile } from '../../../../core/copernica/entities';
import {
	mayScan,
	planLookup,
	ProfileIndex,
	type MatchValues,
} from '../../../../core/copernica/lookup';
import { readById, MAX_PAGE, readPage, type ReadRequest } from '../../api/read';
import { pathOf } from '../../api/request';

/** How many matches to look at: enough to see that there is more than one, and to name some. */
export const MATCHES_SHOWN = 5;

const profilesOf = (databaseId: string): ReadRequest<Profile> => ({
	path: pathOf('database', databaseId, 'profiles'),
	schema: profileSchema,
	what: 'a profile',
});

/** Makes Copernica search now. @param selectors never empty: that would mean every profile */
export async function searchProfiles(
	context: IExecuteFunctions,
	databaseId: string,
	selectors: string[],
): Promise<Profile[]> {
	const page = await readPage(context, {
		...profilesOf(databaseId),
		query: { 'fields[]': selectors, limit: MATCHES_SHOWN, total: 'false' },
	});
	return page.rows;
}

/**
 * Reads a database once for many rows, when that takes clearly fewer requests than a search for each of them.
 *
 * @param searches what the rows look for
 * @returns an index, or null when single searches are cheaper
 */
export async function scanProfiles(
	context: IExecuteFunctions,
	databaseId: string,
	searches: MatchValues[],
): Promise<ProfileIndex | null> {
	if (!mayScan(searches.length)) return null;
	const { total } = await readPage(context, {
		...profilesOf(databaseId),
		query: { limit: 1, total: 'true' },
	});
	if (total === null || planLookup(searches.length, total, MAX_PAGE) === 'search') return null;
	const index = new ProfileIndex(searches);
	for await (const { rows } of readById(context, profilesOf(databaseId), [], Infinity)) {
		rows.forEach((profile) => index.add(profile));
	}
	return index;
}

/**
 * Makes Copernica search and reads everything it finds, up to a limit.
 *
 * @param selectors never empty: that would mean every profile
 * @returns null when it finds more
 */
export async function searchAllProfiles(
	context: IExecuteFunctions,
	databaseId: string,
	selectors: string[],
	most: number,
): Promise<Profile[] | null> {
	const found: Profile[] = [];
	for await (const { rows } of readById(context, profilesOf(databaseId), selectors, most + 1)) {
		found.push(...rows);
	}
	return found.length > most ? null : found;
}

import type { IExecuteFunctions } from 'n8n-workflow';
import type { Change } from '../../../../core/contracts/change';
import { refused, type CopernicaRefusal, type Refused } from '../../../../core/copernica/codes';
import type { Profile } from '../../../../core/copernica/entities';
import { nameOf, readId } from '../../../../core/copernica/ids';
import {
	addressConditions,
	foldAddress,
	givenUpAddress,
	MAX_OTHERS,
	MAX_SEARCHED,
	mentions,
	othersAmong,
} from '../../../../core/copernica/otherProfiles';
import { makeSelectors } from '../../../../core/copernica/selectors';
import { memoize } from '../../../shared/perKey';
import type { RunCache } from '../../api/runCache';
import { searchAllProfiles } from '../profile/findProfiles';

type Search = { ok: true; found: Profile[] } | Refused;
type WithOthers = { ok: true; change: Change } | Refused;

interface SearchKey {
	databaseId: string;
	emailField: string;
	/** Folded. */
	address: string;
}

/**
 * Looks for other living profiles with the address that a change gives up, one search per address and run.
 *
 * @returns the change with `otherProfiles`, which stays null if the change gives up no address; or why the search was
 * not possible
 */
export function otherProfilesFinder(
	context: IExecuteFunctions,
	cache: RunCache,
): (change: Change, emailField: string) => Promise<WithOthers> {
	const searchOnce = memoize(async (of: SearchKey): Promise<Search> => {
		const { databaseId, emailField, address } = of;
		const fields = await cache.databaseFields(databaseId);
		for (const condition of addressConditions(emailField, address)) {
			const made = makeSelectors(fields, [condition]);
			if (!made.ok) return made;
			const found = await searchAllProfiles(context, databaseId, made.selectors, MAX_SEARCHED);
			if (found !== null) return { ok: true, found };
		}
		return refused('OTHERS_TOO_MANY', {});
	});

	/** A deleted profile can still be read, and names its database. */
	const databaseOf = async ({ databaseId, profileId }: Change): Promise<string | null> => {
		const id = readId(profileId);
		return readId(databaseId) ?? (id === null ? null : readId((await cache.profile(id))?.database));
	};

	/** Looks up the field in Copernica if the change does not show that it exists. */
	const misspelt = async (change: Change, emailField: string): Promise<CopernicaRefusal | null> => {
		const databaseId = readId(change.databaseId);
		const isSure = change.entity !== 'profile' || mentions(change, emailField);
		if (isSure || databaseId === null) return null;
		const fields = await cache.databaseFields(databaseId);
		const made = makeSelectors(fields, addressConditions(emailField, ''));
		return made.ok ? null : made.refusal;
	};

	return async (change, emailField) => {
		if (change.otherProfiles !== null) return { ok: true, change };
		const givenUp = givenUpAddress(change, emailField);
		if (givenUp.kind === 'refused') return { ok: false, refusal: givenUp.refusal };
		if (givenUp.kind === 'none') {
			const refusal = await misspelt(change, emailField);
			return refusal === null ? { ok: true, change } : { ok: false, refusal };
		}
		const databaseId = await databaseOf(change);
		if (databaseId === null) {
			return refused('DATABASE_UNKNOWN', { record: nameOf('profile', change.profileId) });
		}
		const { address } = givenUp;
		const result = await searchOnce({ databaseId, emailField, address: foldAddress(address) });
		if (!result.ok) return result;
		const { profileId } = change;
		const otherProfiles = othersAmong(result.found, { emailField, address, profileId });
		if (otherProfiles.length > MAX_OTHERS) return refused('OTHERS_TOO_MANY', {});
		return { ok: true, change: { ...change, otherProfiles } };
	};
}

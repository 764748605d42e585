import type { IExecuteFunctions } from 'n8n-workflow';
import type { Change } from '../../../core/contracts/change';
import type { Refusal } from '../../../core/copernica/codes';
import type { Profile } from '../../../core/copernica/entities';
import { readId } from '../../../core/copernica/ids';
import {
	addressConditions,
	foldAddress,
	givenUpAddress,
	MAX_OTHERS,
	MAX_SEARCHED,
	mentions,
	othersAmong,
} from '../../../core/copernica/otherProfiles';
import { makeSelectors } from '../../../core/copernica/selectors';
import type { Directory } from '../api/runCache';
import { searchAllProfiles } from '../actions/profile/findProfiles';

type Search = { ok: true; found: Profile[] } | { ok: false; refusal: Refusal };
type WithOthers = { ok: true; change: Change } | { ok: false; refusal: Refusal };

const tooMany: Refusal = {
	code: 'OTHERS_TOO_MANY',
	reason:
		'So many profiles have the address of this change that not all of them can be looked at, so whether one of them is subscribed is not known.',
};

/**
 * Looks for other living profiles with the address that a change gives up, one search per address and run.
 *
 * @returns the change with `otherProfiles`, which stays null where the change gives no address up; or why nobody could
 * look
 */
export function otherProfilesFinder(
	context: IExecuteFunctions,
	directory: Directory,
): (change: Change, emailField: string) => Promise<WithOthers> {
	const search = async (
		databaseId: string,
		emailField: string,
		address: string,
	): Promise<Search> => {
		const fields = await directory.databaseFields(databaseId);
		for (const condition of addressConditions(emailField, address)) {
			const made = makeSelectors(fields, [condition]);
			if (!made.ok) return made;
			const found = await searchAllProfiles(context, databaseId, made.selectors, MAX_SEARCHED);
			if (found !== null) return { ok: true, found };
		}
		return { ok: false, refusal: tooMany };
	};
	const searches = new Map<string, Promise<Search>>();
	const searchOnce = async (...of: Parameters<typeof search>): Promise<Search> => {
		const key = JSON.stringify(of);
		const known = searches.get(key) ?? search(...of);
		searches.set(key, known);
		return await known;
	};

	/** A deleted profile is still readable, and tells its database. */
	const databaseOf = async ({ databaseId, profileId }: Change): Promise<string | null> => {
		const id = readId(profileId);
		return (
			readId(databaseId) ?? (id === null ? null : readId((await directory.profile(id))?.database))
		);
	};

	/** Looks the field up in Copernica where the change does not show that it exists. */
	const misspelt = async (change: Change, emailField: string): Promise<Refusal | null> => {
		const databaseId = readId(change.databaseId);
		const isSure = change.entity !== 'profile' || mentions(change, emailField);
		if (isSure || databaseId === null) return null;
		const fields = await directory.databaseFields(databaseId);
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
			const reason =
				'Nothing says which database the profile belongs to, so other profiles with its address cannot be looked for. Choose the database in the Copernica Trigger.';
			return { ok: false, refusal: { code: 'DATABASE_UNKNOWN', reason } };
		}
		const { address } = givenUp;
		const result = await searchOnce(databaseId, emailField, foldAddress(address));
		if (!result.ok) return result;
		const { profileId } = change;
		const otherProfiles = othersAmong(result.found, { emailField, address, profileId });
		if (otherProfiles.length > MAX_OTHERS) return { ok: false, refusal: tooMany };
		return { ok: true, change: { ...change, otherProfiles } };
	};
}

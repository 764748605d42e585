import type { ConsentKey, PreparedProfile } from '../contracts/preparedProfile';
import { addressKey, checkEvent, type Finding } from './checkEvent';
import { leftOutNote } from './codes';
import { textOf } from './event';
import type { Outgoing } from './outgoing';
import { lastOfEach } from './settleConsents';

/** The address of a row, and whose it is. */
export interface AddressUse {
	readonly email: string;
	/** Copernica profile; null where the row does not tell. */
	readonly profile: string | null;
	/** Profile or subprofile of that profile. */
	readonly entity: string;
	readonly isSubprofile: boolean;
	/** Position in time among all rows of the run. */
	readonly rank: number;
	readonly deleted: boolean;
}

/** Whether an address is somebody's at the end of the run, apart from the row that gives it up. */
export type IsInUse = (email: string, givenUpBy: Omit<AddressUse, 'email' | 'deleted'>) => boolean;

/**
 * Finds the addresses that are in use at the end of the run: only the last row of a profile keeps its address, so that
 * an address between two changes is free again.
 */
export function addressesInUse(uses: readonly AddressUse[]): IsInUse {
	const byAddress = new Map<string, AddressUse[]>();
	for (const use of lastOfEach(uses)) {
		if (use.deleted) continue;
		const key = addressKey(use.email);
		const known = byAddress.get(key);
		if (known === undefined) byAddress.set(key, [use]);
		else known.push(use);
	}
	return (email, by) =>
		(byAddress.get(addressKey(email)) ?? []).some((use) => use.rank > by.rank || isOthers(use, by));
}

/**
 * Whether an address that was in use before the change is somebody else's. A subprofile's row often has the address
 * that its profile had then, so it does not keep it for the profile. Where a row does not tell its profile, only time
 * can tell.
 */
function isOthers(use: AddressUse, by: Omit<AddressUse, 'email' | 'deleted'>): boolean {
	if (use.profile === null || by.profile === null) return false;
	return use.profile !== by.profile || (by.isSubprofile && use.entity !== by.entity);
}

/**
 * The opt-out of the address that a profile had before. Where contacts are matched on the address, a changed address
 * makes a second contact in Activate, and the first would keep its consents.
 *
 * @param main the row with the new address; it must be accepted first
 * @param isTaken whether somebody else has an address
 * @returns null where no address is given up
 */
export function oldAddressRow(
	{ prepared, main, mainIndex }: { prepared: PreparedProfile; main: Outgoing; mainIndex: number },
	optOut: readonly ConsentKey[],
	isTaken: (email: string) => boolean,
): Outgoing | null {
	const { profile, previous, subscribedElsewhere } = prepared;
	const oldEmail = textOf(previous?.email);
	const newEmail = textOf(profile.email);
	if (optOut.length === 0 || oldEmail === null || newEmail === null) return null;
	if (addressKey(oldEmail) === addressKey(newEmail)) return null;
	const kept = optOut.filter((key) => subscribedElsewhere.includes(key));
	const consents = Object.fromEntries(
		optOut.filter((key) => !kept.includes(key)).map((key) => [key, 'no'] as const),
	);
	const fields = { email: oldEmail, ...consents };
	const isInUse = kept.length === optOut.length || isTaken(oldEmail);
	const skipped: Finding | null =
		textOf(profile.userid) !== null
			? { code: 'OLD_ADDRESS_SAME_PROFILE', details: {} }
			: isInUse
				? { code: 'OLD_ADDRESS_IN_USE', details: {} }
				: null;
	return {
		...main,
		fingerprint: null,
		eventName: 'CRMUpdate',
		email: oldEmail,
		event: { event: 'CRMUpdate', ...fields, timestamp: main.event?.timestamp ?? 0 },
		finding: skipped ?? checkEvent('CRMUpdate', fields),
		notes: kept.map((key) => leftOutNote(key, 'OLD_ADDRESS_IN_USE')),
		after: mainIndex,
	};
}

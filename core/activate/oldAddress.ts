import { onlyGivenUp } from '../contracts/givenUp';
import type { ConsentKey, Consents, PreparedProfile } from '../contracts/preparedProfile';
import { addressKey, checkEvent, type Finding } from './checkEvent';
import { EVENT_REASONS } from './chooseEvent';
import { leftOutNote } from './codes';
import { textOf } from './event';
import type { Outgoing } from './outgoing';
import { resendOf } from './resend';
import { lastOfEach } from './settleConsents';
import type { Speaker } from './speaker';

/** Who says something, and when. */
export interface Identity extends Speaker {
	/** Position in time among all rows of the run. */
	readonly rank: number;
}

/** The address of a row, and whose it is. */
export interface AddressUse extends Identity {
	readonly email: string;
	/** What the record says of its consents. */
	readonly consents: Consents;
}

/**
 * Whether an address is somebody's at the end of the run, apart from the row that gives it up, who did not say no to a
 * consent.
 */
export type IsInUse = (email: string, consent: ConsentKey, givenUpBy: Identity) => boolean;

/**
 * Finds the addresses that are in use at the end of the run: only the last row of a profile keeps its address, so that
 * an address between two changes is free again. Who says no to a consent is not concerned by an opt-out of it.
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
	return (email, consent, by) =>
		(byAddress.get(addressKey(email)) ?? []).some(
			(use) => use.consents[consent] !== 'no' && (use.rank > by.rank || isOthers(use, by)),
		);
}

/**
 * Whether an address that was in use before the change is somebody else's. A subprofile's row often has the address
 * that its profile had then, so it does not keep it for the profile. Where a row does not tell its profile, only time
 * can tell.
 */
function isOthers(use: Identity, by: Identity): boolean {
	if (use.profile === null || by.profile === null) return false;
	return use.profile !== by.profile || (by.isSubprofile && use.entity !== by.entity);
}

/**
 * The opt-out of the address that a profile had before. Where contacts are matched on the address, a changed address
 * makes a second contact in Activate, and the first would keep its consents.
 *
 * @param main the row with the new address
 * @param mainIndex its index where it must be accepted first; null where it never can be
 * @param isTaken whether somebody else has an address, who did not say no to a consent
 * @returns null where no address is given up
 */
export function oldAddressRow(
	{
		prepared,
		main,
		mainIndex,
	}: { prepared: PreparedProfile; main: Outgoing; mainIndex: number | null },
	optOut: readonly ConsentKey[],
	isTaken: (email: string, consent: ConsentKey) => boolean,
): Outgoing | null {
	const { profile, previous, subscribedElsewhere } = prepared;
	const oldEmail = textOf(previous?.email);
	const newEmail = textOf(profile.email);
	const isAlone = prepared.onlyGivesUp === true;
	if (optOut.length === 0 || oldEmail === null || (newEmail === null && !isAlone)) return null;
	if (newEmail !== null && addressKey(oldEmail) === addressKey(newEmail)) return null;
	const kept = optOut.filter((key) => subscribedElsewhere.includes(key) || isTaken(oldEmail, key));
	const consents = Object.fromEntries(
		optOut.filter((key) => !kept.includes(key)).map((key) => [key, 'no'] as const),
	);
	const fields = { email: oldEmail, ...consents };
	const skipped: Finding | null =
		textOf(profile.userid) !== null
			? { code: 'OLD_ADDRESS_SAME_PROFILE', details: {} }
			: kept.length === optOut.length
				? { code: 'OLD_ADDRESS_IN_USE', details: {} }
				: null;
	const alone = onlyGivenUp(prepared, leftOutNote('email', 'OLD_ADDRESS_KEPT'));
	return {
		...main,
		resend: alone === null ? null : resendOf(alone),
		fingerprint: null,
		speaker: null,
		restated: undefined,
		readLater: undefined,
		unchanged: undefined,
		eventName: 'CRMUpdate',
		eventReason: EVENT_REASONS.oldAddress,
		email: oldEmail,
		event: { event: 'CRMUpdate', ...fields, timestamp: main.event?.timestamp ?? 0 },
		finding: skipped ?? checkEvent('CRMUpdate', fields),
		notes: [
			...(isAlone ? prepared.notes : []),
			...kept.map((key) => leftOutNote(key, 'OLD_ADDRESS_IN_USE')),
		],
		after: mainIndex,
	};
}

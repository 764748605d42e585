import {
	CONSENT_KEYS,
	type ConsentKey,
	type PreparedProfile,
	recordedConsents,
} from '../contracts/preparedProfile';
import type { FilterSettings } from './settings';
import { changesContact } from './contact';

function refusedConsents(row: PreparedProfile): ConsentKey[] {
	const recorded = recordedConsents(row);
	return CONSENT_KEYS.filter((consent) => recorded[consent] === 'no');
}

/**
 * Whether the row proves that a consent was withdrawn: the profile was deleted, or the change names the consent as
 * changed, or it was yes before, or the contact is a new one to Activate. Nothing but an excluded address holds back
 * such a row.
 */
export function provesWithdrawal(row: PreparedProfile): boolean {
	const { changed, previous, source } = row;
	const refused = refusedConsents(row);
	if (refused.length === 0) return false;
	if (source.change === 'delete' || changesContact(row)) return true;
	return refused.some(
		(consent) =>
			previous?.[consent] === 'yes' ||
			changed?.includes(consent) === true ||
			// Copernica says yes: a step between Normalise and Filter withdrew it.
			row.consents[consent] === 'yes',
	);
}

/**
 * Whether a row may carry an opt-out that Activate does not have yet. Such a row is never held back by a consent
 * rule, or Activate would go on mailing. Without proof that the consent was "no" before, it counts as new.
 */
export function mayWithdrawConsent(
	row: PreparedProfile,
	newWithoutConsent: FilterSettings['newWithoutConsent'],
): boolean {
	if (provesWithdrawal(row)) return true;
	const { changed, source } = row;
	// What was read later may have been yes before it was read.
	const isReadLater = source.speaksForCreation === true && changed === null;
	// A new subprofile proves nothing: its profile may have had the consent for years.
	const isNewProfile = source.entity === 'profile' && source.change === 'create' && !isReadLater;
	const isTold = changed !== null && source.change !== 'create';
	return (
		refusedConsents(row).length > 0 && !isTold && (!isNewProfile || newWithoutConsent === 'send')
	);
}

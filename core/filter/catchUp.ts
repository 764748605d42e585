import {
	CONSENT_KEYS,
	hasNote,
	isNoNews,
	NO_NEWS,
	type Consents,
	type PreparedProfile,
	recordedConsents,
	type Restated,
} from '../contracts/preparedProfile';

/**
 * What the record of an update said of its consents before. One whose old value is not told, or has no meaning, is not
 * known.
 *
 * @returns null where the row does not tell what changed
 */
export function consentsBefore(row: PreparedProfile): Consents | null {
	const { changed, previous, source } = row;
	if (source.change !== 'update' || changed === null || previous === null) return null;
	const before = { ...recordedConsents(row) };
	for (const consent of CONSENT_KEYS) {
		if (!changed.includes(consent)) continue;
		const value = previous[consent];
		if (value === 'yes' || value === 'no') before[consent] = value;
		else delete before[consent];
	}
	return before;
}

/** What the record itself says of its consents: one that is sent as no because its field is empty now says nothing. */
export function consentsNow(row: PreparedProfile): Consents {
	const now = { ...recordedConsents(row) };
	for (const consent of CONSENT_KEYS) {
		if (hasNote(row.notes, consent, 'CONSENT_BECAME_UNKNOWN')) delete now[consent];
	}
	return now;
}

/** The row with every consent of its record, for a contact whose earlier rows were skipped. */
export function withUnchangedConsents(row: PreparedProfile): PreparedProfile {
	const profile = { ...row.profile };
	const brought = CONSENT_KEYS.filter((consent) => {
		const value = row.consents[consent];
		if (value === undefined || !isNoNews(row, consent) || Object.hasOwn(profile, consent))
			return false;
		profile[consent] = value;
		return true;
	});
	if (brought.length === 0) return row;
	const notes = row.notes.filter(
		({ field, code }) => code !== NO_NEWS || !brought.some((consent) => consent === field),
	);
	const restated: Restated = { ...row.restated };
	for (const consent of brought) restated[consent] = null;
	return { ...row, profile, notes, restated };
}

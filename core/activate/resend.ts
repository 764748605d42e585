import {
	CONSENT_KEYS,
	type ConsentKey,
	type PreparedProfile,
	type Source,
} from '../contracts/preparedProfile';
import type { RecordIds, Resend } from '../contracts/result';

/** What a later run needs of a prepared profile; the rest of it stands on every result. */
export function resendOf(prepared: PreparedProfile): Resend {
	const { profile, consents, subscribedElsewhere, changed, previous } = prepared;
	const { alsoLeft, restated, onlyGivesUp } = prepared;
	return {
		profile,
		consents,
		subscribedElsewhere,
		...(alsoLeft === undefined ? {} : { alsoLeft }),
		changed,
		previous,
		...(restated === undefined ? {} : { restated }),
		...(onlyGivesUp === true ? { onlyGivesUp } : {}),
	};
}

/**
 * Takes out what a run has left out of a row, because something newer or another profile speaks against it: the run that
 * sends the row again may not know of that. An old address keeps the consents that were not withdrawn.
 *
 * @param keys Activate keys
 */
export function withoutKeys(resend: Resend, keys: readonly string[]): Resend {
	const leftOut = CONSENT_KEYS.filter((key) => keys.includes(key));
	if (resend.onlyGivesUp === true) return keptElsewhere(resend, leftOut);
	const profile = Object.fromEntries(
		Object.entries(resend.profile ?? {}).filter(([key]) => !keys.includes(key)),
	);
	const consents = { ...resend.consents };
	const restated = { ...resend.restated };
	for (const key of leftOut) {
		delete consents[key];
		delete restated[key];
	}
	return {
		...resend,
		profile,
		consents,
		...(resend.restated === undefined ? {} : { restated }),
	};
}

/**
 * Takes over the consents of an old address that are not to be withdrawn.
 *
 * @param place of the address in `alsoLeft`; null = the one before
 */
export function keptElsewhere(
	resend: Resend,
	kept: readonly ConsentKey[],
	place: number | null = null,
): Resend {
	if (kept.length === 0) return resend;
	const withKept = (known: readonly ConsentKey[]) => [...new Set([...known, ...kept])];
	if (place === null) {
		return { ...resend, subscribedElsewhere: withKept(resend.subscribedElsewhere ?? []) };
	}
	const alsoLeft = resend.alsoLeft?.map((left, index) =>
		index === place ? { ...left, subscribedElsewhere: withKept(left.subscribedElsewhere) } : left,
	);
	return { ...resend, alsoLeft };
}

/** The IDs of a source, one key each, for tables that take no objects. */
export function idsOf(source: Source | null): RecordIds {
	return {
		profileId: source?.profileId ?? null,
		subprofileId: source?.subprofileId ?? null,
		databaseId: source?.databaseId ?? null,
		collectionId: source?.collectionId ?? null,
	};
}

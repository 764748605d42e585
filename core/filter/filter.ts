import { fingerprintOf } from '../contracts/fingerprint';
import { onlyGivenUp } from '../contracts/givenUp';
import { momentOf, sortByMoment } from '../contracts/order';
import { CONSENT_KEYS, type PreparedProfile } from '../contracts/preparedProfile';
import { withUnchangedConsents } from './catchUp';
import { SKIP_CODES, type SkipCode } from './codes';
import { contactKeys, identityOf } from './contact';
import { KeptPrints } from './keptPrints';
import { isLastSent, type CompiledFilter } from './rules';
import { supersede } from './supersede';

/** One row of a run, with the settings that apply to it. */
export interface FilterRow {
	readonly prepared: PreparedProfile;
	readonly filter: CompiledFilter;
	/** Fingerprints of what was sent for this contact before, the newest last; empty where nothing is known. */
	readonly lastSent: readonly string[];
}

export type FilterDecision = {
	/** The row with the fingerprint of what it holds now. */
	readonly prepared: PreparedProfile;
	/** Whether it has more than it came with: it speaks for older rows, of this run or skipped before. */
	readonly merged: boolean;
} & (
	| { readonly keep: true }
	| {
			readonly keep: false;
			readonly skip: { readonly code: SkipCode; readonly reason: string };
			/** The address that the profile has left all the same, as a row of its own to keep. */
			readonly givenUp?: PreparedProfile;
	  }
);

/** The code with its sentence. */
export function skipOf(code: SkipCode): { code: SkipCode; reason: string } {
	return { code, reason: SKIP_CODES[code] };
}

/** A row that is not sent still tells which address its profile has left; one that is superseded has handed that on. */
function skip(code: SkipCode, prepared: PreparedProfile, merged: boolean): FilterDecision {
	const skipped = { keep: false as const, merged, prepared, skip: skipOf(code) };
	const why = { field: 'email', from: null, ...skipOf(code) };
	const givenUp = code === 'SUPERSEDED' ? null : onlyGivenUp(prepared, why);
	return givenUp === null ? skipped : { ...skipped, givenUp };
}

/** What a run knows of the ones before it. */
export interface FilterMemory {
	readonly kept: KeptPrints;
	/** Names the Filter: the fingerprints of two that map other fields cannot be compared. */
	readonly scope: string;
	/** Whether what is let through is added. Not of a trial, whose rows may never be sent. */
	readonly remembers: boolean;
}

/** The consents that a row sends, under the keys of its contact, or under one of its own. */
function sentConsents(
	row: PreparedProfile,
	owners: readonly string[],
): Array<{ key: string; value: string }> {
	return owners.flatMap((owner) =>
		CONSENT_KEYS.flatMap((consent) => {
			const value = row.profile[consent];
			return value === undefined ? [] : { key: `${owner} ${consent}`, value: String(value) };
		}),
	);
}

function printKey(row: PreparedProfile, { scope }: FilterMemory): string {
	return `${scope}\n${identityOf(row) ?? ''}`;
}

/**
 * Whether the fingerprint that the user stored equals that of the row, but something else was let through since: a row
 * on its way is not stored yet.
 */
function isOutdated({ prepared, lastSent }: FilterRow, memory: FilterMemory): boolean {
	const { kept } = memory;
	if (!isLastSent(prepared, lastSent)) return false;
	const own = printKey(prepared, memory);
	if (kept.differs(own, prepared.fingerprint)) return true;
	// The fingerprint covers consents that were no news. The change that says one may have come later.
	if (sentConsents(prepared, [own]).some(({ key, value }) => kept.differs(key, value))) return true;
	// By way of another profile of the same person. An opt-out only: where profiles contradict each other, "no" counts.
	return sentConsents(prepared, contactKeys(prepared)).some(
		({ key, value }) => value === 'no' && kept.differs(key, value),
	);
}

function remember(row: PreparedProfile, memory: FilterMemory): void {
	const own = printKey(row, memory);
	const moment = momentOf(row.source);
	memory.kept.note(own, row.fingerprint, moment);
	for (const { key, value } of sentConsents(row, [own, ...contactKeys(row)])) {
		memory.kept.note(key, value, moment);
	}
}

/**
 * Decides on a whole run: one decision for each row, in order. A kept row that speaks for older ones has their
 * changed keys, oldest previous values and consents. The first kept row of a contact that the consent rules skipped so far
 * brings all consents of its record. Every row gets the fingerprint of what it holds now. Pure but for
 * the memory; never throws.
 *
 * @param memory what was let through before; kept rows are added to it where it says so
 */
export function applyFilter(
	rows: readonly FilterRow[],
	memory: FilterMemory = { kept: new KeptPrints(Infinity), scope: '', remembers: false },
): FilterDecision[] {
	const survey = supersede(
		rows.map(({ prepared }) => prepared),
		(index) => {
			const row = rows[index];
			return row?.filter.supersedes(row.prepared) ?? false;
		},
	);
	const entries = rows.map((entry, index) => {
		const { row, superseded } = survey[index] ?? { row: entry.prepared, superseded: false };
		const prepared = { ...row, fingerprint: fingerprintOf(row) };
		return { ...entry, prepared, merged: row !== entry.prepared, superseded, index };
	});
	const decisions: FilterDecision[] = [];
	// In order of time: what is on its way when a row comes are the rows before it.
	for (const entry of sortByMoment(entries, ({ prepared }) => momentOf(prepared.source))) {
		const { merged, superseded, filter, index } = entry;
		const lastSent = isOutdated(entry, memory) ? [] : entry.lastSent;
		const code = superseded ? 'SUPERSEDED' : filter.skip(entry.prepared, lastSent);
		if (code !== null) {
			decisions[index] = skip(code, entry.prepared, merged);
			continue;
		}
		// The fingerprint stays: it covers the consents of the record, sent or not.
		const prepared = filter.beginsToPass(entry.prepared)
			? withUnchangedConsents(entry.prepared)
			: entry.prepared;
		const isWhole = prepared.onlyGivesUp !== true;
		if (memory.remembers && filter.comparesLastSent && isWhole) remember(prepared, memory);
		decisions[index] = { keep: true, merged: merged || prepared !== entry.prepared, prepared };
	}
	return decisions;
}

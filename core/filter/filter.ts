import type { PreparedProfile } from '../contracts/preparedProfile';
import { SKIP_CODES, type SkipCode } from './codes';
import type { CompiledFilter } from './rules';
import { supersede } from './supersede';

/** One row of a run, with the settings that apply to it. */
export interface FilterRow {
	readonly prepared: PreparedProfile;
	readonly filter: CompiledFilter;
	/** Fingerprints of what was sent for this contact before; empty where nothing is known. */
	readonly lastSent: readonly string[];
}

export type FilterDecision =
	| { readonly keep: true; readonly prepared: PreparedProfile }
	| {
			readonly keep: false;
			readonly prepared: PreparedProfile;
			readonly skip: { readonly code: SkipCode; readonly reason: string };
	  };

/** The code with its sentence. */
export function skipOf(code: SkipCode): { code: SkipCode; reason: string } {
	return { code, reason: SKIP_CODES[code] };
}

/**
 * Decides on a whole run: one decision for each row, in order. A kept row that speaks for older ones has their
 * changed keys and oldest previous values. Pure, linear in the number of rows, never throws.
 */
export function applyFilter(rows: readonly FilterRow[]): FilterDecision[] {
	const merged = supersede(
		rows.map(({ prepared }) => prepared),
		(index) => rows[index]?.filter.supersede ?? false,
	);
	return rows.map(({ prepared, filter, lastSent }, index) => {
		const { row, superseded } = merged[index] ?? { row: prepared, superseded: false };
		const code = superseded ? 'SUPERSEDED' : filter.skip(row, lastSent);
		return code === null
			? { keep: true, prepared: row }
			: { keep: false, prepared: row, skip: skipOf(code) };
	});
}

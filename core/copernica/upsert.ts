import { refused, type Refused } from './codes';
import { differingFields } from './difference';
import type { Field, Interest } from './entities';
import { findField, readWantedFields, type WantedField } from './fieldNames';
import { sameValueKey } from './fieldValue';
import { planInterests, type InterestWishes } from './interests';
import { foldedKey, type MatchValues } from './lookup';
import { matchValues, otherSpellings, withoutMatchedAddresses, withPlainAddresses } from './match';
import { exactly, makeSelectors } from './selectors';

/** What an item wants to write. */
export interface Mapping {
	/** By field name; a missing or null field stays as it is. */
	values: Record<string, unknown>;
	/** What to do with a name that is not a field: an item mapped as a whole has other keys too. */
	unknownNames: 'refuse' | 'ignore';
	/** Names of the fields that show which record it belongs to; none = the only one there is. */
	matchOn: string[];
}

/** How an item is looked up, and what it writes. */
export interface UpsertPlan {
	/** The real field list. */
	fields: Field[];
	/** For a new record. */
	wanted: WantedField[];
	/** For an existing one: an address that was matched on already fits, however it is spelled there. */
	wantedOfExisting: WantedField[];
	/** Keys of the item that are not fields; named in the result, so that nothing is dropped silently. */
	ignored: string[];
	match: MatchValues;
	/** `fields[]` of the search; empty when the item does not match by values. */
	selectors: string[];
	/** `fields[]` that find other spellings of an address, to ask before creating one; null = no address. */
	otherSpellings: string[] | null;
	/** One text for all items that may mean the same record. */
	key: string;
}

/**
 * Plans *Create or Update* for one item. Everything is checked before anything is sent.
 *
 * @param fields the real field list
 * @returns the plan, or the code of the first thing that does not fit
 */
export function planUpsert(
	fields: Field[],
	{ values, unknownNames, matchOn }: Mapping,
): { ok: true; plan: UpsertPlan } | Refused {
	const read = readWantedFields(fields, values, unknownNames);
	if (!read.ok) return read;
	const match = matchValues(fields, matchOn, read.wanted);
	if (!match.ok) return match;
	const made = makeSelectors(fields, exactly(match.values));
	if (!made.ok) return made;
	const spellings = otherSpellings(match.values);
	const wider = spellings === null ? null : makeSelectors(fields, spellings);
	if (wider?.ok === false) return wider;
	const { ignored } = read;
	const wanted = withPlainAddresses(read.wanted, match.values);
	if (wanted.length === 0) return refused('NOTHING_TO_WRITE', {});
	return {
		ok: true,
		plan: {
			fields,
			wanted,
			wantedOfExisting: withoutMatchedAddresses(wanted, match.values),
			ignored,
			match: match.values,
			selectors: made.selectors,
			otherSpellings: wider?.selectors ?? null,
			key: foldedKey(
				Object.fromEntries(
					Object.entries(match.values).map(([name, text]) => [
						name,
						sameValueKey(findField(fields, name), text),
					]),
				),
			),
		},
	};
}

/** A write that is needed, or one that would change nothing. */
export type WritePlan =
	| {
			ok: true;
			fields: Record<string, string>;
			/** Every interest of the database with its state; null = unchanged. */
			interests: Record<string, 0 | 1> | null;
			/** Names of fields and interests that will change; empty = nothing to send. */
			changed: string[];
	  }
	| Refused;

/**
 * Plans what to send for one record: the differences for an existing one, everything for a new one.
 *
 * @param stored the record as it is now; null = it will be created
 * @param known interests of the database; null = none will change
 */
export function planWrite(
	stored: { fields: Record<string, string>; interests?: string[] | null } | null,
	wanted: WantedField[],
	wishes: InterestWishes,
	known: Interest[] | null,
): WritePlan {
	const plan = known === null ? null : planInterests(known, stored?.interests ?? [], wishes);
	if (plan !== null && !plan.ok) return plan;
	const fields =
		stored === null
			? Object.fromEntries(wanted.map(({ field, text }) => [field.name, text]))
			: differingFields(stored.fields, wanted);
	return {
		ok: true,
		fields,
		interests: plan?.body ?? null,
		changed: [...Object.keys(fields), ...(plan?.changed ?? [])],
	};
}

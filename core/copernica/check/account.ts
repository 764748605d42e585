import { nearestName } from '../../normalise/nearestName';
import type { CopernicaFault } from '../fault';
import { copernicaFaultMessage } from '../faultText';
import { copernicaTimeText } from '../polling/stamp';
import { checkResult, type CheckResult } from './codes';

/** A thing of Copernica, null where there is none, or why it cannot be read. */
export type Read<Entity> =
	| { ok: true; entity: Entity | null }
	| { ok: false; fault: CopernicaFault };

/** A kind of selection, as a sentence names it. */
export type SelectionKind = 'selection' | 'miniselection';

/** What Copernica or n8n said, without the advice that the row itself gives. */
export function saidOf(fault: CopernicaFault): string {
	const own = 'vendorText' in fault ? fault.vendorText : null;
	const sentences = [copernicaFaultMessage(fault), own === null ? '' : `Copernica says: ${own}`];
	return sentences.map((sentence) => sentence.replace(/(?<=[^.!?])$/, '.')).join(' ');
}

/** Judges the sign-in to REST v4. @param identity the account, with the number in its `id` */
export function judgeSignIn(identity: Read<{ id: string }>): CheckResult {
	const check = 'Sign-in';
	if (identity.ok) {
		const account = identity.entity?.id;
		return account === undefined
			? checkResult(check, 'SIGN_IN_FAILED', { said: 'It did not name the account.' })
			: checkResult(check, 'SIGN_IN_WORKS', { account });
	}
	const { fault } = identity;
	return checkResult(check, fault.kind === 'denied' ? 'TOKEN_REFUSED' : 'SIGN_IN_FAILED', {
		said: saidOf(fault),
	});
}

/**
 * Judges the sign-in to REST v1, the only version that knows callbacks
 * (docs/vendors/copernica.md#12-registering-through-rest).
 *
 * @param fault of reading callbacks; null when it succeeded
 */
export function judgeCallbackSignIn(fault: CopernicaFault | null): CheckResult {
	const check = 'Sign-in for callbacks';
	// Who hears that there is no such database was let in.
	if (fault === null || fault.kind === 'gone') return checkResult(check, 'CALLBACKS_READABLE', {});
	const isRefused = fault.kind === 'denied' || fault.kind === 'refused';
	const code = isRefused ? 'CALLBACKS_REFUSED' : 'CALLBACKS_UNREADABLE';
	return checkResult(check, code, { said: saidOf(fault) });
}

/** Judges the chosen database. @param id null where none is chosen */
export function judgeDatabase(
	id: string | null,
	database: Read<{ name: string; archived: boolean }>,
): CheckResult {
	const check = 'Database';
	if (id === null) return checkResult(check, 'DATABASE_NOT_CHOSEN', {});
	if (!database.ok)
		return checkResult(check, 'RECORD_UNREADABLE', { said: saidOf(database.fault) });
	if (database.entity === null) return checkResult(check, 'DATABASE_NOT_FOUND', { id });
	const { name, archived } = database.entity;
	return checkResult(check, archived ? 'DATABASE_ARCHIVED' : 'DATABASE_FOUND', { name, id });
}

/** Judges the chosen collection. @param all of the database; @param id null where none is chosen */
export function judgeCollection(
	id: string | null,
	all: Read<ReadonlyArray<{ id: string; name: string }>>,
): CheckResult {
	const check = 'Collection';
	if (id === null) return checkResult(check, 'COLLECTION_NOT_CHOSEN', {});
	if (!all.ok) return checkResult(check, 'RECORD_UNREADABLE', { said: saidOf(all.fault) });
	const found = all.entity?.find((collection) => collection.id === id);
	if (found === undefined) return checkResult(check, 'COLLECTION_NOT_FOUND', { id });
	return checkResult(check, 'COLLECTION_FOUND', { name: found.name, id });
}

/** Judges the chosen selection or miniselection. @param id null where none is chosen */
export function judgeSelection(
	kind: SelectionKind,
	id: string | null,
	selection: Read<{ name: string; lastBuilt: string | null }>,
): CheckResult {
	const check = 'Selection';
	if (id === null) return checkResult(check, 'SELECTION_NOT_CHOSEN', { kind });
	if (!selection.ok) {
		return checkResult(check, 'RECORD_UNREADABLE', { said: saidOf(selection.fault) });
	}
	if (selection.entity === null) return checkResult(check, 'SELECTION_NOT_FOUND', { kind, id });
	const { name, lastBuilt } = selection.entity;
	const built =
		lastBuilt === null ? '' : `Copernica last built it at ${copernicaTimeText(lastBuilt)}.`;
	return checkResult(check, 'SELECTION_FOUND', { kind, name, id, built });
}

/**
 * Judges the names that a workflow watches or maps: one finding for each that does not exist, or one for all.
 *
 * @param known names of fields and interests; Copernica compares them without case
 */
export function judgeFields(
	wanted: readonly string[],
	known: Read<readonly string[]>,
): CheckResult[] {
	const check = 'Fields';
	if (wanted.length === 0) return [];
	if (!known.ok) return [checkResult(check, 'RECORD_UNREADABLE', { said: saidOf(known.fault) })];
	const names = known.entity ?? [];
	const there = new Set(names.map((name) => name.toLowerCase()));
	const missing = wanted.filter((name) => !there.has(name.toLowerCase()));
	if (missing.length === 0)
		return [checkResult(check, 'FIELDS_FOUND', { names: wanted.join(', ') })];
	return missing.map((field) => {
		const near = nearestName(field, names);
		const nearest = near === null ? '' : `Did you mean "${near}"?`;
		return { ...checkResult(check, 'FIELD_NOT_FOUND', { field, nearest }), field };
	});
}

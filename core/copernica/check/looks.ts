import { copernicaTimeText, isStamp, newestChangeText, utcText } from '../polling/stamp';
import { saidOf, type Read } from './account';
import { checkResult, type CheckResult } from './codes';

/** How a look ended. */
export type LookEnd =
	| {
			readonly ok: true;
			/** Items that it gave. */
			readonly items: number;
			/** The newest time of change that the looks have come to, as Copernica writes it; empty = none. */
			readonly mark: string;
	  }
	| { readonly ok: false; readonly said: string };

/** How the last look of one trigger went, and when it began, in milliseconds by our clock. */
export type LookOutcome = LookEnd & { readonly at: number };

/** The newest time of change in a source; null = there are no records. */
export type Newest = Read<{ modified: string | null }>;

/** That time, where it is known. */
export function stampIn(newest: Newest | null): string | null {
	const modified = newest?.ok === true ? (newest.entity?.modified ?? null) : null;
	return isStamp(modified) ? modified : null;
}

/**
 * Judges whether a source can be asked for what changed.
 *
 * @param fields names of its fields; one called like the time of change hides that
 */
export function judgeChanges(fields: Read<readonly string[]>, newest: Newest): CheckResult {
	const check = 'Changes';
	const isHidden =
		fields.ok && fields.entity?.some((name) => name.toLowerCase() === 'modified') === true;
	if (isHidden) return checkResult(check, 'CHANGES_HIDDEN', {});
	if (!newest.ok) return checkResult(check, 'RECORD_UNREADABLE', { said: saidOf(newest.fault) });
	if (newest.entity === null) {
		return checkResult(check, 'CHANGES_READABLE', { newest: 'There are no records yet.' });
	}
	const stamp = stampIn(newest);
	return stamp === null
		? checkResult(check, 'RECORD_UNREADABLE', { said: 'It does not tell when it was changed.' })
		: checkResult(check, 'CHANGES_READABLE', { newest: newestChangeText(stamp) });
}

/** Judges one list of unsubscribes. @param fault of reading it; null when it succeeded */
export function judgeUnsubscribes(
	system: string,
	read: { ok: true } | Extract<Read<never>, { ok: false }>,
): CheckResult {
	const check = 'Unsubscribes';
	if (read.ok) return checkResult(check, 'UNSUBSCRIBES_READABLE', { system });
	const said = saidOf(read.fault);
	return ['denied', 'refused', 'gone'].includes(read.fault.kind)
		? checkResult(check, 'UNSUBSCRIBES_REFUSED', { system, said })
		: checkResult(check, 'RECORD_UNREADABLE', { said });
}

/**
 * Judges the looks of the triggers that wait for a source: whether they come as far as the newest change. Both times are
 * Copernica's own, so no clock and no zone of ours decides.
 *
 * @param newest time of the newest change; null where it is not known
 */
export function judgeLooks(outcomes: readonly LookOutcome[], newest: string | null): CheckResult {
	const check = 'Looks';
	const text = newestChangeText(newest);
	const [last] = [...outcomes].sort((a, b) => b.at - a.at);
	if (last === undefined) return checkResult(check, 'LOOKS_NONE', { newest: text });
	const at = utcText(last.at);
	if (!last.ok) return checkResult(check, 'LOOKS_FAILED', { at, said: last.said });
	const { items, mark } = last;
	if (newest !== null && newest > mark) {
		const reached = mark === '' ? 'no change yet' : copernicaTimeText(mark);
		return checkResult(check, 'LOOKS_BEHIND', { at, mark: reached, newest: text });
	}
	return checkResult(check, 'LOOKS_WORK', { at, count: items, newest: text });
}

import { IGNORED, REFUSALS, type IgnoredCode, type RefusalCode } from '../../callback/codes';
import { newestChangeText, utcText } from '../polling/stamp';
import { checkResult, type CheckResult } from './codes';

/** How calls to a trigger ended since the process started: how many in this way, and when the last one did (ms). */
export interface CallOutcome {
	code: RefusalCode | IgnoredCode | 'ACCEPTED';
	count: number;
	lastAt: number;
}

/** Zones range from UTC-12 to UTC+14. A text without a zone, read as UTC, is off by at most that much. */
const FURTHEST_AHEAD_MS = 14 * 3_600_000;

/**
 * Whether a date from Copernica is later than a moment in any zone, since its zone is not documented
 * (docs/vendors/copernica.md#35-data-types).
 */
function isLaterForCertain(date: string, moment: number): boolean {
	const read = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})$/.exec(date);
	const asUtc = read === null ? NaN : Date.parse(`${read[1]}T${read[2]}Z`);
	return asUtc - FURTHEST_AHEAD_MS > moment;
}

/** One count per code: several workflows may have been called. */
function countsText(outcomes: readonly CallOutcome[]): string {
	const codes = [...new Set(outcomes.map(({ code }) => code))];
	const each = codes.map((code) => {
		const same = outcomes.filter((outcome) => outcome.code === code);
		const count = same.reduce((sum, outcome) => sum + outcome.count, 0);
		const lastAt = Math.max(...same.map((outcome) => outcome.lastAt));
		return `${code} ${count} (last ${utcText(lastAt)})`;
	});
	return `Since n8n started: ${each.join(', ')}.`;
}

/**
 * Judges what happened to the calls to a trigger.
 *
 * @param modified newest `modified` of the database, as Copernica writes it; null when not known
 */
export function judgeCalls(outcomes: readonly CallOutcome[], modified: string | null): CheckResult {
	const check = 'Calls';
	const newest = newestChangeText(modified);
	const [last] = [...outcomes].sort((a, b) => b.lastAt - a.lastAt);
	if (last === undefined) return checkResult(check, 'CALLS_NONE', { newest });
	const filling = { counts: countsText(outcomes), newest };
	const { code, lastAt } = last;
	if (code === 'ACCEPTED') {
		const isOlder = modified !== null && isLaterForCertain(modified, lastAt);
		return checkResult(check, isOlder ? 'CALLS_OLDER' : 'CALLS_ACCEPTED', filling);
	}
	return code in REFUSALS
		? checkResult(check, 'CALLS_REFUSED', { ...filling, code, text: textOf(code) })
		: checkResult(check, 'CALLS_IGNORED', { ...filling, code, text: textOf(code) });
}

function textOf(code: RefusalCode | IgnoredCode): string {
	const refusals: Readonly<Record<string, { text: string }>> = REFUSALS;
	const ignored: Readonly<Record<string, string>> = IGNORED;
	return refusals[code]?.text ?? ignored[code] ?? '';
}

/** Judges whether Marketing Suite Webhooks call too. They cannot be listed, but those that arrived are known. */
export function judgeWebhooks(outcomes: readonly CallOutcome[]): CheckResult {
	const check = 'Marketing Suite Webhooks';
	const arrived = outcomes
		.filter(({ code }) => code === 'MARKETING_SUITE_WEBHOOK')
		.reduce((sum, { count }) => sum + count, 0);
	return arrived > 0
		? checkResult(check, 'WEBHOOKS_ARRIVED', { count: arrived })
		: checkResult(check, 'WEBHOOKS_NOT_LISTED', {});
}

import { sortByMoment, type Moment } from '../contracts/order';
import { partlySentPrint } from '../contracts/fingerprint';
import type { Note } from '../contracts/preparedProfile';
import type { RecordIds, Resend, Result } from '../contracts/result';
import { fits, type BatchLimits, type QueuedEvent } from './batches';
import type { Finding } from './checkEvent';
import { EVENT_REASONS } from './chooseEvent';
import { resultReason, SYNC_CODES, type SyncCode } from './codes';
import type { EventOutcome } from './deliver';
import type { ActivateEvent } from './event';
import type { Outgoing } from './outgoing';
import { idsOf, withoutKeys } from './resend';

/**
 * The events that are to be sent, with the index of their row, from the oldest to the newest: whatever the order of
 * the items, what was said last arrives last. Rows with a finding stay back.
 */
export function queueOf(rows: readonly Outgoing[]): QueuedEvent[] {
	const queue = rows.flatMap(
		({ event, finding, moment, speaker, restated, readLater, unchanged, after, happened }, row) =>
			event === null || finding !== null
				? []
				: [
						{
							row,
							event,
							moment,
							...(speaker === null ? {} : { speaker }),
							...(restated === undefined ? {} : { restated }),
							...(readLater === undefined ? {} : { readLater }),
							...(unchanged === undefined ? {} : { unchanged }),
							...(after === null ? {} : { after }),
							...(happened ? { happened } : {}),
						},
					],
	);
	return sortByMoment(queue, ({ moment }) => moment ?? UNDATED);
}

const UNDATED: Moment = { order: 0, sentAt: null };

/**
 * Holds back the rows that are too large for a request, those that wait for one that cannot be sent, and in a dry run
 * all that would be sent.
 *
 * @param isDryRun whether the rows of an item are for show only
 */
export function holdBack(
	rows: readonly Outgoing[],
	{ limits, isDryRun }: { limits: BatchLimits; isDryRun: (itemIndex: number) => boolean },
): Outgoing[] {
	const isTooLarge = ({ event, finding }: Outgoing) =>
		finding === null && event !== null && !fits(event, limits);
	return rows.map((row) => {
		if (row.finding !== null || row.event === null) return row;
		if (isTooLarge(row)) return { ...row, finding: { code: 'EVENT_TOO_LARGE', details: {} } };
		const first = row.after === null ? undefined : rows[row.after];
		if (first !== undefined && isTooLarge(first)) {
			return { ...row, finding: { code: 'OLD_ADDRESS_KEPT', details: {} } };
		}
		return isDryRun(row.itemIndex) ? { ...row, finding: { code: 'DRY_RUN', details: {} } } : row;
	});
}

/** The result of one row: from its finding, or from what became of its event. */
export function resultOf(
	row: Outgoing,
	outcome: EventOutcome | undefined,
	{ includePayload }: { includePayload: boolean },
): Result {
	const { finding } = row;
	const event = row.event === null ? null : eventSent(row.event, outcome);
	const said = verdict(finding, outcome);
	const leftOut = outcome?.leftOut ?? [];
	// To be remembered as what Activate holds: only of what it took, and only if it took all, also of earlier rows. What
	// such a row says is in the fingerprint too.
	const { fingerprint } = row;
	const isAccepted = said.status === 'accepted';
	const isHeld = row.isPartly !== true && leftOut.length === 0 && outcome?.lacking !== true;
	const leftOutKeys = leftOut.map(({ field }) => field);
	const withPayload = includePayload || finding?.code === 'DRY_RUN';
	return {
		...said,
		event: outcome?.event ?? row.eventName,
		eventReason: eventReason(row, outcome),
		email: row.email,
		...whoseIs(row, said),
		attempts: outcome?.attempts ?? 0,
		httpStatus: outcome?.httpStatus ?? null,
		notes: [...row.notes, ...leftOut],
		...(fingerprint !== null && isAccepted
			? { fingerprint: isHeld ? fingerprint : partlySentPrint(fingerprint) }
			: {}),
		...(withPayload && event !== null ? { payload: event } : {}),
		...resendable(row, said, leftOutKeys),
	};
}

/** A row of Track that was not taken is no newer for being sent again, so it tells when its values were said. */
function whoseIs(
	{ source, ids, said }: Outgoing,
	verdict: Pick<Result, 'status'>,
): Pick<Result, 'source' | keyof RecordIds> {
	if (said === undefined || isAcceptedOutput(verdict)) return { source, ...ids };
	return { source: said, ...idsOf(said) };
}

/**
 * What lets a row of the *Rejected* output be sent again. The opt-out of an old address that waits for another row goes
 * with that one, so it has nothing of its own.
 */
function resendable(
	{ resend }: Outgoing,
	{ status, code }: Pick<Result, 'status' | 'code'>,
	leftOut: readonly string[],
): Resend {
	const isWaiting = code === 'OLD_ADDRESS_KEPT';
	if (resend === null || isWaiting || isAcceptedOutput({ status })) return {};
	return leftOut.length === 0 ? resend : withoutKeys(resend, leftOut);
}

function eventReason(
	{ eventName, eventReason: planned }: Outgoing,
	outcome: EventOutcome | undefined,
): string | null {
	const isAnother = outcome?.event !== undefined && outcome.event !== eventName;
	return isAnother && planned !== null ? EVENT_REASONS.leftOut : planned;
}

/** The event without what was left out at the last moment. */
function eventSent(event: ActivateEvent, outcome: EventOutcome | undefined): ActivateEvent {
	const sent: ActivateEvent = { ...event, event: outcome?.event ?? event.event };
	for (const { field } of outcome?.leftOut ?? []) delete sent[field];
	return sent;
}

function verdict(
	finding: Finding | null,
	outcome: EventOutcome | undefined,
): Pick<Result, 'status' | 'code' | 'reason'> {
	if (finding !== null) {
		return coded(finding.code, resultReason(finding.code, finding.details));
	}
	if (outcome === undefined) return coded('NOT_SENT', resultReason('NOT_SENT'));
	if (outcome.code === null) return { status: 'accepted', code: null, reason: null };
	const said = outcome.vendorText === null ? '' : ` Activate said: "${outcome.vendorText}"`;
	const field = namesOf(outcome.leftOut);
	return coded(outcome.code, resultReason(outcome.code, { tries: outcome.attempts, field }) + said);
}

function namesOf(notes: readonly Note[]): string {
	return notes.map(({ field }) => field).join(', ');
}

function coded(code: SyncCode, reason: string): Pick<Result, 'status' | 'code' | 'reason'> {
	return { status: SYNC_CODES[code].status, code, reason };
}

/** Whether a result belongs on the *Accepted* output; all others go to *Rejected*. */
export function isAcceptedOutput({ status }: Pick<Result, 'status'>): boolean {
	return status === 'accepted' || status === 'skipped';
}

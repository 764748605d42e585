import type { Result } from '../contracts/result';
import { fits, type BatchLimits, type QueuedEvent } from './batches';
import type { Finding } from './checkEvent';
import { reasonOf, SYNC_CODES, type SyncCode } from './codes';
import type { Fate } from './deliver';
import type { Outgoing } from './outgoing';

/** The events that are to be sent, with the index of their row; rows with a finding stay back. */
export function queueOf(rows: readonly Outgoing[]): QueuedEvent[] {
	return rows.flatMap(({ event, finding, source }, row) => {
		if (event === null || finding !== null) return [];
		// A row of Track tells of something that happened; one of Sync only of what a profile holds.
		return [{ row, event, moment: source, happened: source === null }];
	});
}

/** Holds back the rows that are too large for a request, and in a dry run all that would be sent. */
export function holdBack(
	rows: readonly Outgoing[],
	{ limits, dryRun }: { limits: BatchLimits; dryRun: boolean },
): Outgoing[] {
	return rows.map((row) => {
		if (row.finding !== null || row.event === null) return row;
		if (!fits(row.event, limits)) {
			return { ...row, finding: { code: 'EVENT_TOO_LARGE', details: {} } };
		}
		return dryRun ? { ...row, finding: { code: 'DRY_RUN', details: {} } } : row;
	});
}

/** The result of one row: from its finding, or from what became of its event. */
export function resultOf(
	row: Outgoing,
	fate: Fate | undefined,
	{ includePayload }: { includePayload: boolean },
): Result {
	const { finding } = row;
	const withPayload = row.event !== null && (includePayload || finding?.code === 'DRY_RUN');
	return {
		...verdict(finding, fate),
		event: fate?.event ?? row.eventName,
		email: row.email,
		source: row.source,
		attempts: fate?.attempts ?? 0,
		httpStatus: fate?.httpStatus ?? null,
		notes: [...(fate?.leftOut ?? [])],
		// What was not sent whole must not be remembered as what was last sent.
		...(row.fingerprint === null || isPartial(fate) ? {} : { fingerprint: row.fingerprint }),
		...(withPayload && row.event !== null ? { payload: row.event } : {}),
	};
}

function isPartial(fate: Fate | undefined): boolean {
	return fate !== undefined && fate.leftOut.length > 0;
}

function verdict(
	finding: Finding | null,
	fate: Fate | undefined,
): Pick<Result, 'status' | 'code' | 'reason'> {
	if (finding !== null) {
		return coded(finding.code, reasonOf(finding.code, finding.details));
	}
	if (fate === undefined) return coded('NOT_SENT', reasonOf('NOT_SENT'));
	if (fate.code === null) return { status: 'accepted', code: null, reason: null };
	const said = fate.vendorText === null ? '' : ` Activate said: "${fate.vendorText}"`;
	return coded(fate.code, reasonOf(fate.code, { tries: fate.attempts }) + said);
}

function coded(code: SyncCode, reason: string): Pick<Result, 'status' | 'code' | 'reason'> {
	return { status: SYNC_CODES[code].status, code, reason };
}

/** Whether a result belongs on the *Accepted* output; all others go to *Rejected*. */
export function isAcceptedOutput({ status }: Result): boolean {
	return status === 'accepted' || status === 'skipped';
}

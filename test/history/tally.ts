import type { Checked } from './check';
import { CONSENTS, MAPPED } from './history';
import { EXCUSES, INVARIANTS, type Excuse, type Invariant } from './oracle';

/** What many histories came to, in numbers. */
export interface Tally {
	histories: number;
	edits: number;
	/** Edits that set a consent to no that was another one, or nothing. */
	withdrawals: number;
	/** Edits that changed the address of a profile. */
	moves: number;
	deletions: number;
	/** What somebody said in Activate itself. */
	said: number;
	callbacks: number;
	/** Callbacks that came after a newer one of the same profile. */
	overtaken: number;
	executions: number;
	/** Executions that ran at the same time as an earlier one. */
	parallel: number;
	dryRuns: number;
	/** Executions that n8n or a person ran again. */
	again: number;
	requests: number;
	/** Requests of which Activate took nothing. */
	notTaken: number;
	events: number;
	/** Values of mapped keys that Activate held in the end. */
	values: number;
	/** Rows by the code that they ended with. */
	codes: Record<string, number>;
	/** Histories that broke an invariant. */
	violations: Record<Invariant, number>;
	/** Histories that broke any. */
	wrong: number;
	/** Histories in which a contact ended with something other than the newest, for a reason that is documented. */
	excuses: Record<Excuse, number>;
}

export function emptyTally(): Tally {
	return {
		histories: 0,
		edits: 0,
		withdrawals: 0,
		moves: 0,
		deletions: 0,
		said: 0,
		callbacks: 0,
		overtaken: 0,
		executions: 0,
		parallel: 0,
		dryRuns: 0,
		again: 0,
		requests: 0,
		notTaken: 0,
		events: 0,
		values: 0,
		codes: {},
		violations: { 1: 0, 2: 0, 3: 0, 4: 0, 5: 0, 6: 0 },
		wrong: 0,
		excuses: {
			repeated: 0,
			readAgain: 0,
			onItsWay: 0,
			sameSecond: 0,
			contradiction: 0,
			becameUnknown: 0,
			filtered: 0,
			unlisted: 0,
			left: 0,
			stillInUse: 0,
			sameAsLastSent: 0,
		},
	};
}

const invariants: readonly Invariant[] = [1, 2, 3, 4, 5, 6];

export function count(tally: Tally, { facts, violations, excuses }: Checked): void {
	const { edits, arrivals, executions, events } = facts;
	tally.histories += 1;
	tally.edits += edits.length;
	for (const { before, after } of edits) {
		if (after === null) tally.deletions += 1;
		else if (before !== null && before.Email !== after.Email) tally.moves += 1;
		const isWithdrawn = CONSENTS.some((consent) => {
			const field = MAPPED[consent];
			return before !== null && after?.[field] === 'nee' && before[field] !== 'nee';
		});
		if (isWithdrawn) tally.withdrawals += 1;
	}
	tally.said += facts.said.length;
	for (const contact of facts.contacts.values()) tally.values += contact.size;
	tally.callbacks += arrivals.length;
	tally.overtaken += arrivals.filter(({ edit }, index) =>
		arrivals
			.slice(0, index)
			.some((other) => other.edit > edit && edits[other.edit]?.profile === edits[edit]?.profile),
	).length;
	const taken = new Set(events.flatMap((event) => (event.taken ? [event.request] : [])));
	tally.requests += facts.requests;
	tally.notTaken += facts.requests - taken.size;
	tally.events += events.filter((event) => event.taken).length;
	executions.forEach(({ kind, dryRun, from, rows }, index) => {
		tally.executions += 1;
		if (executions.slice(0, index).some(({ until }) => (until ?? Infinity) > from)) {
			tally.parallel += 1;
		}
		if (dryRun) tally.dryRuns += 1;
		if (kind === 'again' || kind === 'retry') tally.again += 1;
		for (const { endings } of rows) {
			for (const { code, status } of endings) {
				const name = code ?? status ?? 'none';
				tally.codes[name] = (tally.codes[name] ?? 0) + 1;
			}
		}
	});
	for (const invariant of invariants) {
		if (violations.some((violation) => violation.invariant === invariant)) {
			tally.violations[invariant] += 1;
		}
	}
	if (violations.length > 0) tally.wrong += 1;
	for (const excuse of excuses) tally.excuses[excuse] += 1;
}

export function add(tally: Tally, more: Tally): void {
	for (const key of [
		'histories',
		'edits',
		'withdrawals',
		'moves',
		'deletions',
		'said',
		'callbacks',
		'overtaken',
		'executions',
		'parallel',
		'dryRuns',
		'again',
		'requests',
		'notTaken',
		'events',
		'values',
		'wrong',
	] as const) {
		tally[key] += more[key];
	}
	for (const [code, number] of Object.entries(more.codes)) {
		tally.codes[code] = (tally.codes[code] ?? 0) + number;
	}
	for (const invariant of invariants) tally.violations[invariant] += more.violations[invariant];
	for (const excuse of EXCUSES) tally.excuses[excuse] += more.excuses[excuse];
}

export { EXCUSES, INVARIANTS, invariants };

import type { Edit, Ending, Facts, Row } from './facts';
import {
	CONSENTS,
	isConsent,
	KEYS,
	MAPPED,
	type Consent,
	type Fields,
	type Key,
	type Settings,
} from './history';

/**
 * What must hold after a history, worked out from the history alone. Nothing of `core/` is used here: the rules are
 * those that the README tells the user.
 */

export const INVARIANTS = {
	1: 'nobody ends with yes whose last word in Copernica was no',
	2: 'nobody ends with a no that no source ever said',
	3: 'an opt-out or opt-in made in Activate survives every change that does not concern consent',
	4: 'a dry run leaves no trace',
	5: 'each row leaves by exactly one output, and nothing that was not taken is reported as accepted',
	6: 'when all is quiet, Activate holds the newest value of each mapped key',
} as const;
export type Invariant = keyof typeof INVARIANTS;

export interface Violation {
	readonly invariant: Invariant;
	readonly text: string;
}

/** Why a contact may hold another value than the newest; each has its sentence in README.md. */
export const EXCUSES = [
	'repeated',
	'readAgain',
	'onItsWay',
	'sameSecond',
	'contradiction',
	'becameUnknown',
	'filtered',
	'unlisted',
	'left',
	'stillInUse',
	'sameAsLastSent',
] as const;
export type Excuse = (typeof EXCUSES)[number];

export interface Verdict {
	readonly violations: readonly Violation[];
	/** Excuses without which there would be a violation. */
	readonly excuses: readonly Excuse[];
}

/** One source says what a contact's key is. */
interface Update {
	readonly at: number;
	/** Null: the source no longer says anything. */
	readonly value: string | null;
	/** Null: it must reach Activate. Else why it may or may not. */
	readonly excuse: Excuse | null;
	/** The profile, or `Activate`. */
	readonly by: string;
	readonly edit: number | null;
	/** When every run that carries it had come to its end. */
	readonly settled: number;
	/** Filter said that the same was sent last. That is no reason for a call that proves a withdrawal. */
	readonly sameAsLast: boolean;
	/** A later row of the profile brings it, because its own was kept back. */
	readonly isLate?: boolean;
	/** It was refused in the end, and cannot be read again. */
	readonly isLost?: boolean;
	/** It opts out an address that its profile gives up. */
	readonly isGivenUp?: boolean;
}

const IN_ACTIVATE = 'Activate';

const isSuperseded = ({ endings }: Row) => endings.some(({ code }) => code === 'SUPERSEDED');

type Meaning = 'yes' | 'no' | 'unlisted' | null;

function meaning(text: string): Meaning {
	if (text === 'ja') return 'yes';
	if (text === 'nee') return 'no';
	return text === '' ? null : 'unlisted';
}

/** What a record says of a key; null = nothing. */
function valueOf(fields: Fields, key: Key): string | null {
	const text = fields[MAPPED[key]];
	if (!isConsent(key)) return text === '' ? null : text;
	const consent = meaning(text);
	return consent === 'unlisted' ? null : consent;
}

class Oracle {
	private readonly settings: Settings;

	private readonly rowsOfEdit = new Map<number, Row[]>();

	/** What a rule or an unlisted text has kept back of a profile, by profile, address and key. */
	private readonly keptBack = new Set<string>();

	constructor(private readonly facts: Facts) {
		this.settings = facts.settings;
		for (const { dryRun, rows } of facts.executions) {
			if (dryRun) continue;
			for (const row of rows) {
				if (row.edit === null) continue;
				const known = this.rowsOfEdit.get(row.edit);
				if (known === undefined) this.rowsOfEdit.set(row.edit, [row]);
				else known.push(row);
			}
		}
	}

	judge(): Verdict {
		const violations: Violation[] = [...this.judgeRows(), ...this.judgeOptIns()];
		const excuses = new Set<Excuse>();
		const updates = this.updates();
		for (const address of this.addresses()) {
			for (const key of KEYS) {
				const verdict = this.judgeKey(address, key, updates.get(`${address} ${key}`) ?? []);
				violations.push(...verdict.violations);
				for (const excuse of verdict.excuses) excuses.add(excuse);
			}
		}
		return { violations, excuses: [...excuses] };
	}

	private addresses(): Set<string> {
		return new Set([
			...this.facts.contacts.keys(),
			...this.facts.edits.flatMap(({ before, after }) =>
				[before, after].flatMap((fields) => (fields === null ? [] : [fields.Email])),
			),
		]);
	}

	// What the sources say

	/** The record of a profile after an edit, by the edit's index; null = it is not there. */
	private recordAfter(profile: string, edit: number): Fields | null {
		for (let index = edit; index >= 0; index--) {
			const made = this.facts.edits[index];
			if (made?.profile === profile) return made.after;
		}
		return null;
	}

	/** Index of the last edit until a moment; -1 = none. */
	private editAt(at: number): number {
		let last = -1;
		this.facts.edits.forEach((edit, index) => {
			if (edit.at <= at) last = index;
		});
		return last;
	}

	/** Records of other profiles with an address, at any moment between an edit and a time. */
	private othersAt(address: string, profile: string, edit: number, until: number): Fields[] {
		const profiles = new Set(this.facts.edits.map((made) => made.profile));
		profiles.delete(profile);
		const last = Math.max(edit, this.editAt(until));
		return [...profiles].flatMap((other) => {
			const records = [this.recordAfter(other, edit)];
			for (let index = edit + 1; index <= last; index++) {
				const made = this.facts.edits[index];
				if (made?.profile === other) records.push(made.after);
			}
			return records.flatMap((record) => (record?.Email === address ? [record] : []));
		});
	}

	/** What calls of other profiles say that came in the run of an edit, for an address that they have there. */
	private othersInRun(address: string, profile: string, edit: number): Fields[] {
		return (this.rowsOfEdit.get(edit) ?? [])
			.flatMap(({ execution }) => this.facts.executions[execution]?.rows ?? [])
			.flatMap(({ edit: other }) => {
				const made = other === null ? undefined : this.facts.edits[other];
				return made !== undefined && made.profile !== profile && made.after?.Email === address
					? [made.after]
					: [];
			});
	}

	/** Profiles other than one that have an address all the time between an edit and a moment, and say yes. */
	private saysYesThroughout(
		{
			address,
			profile,
			edit,
			until,
		}: { address: string; profile: string; edit: number; until: number },
		consent: Consent,
		counts: (other: string) => boolean,
	): boolean {
		const last = Math.max(edit, this.editAt(until));
		const profiles = new Set(this.facts.edits.map((made) => made.profile));
		profiles.delete(profile);
		return [...profiles].some((other) => {
			const says = (record: Fields | null) =>
				record?.Email === address && valueOf(record, consent) === 'yes';
			if (!counts(other) || !says(this.recordAfter(other, edit))) return false;
			return this.facts.edits.every(
				(made, index) =>
					made.profile !== other || index <= edit || index > last || says(made.after),
			);
		});
	}

	/**
	 * Each run of an edit shows that another profile has an address: the newest of its rows there says so. Of one that came
	 * to the address by a call of another run, a late call from before shows nothing.
	 */
	private isSeenInRun(profile: string, address: string, edit: number): boolean {
		const rows = this.rowsOfEdit.get(edit) ?? [];
		return (
			rows.length > 0 &&
			rows.every((row) => {
				const newest = Math.max(
					...this.sentBeside(row, profile).map(({ edit: other }) => other ?? -1),
				);
				return this.facts.edits[newest]?.after?.Email === address;
			})
		);
	}

	/** The rows of another profile that reached Sync in the run of a row. */
	private sentBeside({ execution }: Row, profile: string): Row[] {
		return (this.facts.executions[execution]?.rows ?? []).filter(
			({ edit, endings }) =>
				edit !== null &&
				this.facts.edits[edit]?.profile === profile &&
				endings.some(
					({ step, email }) => step === 'sync' && email === this.facts.edits[edit]?.after?.Email,
				),
		);
	}

	/** The run that brings a yes brings a no of another profile too, which wins. */
	private losesInRun(
		address: string,
		key: Key,
		{ edit, value }: Update,
		earlier: readonly Update[],
	): boolean {
		if (!isConsent(key) || value !== 'yes' || edit === null) return false;
		const [row, ...more] = this.rowsOfEdit.get(edit) ?? [];
		if (row === undefined || more.length > 0) return false;
		return earlier.some((no) => {
			if (
				no.value !== 'no' ||
				no.excuse !== null ||
				no.edit === null ||
				no.by === this.facts.edits[edit]?.profile
			)
				return false;
			if (this.facts.edits[no.edit]?.after?.Email !== address) return false;
			const all = this.rowsOfEdit.get(no.edit) ?? [];
			const beside = this.sentBeside(row, no.by);
			return all.length === 1 && beside.length === 1 && beside[0] === all[0];
		});
	}

	private settledAt(edit: number): number {
		const ends = (this.rowsOfEdit.get(edit) ?? []).map(
			({ execution }) => this.facts.executions[execution]?.until ?? Infinity,
		);
		return Math.max(this.facts.edits[edit]?.at ?? 0, ...ends, this.healedAt(edit));
	}

	/** Activate accepted what its row says of the profile itself, not just the opt-out of an address that it gave up. */
	private wasSent(edit: number): boolean {
		const address = this.facts.edits[edit]?.after?.Email;
		return (this.rowsOfEdit.get(edit) ?? []).some(({ endings }) =>
			endings.some(({ status, email }) => status === 'accepted' && email === address),
		);
	}

	/** Its row was rejected, or the later one that spoke for it. */
	private wasRejected(edit: number): boolean {
		const isRejected = ({ endings }: Row) =>
			endings.some(({ output }) => output === 'rejected' || output === 'invalid');
		return (this.rowsOfEdit.get(edit) ?? []).some(
			(row) => isRejected(row) || this.laterRowsFor(edit, row).some(isRejected),
		);
	}

	/** The later rows of its profile in a run in which a row is superseded. */
	private laterRowsFor(edit: number, row: Row): Row[] {
		if (!isSuperseded(row)) return [];
		// A call that came twice is superseded by itself.
		return this.rowsBeside(edit, row).filter(({ edit: other }) => other !== null && other >= edit);
	}

	/** A profile had an address at some time before an edit. */
	private wasAt(profile: string, address: string, edit: number): boolean {
		return this.facts.edits
			.slice(0, edit)
			.some((made) => made.profile === profile && made.after?.Email === address);
	}

	/** A profile was not at an address all the time between two moments. */
	private hasLeft(profile: string, address: string, from: number, until: number): boolean {
		return this.facts.edits.some(
			(made) =>
				made.profile === profile &&
				made.at > from &&
				made.at <= until &&
				made.after?.Email !== address,
		);
	}

	/** When the list of rejected rows had brought what a rejected row was to bring; 0 = there was nothing to do. */
	private healedAt(edit: number): number {
		const made = this.facts.edits[edit];
		if (made === undefined || this.settings.healing !== 'list' || !this.wasRejected(edit)) return 0;
		const healing = this.facts.executions.find(
			({ kind, rows }) =>
				kind === 'list' &&
				rows.some(
					({ reading, endings }) =>
						reading?.profile === made.profile &&
						reading.at > made.at &&
						endings.some(({ status }) => status === 'accepted'),
				),
		);
		return healing?.until ?? Infinity;
	}

	/** Everything that anybody says, by contact and key, in the order in which it became true. */
	private updates(): Map<string, Update[]> {
		const updates = new Map<string, Update[]>();
		const say = (address: string, key: Key, said: Update): void => {
			// With Withdrawals Only no yes of Copernica ever goes out.
			const isHeldBack =
				this.settings.consentsToSend === 'withdrawals' &&
				isConsent(key) &&
				said.value === 'yes' &&
				said.by !== IN_ACTIVATE;
			const update = isHeldBack ? { ...said, value: null } : said;
			const name = `${address} ${key}`;
			const known = updates.get(name);
			if (known === undefined) updates.set(name, [update]);
			else known.push(update);
		};
		this.facts.edits.forEach((edit, index) => this.sayEdit(edit, index, say));
		for (const { at, address, consent, value } of this.facts.said) {
			say(address, consent, {
				at,
				value,
				excuse: null,
				by: IN_ACTIVATE,
				edit: null,
				settled: at,
				sameAsLast: false,
			});
		}
		this.sayReadings(say);
		for (const list of updates.values()) list.sort((a, b) => a.at - b.at);
		return updates;
	}

	private sayEdit(
		edit: Edit,
		index: number,
		say: (address: string, key: Key, update: Update) => void,
	): void {
		const { at, profile, before, after } = edit;
		const settled = this.settledAt(index);
		const base = { at, by: profile, edit: index, settled };
		if (before !== null && before.Email !== after?.Email) {
			this.sayGivenUp(edit, index, settled, say);
		}
		if (after === null) return;
		const tells = this.settings.shape !== 'B' && !this.settings.readAgain;
		const isNewContact = before?.Email !== after.Email;
		const isSkipped = this.isSkippedAsSame(index);
		const tellsOld = (this.settings.shape === 'A-old' || this.settings.shape === 'C') && tells;
		const rowExcuse = this.excuseOfRow(index, after);
		const isHeldBack = this.isHeldBackByRule(after);
		for (const key of KEYS) {
			const value = valueOf(after, key);
			// The option needs a call that tells what changed.
			const becameNo =
				this.settings.unknownConsent === 'sendNo' &&
				isConsent(key) &&
				tells &&
				before !== null &&
				before[MAPPED[key]] !== '' &&
				after[MAPPED[key]] === '';
			const isNews = becameNo || isNewContact || before === null || valueOf(before, key) !== value;
			const isProven = tellsOld && isConsent(key) && value === 'no' && isNews && before !== null;
			const sameAsLast = isSkipped && !isProven;
			const name = `${profile} ${after.Email} ${key}`;
			if (!isNews) {
				const { consentsToSend } = this.settings;
				const isRepeated =
					!isConsent(key) ||
					!tells ||
					consentsToSend === 'all' ||
					(consentsToSend === 'withdrawals' && value === 'no');
				// The first row that passes brings what the earlier ones did not. Only old values tell that they did not.
				const isOwed = this.keptBack.has(name) && (this.settings.shape !== 'A-new' || isRepeated);
				if (
					isOwed &&
					value !== null &&
					!isHeldBack &&
					rowExcuse !== 'unlisted' &&
					rowExcuse !== 'filtered'
				) {
					this.keptBack.delete(name);
					const isElsewhere =
						!(isConsent(key) && value === 'no') && this.isSaidElsewhere(index, after.Email);
					const late = rowExcuse ?? (isElsewhere ? 'left' : null);
					say(after.Email, key, { ...base, value, excuse: late, sameAsLast, isLate: true });
					continue;
				}
				if (isRepeated && value !== null) {
					const repeated = rowExcuse === 'left' ? 'left' : 'repeated';
					say(after.Email, key, { ...base, value, excuse: repeated, sameAsLast });
				}
				continue;
			}
			// Who was there before has something to take back.
			const isStranger = isNewContact && !this.wasAt(profile, after.Email, index);
			if (value === null && isStranger && !becameNo) continue;
			const said = becameNo ? 'no' : value;
			const isWithdrawal = isConsent(key) && said === 'no';
			const isLeft =
				rowExcuse === 'left' || (!isWithdrawal && this.isSaidElsewhere(index, after.Email));
			// The profile says nothing when it is read again.
			const isReadEmpty = becameNo && this.isReadForIt(index);
			const isTied = !isWithdrawal && this.isMistakenForOlder(index, key);
			const keptBackBy = isHeldBack ? 'filtered' : rowExcuse;
			const excuse = isLeft
				? 'left'
				: isWithdrawal
					? null
					: (keptBackBy ?? (isTied ? 'sameSecond' : null));
			// A row with a no goes on, and its other consents with it.
			const wentOn = isConsent(key) && this.wasSent(index);
			// A later row brings what was kept back before it was sent, not what Activate refused.
			const isRefused = (this.rowsOfEdit.get(index) ?? []).some(({ endings }) =>
				endings.some(({ output }) => output === 'rejected'),
			);
			const isKeptBack = excuse === 'filtered' || excuse === 'unlisted';
			if (said !== null && !wentOn && !isRefused && isKeptBack) {
				this.keptBack.add(name);
			} else this.keptBack.delete(name);
			say(after.Email, key, {
				...base,
				value: said,
				excuse: said === null || isReadEmpty ? 'becameUnknown' : excuse,
				sameAsLast,
			});
		}
	}

	/** A profile leaves an address: it moves to another one, or it is deleted. */
	private sayGivenUp(
		{ at, profile, before, after }: Edit,
		index: number,
		settled: number,
		say: (address: string, key: Key, update: Update) => void,
	): void {
		const { settings } = this;
		const address = before?.Email ?? '';
		// Only calls that tell old values tell the old address.
		const tellsOld = (settings.shape === 'A-old' || settings.shape === 'C') && !settings.readAgain;
		const consents: readonly Consent[] =
			after === null
				? settings.deletedProfiles === 'optOut'
					? CONSENTS
					: []
				: tellsOld
					? settings.optOutOldAddress
					: [];
		const others = [
			...this.othersAt(address, profile, index, settled),
			...this.othersInRun(address, profile, index),
		];
		const returns = this.facts.edits.some(
			(made, later) =>
				later > index &&
				made.profile === profile &&
				made.at <= settled &&
				made.after?.Email === address,
		);
		const whyNotMoved = this.isTiedInRun(index) ? 'sameSecond' : null;
		for (const consent of consents) {
			// An earlier row of the other profile may count as its last one.
			const isKnown = (other: string) =>
				settings.lookForOthers ||
				(this.isSeenInRun(other, address, index) && !this.isTiedInRun(index, other));
			const isWanted = this.saysYesThroughout(
				{ address, profile, edit: index, until: settled },
				consent,
				isKnown,
			);
			if (isWanted) continue;
			const isOpen =
				returns ||
				(after === null
					? others.some((record) => valueOf(record, consent) === 'yes')
					: others.some((record) => valueOf(record, consent) !== 'no'));
			say(address, consent, {
				at,
				by: profile,
				edit: index,
				settled,
				value: 'no',
				excuse: isOpen ? 'stillInUse' : after === null ? null : whyNotMoved,
				sameAsLast: false,
				isGivenUp: true,
			});
		}
	}

	private sayReadings(say: (address: string, key: Key, update: Update) => void): void {
		for (const { dryRun, rows, until } of this.facts.executions) {
			if (dryRun) continue;
			for (const { reading, endings } of rows) {
				if (reading === null || reading.fields === null || reading.takenAt === null) continue;
				const isLost =
					endings.some(({ output }) => output === 'rejected') &&
					this.hasLeft(reading.profile, reading.fields.Email, reading.takenAt, Infinity);
				for (const key of KEYS) {
					const value = valueOf(reading.fields, key);
					if (value === null) continue;
					say(reading.fields.Email, key, {
						at: reading.takenAt,
						value,
						excuse: 'readAgain',
						by: reading.profile,
						edit: null,
						settled: until ?? Infinity,
						sameAsLast: false,
						isLost,
					});
				}
			}
		}
	}

	/** The rule of Filter that the user added keeps rows of such contacts back. */
	private isHeldBackByRule(record: Fields): boolean {
		const newsletter = valueOf(record, 'newsletter');
		return (
			(this.settings.noConsentRule && newsletter === 'no') ||
			(this.settings.consentUnknownRule && newsletter === null)
		);
	}

	/** Why the row of an edit may not have carried what the record said. */
	private excuseOfRow(edit: number, record: Fields): Excuse | null {
		const rows = this.rowsOfEdit.get(edit) ?? [];
		const { at = 0, profile = '' } = this.facts.edits[edit] ?? {};
		const elsewhere = ({ reading }: Row) =>
			reading !== null &&
			reading.takenAt !== null &&
			this.hasLeft(profile, record.Email, at, reading.takenAt);
		if (rows.length > 0 && rows.every(elsewhere)) return 'left';
		if (this.isReadTooLate(edit, record.Email)) return 'left';
		const isUnlisted = CONSENTS.some((consent) => meaning(record[MAPPED[consent]]) === 'unlisted');
		if (isUnlisted && this.settings.unlistedConsent === 'invalid') return 'unlisted';
		if (this.isSpokenForByKeptBack(edit, rows)) return 'filtered';
		return this.isReadAsKeptBack(rows) ?? this.isKeptBackAgain(edit);
	}

	/** Each of its rows gave way to a later one of its profile, which the rules of Filter kept back. */
	private isSpokenForByKeptBack(edit: number, rows: readonly Row[]): boolean {
		const isKeptBack = ({ endings }: Row) =>
			endings.some(({ code }) => code === 'NO_CONSENT' || code === 'CONSENT_UNKNOWN');
		return (
			rows.length > 0 &&
			rows.every((row) => {
				const last = this.laterRowsFor(edit, row).filter((other) => !isSuperseded(other));
				return last.length > 0 && last.every(isKeptBack);
			})
		);
	}

	/** The record that was read for each of the rows is kept back, and nothing reads it once more. */
	private isReadAsKeptBack(rows: readonly Row[]): Excuse | null {
		if (rows.length === 0 || rows.some(({ reading }) => reading === null)) return null;
		const isEach = (codes: readonly string[]) =>
			rows.every(({ endings }) =>
				endings.some(({ code }) => code !== null && codes.includes(code)),
			);
		if (isEach(['NO_CONSENT', 'CONSENT_UNKNOWN'])) return 'filtered';
		return this.settings.healing === 'again' && isEach(['CONSENT_VALUE_UNKNOWN'])
			? 'unlisted'
			: null;
	}

	/**
	 * An older row of the profile was taken for the newer one, because nothing tells them apart: it speaks for both, or its
	 * record says no.
	 */
	private isMistakenForOlder(edit: number, key: Key): boolean {
		const saysNo = (other: number) => {
			const after = this.facts.edits[other]?.after ?? null;
			return isConsent(key) && after !== null && valueOf(after, key) === 'no';
		};
		return (this.rowsOfEdit.get(edit) ?? []).some((row) =>
			this.rowsBeside(edit, row).some(
				({ edit: other }) =>
					other !== null &&
					other < edit &&
					(isSuperseded(row) || saysNo(other)) &&
					this.isTie(other, edit),
			),
		);
	}

	/** Rows of a profile in one run were taken in the wrong order, so that a wrong address counts as old, or as in use. */
	private isTiedInRun(edit: number, profile: string | null = null): boolean {
		const counts = (other: number) =>
			profile === null || this.facts.edits[other]?.profile === profile;
		return (this.rowsOfEdit.get(edit) ?? []).some(({ execution }) =>
			(this.facts.executions[execution]?.rows ?? []).some(
				(row) =>
					row.edit !== null &&
					counts(row.edit) &&
					this.rowsBeside(row.edit, row).some(({ edit: other }) => this.isTie(row.edit, other)),
			),
		);
	}

	/** The other rows of its profile in the run of a row. */
	private rowsBeside(edit: number, row: Row): Row[] {
		const { profile } = this.facts.edits[edit] ?? {};
		return (this.facts.executions[row.execution]?.rows ?? []).filter(
			(other) =>
				other !== row && other.edit !== null && this.facts.edits[other.edit]?.profile === profile,
		);
	}

	/** A later row of the run speaks for this one, but to the next address of the profile. */
	private isSaidElsewhere(edit: number, address: string): boolean {
		return (this.rowsOfEdit.get(edit) ?? []).some((row) =>
			this.laterRowsFor(edit, row).some(({ edit: later, reading }) => {
				const record = reading === null ? this.facts.edits[later ?? -1]?.after : reading.fields;
				return record?.Email !== address;
			}),
		);
	}

	/** The row was rejected, and when the profile was read again for it, it had left the address. */
	private isReadTooLate(edit: number, address: string): boolean {
		const made = this.facts.edits[edit];
		if (!this.wasRejected(edit) || made === undefined) return false;
		const readings = this.facts.executions
			.filter(({ dryRun }) => !dryRun)
			.flatMap(({ kind, rows }) =>
				rows.filter(
					({ edit: other, reading }) =>
						kind === 'list' ||
						other === edit ||
						(reading !== null && reading.takenAt !== null && reading.fields === null),
				),
			)
			.filter(
				({ reading }) =>
					reading !== null && reading.profile === made.profile && reading.at > made.at,
			);
		const first = readings.find(
			({ reading, endings }) =>
				reading?.fields?.Email !== address || endings.some(({ status }) => status === 'accepted'),
		)?.reading;
		if (first === undefined || first === null) return false;
		return (
			this.hasLeft(made.profile, address, made.at, first.at) || first.fields?.Email !== address
		);
	}

	/** The row was rejected, and the profile as it is read to be sent again is kept back for good. */
	private isKeptBackAgain(edit: number): Excuse | null {
		const made = this.facts.edits[edit];
		if (made === undefined) return null;
		const { readAgain, healing } = this.settings;
		const isReadAgain = readAgain && healing === 'again' && this.wasRejected(edit);
		if (!isReadAgain && this.healedAt(edit) !== Infinity) return null;
		const codes = this.facts.executions
			.filter(({ kind }) => kind === (isReadAgain ? 'again' : 'list'))
			.flatMap(({ rows }) => rows)
			.filter(({ reading }) => reading?.profile === made.profile && reading.at > made.at)
			.flatMap(({ endings }) => endings.map(({ code }) => code));
		const last = codes.at(-1) ?? null;
		if (last === 'CONSENT_VALUE_UNKNOWN') return 'unlisted';
		return last === 'NO_CONSENT' || last === 'CONSENT_UNKNOWN' ? 'filtered' : null;
	}

	/** What it said went out, or went out again, with what its profile said later. */
	private isReadForIt(edit: number | null): boolean {
		const { readAgain, healing } = this.settings;
		return edit === null || readAgain || (healing === 'list' && this.wasRejected(edit));
	}

	private isSkippedAsSame(edit: number): boolean {
		const rows = this.rowsOfEdit.get(edit) ?? [];
		return rows.some(({ endings }) => endings.some(({ code }) => code === 'SAME_AS_LAST_SENT'));
	}

	// What Activate may hold

	private judgeKey(address: string, key: Key, updates: readonly Update[]): Verdict {
		let allowed = new Map<string | null, Excuse | null>([[null, null]]);
		let before = allowed;
		let last: Update | null = null;
		updates.forEach((update, index) => {
			const earlier = updates.slice(0, index);
			const excuse = update.excuse ?? this.excuseOfSame(update, earlier);
			if (excuse === null && this.losesInRun(address, key, update, earlier)) return;
			if (update.value === null) {
				// What it said before may never have been sent. A no must be, unless its profile is read too late for that.
				const isOpen =
					last !== null &&
					last.settled > update.at &&
					(last.value !== 'no' || this.isReadForIt(last.edit));
				if (isOpen) allowed = union(before, allowed, 'becameUnknown');
				return;
			}
			if (excuse !== null) {
				allowed = union(allowed, [update.value], excuse);
				const tied = isConsent(key) ? [] : this.tiedWith(update, earlier);
				allowed = union(allowed, tied, 'sameSecond');
				const isOpen = last !== null && last.settled > update.at;
				if (isOpen && this.isLostLater(update, excuse)) allowed = union(allowed, before, 'left');
				// What was to bring it again brings this one, which is kept back.
				const isReplaced =
					excuse === 'unlisted' || excuse === 'filtered' || excuse === 'becameUnknown';
				// A no counts from its first try on, taken or not.
				const isHeldBack = excuse === 'becameUnknown' && update.value === 'no';
				// It may not be sent again either, because somebody else has the address by then.
				if (isOpen && excuse === 'stillInUse' && this.wasTried(address, key, update)) {
					allowed = union(allowed, before, excuse);
				}
				if (isOpen && isReplaced && (isHeldBack || this.isReadForIt(last?.edit ?? null))) {
					allowed = union(allowed, before, excuse);
				}
				return;
			}
			// What it said before may have been left out for the sake of a value that is emptied before it is sent.
			const wasOpen = last !== null && last.settled > update.at;
			before = wasOpen ? union(before, allowed, 'becameUnknown') : allowed;
			allowed = new Map([[update.value, null]]);
			last = update;
			for (const older of earlier) {
				if (older.value === null || older.value === update.value) continue;
				if (update.by === IN_ACTIVATE && older.settled > update.at) {
					allowed = union(allowed, [older.value], 'onItsWay');
				} else if (this.isTie(older.edit, update.edit) || this.isHeldBackByNo(older, update)) {
					allowed = union(allowed, [older.value], 'sameSecond');
					if (this.isLostLater(older, older.excuse)) allowed = union(allowed, before, 'left');
				}
			}
			// It may have been left out for the sake of a value that was replaced by an older one in its turn.
			if (!isConsent(key) && this.tiedWith(update, earlier).length > 0) {
				allowed = union(allowed, before, 'sameSecond');
			}
			allowed = union(allowed, this.saidSinceGivenBefore(update, earlier), 'becameUnknown');
			if (this.isContradicted(address, key, update, earlier)) {
				// The no counts from its first try on, even if it is refused in the end.
				allowed = union(union(allowed, ['no'], 'contradiction'), before, 'contradiction');
			}
		});
		const held = this.facts.contacts.get(address)?.get(key) ?? null;
		const excuse = allowed.get(held);
		if (excuse === null) return { violations: [], excuses: [] };
		if (excuse !== undefined) return { violations: [], excuses: [excuse] };
		const wanted = [...allowed.keys()].map((value) => value ?? 'nothing').join(' or ');
		const text = `${address}: ${key} is ${held ?? 'nothing'}, must be ${wanted}`;
		return {
			violations: [{ invariant: this.invariantOf(key, held, last, updates), text }],
			excuses: [],
		};
	}

	/**
	 * A value that may have been taken goes before an older one that is still on its way. It is refused in the end, and
	 * cannot be read again.
	 */
	private isLostLater({ edit, isLost }: Update, excuse: Excuse | null): boolean {
		return isLost === true || (excuse === 'left' && edit !== null && this.wasRejected(edit));
	}

	private invariantOf(
		key: Key,
		held: string | null,
		last: Update | null,
		updates: readonly Update[],
	): Invariant {
		if (!isConsent(key)) return 6;
		if (held === 'no' && !updates.some(({ value }) => value === 'no')) return 2;
		if (last?.by === IN_ACTIVATE) return 3;
		return held === 'yes' && last?.value === 'no' ? 1 : 6;
	}

	/** A request that brought a value of an address was tried, taken or not. */
	private wasTried(address: string, key: Key, { edit, value }: Update): boolean {
		const rows = edit === null ? [] : (this.rowsOfEdit.get(edit) ?? []);
		return this.facts.events.some(
			(event) =>
				event.address === address &&
				event.values[key] === value &&
				rows.some(({ execution }) => execution === event.execution),
		);
	}

	/** Filter may leave out what was sent last, although somebody else has spoken since. */
	private excuseOfSame(update: Update, earlier: readonly Update[]): Excuse | null {
		if (!update.sameAsLast) return null;
		if (earlier.some(({ by }) => by !== update.by)) return 'sameAsLastSent';
		return this.wasComparedMeanwhile(update) ? 'sameAsLastSent' : null;
	}

	/**
	 * A row was compared while another one of the profile was on its way, so the table was not up to date. Where calls
	 * tell what changed, Filter knows of those that it has compared before.
	 */
	private wasComparedMeanwhile({ edit, by }: Update): boolean {
		const tells = this.settings.shape !== 'B' && !this.settings.readAgain;
		const rows = edit === null ? [] : (this.rowsOfEdit.get(edit) ?? []);
		return rows.some(
			({ comparedAt, execution: own }) =>
				comparedAt !== null &&
				this.facts.executions.some(
					({ dryRun, from, until, rows: theirs }, index) =>
						!dryRun &&
						index !== own &&
						from <= comparedAt &&
						(until ?? Infinity) >= comparedAt &&
						theirs.some(({ edit: other, reading, comparedAt: otherAt }) => {
							const profile = other === null ? reading?.profile : this.facts.edits[other]?.profile;
							return profile === by && (!tells || otherAt === null || otherAt > comparedAt);
						}),
				),
		);
	}

	/** Earlier values that may count as the newer ones. */
	private tiedWith(update: Update, earlier: readonly Update[]): string[] {
		return earlier.flatMap(({ edit, value }) =>
			value !== null && this.isTie(edit, update.edit) ? [value] : [],
		);
	}

	/**
	 * The opt-out that somebody made in Activate after another profile of the address had said yes, or after this one had,
	 * if its yes was cleared and given again in a row that was kept back. The later row that brings it does not tell when
	 * it was given.
	 */
	private saidSinceGivenBefore(update: Update, earlier: readonly Update[]): string[] {
		if (update.isLate !== true || update.value !== 'yes') return [];
		const said = earlier.filter(({ by, value }) => by !== update.by && value !== null).at(-1);
		if (said?.by !== IN_ACTIVATE || said.value !== 'no') return [];
		const isGivenByOther = earlier.some(
			({ by, at, value }) =>
				by !== update.by && by !== IN_ACTIVATE && at <= said.at && value === 'yes',
		);
		if (isGivenByOther) return ['no'];
		const own = earlier.filter(({ by }) => by === update.by);
		const given = own.filter(({ at, value }) => at <= said.at && value !== null).at(-1);
		const since = own.slice(given === undefined ? own.length : own.indexOf(given));
		const isCleared = since.some(({ value }) => value === null);
		return isCleared && since.every(({ value }) => value === null || value === 'yes') ? ['no'] : [];
	}

	/** A yes that a later row brings, and a no of the same profile and second: the row does not tell which came last. */
	private isHeldBackByNo(older: Update, update: Update): boolean {
		if (update.isLate !== true || update.value !== 'yes' || older.value !== 'no') return false;
		const sentAt = ({ edit }: Update) =>
			this.facts.arrivals.find((arrival) => arrival.edit === edit)?.sentAt ?? null;
		return older.by === update.by && sentAt(older) !== null && sentAt(older) === sentAt(update);
	}

	/**
	 * Nothing tells which of two calls is the newer one: same signed second, and the older one arrived later. That a
	 * profile begins with its creation is known all the same, and ends with its deletion.
	 */
	private isTie(older: number | null, newer: number | null): boolean {
		if (older === null || newer === null || older >= newer) return false;
		const [before, after] = [this.facts.edits[older], this.facts.edits[newer]];
		const isLife = before?.before === null || after?.after === null;
		if (isLife && before?.profile === after?.profile) return false;
		const arrivalsOf = (edit: number) =>
			this.facts.arrivals.filter((arrival) => arrival.edit === edit);
		const [first] = arrivalsOf(newer);
		return (
			first !== undefined &&
			arrivalsOf(older).some(({ at, sentAt }) => at >= first.at && sentAt === first.sentAt)
		);
	}

	/** Another profile with the same address says no: then no may win. */
	private isContradicted(
		address: string,
		key: Key,
		update: Update,
		earlier: readonly Update[],
	): boolean {
		if (!isConsent(key) || update.value !== 'yes' || update.by === IN_ACTIVATE) return false;
		const edit = update.edit ?? this.editAt(update.at);
		const others = [
			...this.othersAt(address, update.by, edit, update.settled),
			...(update.edit === null ? [] : this.othersInRun(address, update.by, update.edit)),
		];
		const saysNo = others.some((record) => valueOf(record, key) === 'no');
		return (
			saysNo ||
			earlier.some(
				({ by, value, settled, isGivenUp }) =>
					(by !== update.by || (isGivenUp === true && update.isLate === true)) &&
					by !== IN_ACTIVATE &&
					value === 'no' &&
					(settled > update.at || update.isLate === true),
			)
		);
	}

	// Rows and outputs

	private judgeRows(): Violation[] {
		const violations: Violation[] = [];
		const complain = (text: string, invariant: Invariant = 5) =>
			violations.push({ invariant, text });
		for (const fault of this.facts.crashes) complain(`an execution throws ${fault}`);
		this.facts.executions.forEach(({ rows, failed, dryRun, requests }, index) => {
			if (dryRun && requests > 0) complain(`dry run ${index} made ${requests} requests`, 4);
			rows.forEach(({ endings }, item) => {
				const name = `execution ${index}, row ${item}`;
				if (failed) {
					if (endings.some(({ step }) => step === 'sync')) {
						complain(`${name} has a result although the execution failed`);
					}
					return;
				}
				const ofSync = endings.filter(({ step }) => step === 'sync');
				const mostOld = this.settings.optOutOldAddress.length > 0 ? this.addresses().size - 1 : 0;
				// A row that ends before Sync may still opt out the address that its profile has left.
				const isSkippedByFilter = ({ step, output }: Ending) =>
					step === 'filter' && output === 'skipped';
				const isInvalid = endings.some(({ step }) => step === 'normalise');
				const others =
					endings.length -
					ofSync.length -
					// What goes on of an invalid row may be skipped in its turn.
					(isInvalid ? endings.filter(isSkippedByFilter).length : 0);
				const isRight =
					others === 0
						? ofSync.length >= 1 && ofSync.length <= 1 + mostOld
						: others === 1 && ofSync.length <= Math.max(1, mostOld);
				if (!isRight) {
					complain(`${name} has ${endings.length} results: ${JSON.stringify(endings)}`);
				}
				const [main, ...old] = ofSync;
				const isOldTaken = others === 0 && old.some(({ status }) => status === 'accepted');
				if (isOldTaken && main?.output === 'rejected') {
					complain(`${name} opted out the old address before the new one was taken`, 2);
				}
				for (const { status, payload, code, fingerprint } of ofSync) {
					if (dryRun && (status === 'accepted' || fingerprint !== null)) {
						complain(`${name} of a dry run can be remembered as sent (${code ?? status})`, 4);
					}
					if (status !== 'accepted') continue;
					const text = payload === null ? null : textOf(payload);
					const isTaken = this.facts.events.some(
						(event) => event.execution === index && event.taken && textOf(event.raw) === text,
					);
					if (!isTaken) complain(`${name} is reported as accepted, but Activate never took it`);
				}
			});
		});
		return violations;
	}

	/** An opt-in event may start a journey, so it must not come once a newer no has arrived. */
	private judgeOptIns(): Violation[] {
		const { events, executions } = this.facts;
		const editsOf = (execution: number, address: string) =>
			(executions[execution]?.rows ?? []).flatMap(({ edit, reading }) => {
				const after = edit === null ? null : this.facts.edits[edit]?.after;
				if (reading !== null) return [null];
				return edit !== null && after?.Email === address ? [edit] : [];
			});
		return events.flatMap((optIn, index): Violation[] => {
			if (optIn.name !== 'EmailOptIn' || !optIn.taken) return [];
			const own = editsOf(optIn.execution, optIn.address);
			const newest = own.includes(null) ? null : Math.max(...own.map((edit) => edit ?? 0));
			if (newest === null || !Number.isFinite(newest)) return [];
			const withdrawn = events.slice(0, index).some((event) => {
				// A no counts from its first try on, taken or not.
				if (event.address !== optIn.address) return false;
				if (event.values.newsletter !== 'no' || event.execution === optIn.execution) return false;
				const theirs = editsOf(event.execution, event.address);
				if (theirs.length !== 1) return false;
				const [edit] = theirs;
				const newer = edit === undefined || edit === null ? null : edit;
				if (newer === null || newer <= newest) return false;
				return !own.some((older) => this.isTie(older, newer));
			});
			return withdrawn
				? [
						{
							invariant: 1,
							text: `${optIn.address} was opted in by an event after a newer no had arrived`,
						},
					]
				: [];
		});
	}
}

function union(
	known: ReadonlyMap<string | null, Excuse | null>,
	more: Iterable<string | null> | ReadonlyMap<string | null, Excuse | null>,
	excuse: Excuse,
): Map<string | null, Excuse | null> {
	const result = new Map(known);
	const values = more instanceof Map ? more.keys() : more;
	for (const value of values) if (!result.has(value)) result.set(value, excuse);
	return result;
}

/** Same keys and values, same text, whatever the order of the keys. */
function textOf(values: Readonly<Record<string, unknown>>): string {
	return JSON.stringify(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function judge(facts: Facts): Verdict {
	return new Oracle(facts).judge();
}

/** A history must end the same way with its dry runs and without them. */
export function judgeDryRuns(withThem: Facts, without: Facts): Violation[] {
	const state = (facts: Facts) =>
		JSON.stringify({
			contacts: [...facts.contacts].map(([address, values]) => [address, [...values]]),
			lastSent: [...facts.lastSent],
			listed: facts.listed,
			taken: facts.events.filter(({ taken }) => taken).map(({ at, raw }) => [at, raw]),
		});
	return state(withThem) === state(without)
		? []
		: [{ invariant: 4, text: 'the history ends otherwise without its dry runs' }];
}

import type { Change } from '../contracts/change';
import { fingerprintOf } from '../contracts/fingerprint';
import type {
	ActivateValues,
	Consents,
	Note,
	PreparedProfile,
	Source,
} from '../contracts/preparedProfile';
import { INVALID_CODES, reasonOf, type InvalidCode, type NoteCode } from './codes';
import { fixedValuesOf } from './fixedValues';
import { compilePlan, noteOf, type Plan } from './plan';
import type { NormaliseSettings } from './settings';
import { ChangeReader, type FieldSource } from './source';
import { hashEmail, normaliseEmail } from './values/email';
import type { ValueContext, ValueOutcome } from './values/outcome';

/** A change that could not be prepared. */
export interface InvalidChange {
	readonly code: InvalidCode;
	/** Copernica field to look at (or the Activate key where none is mapped). */
	readonly field: string;
	readonly reason: string;
	readonly source: Source;
}

export type NormaliseOutcome =
	| { readonly ok: true; readonly prepared: PreparedProfile }
	| { readonly ok: false; readonly invalid: InvalidChange };

/** Date codes that the user may want to see as a refusal instead of a note. */
const DATE_CODES = [
	'DATE_UNREADABLE',
	'DATE_AMBIGUOUS',
	'DATE_IMPOSSIBLE',
	'BIRTHDATE_IMPOSSIBLE',
	'BIRTHDATE_FUTURE',
] as const satisfies ReadonlyArray<NoteCode & InvalidCode>;

/** The identity of a change, without its values. */
function sourceOf(change: Change): Source {
	return {
		entity: change.entity,
		profileId: change.profileId,
		subprofileId: change.subprofileId,
		databaseId: change.databaseId,
		collectionId: change.collectionId,
		change: change.change,
		changeKey: change.changeKey,
		receivedAt: change.receivedAt,
		order: change.order,
		sentAt: change.sentAt,
	};
}

function sameOutcome(a: ValueOutcome, b: ValueOutcome): boolean {
	if (a.state === 'value' && b.state === 'value') return a.value === b.value;
	return a.state === 'empty' && b.state === 'empty';
}

/** Collects what is known of one change while its fields are read. */
class Preparation {
	readonly profile: ActivateValues = {};
	/** What the record says, whether it is sent or not. */
	readonly consents: Consents = {};
	readonly notes: Note[];
	private readonly changed: string[] = [];
	private readonly previous: ActivateValues = {};
	private changedUnknown: boolean;

	constructor(
		private readonly change: Change,
		readonly reader: ChangeReader,
		notes: readonly Note[],
	) {
		this.notes = [...notes];
		this.changedUnknown = !reader.tellsChanged;
	}

	note(code: NoteCode, key: string, source: FieldSource): void {
		this.notes.push(noteOf(code, key, source.text));
	}

	/** Copernica tells changes of fields only; what an interest was before stays unknown. */
	changeIsUnknown(): void {
		this.changedUnknown = true;
	}

	/**
	 * Compares a key's value with the one before. Two spellings of one value ("Ja", "ja ") are no change.
	 *
	 * @param now the value after the change; undefined where the change does not bring it
	 * @param read brings a text of this field into Activate's form
	 */
	compare(
		key: string,
		source: FieldSource,
		now: ValueOutcome | undefined,
		read: (text: string) => ValueOutcome,
	): void {
		const { reader } = this;
		if (reader.tellsChanged && !reader.isChanged(source)) return;
		const text = reader.before(source);
		const before = text === undefined ? undefined : read(text);
		if (before !== undefined && now !== undefined && sameOutcome(before, now)) return;
		if (reader.tellsChanged) this.changed.push(key);
		if (before?.state === 'value') this.previous[key] = before.value;
		// Told and empty is not the same as not told: it proves that there was no consent.
		else if (before?.state === 'empty') this.previous[key] = '';
	}

	finish(): NormaliseOutcome {
		return {
			ok: true,
			prepared: {
				profile: this.profile,
				consents: this.consents,
				subscribedElsewhere: [],
				changed: this.changedUnknown ? null : this.changed,
				previous: this.change.previous === null ? null : this.previous,
				source: sourceOf(this.change),
				fingerprint: fingerprintOf(this),
				notes: this.notes,
			},
		};
	}
}

function refuse(
	change: Change,
	code: InvalidCode,
	key: string,
	from: string | null,
): NormaliseOutcome {
	return {
		ok: false,
		invalid: {
			code,
			field: from ?? key,
			reason: reasonOf(INVALID_CODES[code], key, from),
			source: sourceOf(change),
		},
	};
}

/** As {@link ValueOutcome}, of a consent. */
type ConsentValueOutcome =
	| { state: 'value'; value: 'yes' | 'no' }
	| { state: 'empty' }
	| { state: 'unusable'; code: 'CONSENT_VALUE_UNKNOWN' };

type EmailFault = 'EMAIL_MISSING' | 'EMAIL_MISSING_ADD_PROFILE' | 'EMAIL_INVALID';

/**
 * Compiles the settings of Normalise once for many changes.
 *
 * @param settings read with {@link readNormaliseSettings}
 * @returns a pure function from a change to a prepared profile, or to the code, field and reason why there is none.
 *   It never throws and never invents a value: what cannot be used is left out and listed under `notes`.
 */
export function compileNormaliser(
	settings: NormaliseSettings,
): (change: Change) => NormaliseOutcome {
	const planFor = compilePlan(settings);
	const fixed = fixedValuesOf(settings);
	const fixedCountry = typeof fixed.country === 'string' ? fixed.country : null;

	const readEmail = (text: string): ValueOutcome => {
		const email = normaliseEmail(text);
		if (email.state === 'empty') return { state: 'empty' };
		if (email.state === 'invalid') return { state: 'unusable', code: 'EMAIL_INVALID' };
		return { state: 'value', value: settings.hashEmail ? hashEmail(email.value) : email.value };
	};

	/** Puts the address into the profile, or says what is wrong with it. */
	function takeEmail(row: Preparation, change: Change, plan: Plan): EmailFault | null {
		const text = plan.email === null ? undefined : row.reader.find(plan.email);
		const outcome = text === undefined ? undefined : readEmail(text);
		if (plan.email !== null) row.compare('email', plan.email, outcome, readEmail);
		if (outcome?.state === 'value') {
			row.profile.email = outcome.value;
			return null;
		}
		if (outcome?.state === 'unusable') return 'EMAIL_INVALID';
		return change.entity === 'subprofile' && change.profileFields === null
			? 'EMAIL_MISSING_ADD_PROFILE'
			: 'EMAIL_MISSING';
	}

	/** Reads the mapped values; gives the refusal where a date cannot be used and the user wants to know. */
	function takeValues(row: Preparation, change: Change, plan: Plan): NormaliseOutcome | null {
		let phoneCountry = fixedCountry ?? settings.phoneCountry;
		for (const { key, source, normalise, neverEmpty } of plan.values) {
			const context: ValueContext = { receivedAt: change.receivedAt, phoneCountry };
			const read = (text: string) => normalise(text, context);
			const text = row.reader.find(source);
			const outcome = text === undefined ? undefined : read(text);
			if (source.scope === 'interest' && text !== undefined) row.changeIsUnknown();
			row.compare(key, source, outcome, read);
			if (outcome === undefined) row.note('FIELD_MISSING', key, source);
			else if (outcome.state === 'value') {
				row.profile[key] = outcome.value;
				if (outcome.note !== undefined) row.note(outcome.note, key, source);
				if (key === 'country') phoneCountry = String(outcome.value);
			} else if (outcome.state === 'empty') {
				if (settings.emptyValues === 'send' && !neverEmpty) row.profile[key] = '';
			} else {
				const { code } = outcome;
				const dateCode = DATE_CODES.find((known) => known === code);
				if (dateCode !== undefined && settings.unusableDates === 'invalid') {
					return refuse(change, dateCode, key, source.text);
				}
				row.note(code, key, source);
			}
		}
		return null;
	}

	/** Reads the consents; a text without a meaning is refused or left out, never guessed. */
	function takeConsents(row: Preparation, change: Change, plan: Plan): NormaliseOutcome | null {
		for (const { key, source, read } of plan.consents) {
			const isInterest = source.scope === 'interest';
			const asOutcome = (text: string): ConsentValueOutcome => {
				const consent = isInterest ? text : read(text);
				if (consent === 'yes' || consent === 'no') return { state: 'value', value: consent };
				return consent === 'unknown'
					? { state: 'empty' }
					: { state: 'unusable', code: 'CONSENT_VALUE_UNKNOWN' };
			};
			const text = row.reader.find(source);
			const outcome = text === undefined ? undefined : asOutcome(text);
			if (isInterest && text !== undefined) row.changeIsUnknown();
			row.compare(key, source, outcome, asOutcome);
			if (outcome === undefined) row.note('FIELD_MISSING', key, source);
			else if (outcome.state === 'value') {
				row.consents[key] = outcome.value;
				row.profile[key] = outcome.value;
			} else if (outcome.state === 'unusable') {
				if (settings.unlistedConsent === 'invalid') {
					return refuse(change, 'CONSENT_VALUE_UNKNOWN', key, source.text);
				}
				row.note('CONSENT_VALUE_UNKNOWN', key, source);
			}
		}
		return null;
	}

	/** A deleted profile withdraws the mapped consents and says nothing else about the contact. */
	function optOut(change: Change, plan: Plan): NormaliseOutcome {
		if (plan.consents.length === 0) {
			return refuse(change, 'DELETED_WITHOUT_CONSENT', 'newsletter', null);
		}
		const reader = new ChangeReader({ ...change, changed: null, previous: null });
		const row = new Preparation(change, reader, []);
		const fault = takeEmail(row, change, plan);
		const userId = plan.values.find(({ key }) => key === 'userid');
		const id = userId === undefined ? '' : (reader.find(userId.source) ?? '').trim();
		if (id !== '') row.profile.userid = id;
		if (fault !== null) {
			if (settings.matchOn === 'email' || id === '') {
				return refuse(change, fault, 'email', plan.email?.text ?? null);
			}
			row.notes.push(noteOf(asNote(fault), 'email', plan.email?.text ?? null));
		}
		for (const { key } of plan.consents) {
			row.consents[key] = 'no';
			row.profile[key] = 'no';
		}
		const outcome = row.finish();
		if (!outcome.ok) return outcome;
		const changed = plan.consents.map(({ key }) => key);
		return { ok: true, prepared: { ...outcome.prepared, changed, previous: null } };
	}

	return (change) => {
		if (change.change === 'delete') {
			if (change.entity === 'subprofile') {
				return refuse(change, 'SUBPROFILE_DELETED', 'subprofile', null);
			}
			return settings.deletedProfiles === 'skip'
				? refuse(change, 'DELETED', 'profile', null)
				: optOut(change, planFor(change));
		}
		const plan = planFor(change);
		const row = new Preparation(change, new ChangeReader(change), plan.notes);
		Object.assign(row.profile, fixed);
		const fault = takeEmail(row, change, plan);
		if (fault !== null && settings.matchOn === 'email') {
			return refuse(change, fault, 'email', plan.email?.text ?? null);
		}
		const refusal = takeValues(row, change, plan) ?? takeConsents(row, change, plan);
		if (refusal !== null) return refusal;
		if (fault !== null) {
			if (row.profile.userid === undefined) {
				return refuse(change, fault, 'email', plan.email?.text ?? null);
			}
			row.notes.push(noteOf(asNote(fault), 'email', plan.email?.text ?? null));
		}
		return row.finish();
	};
}

/** The note for a contact that is matched on its user ID although its address cannot be used. */
function asNote(fault: EmailFault): NoteCode {
	return fault === 'EMAIL_INVALID' ? 'EMAIL_INVALID' : 'EMAIL_MISSING';
}

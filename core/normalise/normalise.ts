import type { Change } from '../contracts/change';
import { fingerprintOf } from '../contracts/fingerprint';
import { onlyGivenUp } from '../contracts/givenUp';
import { orderOfTime } from '../contracts/order';
import {
	CONSENT_KEYS,
	type ActivateValues,
	type ConsentKey,
	type Consents,
	type Note,
	type PreparedProfile,
	type Restated,
	type Source,
} from '../contracts/preparedProfile';
import { INVALID_CODES, normaliseReason, type InvalidCode, type NoteCode } from './codes';
import { fixedValuesOf } from './fixedValues';
import { otherProfilesOf } from './otherProfiles';
import { compilePlan, noteOf, type ConsentEntry, type Plan, type ValueEntry } from './plan';
import type { ConsentOutcome } from './consent';
import type { NormaliseSettings } from './settings';
import { ChangeReader, type SourceField } from './source';
import { hashEmail, normaliseEmail } from './values/email';
import { HiddenAddresses } from './values/hiddenAddresses';
import { unusable, usable, type ValueContext, type ValueOutcome } from './values/outcome';

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
	| {
			readonly ok: false;
			readonly invalid: InvalidChange;
			/** The address that the profile has left all the same, as a row of its own. */
			readonly givenUp?: PreparedProfile;
	  };

/** What is a refusal for one user and a note for another. */
type RefusableCode = NoteCode & InvalidCode;

/** Date codes that the user may want to see as a refusal instead of a note. */
const DATE_CODES = [
	'DATE_UNREADABLE',
	'DATE_AMBIGUOUS',
	'DATE_IMPOSSIBLE',
	'BIRTHDATE_IMPOSSIBLE',
	'BIRTHDATE_FUTURE',
] as const satisfies readonly RefusableCode[];

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
		...(change.speaksForCreation === undefined ? {} : { speaksForCreation: true }),
	};
}

/** As {@link ValueOutcome}, of a consent. */
type ConsentValueOutcome =
	| { state: 'value'; value: 'yes' | 'no' }
	| { state: 'empty'; note?: 'CONSENT_DATE_FUTURE' }
	| { state: 'unusable'; code: 'CONSENT_VALUE_UNKNOWN' };

const NOT_EXACT = { state: 'unusable', code: 'NUMBER_NOT_EXACT' } as const;

const CONSENT_OUTCOMES: Readonly<Record<ConsentOutcome, ConsentValueOutcome>> = {
	yes: { state: 'value', value: 'yes' },
	no: { state: 'value', value: 'no' },
	unknown: { state: 'empty' },
	future: { state: 'empty', note: 'CONSENT_DATE_FUTURE' },
	unlisted: { state: 'unusable', code: 'CONSENT_VALUE_UNKNOWN' },
};

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
	/** What the profile has or had as its address, where that is hashed. */
	readonly hidden = new HiddenAddresses();
	subscribedElsewhere: ConsentKey[] = [];
	/** Consents that are sent for no other reason than that the change before was not. */
	readonly restated: Restated = {};
	private readonly changed: string[] = [];
	/** Keys with values that are newer than the change. */
	private readonly readLater = new Set<string>();
	private readonly previous: ActivateValues = {};
	private changedUnknown: boolean;
	private firstRefusal: NormaliseOutcome | null = null;
	private wasRefused = false;
	private isRefused = false;

	constructor(
		private readonly change: Change,
		private readonly reader: ChangeReader,
		notes: readonly Note[],
		/** What refuses a change where it stands in place of a value. */
		private readonly refusing: ReadonlySet<string>,
	) {
		this.notes = [...notes];
		this.changedUnknown = !reader.tellsChanged;
	}

	note(code: NoteCode, key: string, source: SourceField): void {
		this.notes.push(noteOf(code, key, source.text));
	}

	/** Leaves a value out and refuses the change for it, unless the change withdraws a consent. */
	reject(code: RefusableCode, key: string, source: SourceField): void {
		this.note(code, key, source);
		this.isRefused = true;
		this.firstRefusal ??= refuse(this.change, code, key, source.text);
	}

	/**
	 * Why the change cannot be prepared. A withdrawal is never held back by another value of its row: such a row goes
	 * on without that value.
	 */
	get refusal(): NormaliseOutcome | null {
		const withdraws = CONSENT_KEYS.some((consent) => this.profile[consent] === 'no');
		return withdraws ? null : this.firstRefusal;
	}

	/**
	 * Reads a field as it is after the change, and compares it with what it was.
	 *
	 * @param isRenewed whether a text says anew what another one said before
	 */
	read<Outcome extends ValueOutcome>(
		key: string,
		source: SourceField,
		read: (text: string) => Outcome,
		isRenewed: (before: string, now: string) => boolean = () => false,
	): Outcome | typeof NOT_EXACT | undefined {
		const text = this.reader.find(source);
		if (this.reader.isReadLater(source)) this.readLater.add(key);
		const unread = this.reader.isUnreadable(source) ? NOT_EXACT : undefined;
		const now = text === undefined ? unread : read(text);
		// Copernica tells changes of fields only; what an interest was before stays unknown.
		if (source.scope === 'interest' && text !== undefined) this.changedUnknown = true;
		const isRenewal = (before: string) => text !== undefined && isRenewed(before, text);
		this.compare(key, source, now, read, isRenewal);
		return now;
	}

	/**
	 * Compares a key's value with the one before. Two spellings of one value ("Ja", "ja ") are no change; a value that
	 * was another one did change, whether the change names its field or not.
	 */
	private compare(
		key: string,
		source: SourceField,
		now: ValueOutcome | undefined,
		read: (text: string) => ValueOutcome,
		isRenewal: (before: string) => boolean,
	): void {
		const { reader } = this;
		const text = reader.before(source);
		const before = text === undefined ? undefined : read(text);
		const isAgain = text !== undefined && isRenewal(text);
		if (before?.state === 'unusable' && this.refusing.has(before.code)) this.wasRefused = true;
		const comparable = before !== undefined && now !== undefined;
		if (reader.tellsChanged && !reader.isChanged(source) && !comparable) return;
		if (comparable && sameOutcome(before, now) && !isAgain) return;
		if (reader.tellsChanged) this.changed.push(key);
		if (before?.state === 'value') this.previous[key] = before.value;
		// Told and empty is not the same as not told: it proves that there was no consent.
		else if (before?.state === 'empty') this.previous[key] = '';
	}

	/**
	 * Whether Activate may not know a consent yet: it changed, or nobody told that it did not, or it belongs to what is
	 * a new contact there, or the change before could not be prepared because of a value that this one replaces. One that
	 * only goes on for what it withdraws makes up for no yes: the next one that can be read does.
	 */
	isNews(consent: ConsentEntry, value: 'yes' | 'no'): boolean {
		return this.isOwnNews(consent) || (this.wasRefused && !(this.isRefused && value === 'yes'));
	}

	/** Takes note that the change will be refused, before it is known what else it says. */
	expectRefusal(): void {
		this.isRefused = true;
	}

	/** Whether it is news by what the change itself tells. */
	isOwnNews({ key, source }: ConsentEntry): boolean {
		return (
			this.change.change !== 'update' ||
			!this.reader.tellsChangeOf(source) ||
			[key, 'email', 'userid'].some((each) => this.changed.includes(each))
		);
	}

	/** Whether a consent came as `true` or `false`, and not as a number. */
	isBoolean({ source }: ConsentEntry): boolean {
		return this.reader.isBoolean(source);
	}

	/** Whether the change tells that a consent, which is empty now, held something before. */
	becameEmpty(key: ConsentKey): boolean {
		return this.change.change === 'update' && this.changed.includes(key);
	}

	/** The keys that are sent, or may be handed on, with values that were read later. */
	private readLaterKeys(): Pick<Source, 'readLater'> {
		const { profileReadAt } = this.change;
		if (profileReadAt === undefined) return {};
		const known = { ...this.consents, ...this.profile };
		const keys = [...this.readLater].filter((key) => Object.hasOwn(known, key));
		return keys.length === 0 ? {} : { readLater: { keys, order: orderOfTime(profileReadAt) } };
	}

	finish(): PreparedProfile {
		return {
			profile: this.profile,
			consents: this.consents,
			subscribedElsewhere: this.subscribedElsewhere,
			...(Object.keys(this.restated).length === 0 ? {} : { restated: this.restated }),
			changed: this.changedUnknown ? null : this.changed,
			previous: this.change.previous === null ? null : this.previous,
			source: { ...sourceOf(this.change), ...this.readLaterKeys() },
			fingerprint: fingerprintOf(this),
			notes: this.notes,
		};
	}
}

/** Why a consent that the record knows is not sent; null = it is sent. */
const WHY_NOT_SENT: Record<
	NormaliseSettings['consentsToSend'],
	(row: Preparation, consent: ConsentEntry, value: 'yes' | 'no') => NoteCode | null
> = {
	all: () => null,
	changed: (row, consent, value) => (row.isNews(consent, value) ? null : 'CONSENT_UNCHANGED'),
	withdrawals: (_row, _consent, value) => (value === 'no' ? null : 'CONSENT_YES_NOT_SENT'),
};

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
			reason: normaliseReason(INVALID_CODES[code], key, from),
			source: sourceOf(change),
		},
	};
}

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

	const readEmail = (text: string, hidden: HiddenAddresses): ValueOutcome => {
		const email = normaliseEmail(text);
		if (email.state === 'empty') return { state: 'empty' };
		if (email.state === 'invalid') return { state: 'unusable', code: 'EMAIL_INVALID' };
		if (!settings.hashEmail) return { state: 'value', value: email.value };
		hidden.add(email.value);
		return { state: 'value', value: hashEmail(email.value) };
	};

	/** Puts the address into the profile, or says what is wrong with it. */
	function takeEmail(row: Preparation, change: Change, plan: Plan): EmailFault | null {
		const outcome =
			plan.email === null
				? undefined
				: row.read('email', plan.email, (text) => readEmail(text, row.hidden));
		if (outcome?.state === 'value') {
			row.profile.email = outcome.value;
			return null;
		}
		if (outcome?.state === 'unusable') return 'EMAIL_INVALID';
		return change.entity === 'subprofile' && change.profileFields === null
			? 'EMAIL_MISSING_ADD_PROFILE'
			: 'EMAIL_MISSING';
	}

	/** What refuses the change where it stands in place of a value; other codes are notes. */
	const refusingDates: readonly RefusableCode[] =
		settings.unusableDates === 'invalid' ? DATE_CODES : [];
	const refusing = new Set<string>([
		...refusingDates,
		...(settings.unlistedConsent === 'invalid' ? ['CONSENT_VALUE_UNKNOWN'] : []),
	]);

	/**
	 * Keeps a value from giving away the address that is hashed. Another address is sent where the user chose its field, and
	 * an ID always: without it the contact might be taken for another one.
	 */
	function withoutAddress(
		{ hidden }: Preparation,
		{ byHand, neverEmpty }: ValueEntry,
		outcome: ValueOutcome,
	): ValueOutcome {
		if (!settings.hashEmail || outcome.state !== 'value') return outcome;
		const found = hidden.foundIn(outcome.value);
		if (found === null) return outcome;
		const isSent = neverEmpty || (byHand && found === 'another');
		return isSent ? usable(outcome.value, 'ADDRESS_IN_PLAIN') : unusable('ADDRESS_LEFT_OUT');
	}

	/** Gives the contact what everybody gets; an expression may have put the address of the contact there. */
	function takeFixedValues(row: Preparation): void {
		for (const [key, value] of Object.entries(fixed)) {
			if (!settings.hashEmail || row.hidden.foundIn(value) !== 'hidden') row.profile[key] = value;
			else row.notes.push(noteOf('ADDRESS_LEFT_OUT', key, null));
		}
	}

	/** Reads one mapped value; what cannot be used is left out with a note. */
	function takeValue(row: Preparation, entry: ValueEntry, context: ValueContext): void {
		const { key, source, normalise, neverEmpty } = entry;
		const outcome = row.read(key, source, (text) =>
			withoutAddress(row, entry, normalise(text, context)),
		);
		if (outcome === undefined) row.note('FIELD_MISSING', key, source);
		else if (outcome.state === 'value') {
			row.profile[key] = outcome.value;
			if (outcome.note !== undefined) row.note(outcome.note, key, source);
		} else if (outcome.state === 'empty') {
			if (settings.emptyValues === 'send' && !neverEmpty) row.profile[key] = '';
		} else {
			const code = refusingDates.find((known) => known === outcome.code);
			// Without its ID the contact might be taken for another one.
			if (outcome.code === 'NUMBER_NOT_EXACT' && neverEmpty) row.reject(outcome.code, key, source);
			else if (code !== undefined) row.reject(code, key, source);
			else row.note(outcome.code, key, source);
		}
	}

	function takeValues(row: Preparation, { receivedAt }: Change, plan: Plan): void {
		let phoneCountry = fixedCountry ?? settings.phoneCountry;
		for (const entry of plan.values) {
			takeValue(row, entry, { receivedAt, phoneCountry });
			// The plan has the country first.
			const { country } = row.profile;
			if (entry.key === 'country' && country !== undefined && country !== '') {
				phoneCountry = String(country);
			}
		}
	}

	const whyNotSent = WHY_NOT_SENT[settings.consentsToSend];

	/** Keeps what the record says of a consent, and sends it where it is to be sent. */
	function keepConsent(row: Preparation, consent: ConsentEntry, value: 'yes' | 'no'): void {
		const { key, source } = consent;
		row.consents[key] = value;
		const code = whyNotSent(row, consent, value);
		if (code !== null) return row.note(code, key, source);
		row.profile[key] = value;
		const isRestated = settings.consentsToSend === 'changed' && !row.isOwnNews(consent);
		if (isRestated) row.restated[key] = null;
	}

	/** All of them are read before any is sent: one alone can show that the others have not been sent yet either. */
	function takeConsents(row: Preparation, { receivedAt }: Change, plan: Plan): void {
		const outcomes = plan.consents.map((consent) =>
			row.read(
				consent.key,
				consent.source,
				(text) =>
					CONSENT_OUTCOMES[consent.read(text, { receivedAt, isBoolean: row.isBoolean(consent) })],
				consent.isGivenAgain,
			),
		);
		const isUnlisted = outcomes.some((outcome) => outcome?.state === 'unusable');
		if (isUnlisted && settings.unlistedConsent === 'invalid') row.expectRefusal();
		plan.consents.forEach((consent, index) => takeConsent(row, consent, outcomes[index]));
	}

	/** Sends or keeps one consent; a text without a meaning is refused or left out, never guessed. */
	function takeConsent(
		row: Preparation,
		consent: ConsentEntry,
		outcome: ConsentValueOutcome | typeof NOT_EXACT | undefined,
	): void {
		const { key, source } = consent;
		if (outcome === undefined) row.note('FIELD_MISSING', key, source);
		else if (outcome.state === 'value') keepConsent(row, consent, outcome.value);
		else if (outcome.state === 'empty') {
			if (outcome.note !== undefined) row.note(outcome.note, key, source);
			if (!row.becameEmpty(key)) return;
			row.note('CONSENT_BECAME_UNKNOWN', key, source);
			if (settings.unknownConsent === 'sendNo') keepConsent(row, consent, 'no');
		} else if (settings.unlistedConsent === 'invalid') row.reject(outcome.code, key, source);
		else row.note(outcome.code, key, source);
	}

	/**
	 * A deleted profile withdraws the mapped consents and says nothing else about the contact. A person who says yes in
	 * another profile with the same address did not withdraw; but a text that cannot be read there is no yes, and does
	 * not stand in the way of a withdrawal.
	 */
	function optOut(change: Change, plan: Plan): NormaliseOutcome {
		if (plan.consents.length === 0) {
			return refuse(change, 'DELETED_WITHOUT_CONSENT', 'newsletter', null);
		}
		const reader = new ChangeReader({ ...change, changed: null, previous: null });
		const row = new Preparation(change, reader, [], refusing);
		const fault = takeEmail(row, change, plan);
		const userId = plan.values.find(({ key }) => key === 'userid');
		if (userId !== undefined) {
			takeValue(row, userId, { receivedAt: change.receivedAt, phoneCountry: null });
		}
		if (fault !== null) {
			if (settings.matchOn === 'email' || row.profile.userid === undefined) {
				return refuse(change, fault, 'email', plan.email?.text ?? null);
			}
			row.notes.push(noteOf(asNote(fault), 'email', plan.email?.text ?? null));
		}
		const othersSay = otherProfilesOf(change);
		const withdrawn: ConsentKey[] = [];
		for (const consent of plan.consents) {
			const { key, source } = consent;
			const says = othersSay(consent);
			if (says === 'yes') {
				row.subscribedElsewhere.push(key);
				row.note('OTHER_PROFILE_SUBSCRIBED', key, source);
				continue;
			}
			if (says === 'unreadable') row.note('OTHER_PROFILE_UNREADABLE', key, source);
			withdrawn.push(key);
			row.consents[key] = 'no';
			row.profile[key] = 'no';
		}
		return withdrawn.length === 0
			? refuse(change, 'DELETED_OTHER_PROFILE', 'profile', null)
			: { ok: true, prepared: { ...row.finish(), changed: withdrawn, previous: null } };
	}

	/** A change that cannot be prepared, and the address that it gives up nevertheless. */
	function withGivenUp(
		refused: NormaliseOutcome,
		row: Preparation,
		change: Change,
		plan: Plan,
	): NormaliseOutcome {
		if (refused.ok) return refused;
		const { code, field, reason } = refused.invalid;
		row.subscribedElsewhere = subscribedElsewhere(change, plan);
		const givenUp = onlyGivenUp(row.finish(), { field: 'email', from: field, code, reason });
		return givenUp === null ? refused : { ...refused, givenUp };
	}

	/** Consents that keep an address from being opted out, because another profile has it. */
	function subscribedElsewhere(change: Change, plan: Plan): ConsentKey[] {
		if (change.otherProfiles === null) return [];
		const othersSay = otherProfilesOf(change);
		// Nobody withdraws anything by changing an address, so what cannot be read counts as a yes here.
		return plan.consents.filter((consent) => othersSay(consent) !== 'notYes').map(({ key }) => key);
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
		const row = new Preparation(change, new ChangeReader(change), plan.notes, refusing);
		const fault = takeEmail(row, change, plan);
		takeFixedValues(row);
		takeValues(row, change, plan);
		takeConsents(row, change, plan);
		const isKnown = settings.matchOn === 'emailOrUserId' && row.profile.userid !== undefined;
		const refused =
			fault !== null && (settings.matchOn === 'email' || (row.refusal === null && !isKnown))
				? refuse(change, fault, 'email', plan.email?.text ?? null)
				: row.refusal;
		if (refused !== null) return withGivenUp(refused, row, change, plan);
		if (fault !== null) {
			row.notes.push(noteOf(asNote(fault), 'email', plan.email?.text ?? null));
		}
		row.subscribedElsewhere = subscribedElsewhere(change, plan);
		return { ok: true, prepared: row.finish() };
	};
}

/** The note for a contact that is matched on its user ID although its address cannot be used. */
function asNote(fault: EmailFault): NoteCode {
	return fault === 'EMAIL_INVALID' ? 'EMAIL_INVALID' : 'EMAIL_MISSING';
}

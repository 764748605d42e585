import { CONSENT_KEYS, type ConsentKey, type Consents } from '../contracts/preparedProfile';
import { isSameVoice, type Speaker } from './speaker';

/** A position in time among all that the rows of a run say. */
export interface PlaceInTime {
	readonly rank: number;
	/** Lowest rank of what nothing tells apart from this one in time. */
	readonly tiedFrom: number;
}

/** What one row says of the consents of a person. */
export interface Statement extends Speaker, PlaceInTime {
	/** Index of the row. */
	readonly row: number;
	/** Keys of the person in Activate: address, user ID or both. */
	readonly contacts: readonly string[];
	/** Place of the consents that are newer than the row; absent = there are none. */
	readonly readLater?:
		| { readonly keys: readonly string[]; readonly place: PlaceInTime }
		| undefined;
	/** Consents that the row sends. */
	readonly sent: Consents;
	/** Consents of its record, sent or not. */
	readonly record: Consents;
}

type LeftOutCode = 'OVERTAKEN' | 'CONSENT_CONTRADICTED';
/** By row: the consents that it must not send, and why. */
export type LeftOut = ReadonlyMap<number, ReadonlyMap<ConsentKey, LeftOutCode>>;

/** What the run says of one consent of one contact. */
interface Topic {
	/** Latest *no* by entity, and by profile with all its subprofiles; `null` stands for the rows that name no profile. */
	readonly latestNo: Map<string | null, number>;
	readonly latestNoOfAll: Map<string, number>;
	/** Latest *no* of any row. */
	anyNo: number;
	/** Last word by entity. */
	readonly lastWord: Map<string, Word>;
}

interface Word {
	readonly rank: number;
	readonly value: 'yes' | 'no';
}

/**
 * Finds the consents that rows of one run must not send, because another row of the run speaks against them. Rows
 * count whether they can be sent or not: what they say of the person is known all the same.
 *
 * What counts is when a consent was true, which may be later than its row.
 * - Rows of one profile: a *yes* that a later row withdraws is left out, also where the later row does not repeat its
 *   *no* because it is no news. Rows that do not tell their profile are told apart by time alone; where they have the
 *   same time, *no* wins.
 *   A profile and each of its subprofiles speak with one voice ({@link isSameVoice}).
 * - Rows of two profiles with one address or user ID, which are one person at Activate, or of two subprofiles of one
 *   profile: the last words are compared. *No* wins, whatever the order. Only what is sent counts here: a *no* that is no news does not
 *   forbid the *yes* that somebody gives now.
 * - The *no* of a deleted profile says that the profile is gone, not that the person refused. It does not reach a
 *   contact whose other profile is in the run and says yes.
 */
export function settleConsents(statements: readonly Statement[]): LeftOut {
	const leftOut = new Map<number, Map<ConsentKey, LeftOutCode>>();
	const leaveOut = (row: number, key: ConsentKey, code: LeftOutCode) => {
		const keys = leftOut.get(row) ?? new Map<ConsentKey, LeftOutCode>();
		leftOut.set(row, keys.set(key, code));
	};

	const subscribers = subscribersByContact(statements);
	const isSpared = ({ deleted, profile, contacts, sent }: Statement, key: ConsentKey) =>
		deleted &&
		profile !== null &&
		sent[key] === 'no' &&
		contacts.some((contact) => hasOther(subscribers.get(topicKey(contact, key)), profile));

	const topics = new Map<string, Topic>();
	for (const statement of statements) {
		for (const key of CONSENT_KEYS) {
			if (isSpared(statement, key)) leaveOut(statement.row, key, 'CONSENT_CONTRADICTED');
			else for (const contact of statement.contacts) hear(topics, contact, key, statement);
		}
	}
	const refusers = new Map([...topics.values()].map((topic) => [topic, refusersOf(topic)]));
	for (const statement of statements) {
		const { row, contacts, entity, sent } = statement;
		const isRefused = (topic: Topic) =>
			refusers.get(topic)?.some((refuser) => !isSameVoice(refuser, entity)) === true;
		for (const key of CONSENT_KEYS) {
			if (sent[key] !== 'yes') continue;
			const { rank, tiedFrom } = placeOf(statement, key);
			const isTiedWithNo = ({ anyNo }: Topic) => anyNo >= tiedFrom;
			const said = contacts.flatMap((contact) => topics.get(topicKey(contact, key)) ?? []);
			if (said.some((topic) => isWithdrawn(topic, statement, rank)))
				leaveOut(row, key, 'OVERTAKEN');
			else if (said.some(statement.profile === null ? isTiedWithNo : isRefused)) {
				leaveOut(row, key, 'CONSENT_CONTRADICTED');
			}
		}
	}
	return leftOut;
}

function placeOf({ readLater, ...row }: Statement, key: ConsentKey): PlaceInTime {
	return readLater?.keys.includes(key) === true ? readLater.place : row;
}

/** Entities whose last word is no, unless their profile, or a subprofile of it, said yes later. */
function refusersOf({ lastWord }: Topic): string[] {
	const words = [...lastWord];
	return words
		.filter(
			([entity, { rank, value }]) =>
				value === 'no' &&
				!words.some(
					([other, word]) => word.value === 'yes' && word.rank > rank && isSameVoice(other, entity),
				),
		)
		.map(([entity]) => entity);
}

/** The last row of each profile and subprofile. */
export function lastOfEach<Row extends { readonly entity: string; readonly rank: number }>(
	rows: readonly Row[],
): Iterable<Row> {
	const last = new Map<string, Row>();
	for (const row of rows) {
		const known = last.get(row.entity);
		if (known === undefined || known.rank < row.rank) last.set(row.entity, row);
	}
	return last.values();
}

function topicKey(contact: string, key: ConsentKey): string {
	return `${key} ${contact}`;
}

function hasOther(profiles: ReadonlySet<string> | undefined, own: string): boolean {
	return profiles !== undefined && profiles.size > (profiles.has(own) ? 1 : 0);
}

/** Living profiles that say yes, by consent and contact; only where they are at the end of the run. */
function subscribersByContact(statements: readonly Statement[]): Map<string, Set<string>> {
	const subscribers = new Map<string, Set<string>>();
	for (const { contacts, profile, record, deleted } of lastOfEach(statements)) {
		if (deleted || profile === null) continue;
		for (const key of CONSENT_KEYS) {
			if (record[key] !== 'yes') continue;
			for (const contact of contacts) {
				const name = topicKey(contact, key);
				subscribers.set(name, (subscribers.get(name) ?? new Set()).add(profile));
			}
		}
	}
	return subscribers;
}

function hear(
	topics: Map<string, Topic>,
	contact: string,
	key: ConsentKey,
	statement: Statement,
): void {
	const { profile, entity, sent, record } = statement;
	const value = sent[key] ?? record[key];
	if (value === undefined) return;
	const { rank } = placeOf(statement, key);
	const name = topicKey(contact, key);
	const topic = topics.get(name) ?? newTopic();
	topics.set(name, topic);
	if (value === 'no') {
		const speaker = profile === null ? null : entity;
		topic.latestNo.set(speaker, Math.max(rank, topic.latestNo.get(speaker) ?? -1));
		topic.anyNo = Math.max(rank, topic.anyNo);
		if (profile !== null) {
			topic.latestNoOfAll.set(profile, Math.max(rank, topic.latestNoOfAll.get(profile) ?? -1));
		}
	}
	if (profile === null || sent[key] === undefined) return;
	const before = topic.lastWord.get(entity);
	if (before === undefined || before.rank < rank) topic.lastWord.set(entity, { rank, value });
}

function newTopic(): Topic {
	return { latestNo: new Map(), latestNoOfAll: new Map(), anyNo: -1, lastWord: new Map() };
}

/** Whether a later row of the same voice says no. A row without a profile may be of the same one. */
function isWithdrawn(
	{ latestNo, latestNoOfAll, anyNo }: Topic,
	{ profile, entity }: Speaker,
	rank: number,
): boolean {
	if (profile === null) return anyNo > rank;
	const ofVoice =
		entity === profile
			? [latestNoOfAll.get(profile)]
			: [latestNo.get(entity), latestNo.get(profile)];
	return [...ofVoice, latestNo.get(null)].some((no) => no !== undefined && no > rank);
}

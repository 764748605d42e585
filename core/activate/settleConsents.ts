import { CONSENT_KEYS, type ConsentKey, type Consents } from '../contracts/preparedProfile';

/** What one row says of the consents of a person. */
export interface Statement {
	/** Index of the row. */
	readonly row: number;
	/** Keys of the person in Activate: address, user ID or both. */
	readonly contacts: readonly string[];
	/** Copernica profile; null where the row does not tell. */
	readonly profile: string | null;
	/** Profile or subprofile of that profile. */
	readonly entity: string;
	/** Position in time among all rows of the run. */
	readonly rank: number;
	/** Consents that the row sends. */
	readonly sent: Consents;
	/** Consents of its record, sent or not. */
	readonly record: Consents;
	/** Whether the profile was deleted, so that its row speaks for nobody who is left. */
	readonly deleted: boolean;
}

type LeftOutCode = 'OVERTAKEN' | 'CONSENT_CONTRADICTED';
/** By row: the consents that it must not send, and why. */
export type LeftOut = ReadonlyMap<number, ReadonlyMap<ConsentKey, LeftOutCode>>;

/** What the run says of one consent of one contact. */
interface Topic {
	/** Latest *no* by profile; `null` stands for the rows that name none. */
	readonly latestNo: Map<string | null, number>;
	/** Latest *no* of any row. */
	anyNo: number;
	/** Last word by profile. */
	readonly lastWord: Map<string, { rank: number; value: 'yes' | 'no' }>;
}

/**
 * Finds the consents that rows of one run must not send, because another row of the run speaks against them. Rows
 * count whether they can be sent or not: what they say of the person is known all the same.
 *
 * - Rows of one profile: a *yes* that a later row withdraws is left out, also where the later row does not repeat its
 *   *no* because it is no news. Rows that do not tell their profile are told apart by time alone.
 * - Rows of two profiles with one address or user ID, which are one person at Activate: the last words of the profiles
 *   are compared. *No* wins, whatever the order. Only what is sent counts here: a *no* that is no news does not
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
	const refusers = new Map<Topic, Set<string>>();
	for (const topic of topics.values()) {
		const refusing = [...topic.lastWord].filter(([, { value }]) => value === 'no');
		refusers.set(topic, new Set(refusing.map(([profile]) => profile)));
	}
	for (const { row, contacts, profile, rank, sent } of statements) {
		for (const key of CONSENT_KEYS) {
			if (sent[key] !== 'yes') continue;
			const said = contacts.flatMap((contact) => topics.get(topicKey(contact, key)) ?? []);
			if (said.some((topic) => isWithdrawn(topic, profile, rank))) leaveOut(row, key, 'OVERTAKEN');
			else if (profile !== null && said.some((topic) => hasOther(refusers.get(topic), profile))) {
				leaveOut(row, key, 'CONSENT_CONTRADICTED');
			}
		}
	}
	return leftOut;
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
	{ profile, rank, sent, record }: Statement,
): void {
	const value = sent[key] ?? record[key];
	if (value === undefined) return;
	const name = topicKey(contact, key);
	const topic = topics.get(name) ?? { latestNo: new Map(), anyNo: -1, lastWord: new Map() };
	topics.set(name, topic);
	if (value === 'no') {
		topic.latestNo.set(profile, Math.max(rank, topic.latestNo.get(profile) ?? -1));
		topic.anyNo = Math.max(rank, topic.anyNo);
	}
	if (profile === null || sent[key] === undefined) return;
	const before = topic.lastWord.get(profile);
	if (before === undefined || before.rank < rank) topic.lastWord.set(profile, { rank, value });
}

/** Whether a later row of the same profile says no. A row without a profile may be of the same one. */
function isWithdrawn(topic: Topic, profile: string | null, rank: number): boolean {
	if (profile === null) return topic.anyNo > rank;
	return Math.max(topic.latestNo.get(profile) ?? -1, topic.latestNo.get(null) ?? -1) > rank;
}

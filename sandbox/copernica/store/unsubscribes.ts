/** Somebody who unsubscribed through a mailing. */
export interface UnsubscribeRecord {
	id: number;
	/** Where the mailing was sent from. */
	system: 'ms' | 'publisher';
	/** As the vendor writes times. */
	timestamp: string;
	source: 'link' | 'email';
	/** The mailing, and the message of it that this person got. */
	mailing: number;
	destination: number;
	profileId: number;
}

/** The unsubscribes of the account, oldest first. */
export class UnsubscribeLog {
	readonly all: UnsubscribeRecord[] = [];

	constructor(private readonly owner: { nextId: () => number; nowText: () => string }) {}

	add(what: Pick<UnsubscribeRecord, 'system' | 'source' | 'profileId'>): UnsubscribeRecord {
		const { nextId, nowText } = this.owner;
		const record = {
			...what,
			id: nextId(),
			timestamp: nowText(),
			mailing: nextId(),
			destination: nextId(),
		};
		this.all.push(record);
		return record;
	}
}

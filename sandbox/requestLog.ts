/** One request that a vendor's API got. Queries are left out: they may hold tokens. */
export interface LoggedRequest {
	method: string;
	path: string;
	status: number;
	/** ISO 8601. */
	at: string;
}

const kept = 20_000;

/** What was asked of a vendor's API, oldest first; for tests that count calls. */
export class RequestLog {
	private entries: LoggedRequest[] = [];

	add(entry: LoggedRequest): void {
		this.entries.push(entry);
		if (this.entries.length > kept) this.entries.shift();
	}

	list(): readonly LoggedRequest[] {
		return this.entries;
	}

	clear(): void {
		this.entries = [];
	}
}

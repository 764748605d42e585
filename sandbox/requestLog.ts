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
	private count = 0;

	add(entry: LoggedRequest): void {
		this.count += 1;
		this.entries.push(entry);
		if (this.entries.length > kept) this.entries.shift();
	}

	list(): readonly LoggedRequest[] {
		return this.entries;
	}

	/** Number of requests since the last {@link clear}; the list itself keeps the last 20,000. */
	total(): number {
		return this.count;
	}

	clear(): void {
		this.entries = [];
		this.count = 0;
	}
}

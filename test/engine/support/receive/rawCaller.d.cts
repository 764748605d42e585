/** A connection on which a caller writes what it likes. */
export interface RawCaller {
	write(data: string): void;
	/** What came back so far. */
	received(): string;
	hangUp(): void;
}

/** Connects to the host of a URL. */
export function rawCaller(url: string): RawCaller;
